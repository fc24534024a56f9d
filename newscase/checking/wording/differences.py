"""Say in a sentence what differs between an answer and the right one."""

from newscase.checking.compare.difference import Difference, Place, ValueFault
from newscase.checking.serialize.values import Single, Value
from newscase.checking.wording import charts
from newscase.checking.wording.values import MANY, ONE, name, show

# {it} names what was seen: "The value 3 at the label ...", or "The index".
_SENTENCES = {
    ValueFault.KIND: "{it} is {kind}, not {wanted}.",
    ValueFault.VALUE: "{it} is not right.",
    ValueFault.ZONE: "{it} is not in the time zone that the question asks for.",
    ValueFault.OFFSET: "{it} has a fixed offset, {zone}. Use the name of the time zone instead.",
    ValueFault.ONE_OF_MANY: "The answer is {kind} with one value. Take the value itself: add {take}.",
    ValueFault.SET_HAS_NO_ORDER: "The answer is a set, which has no order. Give a list.",
    ValueFault.SET_KEEPS_ONCE: "The answer is a set, which keeps each value only once. Give a list.",
    ValueFault.NO_LABELS: "The values have no labels. "
    "Give a Series whose index says what each value is about.",
    ValueFault.MORE: "{whole} has more {unit}s than the question asks for.",
    ValueFault.FEWER: "{whole} has fewer {unit}s than the question asks for.",
    ValueFault.ORDER: "The {unit}s are right, but not in the order that the question asks for.",
    ValueFault.COLUMN_KIND: "{column} holds {found}, not {wanted}.",
    ValueFault.COLUMN_ZONE: "{column} is not in the time zone that the question asks for.",
    ValueFault.COLUMN_OFFSET: "{column} has a fixed offset, {zone}. Use the name of the time zone instead.",
    ValueFault.LABEL: "The label {label} is not one that the question asks for.",
    ValueFault.ROW: "{whole} has a {unit} that the question does not ask for: "
    "the one where {name} is {value}.",
    ValueFault.COLUMN_RENAMED: "The column {extra} is not asked for, and the column {missing} is missing.",
    ValueFault.COLUMN_MISSING: "The column {missing}, which the question asks for, is missing.",
    ValueFault.COLUMN_EXTRA: "The table has the column {extra}, which the question does not ask for.",
    ValueFault.COLUMN_TWICE: "The table does not have the columns that the question asks for: "
    "a name occurs twice.",
    ValueFault.COLUMN_ORDER: "The columns are not in the order that the question asks for.",
}
_UNITS = {"table": "row", "figure": "point"}
_TAKE_ONE = {"series": ".iloc[0]", "table": ".iloc[0, 0]"}


def sentence(difference: Difference) -> str:
    """Return one or two sentences; they show the student's value and never the expected one."""
    if difference.fault not in _SENTENCES:
        return charts.sentence(difference)
    detail = difference.detail
    words = {key: show(own) if isinstance(own, Value) else own for key, own in detail.items()}
    if "of" in detail:
        words["whole"] = "The " + ONE[detail["of"]].partition(" ")[2]
        words["unit"] = _UNITS.get(detail["of"], "value")
        words["column"] = _column(detail.get("column"), words["whole"])
        many = MANY
    else:
        value, place = detail.get("value"), detail.get("place")
        words["it"] = (
            "The answer" if difference.fault is ValueFault.KIND and place is None else _it(value, place)
        )
        words["kind"] = ONE[value.kind] if value else ""
        words["take"] = _TAKE_ONE.get(value.kind, "[0]") if value else ""
        many = ONE
    words |= {key: many[detail[key]] for key in ("found", "wanted") if key in detail}
    return _SENTENCES[difference.fault].format_map(words)


def _column(label: Value | str | None, whole: str) -> str:
    if label is None or isinstance(label, str):
        return label or whole
    return f"What the chart draws as {name(label)}" if whole == "The chart" else f"The column {name(label)}"


def _it(value: Value, place: Place | None) -> str:
    is_shown = type(value) is Single and value.value is not None
    it = f"The value {show(value)}" if is_shown else "One value"
    if place is None:
        return it
    if place.label is not None:
        return f"{it} at the label {show(place.label)}"
    if place.position is not None:
        return f"{it} at position {place.position}"
    if place.row is not None:
        return f"{it} of {name(place.column)}, where {name(place.row[0])} is {show(place.row[1])},"
    return it
