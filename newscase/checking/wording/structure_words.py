"""What a student reads of a requirement that something of their own does not meet."""

from newscase.checking.compare.difference import Difference

# By the keys in `newscase.checking.structure`.
SENTENCES = {
    # a claim card
    "card": "A claim card is a dict with the entries claim, verdict, measure and against. The answer has no "
    "entry {name}.",
    "claim": 'The claim is not one of the numbers "C01" to "C64". Copy one from the table of claims.',
    "verdict": "The verdict is not one of the four. Give one of the names from the prepared cell, such as "
    "limit, without quotation marks.",
    "measure": "The measure has fewer than three words. Say what is counted or measured, of what, and in "
    "which unit.",
    "against": "A claim that nothing could count against cannot be tested. Say in five words or more what "
    "result would speak against it.",
    # evidence
    "evidence": "The answer is not a table with the columns source, side, says, scope and published.",
    "few rows": "The table has fewer than two rows. Add a source, also one that does not help the claim.",
    "cell": "Row {row} from the top has nothing in the column {column}. Write there what the question says.",
    "published": "Row {row} from the top has no date of publication in the form 2018-04-17, 2018-04, 2018-Q2 "
    "or 2018. Add it, as exactly as you know.",
    "side": "All rows have the same side. Add a source whose publisher has another interest in the matter.",
    "no Syrian side": "This claim concerns Syria, and no side begins with Syrian. Add what a Syrian body "
    'says, and call its side so, such as "Syrian army" or "Syrian monitors", or with SDF.',
    # a chart
    "no chart": "The chart is missing or draws nothing. Draw a plotly chart with px and put it there.",
    "pie": "The chart adds all its values up to a whole, as a pie does. Draw bars, lines or points.",
    "title": "The title of the chart is missing or shorter than four words. Write a sentence that says "
    "what the chart shows.",
    "axis title": "The {axis} axis of the chart draws numbers and has no title in words. Name what is "
    "counted or measured, and its unit, with labels=.",
    "unit": "The title of the {axis} axis has no unit in brackets. Write it behind what is measured, "
    "such as (%) or (missiles).",
    "hidden axis": "The {axis} axis of the chart is hidden, so its numbers cannot be read. Show it, or "
    "write the numbers on the marks with text=.",
    "cut axis": "The chart does not start at zero on the {axis} axis, so the lengths of its bars or areas "
    "mislead. Let it start there, or draw points.",
    "log axis": "The {axis} axis of the chart is logarithmic and has no zero, so the lengths of bars "
    "mislead. Leave out log_{axis}, or draw points.",
    "early end": "The {axis} axis of the chart ends before a bar does, and cuts it. Give it a longer range.",
    "texts": "The bars draw texts, not numbers. Draw a column of numbers, with the unit in the axis title.",
    "rows in one bar": 'In the chart, several rows of "{row}" make one bar. If they can be added, add them '
    "up first with groupby(...) and .sum(). If not, give each row its own label, or its own colour with "
    'barmode="group".',
    "stack": 'In the chart, "{second}" lies on top of "{first}" at "{row}". Publishers and unlike quantities '
    "are not added up. If these are parts of one whole, name the whole in the legend's title. Else put "
    'them side by side: bars with barmode="group", or lines.',
    "backwards": "The {axis} axis of the chart runs backwards, so a rise looks like a fall. Do not reverse "
    "it, and sort the rows by time.",
    "line turns": 'A line of the chart {how} at "{row}". Sort the rows by time. If several are of one time, '
    "give each kind a line with color=, or add up what can be added.",
    # a page
    "page": "The answer has no entry {name}. It is what page(...) returns, with the card and all that the "
    "question lists.",
    "alt": "The alt text does not have 60 to 250 characters. Say the type of chart, its axes and finding.",
    "n": "The page has {n} as its n, and the number of values in the chart is {drawn}. Put that number into "
    "n; a row without a value is not drawn.",
    "short text": "The text has fewer than 130 words. Say who claims it, what each side reports, and what "
    "stays open.",
    "long text": "The text has more than 170 words. Take out what the chart already shows.",
    "limits": "The limits have fewer than eight words. Say what the page leaves out, or cannot show.",
    "as of": 'The page does not say up to which day it was checked. Put a day such as "2018-04-17" there.',
    "later row": "The evidence has a row of {published}, which is later than the date in as_of. Leave "
    "the row out, or write until when you looked.",
    "open month": 'The chart draws "{row}", which was not over on the date in as_of. Keep rows that were '
    "published by then, or write the day of publication into the label.",
    "later mark": 'The chart draws "{row}", which is later than the date in as_of. Leave out what came '
    "later, or write until when you looked.",
}


def sentence(unmet: Difference) -> str:
    """Return what to say of the first requirement that is not met."""
    return SENTENCES[unmet.fault].format(**unmet.detail)
