"""The data behind a figure as tables, in the data's own words, for whoever cannot see the picture."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import chain

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

# More than any table of the course has; a larger one would make the notebook heavy.
_ROWS_AT_MOST = 2_000

# plotly.express writes the name of every column into the hover text: "year=%{x}", "country=Turkey".
_VARIABLE = re.compile(r"(.*)(?:=|: )%\{([\w.]+(?:\[\d+\])?)[^}]*\}")
_CONSTANT = re.compile(r"(.*?)(?<! )=(?! )(.*)")
_HOVER_NAME = "<b>%{hovertext}</b>"
# What a hover text calls otherwise than the trace does.
_ATTRIBUTES = {"label": "labels", "value": "values", "parent": "parents", "location": "locations"}
# What is read from a trace without a hover text.
_FIELDS = ("hovertext", "text", "label", "location", "lon", "lat", "base", "x", "y", "z", "value")
# What plotly.express calls a column that has no name, and what it is called here, by its kind.
_NO_NAME = {"", "x", "y", "z", "text", "base", "hovertext"}
_KINDS = ("label", "date", "value")

_MARKUP = re.compile(r"</?(?:a|b|br|em|i|s|span|strong|sub|sup|u)\b[^>]*>")
_MONTH = re.compile(r"\d{4}-\d\d")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T][\d:.]+)?")


def plain_text(text: str | None) -> str:
    """Return a text of a figure on one line, without plotly's markup (``<br>``, ``<b>`` …)."""
    return " ".join(_MARKUP.sub(" ", text or "").split())


def tables(figure: go.Figure) -> list[pd.DataFrame]:
    """Return what a figure draws: a row a point, a table for each set of columns.

    Columns have the names that the data or the axes have; words come before dates, dates before numbers.
    Left out is what is no data: traces with ``hoverinfo="skip"``, such as the outlines of a map;
    coordinates on hidden axes, such as the places in a diagram; a table of one column of words.  An
    animation gives the rows of all its frames.
    """
    groups: dict[tuple, list[pd.DataFrame]] = {}
    for trace in chain.from_iterable(frame.data for frame in figure.frames) if figure.frames else figure.data:
        if trace.hoverinfo == "skip" or trace.visible is False:
            continue
        rows = _rows(trace, figure)
        group = groups.setdefault(tuple(rows), [])
        if not any(rows.equals(other) for other in group):
            group.append(rows)
    found = [
        pd.concat(group, ignore_index=True).dropna(axis="columns", how="all") for group in groups.values()
    ]
    found = [rows[sorted(rows, key=lambda name: _kind(rows[name]))] for rows in found]
    return [rows for rows in found if len(rows.columns) > 1 or any(_kind(rows[name]) for name in rows)]


def to_html(table: pd.DataFrame) -> str:
    """Return a table as HTML: dates as ISO text, numbers with six digits, nothing for what is missing."""
    if len(table) > _ROWS_AT_MOST:
        return f"<p>The figure draws {len(table)} rows, too many to list here.</p>"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table)
    columns = []
    for name in table:
        side = "right" if _kind(table[name]) == 2 else "left"
        columns.append([f'<td style="text-align:{side}">{escape(text)}</td>' for text in _texts(table[name])])
    body = "".join(f"<tr>{''.join(row)}</tr>\n" for row in zip(*columns, strict=True))
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"


def _rows(trace: BaseTraceType, figure: go.Figure) -> pd.DataFrame:
    found = list(_columns(trace, figure))
    length = max((len(values) for _, values in found if not isinstance(values, str)), default=0)
    columns: dict[str, pd.Series] = {}
    drawn = []
    for name, values in found:
        column = _typed([values] * length if isinstance(values, str) else values)
        if name in _NO_NAME:
            name = _KINDS[_kind(column)]
            while name in columns:
                name = f"other {name}"
        columns.setdefault(name, column)
        if not isinstance(values, str):
            drawn.append(name)
    return pd.DataFrame(columns).dropna(how="all", subset=drawn)


def _columns(trace: BaseTraceType, figure: go.Figure) -> Iterator[tuple[str, Sequence]]:
    """Yield the name and the values of each column; a text in place of values holds for all rows."""
    base = getattr(trace, "base", None)
    for name, field, constant in _named(trace):
        values = constant if field is None else _values(trace, field)
        if field in ("x", "y") and f"{field}axis" in trace:
            axis = figure.layout[f"{field}axis{(trace[f'{field}axis'] or field)[1:]}"]
            if axis.visible is False:
                continue
            if base is None:
                name = plain_text(axis.title.text) or name
            elif (trace.orientation == "h") == (field == "x"):
                # A bar that does not start at zero is drawn by its length, a span of time in milliseconds.
                start = _typed(base)
                values = start + (pd.to_timedelta(values, unit="ms") if _kind(start) == 1 else values)
        if values is None or np.ndim(values) == 0 and field is not None:
            continue
        yield plain_text(name), values
        error = getattr(trace, f"error_{field}", None)
        if error is not None and error.array is not None:
            below = error.array if error.arrayminus is None else error.arrayminus
            yield f"{name}, from", np.subtract(values, below)
            yield f"{name}, to", np.add(values, error.array)


def _named(trace: BaseTraceType) -> Iterator[tuple[str, str | None, str]]:
    """Yield name, field and constant of each column: one of the last two says where its values are."""
    if not trace.hovertemplate:
        if trace.name:
            yield "series", None, trace.name
        yield from (("", field, "") for field in _FIELDS)
        return
    for part in re.split(r"<br>|<extra>", trace.hovertemplate):
        if variable := _VARIABLE.fullmatch(part):
            yield variable[1], variable[2], ""
        elif part == _HOVER_NAME:
            yield "name", "hovertext", ""
        elif constant := _CONSTANT.fullmatch(part):
            yield constant[1], None, plain_text(constant[2])


def _values(trace: BaseTraceType, field: str) -> Sequence | None:
    if field.startswith("customdata["):
        return [row[int(field[11:-1])] for row in trace.customdata]
    name = _ATTRIBUTES.get(field, field)
    if trace.type == "heatmap" and name in ("x", "y", "z"):
        # A heat map has a row for each y and a column for each x, and often words for its numbers.
        cells = trace.z if trace.text is None else trace.text
        return {
            "x": list(trace.x) * len(trace.y),
            "y": np.repeat(trace.y, len(trace.x)),
            "z": np.ravel(cells),
        }[name]
    return trace[name] if name in trace else None


def _typed(values: Sequence) -> pd.Series:
    """Return values as dates, numbers or texts; an empty text is a missing one."""
    column = pd.Series(values).replace("", None)
    texts = column.dropna()
    if len(texts) and all(isinstance(text, str) and _ISO_DATE.fullmatch(text) for text in texts):
        return pd.to_datetime(column, format="ISO8601")
    return column.infer_objects()


def _kind(column: pd.Series) -> int:
    """Return 0 for words, 1 for dates, 2 for numbers."""
    if pd.api.types.is_numeric_dtype(column):
        return 2
    months = all(isinstance(value, str) and _MONTH.fullmatch(value) for value in column.dropna())
    return 1 if pd.api.types.is_datetime64_any_dtype(column) or months else 0


def _texts(column: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(column):
        days = (column.dropna() == column.dropna().dt.normalize()).all()
        texts = column.dt.strftime("%Y-%m-%d" if days else "%Y-%m-%d %H:%M")
    elif _kind(column) == 2:
        texts = column.map(lambda number: np.format_float_positional(number, 6, fractional=False, trim="-"))
    else:
        texts = column.map(lambda value: plain_text(str(value)), na_action="ignore")
    return texts.where(column.notna(), "").tolist()
