"""Make a figure legible at every width, from a phone's column to a projector."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable

import numpy as np
import plotly.graph_objects as go

from newscase.figures.template import COLOURS, FONT_SIZE, HEIGHT, MARGIN

# The narrowest column that is drawn for, a wide letter, a line, the smallest label in a bar, in pixels.
_COLUMN = 368
_LETTER = 0.58 * FONT_SIZE
_LINE = 1.3 * FONT_SIZE
_SMALLEST = 10
# Characters in a line: of the name of a row and of a column, from the least to the most, and of a title.
_ROW, _COLUMN_NAME, _TITLE = range(22, 35), range(12, 41), 28
# Where there are more, the names stay on one line or two, so that the figure does not grow too high.
_MANY_ROWS = 12

# A number or a date, which plotly puts on a scale.
_NO_NAME = re.compile(r"\d{4}-\d\d(?:-\d\d(?:[ T][\d:.]+)?)?|[\W\d_]*")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


def fitted(figure: go.Figure) -> go.Figure:
    """Return a copy of `figure` that can be read at any width; what the author has set stays.

    Axis titles and names of categories are wrapped, the height holds all rows, labels of points may leave
    the plot's area, and labels in bars are black or white, whichever has more contrast.
    """
    drawn = go.Figure(figure)
    rows, columns = [], []
    for axis, names in _categories(drawn, "y"):
        most = 3 if len(names) <= _MANY_ROWS else 1 if max(map(len, names)) <= _ROW[-1] else 2
        rows.append(_label(axis, names, _ROW, most))
    for axis, names in _categories(drawn, "x"):
        start, end = axis.domain or (0, 1)
        room = (_COLUMN - 40 - max(map(_width, rows), default=0)) * (end - start)
        # Upright, a name's lines stand beside each other.
        columns.append(_label(axis, names, _COLUMN_NAME, max(1, room / max(1, len(names)) // _LINE)))
    height = (drawn.layout.margin.t or MARGIN) + 4 * _LINE + max(map(_width, columns), default=0)
    height += max((len(names) * (_LINE * max(map(len, names), default=0) + 4) for names in rows), default=0)
    drawn.layout.height = max(drawn.layout.height or HEIGHT, round(height))
    for trace in drawn.data:
        if trace.type == "scatter" and "text" in (trace.mode or "") and trace.fill in (None, "none"):
            trace.cliponaxis = False
    _fit_bars(drawn, [trace for trace in drawn.data if trace.type == "bar"])
    return drawn


def _categories(drawn: go.Figure, letter: str) -> Iterable[tuple[go.layout.XAxis, list[str]]]:
    """Yield each visible axis and its categories, none where it has numbers, dates or the author's labels."""
    found: dict[str, dict] = {}
    for trace in drawn.data:
        if f"{letter}axis" in trace:
            key = f"{letter}axis{(trace[f'{letter}axis'] or letter)[1:]}"
            found.setdefault(key, {}).update(dict.fromkeys(() if trace[letter] is None else trace[letter]))
    for key, values in found.items():
        axis = drawn.layout[key]
        if axis.visible is not False:
            names = all(isinstance(value, str) and not _NO_NAME.fullmatch(value) for value in values)
            names = names and axis.tickvals is None and axis.showticklabels is not False
            yield axis, list(values) if names else []


def _label(axis: go.layout.XAxis, names: list[str], widths: range, most: float) -> list[list[str]]:
    """Wrap an axis's title and its categories, to `most` lines if they can be; return the lines of each."""
    if axis.title.text:
        axis.title.text = "<br>".join(_wrapped(axis.title.text, _TITLE))
    tries = ([_wrapped(name, width) for name in names] for width in widths)
    lines = next((lines for lines in tries if max(map(len, lines), default=0) <= most), [])
    lines = lines or [_wrapped(name, widths[-1]) for name in names]
    if names and any(len(parts) > 1 for parts in lines):
        axis.update(tickvals=names, ticktext=["<br>".join(parts) for parts in lines])
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text, with the author's own breaks kept."""
    parts = (textwrap.wrap(part, width, break_long_words=False) or [""] for part in text.split("<br>"))
    return [line for part in parts for line in part]


def _width(texts: Iterable[list[str]]) -> float:
    return _LETTER * max((len(line) for lines in texts for line in lines), default=0)


def _fit_bars(drawn: go.Figure, bars: list[go.Bar]) -> None:
    labelled = [bar for bar in bars if bar.text is not None or bar.texttemplate]
    for bar in labelled:
        if bar.textfont.color is None and bar.insidetextfont.color is None:
            fill = bar.marker.color or COLOURS[bars.index(bar) % len(COLOURS)]
            bar.insidetextfont.color = _label_colour(fill)
    places = Counter(place for bar in bars for place in (bar.y if bar.orientation == "h" else bar.x))
    if drawn.layout.barmode in ("relative", "stack") and max(places.values(), default=0) > 1:
        # A label without room in its part would run over the next one; it is left out, the table has it.
        drawn.layout.uniformtext = {"mode": "hide", "minsize": _SMALLEST}
        for bar in labelled:
            bar.textposition = "inside" if bar.textposition in (None, "auto") else bar.textposition
    elif labelled and drawn.layout.margin.r is None:
        # The longest bar may have its number behind its end.
        texts = (str(text).split("<br>") for bar in labelled for text in np.atleast_1d(bar.text))
        drawn.layout.margin.r = round(MARGIN + min(_width(texts), _COLUMN / 4))


def _label_colour(fill: object) -> str | None:
    """Return black or white, whichever has more contrast; None, plotly's choice, on what is no hex colour."""
    if not isinstance(fill, str) or not _HEX.fullmatch(fill):
        return None
    red, green, blue = ((channel / 255) ** 2.2 for channel in bytes.fromhex(fill[1:]))
    # The relative luminance of WCAG 2; above this one, black has more contrast than white.
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#FFFFFF"
