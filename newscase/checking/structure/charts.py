"""What every chart of a student's own must have, whatever it shows.

A check takes a `Figure` and returns None, or what its sentence needs to say where the fault is: the
axis, the row.  No check reads what a title means.  Where a fault cannot be told from an honest chart
by its structure, the chart passes.
"""

import re
from collections.abc import Iterator

from newscase.checking.compare.charts import FEWEST_TITLE_WORDS, category_order
from newscase.checking.compare.matching import cell, fold
from newscase.checking.serialize.values import Axis, Figure, Single, Trace, Value
from newscase.checking.structure.reading import Span, iso_span, items, text, words
from newscase.checking.structure.texts import Detail

# Columns of the course's tables that tell sources or quantities apart, so that a sum over them means
# nothing; plotly.express writes the column of color= over the legend.
_NEVER_ADDED = frozenset(("publisher", "vintage", "claimant", "source", "measure"))
_LINES = frozenset(("line", "area", "scatter"))
# Types of trace that draw a value for each row.
_COUNTED = _LINES | {"bar", "histogram", "box", "violin", "pie"}
_LONGEST = 40  # characters of a label that are shown
_TOO_MANY_RANKS = 30


def draws_nothing(figure: Figure) -> Detail | None:
    """Find a chart without data."""
    drawn = any(items(values) for trace in figure.traces for values in trace.data.values())
    return None if drawn else {}


def title_is_short(figure: Figure) -> Detail | None:
    """Find a title that is missing, or too short for a sentence."""
    bare = re.sub(r"<[^<>]{0,40}>", " ", text(figure.title))
    return None if words(bare) >= FEWEST_TITLE_WORDS else {}


def axis_without_title(figure: Figure) -> Detail | None:
    """Find an axis of numbers whose title is missing, or is the name of a column (with underscores)."""
    for letter in "xy":
        titles = [title for axis in _axes(figure, letter) if (title := text(axis.title))]
        if any(_measures(trace, letter) for trace in figure.traces) and (
            not titles or "_" in "".join(titles)
        ):
            return {"axis": letter}
    return None


def axis_is_hidden(figure: Figure) -> Detail | None:
    """Find an axis of numbers that nobody can see, where the marks do not carry the numbers either."""
    for letter in "xy":
        unlabelled = any(_measures(trace, letter) and "text" not in trace.data for trace in figure.traces)
        # Of panels side by side, px hides all axes but one.
        if unlabelled and all(axis.hidden for axis in _axes(figure, letter) or [Axis()]):
            return {"axis": letter}
    return None


def bars_are_cut(figure: Figure) -> Detail | None:
    """Find bars or areas that do not start at zero: a cut or logarithmic axis, or another base.

    Bars that each start elsewhere, as in a timeline or a waterfall, are no cut bars.
    """
    for trace in figure.traces:
        if trace.type in ("bar", "histogram", "area"):
            letter, base = _measure_letter(trace), trace.data.get("base")
            axis = figure.axes.get(trace.x_axis if letter == "x" else trace.y_axis, Axis())
            bases = {one.value for one in (items(base) or [base]) if _is_number(one)}
            if (len(bases) == 1 and bases != {0}) or not _shows_zero(axis):
                return {"axis": letter}
    return None


def rows_in_one_bar(figure: Figure) -> Detail | None:
    """Find several rows that plotly draws into one bar, because they have one place and one colour.

    Rows of 1, of which px makes a bar that counts them, may be added.
    """
    for trace in figure.traces:
        if _adds(trace):
            values: dict[object, list[float]] = {}
            for place, value in _bars(trace):
                added = values.setdefault(cell(place, False), [])
                added.append(value)
                if len(added) > 1 and {*added} != {1}:
                    return {"row": _shown(place)}
    return None


def stack_of_sources(figure: Figure, source: str = "") -> Detail | None:
    """Find values of several sources or quantities that are stacked in one bar, or laid over one another.

    A stack is refused where the legend says that its parts differ by a column that is never added, such as
    the publisher, or where `source`, the page's own list of publishers, names two of the parts.  Other
    stacks may be parts of one whole: shares of a map, kinds of event.
    """
    grouped = bool({fold(part) for part in text(figure.legend).split(",")} & _NEVER_ADDED)
    for place, parts in _stacks(figure):
        names = [name for name in parts if grouped or _is_named(name, source)]
        if len(names) > 1:
            return {"row": _shown(place), "first": names[0], "second": names[1]}
    return None


def axis_runs_backwards(figure: Figure) -> Detail | None:
    """Find time that runs from right to left, or a line or point chart that stands on its head.

    Categories of horizontal bars, ranks (1 at the top), and bars to the left are often turned round.
    """
    for name in dict.fromkeys(axis for trace in figure.traces for axis in (trace.x_axis, trace.y_axis)):
        letter, axis = name[0], figure.axes.get(name, Axis())
        traces = [trace for trace in figure.traces if name in (trace.x_axis, trace.y_axis)]
        values = [value for trace in traces for value in items(trace.data.get(letter))]
        if letter == "x" and values and axis.reversed and all(map(_days, values)):
            return {"axis": letter}
        if letter == "x" and any(trace.type in ("line", "area") for trace in traces):
            days = [_days(Single("text", label)) for label in category_order(figure, name) or ["none"]]
            if all(days) and days == sorted(days, reverse=True) and days[0] != days[-1]:
                return {"axis": letter}
        measured = [trace for trace in traces if trace.type in _LINES and _measures(trace, "y")]
        if letter == "y" and axis.reversed and measured and not _are_ranks(values):
            return {"axis": letter}
    return None


def counts_that_fit(figure: Figure) -> list[int]:
    """Return how many observations a chart can be said to draw; nothing where that is not known.

    These are its values, which come first; the values of one type of trace, because marks may stand upon a
    line; the rows of a wide table, which draws each column as one trace; and the sum of all counts.
    """
    drawn = [(trace, points) for trace in figure.traces if (points := _points(trace))]
    # A line at one height beside other marks is there to compare with.
    drawn = [(trace, points) for trace, points in drawn if not _is_level(trace, points)] or drawn
    if not drawn or not {trace.type for trace in figure.traces} <= _COUNTED:
        return []
    points = [point for _, points in drawn for point in points]
    fitting = [len(points), len({*points})]
    for kind in {trace.type for trace, _ in drawn}:
        lengths = [len(points) for trace, points in drawn if trace.type == kind]
        fitting += [sum(lengths), *(lengths[:1] if len({*lengths}) == 1 < lengths[0] else [])]
    values = [value for trace, _ in drawn if trace.type in ("bar", "scatter") for _, value in _bars(trace)]
    return fitting + ([int(sum(values))] if all(value == value // 1 >= 0 for value in values) else [])


def _is_level(trace: Trace, points: list[tuple]) -> bool:
    along = [len({*values}) for values in zip(*points, strict=True)]
    return trace.type == "line" and len(points) > 1 and 1 in along


def latest(figure: Figure) -> tuple[Span, str] | None:
    """Return the latest date on the axes of a chart, and how the chart writes it."""
    values = [
        value
        for trace in figure.traces
        for key in ("x", "y", "base")
        if not _measures(trace, key)
        for value in items(trace.data.get(key))
    ]
    return max(((days, _shown(value)) for value in values if (days := _days(value))), default=None)


def _measure_letter(trace: Trace) -> str:
    """Return the axis along which bars and areas are long."""
    return "x" if trace.orientation == "h" else "y"


def _measures(trace: Trace, letter: str) -> bool:
    """Say whether a trace measures something along an axis; categories, dates and years do not."""
    if trace.type in ("bar", "histogram"):
        # The bars of a timeline start at a date.
        return letter == _measure_letter(trace) and all(map(_is_number, items(trace.data.get("base"))))
    values = [value for value in items(trace.data.get(letter)) if value.kind != "missing"]
    return bool(values) and all(map(_is_number, values)) and not all(map(_days, values))


def _is_number(value: Value | None) -> bool:
    return isinstance(value, Single) and value.kind == "number"


def _days(value: Value) -> Span | None:
    """Return the days that a date, a year or a label with one of them stands for."""
    whole_year = _is_number(value) and 1900 <= value.value < 2100 and value.value == value.value // 1
    return None if _is_number(value) and not whole_year else iso_span(text(value))


def _axes(figure: Figure, letter: str) -> list[Axis]:
    return [axis for name, axis in figure.axes.items() if name[0] == letter]


def _shows_zero(axis: Axis) -> bool:
    if axis.logarithmic:
        return False
    # plotly chooses an open end, and takes zero in for bars.
    low, high = (end.value if _is_number(end) else 0 for end in axis.ends)
    return low <= 0 <= high or (all(map(_is_number, axis.ends)) and high <= 0 <= low)


def _bars(trace: Trace) -> Iterator[tuple[Value, float]]:
    """Yield the place of each bar (or point of an area), and the number that it shows."""
    letter = _measure_letter(trace)
    places = items(trace.data.get("y" if letter == "x" else "x"))
    for position, number in enumerate(items(trace.data.get(letter))):
        if _is_number(number):
            yield places[position] if position < len(places) else Single("number", position), number.value


def _adds(trace: Trace) -> bool:
    """Say whether plotly makes one bar of the rows of one place."""
    return (trace.type == "bar" and "base" not in trace.data) or text(trace.data.get("histfunc")) == "sum"


def _stacks(figure: Figure) -> Iterator[tuple[Value, list[str]]]:
    """Yield the place of each stack, with the names of those of its parts that are not zero."""
    stacks: dict[tuple, tuple[Value, list[str]]] = {}
    for trace in figure.traces:
        if trace.type == "area" or (_adds(trace) and figure.bars != "group"):
            for place, value in _bars(trace):
                _, names = stacks.setdefault((trace.x_axis, trace.y_axis, cell(place, False)), (place, []))
                names += [text(trace.name)] if value else []
    yield from stacks.values()


def _is_named(name: str, source: str) -> bool:
    """Say whether a source line has a name without its date, or a part such as what is in its brackets."""
    parts = (part.strip() for part in re.split(r"[(),;\d-]+", name))
    return any(len(part) > 2 and part[0].isupper() and part in source for part in parts)


def _are_ranks(values: list[Value]) -> bool:
    numbers = {value.value for value in values if _is_number(value)}
    return min(numbers) == 1 and max(numbers) <= _TOO_MANY_RANKS and all(n == n // 1 for n in numbers)


def _points(trace: Trace) -> list[tuple]:
    """Return the points of a trace that have all their coordinates, as cells."""
    columns = [column for key in ("x", "y", "values") if (column := items(trace.data.get(key)))]
    rows = ([cell(value, False) for value in row] for row in zip(*columns, strict=False))
    return [tuple(row) for row in rows if None not in row]


def _shown(place: Value) -> str:
    label = text(place)
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
