"""Say in a sentence what differs between an answer and the right one."""

from collections.abc import Mapping

from newscase.checking.compare.difference import (
    ColumnsFault,
    Difference,
    Place,
    RowsFault,
    ValueFault,
)
from newscase.checking.serialize.values import Single, Value
from newscase.checking.wording import charts
from newscase.checking.wording.values import MANY, ONE, name, show

_UNITS = {"table": "row", "figure": "point"}

_SENTENCES = {
    ValueFault.SET_HAS_NO_ORDER: "The answer is a set, which has no order. Give a list.",
    ValueFault.SET_KEEPS_ONCE: "The answer is a set, which keeps each value only once. Give a list.",
    ValueFault.NO_LABELS: "The values have no labels. "
    "Give a Series whose index says what each value is about.",
    ColumnsFault.TWICE: "The table does not have the columns that the question asks for: "
    "a name occurs twice.",
    ColumnsFault.ORDER: "The columns are not in the order that the question asks for.",
}

_TAKE_ONE = {"series": ".iloc[0]", "table": ".iloc[0, 0]"}


def sentence(difference: Difference) -> str:
    """Return one or two sentences; they show the student's value and never the expected one."""
    fault, detail = difference.fault, difference.detail
    if fault in _SENTENCES:
        return _SENTENCES[fault]
    match fault:
        case ValueFault():
            return _of_value(fault, detail, difference.part)
        case RowsFault():
            return _of_rows(fault, detail)
        case ColumnsFault():
            return _of_columns(fault, detail)
    return charts.sentence(difference)


def _of_value(fault: ValueFault, detail: Mapping, part: str) -> str:
    value, place = detail["value"], detail.get("place")
    kind = ONE[value.kind]
    if fault is ValueFault.ONE_OF_MANY:
        take = _TAKE_ONE.get(value.kind, "[0]")
        return f"{part or 'The answer'} is {kind} with one value. Take the value itself: add {take}."
    if fault is ValueFault.KIND and place is None:
        subject = part or "The answer"
    else:
        subject = (f"The value {show(value)}" if _is_shown(value) else "One value") + _where(place, part)
    match fault:
        case ValueFault.KIND:
            return _of_kind(subject, value.kind, detail["wanted"])
        case ValueFault.ROUNDED:
            plural = "" if detail["decimals"] == 1 else "s"
            return f"{subject} is close: the question asks for {detail['decimals']} decimal{plural}."
        case ValueFault.OFFSET:
            return _of_offset(subject, detail)
        case ValueFault.ZONE:
            return f"{subject} is not in the time zone that the question asks for."
    return f"{subject} is not right."


def _is_shown(value: Value) -> bool:
    return type(value) is Single and value.value is not None


def _of_offset(subject: str, detail: Mapping) -> str:
    return f"{subject} has a fixed offset, {detail['zone']}. Use the name of the time zone instead."


def _of_kind(subject: str, kind: str, wanted: str) -> str:
    match kind, wanted:
        case "time", "moment":
            return f"{subject} has no time zone."
        case "moment", "time":
            return f"{subject} has a time zone."
    return f"{subject} is {ONE[kind]}, not {ONE[wanted]}."


def _where(place: Place | None, part: str) -> str:
    if place is None:
        return f" of {part}" if part else ""
    if place.label is not None:
        return f" at the label {show(place.label)}"
    if place.position is not None:
        return f" at position {place.position}"
    if place.row is not None:
        return f" of {name(place.column)}, where {name(place.row[0])} is {show(place.row[1])},"
    return ""


def _of_rows(fault: RowsFault, detail: Mapping) -> str:
    noun = "The " + ONE[detail["of"]].partition(" ")[2]
    unit = _UNITS.get(detail["of"], "value")
    subject = noun
    if detail.get("column"):
        subject = "The index" if detail["labelled"] else f"The column {name(detail['column'])}"
        if detail["of"] == "figure":
            subject = f"What the chart draws as {name(detail['column'])}"
    match fault:
        case RowsFault.MORE | RowsFault.FEWER:
            word = "more" if fault is RowsFault.MORE else "fewer"
            return f"{noun} has {word} {unit}s than the question asks for."
        case RowsFault.ORDER:
            return f"The {unit}s are right, but not in the order that the question asks for."
        case RowsFault.ZONE:
            return f"{subject} is not in the time zone that the question asks for."
        case RowsFault.OFFSET:
            return _of_offset(subject, detail)
        case RowsFault.LABEL:
            return f"The label {show(detail['label'])} is not one that the question asks for."
        case RowsFault.ROW:
            return (
                f"{noun} has a {unit} that the question does not ask for: "
                f"the one where {name(detail['name'])} is {show(detail['value'])}."
            )
    return _of_column(subject, detail["found"], detail["wanted"])


def _of_column(subject: str, found: str, wanted: str) -> str:
    match found, wanted:
        case "text", "time" | "moment":
            return f"{subject} holds text, not {'dates' if wanted == 'time' else 'times'}."
        case ("time", "moment") | ("moment", "time"):
            return f"{subject} holds times {'without' if found == 'time' else 'with'} a time zone."
    return f"{subject} holds {MANY[found]}, not {MANY[wanted]}."


def _of_columns(fault: ColumnsFault, detail: Mapping) -> str:
    missing, extra = (show(detail[key]) if key in detail else "" for key in ("missing", "extra"))
    match fault:
        case ColumnsFault.RENAMED:
            return f"The column {extra} is not asked for, and the column {missing} is missing."
        case ColumnsFault.MISSING:
            return f"The column {missing}, which the question asks for, is missing."
    return f"The table has the column {extra}, which the question does not ask for."
