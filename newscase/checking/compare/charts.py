"""Compare two charts: what they draw, how they tell groups apart, and what they say.

Colours, sizes and the subtitle do not matter.  Dash and symbol matter where the right chart has several:
then the same points must share one, whichever it is and whatever colours are used beside it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from newscase.checking.answer_key import Rules
from newscase.checking.compare.rows import Columns, Difference, cell, fold, rows_difference
from newscase.checking.serialize.values import MISSING, Collection, Column, Figure, Single, Trace, Value

# The fewest words of a title that students word themselves: "There are 26 events" is a sentence.
FEWEST_TITLE_WORDS = 4

# Types of trace that look different when they lie down.
_BARS = {"bar", "histogram", "box", "violin", "funnel", "waterfall"}
# Labels that plotly puts on an axis of dates or numbers, where they have an order of their own.
_DATE_OR_NUMBER = re.compile(r"[-+\d.:T ]+")


def chart_difference(answer: Figure, expected: Figure, rules: Rules) -> Difference | None:
    """Return what differs first between two figures, or None."""
    in_any_order = replace(rules, ordered=False)
    of_axes = (_axis_difference(name, answer, expected, rules) for name in expected.axes)
    found = (
        _type_difference(answer, expected)
        or _points_difference(answer, expected, in_any_order)
        or _groups_difference(answer, expected, in_any_order)
        or next(filter(None, of_axes), None)
    )
    # Two titles that lack the same are the same.
    ours, theirs = (_title_fault(_folded(figure.title), rules) for figure in (answer, expected))
    return found or (None if ours is theirs else Difference(ours or theirs, {"title": answer.title}))


def category_order(figure: Figure, name: str) -> list[str] | None:
    """Return the categories of an axis as they stand on it, folded; from left to right, or upwards.

    None: the axis has numbers or dates, or is ordered by the values that it shows.
    """
    axis, values = figure.axis(name), figure.along(name)
    labels = [fold(value.value) for value in values if value.kind == "text"]
    ordered_by_values = axis.order not in ("", "trace", "array")
    if ordered_by_values or len(labels) < len(values) or all(map(_DATE_OR_NUMBER.fullmatch, labels)):
        return None
    listed = [fold(str(label.value)) for label in axis.categories or () if type(label) is Single]
    found = list(dict.fromkeys([*(label for label in listed if label in labels), *labels]))
    return found[::-1] if axis.reversed else found


def _type_difference(answer: Figure, expected: Figure) -> Difference | None:
    ours, theirs = ({trace.type for trace in figure.traces} for figure in (answer, expected))
    if ours - theirs:
        return Difference("trace type", {"type": min(ours - theirs)})
    if ours != theirs:
        return Difference("trace type missing")
    bars = ([trace for trace in figure.traces if trace.type in _BARS] for figure in (answer, expected))
    ours, theirs = ({bar.orientation for bar in drawn} for drawn in bars)
    if ours != theirs:
        return Difference("direction", {"direction": "horizontal" if "h" in ours else "vertical"})
    return None


def _points_difference(answer: Figure, expected: Figure, rules: Rules) -> Difference | None:
    ours, wanted = _keys(answer), _keys(expected)
    missing = [key for key in wanted if key not in ours]
    if missing:
        return Difference("data missing", {"key": missing[0]})
    # Text beside the points is welcome even where nobody asked for it.
    keys = [*wanted, *(key for key in ours if key not in (*wanted, "text"))]
    keys += ["type"] if len({trace.type for trace in expected.traces}) > 1 else []
    found = rows_difference(_points(answer.traces, keys), _points(expected.traces, keys), rules)
    if found and "where" in found.detail and found.detail["column"] == Single("text", "text"):
        # The place of a wrong label would give the place of the right one away.
        return Difference("mark labels")
    return found


def _keys(figure: Figure) -> list[str]:
    return list(dict.fromkeys(key for trace in figure.traces for key in trace.data if key != "symbol"))


def _points(traces: list[Trace], keys: list[str]) -> Columns:
    """Return what traces draw, a row for each point; a key is one of the data, or a field of `Trace`."""
    columns: list[list[Value]] = [[] for _ in keys]
    for trace in traces:
        own = {key: Single("text", getattr(trace, key)) for key in ("type", "dash", "symbol")}
        drawn = {**own, "name": trace.name, **trace.data}
        height = max([len(value.values) for value in drawn.values() if type(value) is Collection], default=0)
        for key, column in zip(keys, columns, strict=True):
            value = drawn.get(key, MISSING)
            # One value, such as a base, holds for every point.
            values = [*value.values] if type(value) is Collection else [value] * height
            column += values + [MISSING] * (height - len(values))
    return _rows(keys, columns)


def _rows(keys: list[str], columns: Iterable[Iterable[Value]]) -> Columns:
    return [(Single("text", key), Column("mixed", [*own])) for key, own in zip(keys, columns, strict=True)]


def _groups_difference(answer: Figure, expected: Figure, rules: Rules) -> Difference | None:
    """Find points that share a dash or symbol, or else a name in the legend, with others than they should."""
    if len(expected.traces) < 2:
        # Bars and points may be coloured by group; a line would be cut into several.
        cut = len(answer.traces) > 1 and any(trace.type == "line" for trace in expected.traces)
        return Difference("groups", {"argument": "color"}) if cut else None
    keys = _keys(expected)
    cues = {"dash": "line_dash", "symbol": "symbol"}
    cues = {cue: cues[cue] for cue in cues if len(_grouped(expected.traces, cue, keys)) > 1}
    for cue, argument in cues.items():
        groups, wanted = (_grouped(figure.traces, cue, keys) for figure in (answer, expected))
        if len(groups) != len(wanted) or any(
            all(rows_difference(ours, theirs, rules) for ours in groups) for theirs in wanted
        ):
            return Difference("groups", {"argument": argument})
    if not cues:
        known = {_folded(trace.name) for trace in expected.traces}
        keys, named = [*keys, "name"], [_named(trace, known) for trace in answer.traces]
        if rows_difference(_points(named, keys), _points(expected.traces, keys), rules):
            return Difference("groups", {"argument": "color"})
    return None


def _grouped(traces: list[Trace], cue: str, keys: list[str]) -> list[Columns]:
    """Return the points in groups that share a dash or a symbol."""
    groups = defaultdict(list)
    for shared, *row in zip(*(column for _, column in _points(traces, [cue, *keys])), strict=True):
        groups[cell(shared, False)].append(row)
    return [_rows(keys, zip(*rows, strict=True)) for rows in groups.values()]


def _named(trace: Trace, known: set[str]) -> Trace:
    """Return a trace under the known one of its names: px joins those of colour, dash and symbol."""
    names = [Single("text", part) for part in _folded(trace.name).split(", ")]
    return replace(trace, name=next((name for name in names if name.value in known), trace.name))


def _axis_difference(name: str, answer: Figure, expected: Figure, rules: Rules) -> Difference | None:
    """Find an axis that runs the other way, or has categories in another order where it counts.

    Or it has another title, is hidden, or cuts something off.
    """
    own, axis = answer.axis(name), expected.axes[name]
    detail = {"axis": name[0], "title": own.title}
    ours, theirs = (category_order(figure, name) for figure in (answer, expected))
    if ours and theirs:
        joined = name[0] == "x" and any(trace.type in ("line", "area") for trace in expected.traces)
        differs = ours != theirs and (joined or rules.ordered)
    else:
        differs = own.reversed != axis.reversed and "text" not in {one.kind for one in expected.along(name)}
    if differs:
        return Difference("axis order", detail)
    if _folded(axis.title) and _folded(own.title) != _folded(axis.title):
        return Difference("other axis title" if _folded(own.title) else "no axis title", detail)
    fault = _view_fault(answer, name)
    return Difference(fault, detail) if fault and fault != _view_fault(expected, name) else None


def _view_fault(figure: Figure, name: str) -> str | None:
    """Say whether an axis is hidden, or cannot show all that is drawn along it, or the zero of its bars."""
    axis, lies = figure.axis(name), "h" if name[0] == "x" else "v"
    zeros = [Single("number", 0) for one in figure.traces if (one.type, one.orientation) == ("bar", lies)]
    values = [one for one in (*figure.along(name), *zeros) if one != MISSING]
    if axis.hidden or axis.logarithmic:
        return "axis hidden" if axis.hidden else "axis cut" if zeros else None
    low, high = axis.ends[:: -1 if axis.reversed else 1]
    same = {one.kind for one in values} == {low.kind, high.kind}
    return "axis cut" if same and not all(low.value <= one.value <= high.value for one in values) else None


def _title_fault(title: str, rules: Rules) -> str | None:
    if not rules.own_title:
        return None
    if len(title.split()) < FEWEST_TITLE_WORDS:
        return "short title" if title else "no title"
    # A number by itself: not 38 as a part of 138 or 38.5.
    number = "" if rules.title_number is None else rf"(?<![\d.,]){rules.title_number}(?![.,]?\d)"
    return None if re.search(number, title) else "no number"


def _folded(title: Value) -> str:
    return fold(title.value) if title.kind == "text" else ""
