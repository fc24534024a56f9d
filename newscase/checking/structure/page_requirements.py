"""What a chart of a student's own must have, and a page with one chart and a pair of charts around it.

No check reads what a title means.  Where a fault cannot be told from an honest chart by its structure, the
chart passes.
"""

from collections.abc import Callable
from functools import partial

from newscase.checking.compare.charts import FEWEST_TITLE_WORDS, category_order
from newscase.checking.compare.matching import cell, fold
from newscase.checking.serialize.values import MISSING, Axis, Figure, Single, Trace, Value
from newscase.checking.structure.claim_requirements import (
    Fault,
    Parts,
    Structure,
    iso_span,
    items,
    last_day,
    text,
    words,
)

# Columns of the course's tables that tell sources or quantities apart, so that a sum over them means
# nothing; plotly.express writes the column of color= over the legend.
_NEVER_ADDED = {"publisher", "vintage", "claimant", "source", "measure"}
_LINES = {"line", "area", "scatter"}
# Types of trace that draw a value for each row, and that start at zero.
_COUNTED = _LINES | {"bar", "histogram", "box", "violin", "pie"}
_FROM_ZERO = {"bar", "histogram", "area"}


def _first_axis(is_wrong: Callable[[Trace, Axis, list[Axis]], bool], figure: Figure) -> Fault:
    """Find an axis of numbers; `is_wrong` gets a trace, its axis, and all axes in that direction."""
    for letter in "xy":
        # Of panels side by side, px labels one axis and hides the others.
        axes = [axis for name, axis in figure.axes.items() if name[0] == letter] or [Axis()]
        for trace in figure.traces:
            own = figure.axes.get(trace.x_axis if letter == "x" else trace.y_axis, Axis())
            if _measures(trace, letter) and is_wrong(trace, own, axes):
                return {"axis": letter}
    return None


def _lacks_words(_: Trace, __: Axis, axes: list[Axis]) -> bool:
    titles = "".join(text(axis.title) for axis in axes)
    return not titles or "_" in titles  # the name of a column


def _is_hidden(trace: Trace, _: Axis, axes: list[Axis]) -> bool:
    return all(axis.hidden for axis in axes) and "text" not in trace.data


def _is_cut(trace: Trace, axis: Axis, _: list[Axis]) -> bool:
    base = trace.data.get("base", MISSING)
    # Bars that each start elsewhere, as in a waterfall, are no cut bars.
    bases = {one.value for one in items(base) or [base]} - {None}
    # plotly chooses an open end, and takes zero in for bars.
    low, high = (end.value or 0 for end in axis.ends)
    has_zero = low <= 0 <= high or (MISSING not in axis.ends and high <= 0 <= low)
    return trace.type in _FROM_ZERO and (
        (len(bases) == 1 and bases != {0}) or axis.logarithmic or not has_zero
    )


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


def _sources_are_stacked(figure: Figure, source: str = "") -> Fault:
    """Find values of several sources or quantities in one bar, or laid over one another.

    They are such where the legend names a column that is never added, or where `source`, the page's list of
    publishers, has their names.  Other stacks may be parts of one whole: shares of a map, kinds of event.
    """
    grouped = bool({fold(part) for part in text(figure.legend).split(",")} & _NEVER_ADDED)
    stacks: dict[tuple, list[str]] = {}
    for trace in figure.traces:
        name = text(trace.name)
        is_stacked = trace.type == "area" or (_adds(trace) and figure.bars != "group")
        if is_stacked and (grouped or (name[:1].isupper() and name in source)):
            for place, value in _bars(trace):
                names = stacks.setdefault((trace.x_axis, trace.y_axis, cell(place, False)), [])
                names += [name] if value else []
                if len(names) > 1:
                    return {"row": text(place)[:40], "first": names[0], "second": names[1]}
    return None


def _axis_runs_backwards(figure: Figure) -> Fault:
    """Find time that runs from right to left, or a line or point chart that stands on its head.

    Categories of bars and ranks (1 at the top) are often turned round.
    """
    for name, axis in figure.axes.items():
        traces = [trace for trace in figure.traces if name in (trace.x_axis, trace.y_axis)]
        values = [value for trace in traces for value in items(trace.data.get(name[0]))]
        if name[0] == "x":
            joined = any(trace.type in ("line", "area") for trace in traces)
            days = [iso_span(label) for label in (joined and category_order(figure, name)) or ["none"]]
            backwards = axis.reversed and values and all(map(_days, values))
            backwards |= all(days) and days == sorted(days, reverse=True) != days[::-1]
        else:
            numbers = {value.value for value in values} - {None}
            are_ranks = 1 in numbers and numbers <= {*range(1, 31)}
            measured = any(trace.type in _LINES and _measures(trace, "y") for trace in traces)
            backwards = axis.reversed and measured and not are_ranks
        if backwards:
            return {"axis": name[0]}
    return None


_OF_EACH_CHART: dict[str, Callable[[Figure], Fault]] = {
    "The {chart} is missing or draws nothing. Draw a plotly chart with px and put it there.": lambda figure: (
        figure.kind != "figure"
        or not any(items(value) for trace in figure.traces for value in trace.data.values())
    ),
    "The title of the {chart} is missing or shorter than four words. "
    "Write a sentence that says what the chart shows.": lambda figure: (
        words(text(figure.title)) < FEWEST_TITLE_WORDS
    ),
    "The {axis} axis of the {chart} draws numbers and has no title in words. "
    "Name what is counted or measured, and its unit, with labels=.": partial(_first_axis, _lacks_words),
    "The {axis} axis of the {chart} is hidden, so its numbers cannot be read. "
    "Show it, or write the numbers on the marks with text=.": partial(_first_axis, _is_hidden),
    "The {chart} does not start at zero on the {axis} axis, so the lengths of its bars or areas mislead. "
    "Let it start there, or draw points.": partial(_first_axis, _is_cut),
    'In the {chart}, several rows of "{row}" make one bar, and their sum means nothing. '
    'Give each row its own label, or its own colour with barmode="group".': _rows_in_one_bar,
    'In the {chart}, "{second}" lies on top of "{first}" at "{row}", and their sum means nothing. '
    'Put them side by side: bars with barmode="group", or lines.': _sources_are_stacked,
    "The {axis} axis of the {chart} runs backwards, so a rise looks like a fall. "
    "Do not reverse it, and sort the rows by time.": _axis_runs_backwards,
}


def _of_charts(**charts: str) -> Structure:
    """Return what every chart must have, for charts that an answer has under a name; what they are called."""
    return {
        sentence.replace("{chart}", called): lambda parts, name=name, fault=fault: fault(parts[name])
        for name, called in charts.items()
        for sentence, fault in _OF_EACH_CHART.items()
    }


def _is_no_alt(alt: Value) -> bool:
    return not (alt.kind == "text" and 60 <= len(alt.value.strip()) <= 250)


def _numbers_of(n: Value) -> set[int]:
    """Return the whole numbers in n, which may be a text such as "4 maps"."""
    return {int(part) for part in text(n).replace(",", "").split() if part.isdecimal()} - {0}


def _n_differs(page: Parts) -> Fault:
    """Find an n that is not the number of values in a chart of rows.

    One trace may be there to compare with, draw the points of another once more, or be one column of a wide
    table, whose rows are counted.  A chart of counts has as many observations as their sum.
    """
    traces = page["figure"].traces
    if not {trace.type for trace in traces} <= _COUNTED:
        return None
    points = [point for trace in traces for point in _points(trace)]
    longer = [length for trace in traces if (length := len(_points(trace))) > 1]
    values = [value for trace in traces if trace.type in ("bar", "scatter") for _, value in _bars(trace)]
    total = sum(values) if all(value >= 0 and value == int(value) for value in values) else 0
    fitting = {len(points), len({*points}), total, *longer, *(len(points) - length for length in longer)}
    given = _numbers_of(page["n"])
    return None if given & fitting else {"n": min(given), "drawn": len(points)}


def _later_than_as_of(page: Parts) -> Fault:
    as_of = last_day(text(page["as_of"]))
    for trace in page["figure"].traces:
        for key in ("x", "y", "base"):
            for value in () if _measures(trace, key) else items(trace.data.get(key)):
                if (days := _days(value)) and days[0] > as_of:
                    return {"row": text(value)[:40]}
    return None


PAGE: Structure = {
    "The page is a dict with the names figure, alt, source, n and as_of. Fill in every line.": lambda page: (
        not {"figure", "alt", "source", "n", "as_of"} <= page.keys()
    ),
    **_of_charts(figure="chart"),
    "The page does not say who published the numbers. "
    "Write the publisher, and the document or date, in source.": lambda page: not words(text(page["source"])),
    'In the chart, "{second}" lies on top of "{first}" at "{row}", and source names both as publishers. '
    'Put them side by side: bars with barmode="group", or lines.': lambda page: _sources_are_stacked(
        page["figure"], text(page["source"])
    ),
    "The alt text does not have 60 to 250 characters. "
    "Say the type of chart, its axes and the finding.": lambda page: _is_no_alt(page["alt"]),
    "The page does not say how many observations it draws. Put their number in n.": lambda page: (
        not _numbers_of(page["n"])
    ),
    "The page has {n} as its n, and the number of values in the chart is {drawn}. "
    "Put that number into n; a row without a value is not drawn.": _n_differs,
    "The page does not say up to which date it was checked. "
    "Put a day, or a month with its year, in as_of.": lambda page: not last_day(text(page["as_of"])),
    'The chart draws "{row}", which is later than the date in as_of. '
    "Leave out what came later, or write until when you looked.": _later_than_as_of,
}


def _same_story(pair: Parts) -> bool:
    first, second = pair["first"], pair["second"]
    # Another scale or other panels tell another story of the same values.
    drawings = [
        (
            [(trace.type, trace.data, trace.x_axis, trace.y_axis) for trace in figure.traces],
            {key: (axis.ends, axis.logarithmic) for key, axis in figure.axes.items()},
        )
        for figure in (first, second)
    ]
    return fold(text(first.title)) == fold(text(second.title)) or drawings[0] == drawings[1]


def _are_no_two_alts(pair: Parts) -> bool:
    alts = items(pair["alts"])
    return len(alts) != 2 or any(map(_is_no_alt, alts)) or alts[0] == alts[1]


TWO_CHARTS: Structure = {
    "The answer is a dict with the names first, second, alts and paragraph. "
    "Fill in every line.": lambda pair: not {"first", "second", "alts", "paragraph"} <= pair.keys(),
    **_of_charts(first="first chart", second="second chart"),
    "Both charts tell the same story. Choose another measure, period or grouping of the data for the "
    "second, with its own title.": _same_story,
    "Each chart needs its own alt text of 60 to 250 characters. Put both into the list alts, in the "
    "order of the charts.": _are_no_two_alts,
    "The paragraph does not have 40 to 120 words. "
    "Say what each chart suggests, and why they differ.": lambda pair: (
        len(text(pair["paragraph"]).split()) < 40 or words(text(pair["paragraph"])) > 120
    ),
}


def _measures(trace: Trace, letter: str) -> bool:
    """Say whether a trace measures something along an axis; categories, dates and years do not."""
    if trace.type in _FROM_ZERO:
        # The bars of a timeline start at a date.
        return letter == ("x" if trace.orientation == "h" else "y") and all(
            map(_is_number, items(trace.data.get("base")))
        )
    values = [value for value in items(trace.data.get(letter)) if value.kind != "missing"]
    return bool(values) and all(map(_is_number, values)) and not all(map(_days, values))


def _is_number(value: Value | None) -> bool:
    return isinstance(value, Single) and value.kind == "number"


def _days(value: Value) -> tuple | None:
    """Return the first and last day of a date, of a year or of a label with one of them."""
    if _is_number(value) and not (type(value.value) is int and 1900 <= value.value < 2100):
        return None
    return iso_span(text(value))


def _bars(trace: Trace) -> list[tuple[Value, float]]:
    """Return the place of each bar (or point of an area), and the number that it shows."""
    place, measure = ("y", "x") if trace.orientation == "h" else ("x", "y")
    pairs = zip(items(trace.data.get(place)), items(trace.data.get(measure)), strict=False)
    return [(place, number.value) for place, number in pairs if _is_number(number)]


def _adds(trace: Trace) -> bool:
    """Say whether plotly makes one bar of the rows of one place."""
    return (trace.type == "bar" and "base" not in trace.data) or text(trace.data.get("histfunc")) == "sum"


def _points(trace: Trace) -> list[tuple]:
    """Return the points of a trace that have all their coordinates, as cells."""
    columns = [column for key in ("x", "y", "values") if (column := items(trace.data.get(key)))]
    rows = (tuple(cell(value, False) for value in row) for row in zip(*columns, strict=False))
    return [row for row in rows if None not in row]
