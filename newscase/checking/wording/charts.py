"""Say in a sentence what differs between two charts."""

from newscase.checking.compare.charts import ChartFault
from newscase.checking.compare.difference import Difference
from newscase.checking.serialize.values import Single
from newscase.checking.wording.values import show

_SENTENCES = {
    ChartFault.TYPE: "{chart} has the type {type}. The question asks for another type of chart.",
    ChartFault.TYPE_MISSING: "{chart} is empty, or does not draw all that the question asks for.",
    ChartFault.DIRECTION: "{chart} is {direction}. The question asks for the other direction: swap x and y.",
    ChartFault.ARRANGEMENT: "The bars are not arranged as the question asks: stacked, or side by side. "
    "Look at barmode=.",
    ChartFault.DATA_MISSING: '{chart} has no "{key}", which the question asks for.',
    ChartFault.LABELS: "The labels on the chart are not all right. Look at text=.",
    ChartFault.GROUPS: "{chart} draws the right points, but not in the groups that the question asks for. "
    "Look at {argument}=.",
    ChartFault.ORDER: "The {axis} axis does not run in the order that the question asks for. "
    "Do not reverse it, and sort the rows before you draw them.",
    ChartFault.NO_TITLE: "{chart} has no title. Add one with title=.",
    ChartFault.SHORT_TITLE: "The title {title} is too short for a sentence. "
    "Write four words or more that say what the chart shows.",
    ChartFault.NO_NUMBER: "The title does not have the number that the question asks for, in digits. Add it.",
    ChartFault.NO_AXIS_TITLE: "The {axis} axis of the chart has no title.",
    ChartFault.AXIS_TITLE: "The title of the {axis} axis is {title}. The question asks for another one.",
}


def sentence(difference: Difference) -> str:
    """Return one or two sentences about a `ChartFault`."""
    shown = {key: show(one) if isinstance(one, Single) else one for key, one in difference.detail.items()}
    return _SENTENCES[difference.fault].format(chart="The chart", **shown)
