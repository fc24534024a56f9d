"""``show``: draw a figure together with its alt text, a numbered caption and its data."""

import json
import textwrap
from html import escape

import pandas as pd
import plotly.graph_objects as go
from IPython.display import display
from plotly.basedatatypes import BaseTraceType

from newscase.figures import template

MIME = "application/vnd.plotly.v1+json"
_TITLE_WIDTH = 72
_ROWS_SHOWN = 200

template.register()

# A figure drawn again in the same notebook keeps its number.
_numbers: dict[str, int] = {}


def show(figure: go.Figure, *, alt: str, caption: str, source: str = "") -> None:
    """Draw `figure` for everyone: on screen, read aloud, in print and as numbers.

    Parameters
    ----------
    figure : plotly figure
        A blank (``...``) is allowed and draws nothing.
    alt : str
        60 to 250 characters that stand in for the picture: chart type, axes, what it shows.
    caption : str
        The finding in one sentence; it gets the figure's number.
    source : str, optional
        Who published the data; drawn at the bottom left.

    Raises
    ------
    TypeError
        When `figure` is neither a plotly figure nor a blank.
    ValueError
        When the alt text is too short or too long.
    """
    if figure is ...:
        display(
            _Text("There is no figure yet. Replace the ... in the cell above, run it, then run this cell.")
        )
        return
    if not isinstance(figure, go.Figure):
        raise TypeError(f"show draws a plotly figure; this is a {type(figure).__name__}.")
    if not 60 <= len(alt) <= 250:
        raise ValueError(f"The alt text has {len(alt)} characters. Write 60 to 250.")
    number = _numbers.setdefault(caption, len(_numbers) + 1)
    drawn = _dressed(figure, source)
    # Through plotly's own JSON, which writes dates as text.
    display({MIME: json.loads(drawn.to_json()), "text/plain": f"Figure {number}: {alt}"}, raw=True)
    display(_Text(f"Figure {number}. {caption}", _below(number, alt, caption, figure)))


class _Text:
    """A line of text with an HTML form."""

    def __init__(self, text: str, html: str | None = None):
        self.text = text
        self.html = html or f"<p>{escape(text)}</p>"

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def _dressed(figure: go.Figure, source: str) -> go.Figure:
    drawn = go.Figure(figure)
    if drawn.layout.height is None:
        # JupyterLab asks the figure for its height and not the template.
        drawn.layout.height = template.HEIGHT
    title = drawn.layout.title.text
    if title:
        # plotly does not break lines by itself.
        drawn.layout.title.text = "<br>".join(textwrap.wrap(title.replace("<br>", " "), _TITLE_WIDTH))
    if source:
        drawn.add_annotation(
            text=escape(source), showarrow=False, font={"size": 11, "color": "#5B5B5B"},
            xref="paper", x=0, xanchor="left", yref="paper", y=0, yanchor="top", yshift=-74,
        )  # fmt: skip
    return drawn


def _below(number: int, alt: str, caption: str, figure: go.Figure) -> str:
    table = _numbers_of(figure)
    rows = table.head(_ROWS_SHOWN).to_html(index=False, border=0, float_format="{:.6g}".format, na_rep="")
    note = f"<p>The first {_ROWS_SHOWN} of {len(table)} rows.</p>" if len(table) > _ROWS_SHOWN else ""
    return (
        f"<p><strong>Figure {number}.</strong> {escape(caption)}</p>"
        f"<details><summary>Figure {number} in words and numbers</summary>"
        f"<p>{escape(alt)}</p>{rows}{note}</details>"
    )


def _numbers_of(figure: go.Figure) -> pd.DataFrame:
    """Return what the figure draws as a table, a row a point."""
    parts = []
    for trace in figure.data:
        if trace.hoverinfo == "skip":
            # Background, such as the outlines of a map.
            continue
        part = _cells_of(trace) if trace.type == "heatmap" else _points_of(trace)
        if trace.name and not trace.name.isdigit():
            part.insert(0, "series", trace.name)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    axes = {axis: _axis_title(figure, axis) for axis in ("x", "y")}
    return table.rename(columns={axis: title for axis, title in axes.items() if title})


def _points_of(trace: BaseTraceType) -> pd.DataFrame:
    columns = {}
    for name in ("labels", "values", "x", "y", "z", "text"):
        values = getattr(trace, name, None)
        if values is not None and not isinstance(values, str):
            columns[name] = pd.Series(list(values))
    return pd.DataFrame(columns)


def _cells_of(trace: BaseTraceType) -> pd.DataFrame:
    """Return a heat map as a row a cell."""
    shown = trace.z if trace.text is None else trace.text
    return pd.DataFrame(
        [
            (x, y, cell)
            for y, row in zip(trace.y, shown, strict=True)
            for x, cell in zip(trace.x, row, strict=True)
        ],
        columns=["x", "y", "value"],
    )


def _axis_title(figure: go.Figure, axis: str) -> str | None:
    title = figure.layout[f"{axis}axis"].title.text
    return title.replace("<br>", " ") if title else None
