"""What a chart of a student's own must have, and how it fits the n and the as-of date of its page.

A chart passes where a fault cannot be told from an honest chart by its structure.
"""

import calendar
import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby, pairwise

from newscase.checking.compare.charts import FEWEST_TITLE_WORDS, category_order
from newscase.checking.compare.rows import cell, fold
from newscase.checking.serialize.values import MISSING, Axis, Figure, Single, Trace, Value
from newscase.checking.wording import show

# Something false where there is no fault, and else True or what its sentence shows.
Fault = dict[str, object] | bool | None
# First and last day that a date, such as a month or a quarter, allows.
Span = tuple[datetime.date, datetime.date]

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-/.]?(\d\d)(?:[-/.]?(\d\d))?|[- ]?[qQ]([1-4]))?(?!\d)")
# Not those of the module calendar, which are in the language of the computer.
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August"]
_MONTHS += ["September", "October", "November", "December"]
_SHORT = [name[:3].lower() for name in _MONTHS]
_NAMES = "|".join(f"{name[:3]}(?:{name[3:]}|t)?" for name in _MONTHS)
_MONTH = re.compile(rf"(?i)\b({_NAMES})[.,]? (\d{{4}})")
_MONTH_ALONE = re.compile(rf"(?i)({_NAMES})[.]?")
# Columns of the course's tables that tell sources or quantities apart, so that a sum over them means
# nothing; plotly.express writes the column of color= over the legend.  Those of other columns may be parts
# of one whole: shares of a map, kinds of event.
_NEVER_ADDED = {"publisher", "vintage", "claimant", "source", "measure", "unit", "variable", ""}
_LINES = {"line", "area", "scatter"}
# Types of trace that draw a value for each row, and that start at zero.
_COUNTED = _LINES | {"bar", "histogram", "box", "violin"}
_FROM_ZERO = {"bar", "histogram", "area"}
# Types that add all their values up.
_WHOLES = {"pie", "sunburst", "treemap", "icicle", "funnelarea"}


def text(value: Value | None) -> str:
    """Return a single value as text, a date as ISO text; nothing for what is no text."""
    kind = value.kind if isinstance(value, Single) else ""
    if kind in ("text", "period"):
        return value.value.strip()
    return show(value) if kind in ("time", "moment", "number", "truth") else ""


def date_span(written: str, whole: bool = False) -> Span | None:
    """Return the days of the first ISO date, year or `Apr. 2018` in a text; `whole`: ISO, at the start."""
    if not (whole or _ISO.match(written)):
        written = _MONTH.sub(lambda it: f"{it[2]}-{_SHORT.index(it[1][:3].lower()) + 1:02}", written)
    match = re.match(_ISO.pattern + "(?: |$)", written) if whole else _ISO.search(written)
    if not match:
        return None
    year, month, day, quarter = match.groups()
    months = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (int(month or 1), int(month or 12))
    try:
        last = int(day or calendar.monthrange(int(year), months[1])[1])
        return datetime.date(int(year), months[0], int(day or 1)), datetime.date(int(year), months[1], last)
    except ValueError:  # no such day
        return None


def _axis_fault(is_wrong: Callable[[Trace, Axis, str, bool], bool], figure: Figure) -> Fault:
    """Find an axis of numbers; `is_wrong` gets trace, axis, titles, and if the numbers cannot be seen."""
    for letter in "xy":
        # Of panels side by side, px labels one axis and hides the others.
        axes = [axis for name, axis in figure.axes.items() if name[0] == letter] or [Axis()]
        titles, hidden = "".join(text(axis.title) for axis in axes), all(axis.hidden for axis in axes)
        for trace in (trace for trace in figure.traces if _measures(trace, letter)):
            own = figure.axis(trace.x_axis if letter == "x" else trace.y_axis)
            if is_wrong(trace, own, titles, hidden and "text" not in trace.data):
                return {"axis": letter}
    return None


def _is_cut(trace: Trace, axis: Axis) -> bool:
    base = trace.data.get("base", MISSING)
    # Bars that each start elsewhere, as in a waterfall, are no cut bars.
    bases = {one.value for one in trace.drawn("base") or [base]} - {None}
    # plotly chooses an open end, and takes zero in for bars.
    low, high = (end.value or 0 for end in axis.ends)
    has_zero = low <= 0 <= high or (MISSING not in axis.ends and high <= 0 <= low)
    is_moved = len(bases) == 1 and bases != {0}
    return trace.type in _FROM_ZERO and (is_moved or not has_zero)


def _ends_early(trace: Trace, axis: Axis, *_: object) -> bool:
    ends = [end.value for end in axis.ends if end.kind == "number"]
    # A bar with a base of its own ends where its number does not say.
    drawn = _bars(trace) if trace.type in ("bar", "area") and "base" not in trace.data else ()
    values = [*ends, *(value for _, value in drawn)]
    return len(ends) == 2 and not axis.logarithmic and {min(values), max(values)} != {*ends}


def _rows_in_one_bar(figure: Figure) -> Fault:
    for trace in filter(_adds, figure.traces):
        values: dict[object, float] = {}
        for place, value in _bars(trace):
            key = cell(place, False)
            # px counts rows in a bar of ones.
            if key in values and {value, values[key]} != {1}:
                return {"row": text(place)[:40]}
            values[key] = value
    return None


def stack(figure: Figure, is_meant: Callable[[str], bool] = bool) -> Fault:
    """Find two traces whose names are meant in one bar, or laid over one another."""
    stacks: dict[tuple, list[str]] = {}
    for number, trace in enumerate(figure.traces):
        name = text(trace.name) or f"trace {number}"  # as plotly's legend says
        if is_meant(name) and (trace.type == "area" or (_adds(trace) and figure.bars != "group")):
            for place, value in _bars(trace):
                names = stacks.setdefault((trace.x_axis, trace.y_axis, cell(place, False)), [])
                names += [name] if value and name not in names else []
                if len(names) > 1:
                    return {"row": text(place)[:40], "first": names[0], "second": names[1]}
    return None


def _line_turns(figure: Figure) -> Fault:
    """Find a line that has several values at a date or label, or that goes to and fro in time."""
    for trace in (trace for trace in figure.traces if trace.type == "line" and not _measures(trace, "x")):
        points = zip(trace.drawn("x"), trace.drawn("y"), strict=False)
        # Behind a gap, another line may begin.
        runs = [[*run] for is_gap, run in groupby(points, lambda point: MISSING in point) if not is_gap]
        for run in runs:
            labels, values = [x for x, _ in run], {}
            for x, y in run:
                same = values.setdefault(text(x), y) == y
                if not same and {*map(text, labels)} != {text(x)}:  # but for an upright line
                    return {"row": text(x)[:40], "how": "has several values"}
            steps = _steps([*map(_days, labels)], [*map(text, labels)])
            back = [label for label, step in zip(labels[1:], steps, strict=False) if step < 0]
            if back and max(steps) > 0:
                return {"row": text(back[0])[:40], "how": "goes back in time"}
    return None


def _runs_backwards(figure: Figure) -> Fault:
    """Find time that runs from right to left, or a chart of columns, lines or points on its head.

    Categories of bars and ranks (1 at the top) are often turned round.
    """
    for name, axis in figure.axes.items():
        traces = [trace for trace in figure.traces if name in (trace.x_axis, trace.y_axis)]
        values, order = figure.along(name), category_order(figure, name)
        if name[0] == "x" and order:
            joined = any(trace.type in ("line", "area") for trace in traces)
            steps = _steps([*map(date_span, order)], order)
            backwards = steps and max(steps) <= 0 > min(steps) and (joined or axis.reversed)
        elif name[0] == "x":
            backwards = axis.reversed and values and all(map(_days, values))
        else:
            numbers = {value.value for value in values} - {None}
            are_ranks = 1 in numbers and numbers <= {*range(1, 31)}
            measured = any(trace.type in {*_LINES, "bar"} and _measures(trace, "y") for trace in traces)
            backwards = axis.reversed and measured and not are_ranks
        if backwards:
            return {"axis": name[0]}
    return None


def _draws_texts(figure: Figure) -> bool:
    # A bar whose row has no number draws nothing, which is no fault.
    drawn = ([*filter(None, map(bar.drawn, "xy"))] for bar in figure.traces if bar.type == "bar")
    kinds = ([{value.kind for value in side} - {"missing"} for side in sides] for sides in drawn)
    return any(sides and all(side == {"text"} for side in sides) for sides in kinds)


def _draws(trace: Trace) -> bool:
    return any(map(trace.drawn, trace.data))


REQUIREMENTS: list[tuple[str, Callable[[Figure], Fault]]] = [
    ("no chart", lambda figure: not any(map(_draws, getattr(figure, "traces", ())))),
    ("pie", lambda figure: any(trace.type in _WHOLES for trace in figure.traces)),
    ("title", lambda figure: len(text(figure.title).split()) < FEWEST_TITLE_WORDS),
    ("texts", _draws_texts),
    # With "_" it is the name of a column.
    ("axis title", partial(_axis_fault, lambda trace, axis, titles, hidden: not titles or "_" in titles)),
    ("unit", partial(_axis_fault, lambda trace, axis, titles, hidden: not re.search(r"[([].+[])]", titles))),
    ("hidden axis", partial(_axis_fault, lambda trace, axis, titles, hidden: hidden)),
    ("log axis", partial(_axis_fault, lambda trace, axis, *_: axis.logarithmic and trace.type in _FROM_ZERO)),
    ("cut axis", partial(_axis_fault, lambda trace, axis, titles, hidden: _is_cut(trace, axis))),
    ("early end", partial(_axis_fault, _ends_early)),
    ("rows in one bar", _rows_in_one_bar),
    ("stack", lambda figure: _NEVER_ADDED & {*fold(text(figure.legend)).split(", ")} and stack(figure)),
    ("backwards", _runs_backwards),
    ("line turns", _line_turns),
]


def n_differs(figure: Figure, n: str) -> Fault:
    """Find an n, such as "4 maps", that is not the number of values in a chart, nor the sum of counts."""
    drawn = [(trace.type, _points(trace)) for trace in figure.traces]
    given = {int(part) for part in n.replace(",", "").split() if part.isdecimal()}
    if given and not {kind for kind, _ in drawn} <= _COUNTED:
        return None
    all_points = [point for _, points in drawn for point in points]
    by_type = Counter(kind for kind, points in drawn for _ in points)
    lines = [points for kind, points in drawn if kind == "line" and len(points) > 1]
    # Level lines, or all of one type, may be there to compare with.
    level = [len(line) for line in lines if 1 in (len({*side}) for side in zip(*line, strict=True))]
    values = [value for one in figure.traces if one.type in ("bar", "scatter") for _, value in _bars(one)]
    total = sum(values) if all(value >= 0 and value == int(value) for value in values) else 0
    fitting = {len(all_points), len({*all_points}), total, *by_type.values(), len(all_points) - sum(level)}
    if fold(text(figure.legend)) == "variable":  # as plotly.express calls the columns of a wide table
        fitting |= {len(points) for _, points in drawn}
    return None if given & fitting - {0} else {"n": min(given, default="no number"), "drawn": len(all_points)}


def later(figure: Figure, last: datetime.date, end: int = 0) -> Fault:
    """Find a date on an axis, or in a label, later than a day; `end` 1: one (but a year) not over then."""
    for trace in figure.traces:
        for key in ("x", "y", "base"):
            for value in () if _measures(trace, key) else trace.drawn(key):
                days = _days(value)
                if days and days[end] > last and (end == 0 or (days[1] - days[0]).days < 100):
                    return {"row": text(value)[:40]}
    return None


def _measures(trace: Trace, letter: str) -> bool:
    """Say whether a trace measures something along an axis; categories, dates and years do not."""
    if trace.type in _FROM_ZERO:
        # The bars of a timeline start at a date.
        starts_at_date = {base.kind for base in trace.drawn("base")} - {"number"}
        return letter == ("x" if trace.orientation == "h" else "y") and not starts_at_date
    values = [value for value in trace.drawn(letter) if value.kind != "missing"]
    return {value.kind for value in values} == {"number"} and not all(map(_days, values))


def _days(value: Value) -> Span | None:
    """Return the first and last day of a date, of a year or of a label with one of them."""
    if value.kind == "number" and not (type(value.value) is int and 1900 <= value.value < 2100):
        return None
    return date_span(text(value))


def _steps(days: list[Span | None], labels: list[str]) -> list[int]:
    """Say of each date but the first if it is later (1 or more) or earlier (below 0) than the one before.

    Three or more months without a year are counted the short way round it; of two, either may be later.
    """
    if all(days):
        return [(after[0] > day[1]) - (after[1] < day[0]) for day, after in pairwise(days)]
    found = [_MONTH_ALONE.fullmatch(label.strip()) for label in labels]
    months = [_SHORT.index(one[1][:3].lower()) for one in found] if all(found) and len(found) > 2 else []
    return [(after - month + 5) % 12 - 5 for month, after in pairwise(months)]


def _bars(trace: Trace) -> Iterator[tuple[Value, float]]:
    """Yield the place of each bar (or point of an area), and the number that it shows."""
    place, measure = ("y", "x") if trace.orientation == "h" else ("x", "y")
    for at, value in zip(trace.drawn(place), trace.drawn(measure), strict=False):
        if value.kind == "number":
            yield at, value.value


def _adds(trace: Trace) -> bool:
    """Say whether plotly makes one bar of the rows of one place."""
    return (trace.type == "bar" and "base" not in trace.data) or text(trace.data.get("histfunc")) == "sum"


def _points(trace: Trace) -> list[tuple]:
    """Return the points of a trace that have all their coordinates, as cells."""
    columns = [column for key in ("x", "y") if (column := trace.drawn(key))]
    rows = (tuple(cell(value, False) for value in row) for row in zip(*columns, strict=False))
    return [row for row in rows if None not in row]
