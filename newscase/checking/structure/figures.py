"""What a page with a figure, and a pair of charts of the same data, must have."""

from collections.abc import Callable, Iterator

from newscase.checking.compare.matching import fold
from newscase.checking.serialize.values import MISSING, Figure, Single, Value
from newscase.checking.structure import charts
from newscase.checking.structure.reading import entries, has_words, items, span, text, words
from newscase.checking.structure.texts import Detail, Structure, unless

ALT = (60, 250)  # characters
PARAGRAPH = (40, 120)  # words

# What a sentence calls a chart, by its name in the answer.
_OF_PAGE = {"figure": "the chart"}
_OF_PAIR = {"first": "the first chart", "second": "the second chart"}

_OF_EACH_CHART: dict[str, Callable[[Figure], Detail | None]] = {
    "{chart} is missing or draws nothing. "
    "Draw a plotly chart with px and put it there.": charts.draws_nothing,
    "The title of {chart} is missing or shorter than four words. "
    "Write a sentence that says what the chart shows.": charts.title_is_short,
    "The {axis} axis of {chart} draws numbers and has no title in words. "
    "Name what is counted or measured, and its unit, with labels=.": charts.axis_without_title,
    "The {axis} axis of {chart} is hidden, so its numbers cannot be read. "
    "Show it, or write the numbers on the marks with text=.": charts.axis_is_hidden,
    "{chart} does not start at zero on the {axis} axis, so the lengths of its bars or areas mislead. "
    "Let it start there, or draw points.": charts.bars_are_cut,
    'In {chart}, several rows of "{row}" make one bar, and their sum means nothing. '
    'Give each row its own label, or its own colour with barmode="group".': charts.rows_in_one_bar,
    'In {chart}, "{second}" lies on top of "{first}" at "{row}", and their sum means nothing. '
    'Put them side by side: bars with barmode="group", or lines.': charts.stack_of_sources,
    "The {axis} axis of {chart} runs backwards, so a rise looks like a fall. "
    "Do not reverse it, and sort the rows by time.": charts.axis_runs_backwards,
}


def _figures(answer: Value, names: dict[str, str]) -> Iterator[tuple[str, Figure]]:
    """Yield what a sentence calls each chart of an answer, and the chart; an empty one if there is none."""
    for name, called in names.items():
        figure = entries(answer)[name]
        yield called, figure if type(figure) is Figure else Figure([], MISSING, MISSING, "", {})


def _of_each(names: dict[str, str]) -> Structure:
    """Return what every chart must have, for each of the charts that an answer has under `names`."""

    def unmet(check: Callable[[Figure], Detail | None]) -> Callable[[Value], Detail | None]:
        def first(answer: Value) -> Detail | None:
            found = ((called, check(figure)) for called, figure in _figures(answer, names))
            return next(({"chart": called, **detail} for called, detail in found if detail is not None), None)

        return first

    return {sentence: unmet(check) for sentence, check in _OF_EACH_CHART.items()}


def _is_alt(alt: Value) -> bool:
    return type(alt) is Single and alt.kind == "text" and ALT[0] <= len(alt.value.strip()) <= ALT[1]


def _sources_stacked(page: Value) -> Detail | None:
    [(_, figure)] = _figures(page, _OF_PAGE)
    return charts.stack_of_sources(figure, text(entries(page)["source"]))


def _numbers_of(page: Value) -> list[int]:
    """Return the whole numbers in n, which may be a text such as "4 maps"."""
    n = entries(page)["n"]
    parts = text(n).replace(",", "").split() if n.kind in ("number", "text") else []
    return [int(part) for part in parts if part.isdecimal() and int(part)]


def _n_differs(page: Value) -> Detail | None:
    [(_, figure)] = _figures(page, _OF_PAGE)
    fitting, given = charts.counts_that_fit(figure), _numbers_of(page)
    return {"n": given[0], "drawn": fitting[0]} if fitting and not {*fitting} & {*given} else None


def _later_than_as_of(page: Value) -> Detail | None:
    [(_, figure)] = _figures(page, _OF_PAGE)
    latest, as_of = charts.latest(figure), span(text(entries(page)["as_of"]))
    return {"row": latest[1]} if latest and latest[0][0] > as_of[1] else None


PAGE: Structure = {
    "The page is a dict with the names figure, alt, source, n and as_of. Fill in every line.": unless(
        lambda page: {"figure", "alt", "source", "n", "as_of"} <= entries(page).keys()
    ),
    **_of_each(_OF_PAGE),
    "The page does not say who published the numbers. Write the publisher, and the document or date, "
    "in source.": unless(lambda page: words(text(entries(page)["source"])) > 0),
    'In the chart, "{second}" lies on top of "{first}" at "{row}", and source names both as publishers. '
    'Put them side by side: bars with barmode="group", or lines.': _sources_stacked,
    "The alt text does not have 60 to 250 characters. "
    "Say the type of chart, its axes and the finding.": unless(lambda page: _is_alt(entries(page)["alt"])),
    "The page does not say how many observations it draws. Put their number in n.": unless(
        lambda page: bool(_numbers_of(page))
    ),
    "The page has {n} as its n, and the number of values in the chart is {drawn}. "
    "Put that number into n; a row without a value is not drawn.": _n_differs,
    "The page does not say up to which date it was checked. Put a day, or a month with its year, "
    "in as_of.": unless(lambda page: span(text(entries(page)["as_of"])) is not None),
    'The chart draws "{row}", which is later than the date in as_of. '
    "Leave out what came later, or write until when you looked.": _later_than_as_of,
}


def _stories_differ(pair: Value) -> bool:
    (_, first), (_, second) = _figures(pair, _OF_PAIR)
    drawings = [[(trace.type, trace.data) for trace in figure.traces] for figure in (first, second)]
    return fold(text(first.title)) != fold(text(second.title)) and drawings[0] != drawings[1]


def _are_two_alts(pair: Value) -> bool:
    alts = items(entries(pair)["alts"])
    return len(alts) == 2 and all(map(_is_alt, alts)) and alts[0] != alts[1]


TWO_CHARTS: Structure = {
    "The answer is a dict with the names first, second, alts and paragraph. Fill in every line.": unless(
        lambda pair: {*_OF_PAIR, "alts", "paragraph"} <= entries(pair).keys()
    ),
    **_of_each(_OF_PAIR),
    "Both charts tell the same story. Choose another measure, period or grouping of the data for the "
    "second, with its own title.": unless(_stories_differ),
    "Each chart needs its own alt text of 60 to 250 characters. Put both into the list alts, in the "
    "order of the charts.": unless(_are_two_alts),
    "The paragraph does not have 40 to 120 words. Say what each chart suggests, and why they differ.": unless(
        lambda pair: has_words(text(entries(pair)["paragraph"]), *PARAGRAPH)
    ),
}
