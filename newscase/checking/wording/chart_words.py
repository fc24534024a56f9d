"""What to say of each difference between two charts."""

SENTENCES = {
    "trace type": "The chart has the type {type}. The question asks for another type of chart.",
    "trace type missing": "The chart is empty, or does not draw all that the question asks for.",
    "direction": "The chart is {direction}. The question asks for the other direction: swap x and y.",
    "arrangement": "The bars are not stacked, or side by side, as the question asks. Look at barmode=.",
    "data missing": 'The chart has no "{key}", which the question asks for.',
    "mark labels": "The labels on the chart are not all right. Look at text=.",
    "groups": "The points are right, but not in the groups that the question asks for. Look at {argument}=.",
    "axis order": "The {axis} axis runs in another order than asked. Do not reverse it, and sort the rows.",
    "hidden axis": "The {axis} axis of the chart is hidden, so nobody can read it. Show it.",
    "cut axis": "The {axis} axis cuts off a part or the zero of bars. Leave out range_{axis} and log_{axis}.",
    "no title": "The chart has no title. Add one with title=.",
    "short title": "The title {title} is too short for a sentence. Write four words or more.",
    "no number": "The title does not have the number that the question asks for, in digits. Add it.",
    "no axis title": "The {axis} axis of the chart has no title.",
    "axis title": "The title of the {axis} axis is {title}. The question asks for another one.",
}
