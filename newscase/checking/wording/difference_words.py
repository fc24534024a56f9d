"""Say in a sentence what differs between an answer and the right one."""

from collections.abc import Mapping

from newscase.checking.compare.difference import Difference
from newscase.checking.serialize.values import Single, Value
from newscase.checking.wording.value_words import MANY, ONE, name, show

# {it} names what was seen: "The value 3 at the label ...", or "The column "n"".
_SENTENCES = {
    "kind": "{it} {is_or_holds} {found}; the question asks for {wanted}.",
    "value": "{it} is not right.",
    "zone": "{it} is not in the time zone that is asked for. Name the zone; an offset is no name.",
    "one of many": "Your answer is {found} with one value. Take the value itself: add {take}.",
    "other part": "This part holds the value of {other}. Look at what each part asks for.",
    "set has no order": "Your answer is a set, which has no order. Give a list.",
    "no labels": "The values have no labels. Give a Series whose index says what each value is about.",
    "more": "{it} has more {unit}s than the question asks for.",
    "fewer": "{it} has fewer {unit}s than the question asks for.",
    "order": "The {unit}s are right, but not in the order that the question asks for.",
    "label": "The label {label} is not one that the question asks for.",
    "row": "{it} has a {unit} that the question does not ask for: the one where {name} is {value}.",
    "column renamed": "The column {extra} is not asked for, and the column {missing} is missing.",
    "column missing": "The column {missing}, which the question asks for, is missing.",
    "column extra": "The table has the column {extra}, which the question does not ask for.",
    "column twice": "The table does not have the columns that the question asks for: a name occurs twice.",
    "column order": "The columns are not in the order that the question asks for.",
}
# Of charts.
CHARTS = {
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
_SENTENCES |= CHARTS
_UNITS = {"table": "row", "figure": "point"}
_TAKE_ONE = {"series": ".iloc[0]", "table": ".iloc[0, 0]"}


def sentence(difference: Difference) -> str:
    """Return one or two sentences; they show the student's value and never the expected one."""
    fault, detail = difference.fault, difference.detail
    words = {key: show(own) if isinstance(own, Value) else own for key, own in detail.items()}
    if "of" in detail:
        many, is_or_holds, it = MANY, "holds", _whole(detail["of"], detail.get("column"))
    else:
        many, is_or_holds, it = ONE, "is", _it(fault, detail)
    words |= {key: many[detail[key]] for key in ("found", "wanted") if key in detail}
    if fault == "one of many":
        words |= {"found": ONE[detail["value"].kind], "take": _TAKE_ONE.get(detail["value"].kind, "[0]")}
    unit = _UNITS.get(detail.get("of"), "value")
    return _SENTENCES[fault].format(it=it, is_or_holds=is_or_holds, unit=unit, **words)


def _whole(kind: str, column: Value | str | None) -> str:
    """Name a value that holds many, or one of its columns."""
    if isinstance(column, str):
        return f"The {column}"
    if column is None:
        return "The " + ONE[kind].partition(" ")[2]
    return f"{'What the chart draws as' if kind == 'figure' else 'The column'} {name(column)}"


def _it(fault: str, detail: Mapping[str, object]) -> str:
    """Name one value, and where it stands."""
    if fault == "kind" and not {"label", "position", "row"} & detail.keys():
        return "Your answer"
    value = detail.get("value")
    it = f"The value {show(value)}" if type(value) is Single and value.value is not None else "One value"
    if "label" in detail:
        return f"{it} at the label {show(detail['label'])}"
    if detail.get("position") is not None:
        return f"{it} at position {detail['position']}"
    if "row" in detail:
        key, same = detail["row"]
        return f"{it} of {name(detail['column'])}, where {name(key)} is {show(same)},"
    return it
