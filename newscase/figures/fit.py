"""Make a figure legible at every width, from a phone's column to a projector."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import plotly.graph_objects as go

from newscase.figures import template

# The narrowest column that is drawn for, and how large a letter and a line are at most, in pixels.
_COLUMN = 368
_LETTER = 0.58 * template.FONT_SIZE
_LINE = 1.3 * template.FONT_SIZE

# Characters in a line of a row's label, of a column's label and of an axis title.
_ROW = 22
_HEADING = range(12, 41)
_TITLE = 28
# Pixels; a smaller label is left out.
_SMALLEST = 10

_NO_NAME = re.compile(r"-?\d{4}-\d\d.*|[^A-Za-z]*")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


def fitted(figure: go.Figure) -> go.Figure:
    """Return a copy of `figure` that can be read at any width.

    Axis titles and names of categories are wrapped, the height holds all rows, labels of points may leave
    the plot's area, and labels in bars are black or white, whichever is easier to read.  What the author
    has set stays, but for a height that is too small.
    """
    drawn = go.Figure(figure)
    rows, names = _fit_rows(drawn)
    columns = _fit_columns(drawn, _COLUMN - 40 - names)
    height = rows + columns + (drawn.layout.margin.t or template.MARGIN) + 4 * _LINE
    drawn.layout.height = max(drawn.layout.height or template.HEIGHT, round(height))
    for trace in drawn.data:
        if trace.type == "scatter" and "text" in (trace.mode or "") and trace.fill in (None, "none"):
            trace.cliponaxis = False
    _fit_bars(drawn)
    return drawn


def _fit_rows(drawn: go.Figure) -> tuple[float, float]:
    """Wrap names beside the rows; return the height that the rows need and the width of their names."""
    height = width = 0.0
    for axis, names in _categories(drawn, "y"):
        lines = [_wrapped(name, _ROW) for name in names]
        _label(axis, names, lines)
        height = max(height, len(names) * _LINE * max(map(len, lines), default=0))
        width = max(width, _width(lines))
        _wrap_title(axis)
    return height, width


def _fit_columns(drawn: go.Figure, room: float) -> float:
    """Wrap names under the columns so that they have room beside each other level or upright; return their length."""
    length = 0.0
    for axis, names in _categories(drawn, "x"):
        _wrap_title(axis)
        if not names:
            continue
        start, end = axis.domain or (0, 1)
        most = max(1, room * (end - start) / len(names) // _LINE)
        for width in _HEADING:
            lines = [_wrapped(name, width) for name in names]
            if max(map(len, lines)) <= most:
                break
        _label(axis, names, lines)
        length = max(length, _width(lines))
    return length


def _categories(drawn: go.Figure, letter: str) -> Iterable[tuple[go.layout.XAxis, list[str]]]:
    """Yield each x- or y-axis that is seen, with its categories; an axis of numbers or dates has none."""
    found: dict[str, dict] = {}
    for trace in drawn.data:
        if f"{letter}axis" in trace:
            key = f"{letter}axis{(trace[f'{letter}axis'] or letter)[1:]}"
            values = trace[letter] if trace[letter] is not None else ()
            found.setdefault(key, {}).update(dict.fromkeys(values))
    for key, values in found.items():
        axis = drawn.layout[key]
        if axis.visible is not False and axis.showticklabels is not False:
            texts = all(isinstance(value, str) and not _NO_NAME.fullmatch(value) for value in values)
            yield axis, list(values) if texts and axis.tickvals is None else []


def _label(axis: go.layout.XAxis, names: list[str], lines: list[list[str]]) -> None:
    texts = ["<br>".join(parts) for parts in lines]
    if texts != names:
        axis.update(tickvals=names, ticktext=texts)


def _wrap_title(axis: go.layout.XAxis) -> None:
    if axis.title.text:
        axis.title.text = "<br>".join(_wrapped(axis.title.text, _TITLE))


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text, with the author's own breaks kept."""
    parts = (textwrap.wrap(part, width, break_long_words=False) or [""] for part in text.split("<br>"))
    return [line for part in parts for line in part]


def _width(lines: Iterable[list[str]]) -> float:
    return _LETTER * max((len(line) for parts in lines for line in parts), default=0)


def _fit_bars(drawn: go.Figure) -> None:
    bars = [trace for trace in drawn.data if trace.type == "bar"]
    labelled = [trace for trace in bars if trace.text is not None or trace.texttemplate]
    for trace in labelled:
        if trace.textfont.color is None and trace.insidetextfont.color is None:
            position = bars.index(trace)
            colours = trace.marker.color or template.COLOURS[position % len(template.COLOURS)]
            trace.insidetextfont.color = _label_colour(colours)
    if labelled and _are_stacked(drawn, bars):
        # A label that has no room in its part would run over the next one; the table has it.
        for trace in labelled:
            if trace.textposition in (None, "auto"):
                trace.textposition = "inside"
        drawn.layout.uniformtext.mode = drawn.layout.uniformtext.mode or "hide"
        drawn.layout.uniformtext.minsize = drawn.layout.uniformtext.minsize or _SMALLEST
    elif labelled and drawn.layout.margin.r is None:
        # The longest bar may carry its number behind its end.
        texts = (str(text).split("<br>") for trace in labelled for text in np.atleast_1d(trace.text))
        drawn.layout.margin.r = round(template.MARGIN + min(_width(texts), _COLUMN / 4))


def _are_stacked(drawn: go.Figure, bars: list[go.Bar]) -> bool:
    places = Counter(place for bar in bars for place in (bar.y if bar.orientation == "h" else bar.x))
    return drawn.layout.barmode in ("relative", "stack") and max(places.values(), default=0) > 1


def _label_colour(colours: str | Sequence[str]) -> str | list[str] | None:
    """Return black or white for a fill or for each fill; None, plotly's choice, where one is no hex colour."""
    if not isinstance(colours, str):
        labels = [_label_colour(colour) if isinstance(colour, str) else None for colour in colours]
        return None if None in labels else labels
    if not _HEX.fullmatch(colours):
        return None
    channels = [int(colours[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in channels)
    # Relative luminance as in WCAG 2; above this one black has the higher contrast.
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#FFFFFF"
