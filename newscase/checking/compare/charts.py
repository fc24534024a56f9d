"""Compare two charts: what they draw, how they tell groups apart, and what they say.

Colours, sizes and the subtitle, which students word as they like, do not matter.  Dash and symbol matter
where the right chart has several of them: then the same points must share one, whatever colours are used
beside them and whichever dash or symbol it is.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import auto

from newscase.checking.compare.difference import Difference, Fault, Place
from newscase.checking.compare.matching import fold
from newscase.checking.compare.rows import Rows, rows_difference
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import MISSING, Axis, Column, Figure, Sequence, Single, Trace, Value

# The fewest words of a title that students word themselves: "There are 26 events" is a sentence.
FEWEST_TITLE_WORDS = 4

# Types of trace that look different when they lie down.
_BARS = {"bar", "histogram", "box", "violin", "funnel", "waterfall"}
# Labels that plotly puts on an axis of dates or numbers, where they have an order of their own.
_DATE_OR_NUMBER = re.compile(r"[-+\d.:T ]+")


class ChartFault(Fault):
    """What is wrong with a chart; in brackets the details of the `Difference`."""

    EMPTY = auto()
    TYPE = auto()  # a type of trace that is not asked for (type)
    TYPE_MISSING = auto()  # not all types of trace that are asked for
    DIRECTION = auto()  # bars that lie or stand (direction: "horizontal" or "vertical")
    ARRANGEMENT = auto()  # bars stacked, or side by side
    DATA_MISSING = auto()  # no text, base … (key)
    LABELS = auto()  # the text on the marks
    DASHES = auto()
    SYMBOLS = auto()
    GROUPS = auto()  # the right points under other names, or in another group
    REVERSED = auto()  # an axis that runs the other way (axis)
    CATEGORIES = auto()  # categories in another order (axis)
    NO_TITLE = auto()
    SHORT_TITLE = auto()  # too short for a sentence (title)
    NO_NUMBER = auto()  # a title without the number that is asked for (title)
    TITLE = auto()  # (title)
    NO_AXIS_TITLE = auto()  # (axis)
    AXIS_TITLE = auto()  # (axis, title)


def chart_difference(answer: Figure, expected: Figure, rules: Rules) -> Difference | None:
    """Return what differs first between two figures, or None."""
    return (
        _type_difference(answer, expected)
        or _points_difference(answer, expected, rules)
        or _groups_difference(answer, expected, rules)
        or _direction_difference(answer, expected, rules)
        or _title_difference(answer, expected, rules)
        or _axis_title_difference(answer, expected)
    )


def category_order(figure: Figure, name: str) -> list[str] | None:
    """Return the categories of an axis as they stand on it, folded; from left to right, or upwards.

    None: the axis has numbers or dates, or is ordered by the values that it shows.
    """
    axis = figure.axes.get(name, Axis())
    values = [value for trace in _on(figure, name) for value in column(trace, name[0])]
    labels = [fold(value.value) for value in values if value.kind == "text"]
    if len(labels) < len(values) or all(map(_DATE_OR_NUMBER.fullmatch, labels)):
        return None
    listed = [fold(str(label.value)) for label in axis.categories or () if type(label) is Single]
    found = list(dict.fromkeys([*(label for label in listed if label in labels), *labels]))
    if axis.order in ("category ascending", "category descending"):
        found.sort(reverse=axis.order == "category descending")
    elif axis.order not in ("", "trace", "array"):
        return None
    return found[::-1] if axis.reversed else found


def column(trace: Trace, key: str) -> list[Value]:
    """Return what a trace draws under one of plotly's names, such as "x"; nothing where it is no list."""
    values = trace.data.get(key)
    return list(values.values) if type(values) is Sequence else []


def _on(figure: Figure, name: str) -> list[Trace]:
    return [trace for trace in figure.traces if name in (trace.x_axis, trace.y_axis)]


def _type_difference(answer: Figure, expected: Figure) -> Difference | None:
    ours, theirs = ({trace.type for trace in figure.traces} for figure in (answer, expected))
    if not ours and theirs:
        return Difference(ChartFault.EMPTY)
    if ours - theirs:
        return Difference(ChartFault.TYPE, detail={"type": min(ours - theirs)})
    if ours != theirs:
        return Difference(ChartFault.TYPE_MISSING)
    ours, theirs = (
        {trace.orientation for trace in figure.traces if trace.type in _BARS} for figure in (answer, expected)
    )
    if ours != theirs:
        lies = "horizontal" if "h" in ours else "vertical"
        return Difference(ChartFault.DIRECTION, detail={"direction": lies})
    if len(expected.traces) > 1 and answer.bars != expected.bars:
        return Difference(ChartFault.ARRANGEMENT)
    return None


def _points_difference(answer: Figure, expected: Figure, rules: Rules) -> Difference | None:
    wanted = _keys(expected)
    missing = [key for key in wanted if key not in _keys(answer)]
    if missing:
        return Difference(ChartFault.DATA_MISSING, detail={"key": missing[0]})
    # Text beside the points is welcome even where nobody asked for it.
    keys = wanted + [key for key in _keys(answer) if key not in (*wanted, "text")]
    if len({trace.type for trace in expected.traces}) > 1:
        keys.append("type")
    found = _rows_difference(answer.traces, expected.traces, keys, rules)
    place = found.detail.get("place") if found else None
    if isinstance(place, Place) and place.column == Single("text", "text"):
        # The place of a wrong label would give the place of the right one away.
        return Difference(ChartFault.LABELS)
    return found


def _keys(figure: Figure) -> list[str]:
    return list(dict.fromkeys(key for trace in figure.traces for key in trace.data))


def _rows_difference(
    answer: list[Trace], expected: list[Trace], keys: list[str], rules: Rules
) -> Difference | None:
    """Compare the points of some traces, in whatever order; a key is one of the data, or "type" or "name"."""
    ours, theirs = (
        Rows("figure", [Single("text", key) for key in keys], _columns(traces, keys))
        for traces in (answer, expected)
    )
    return rows_difference(ours, theirs, Rules(decimals=rules.decimals, zone=rules.zone))


def _columns(traces: list[Trace], keys: list[str]) -> list[Column]:
    columns: dict[str, list[Value]] = {key: [] for key in keys}
    for trace in traces:
        for point in _points(trace):
            point |= {"type": Single("text", trace.type), "name": trace.name}
            for key, values in columns.items():
                values.append(point.get(key, MISSING))
    return [Column("mixed", values) for values in columns.values()]


def _points(trace: Trace) -> Iterator[dict[str, Value]]:
    rows = column(trace, "z")
    if rows and all(type(row) is Sequence for row in rows):
        for i, row in enumerate(rows):
            for j, height in enumerate(row.values):
                yield {"x": _at(trace.data.get("x"), j), "y": _at(trace.data.get("y"), i), "z": height}
        return
    length = max(
        (len(values.values) for values in trace.data.values() if type(values) is Sequence), default=0
    )
    for i in range(length):
        yield {key: _at(values, i) for key, values in trace.data.items()}


def _at(values: Value | None, position: int) -> Value:
    if values is None:
        return Single("number", position)
    if type(values) is not Sequence:
        return values  # one value, such as a base, holds for every point
    return values.values.at(position) if position < len(values.values) else MISSING


def _groups_difference(answer: Figure, expected: Figure, rules: Rules) -> Difference | None:
    """Find points that belong to another group than they should.

    A group shares a dash or a symbol where the right chart has several, and else a name in the legend.
    """
    if len(expected.traces) < 2:
        # Bars and points may be coloured by group; a line would be cut into several.
        cut = len(answer.traces) > 1 and any(trace.type == "line" for trace in expected.traces)
        return Difference(ChartFault.GROUPS) if cut else None
    keys = _keys(expected)
    cues = {"dash": ChartFault.DASHES, "symbol": ChartFault.SYMBOLS}
    cues = {cue: fault for cue, fault in cues.items() if len(_grouped(expected, cue)) > 1}
    for cue, fault in cues.items():
        groups, wanted = _grouped(answer, cue), _grouped(expected, cue)
        if len(groups) != len(wanted) or any(
            all(_rows_difference(ours, theirs, keys, rules) for ours in groups) for theirs in wanted
        ):
            return Difference(fault)
    if not cues:
        known = {_folded(trace.name) for trace in expected.traces}
        named = [_named(trace, known) for trace in answer.traces]
        if _rows_difference(named, expected.traces, [*keys, "name"], rules):
            return Difference(ChartFault.GROUPS)
    return None


def _grouped(figure: Figure, cue: str) -> list[list[Trace]]:
    groups: dict[str, list[Trace]] = {}
    for trace in figure.traces:
        if any(True for _ in _points(trace)):
            groups.setdefault(getattr(trace, cue), []).append(trace)
    return list(groups.values())


def _named(trace: Trace, known: set[str]) -> Trace:
    """Return a trace under the known one of its names: px joins those of colour, dash and symbol."""
    names = [Single("text", part) for part in _folded(trace.name).split(", ")]
    return replace(trace, name=next((name for name in names if name.value in known), trace.name))


def _direction_difference(answer: Figure, expected: Figure, rules: Rules) -> Difference | None:
    """Find an axis that runs the other way.

    The order of categories matters where lines join them, or where the question orders it.
    """
    for name in dict.fromkeys(axis for trace in expected.traces for axis in (trace.x_axis, trace.y_axis)):
        ours, theirs = (category_order(figure, name) for figure in (answer, expected))
        detail = {"axis": name[0]}
        if ours and theirs:
            lines = name[0] == "x" and any(trace.type in ("line", "area") for trace in _on(expected, name))
            if ours != theirs and (lines or rules.ordered):
                return Difference(ChartFault.CATEGORIES, detail=detail)
        elif answer.axes.get(name, Axis()).reversed != expected.axes.get(name, Axis()).reversed:
            values = [value for trace in _on(expected, name) for value in column(trace, name[0])]
            if values and not any(value.kind == "text" for value in values):
                return Difference(ChartFault.REVERSED, detail=detail)
    return None


def _title_difference(answer: Figure, expected: Figure, rules: Rules) -> Difference | None:
    ours, theirs = (_title_state(figure.title, rules) for figure in (answer, expected))
    fault = ours if isinstance(ours, ChartFault) else ChartFault.TITLE
    return None if ours == theirs else Difference(fault, detail={"title": answer.title})


def _title_state(title: Value, rules: Rules) -> ChartFault | str:
    """Return what counts of a title: its text, or what is wrong with one that students word themselves."""
    text = _folded(title)
    if not text:
        return ChartFault.NO_TITLE
    if not rules.own_title:
        return text
    if len(text.split()) < FEWEST_TITLE_WORDS:
        return ChartFault.SHORT_TITLE
    # A number by itself: not 38 as a part of 138 or 38.5.
    number = "" if rules.title_number is None else rf"(?<![\d.,]){rules.title_number}(?![.,]?\d)"
    return "" if re.search(number, text) else ChartFault.NO_NUMBER


def _folded(title: Value) -> str:
    return fold(title.value) if title.kind == "text" else ""


def _axis_title_difference(answer: Figure, expected: Figure) -> Difference | None:
    for name, axis in expected.axes.items():
        ours = answer.axes.get(name, Axis()).title
        if _folded(axis.title) and _folded(ours) != _folded(axis.title):
            fault = ChartFault.AXIS_TITLE if _folded(ours) else ChartFault.NO_AXIS_TITLE
            return Difference(fault, detail={"axis": name[0], "title": ours})
    return None
