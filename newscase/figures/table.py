"""The data behind a figure as tables, in the data's own words, for whoever cannot see the picture."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import chain

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype
from plotly.basedatatypes import BaseTraceType

# More than any table of the course has; a larger one would make the notebook heavy.
_ROWS_AT_MOST = 2_000

# plotly.express writes the name of every column into the hover text: "year=%{x}", "country=Turkey".
_VARIABLE = re.compile(r"(.*)(?:=|: )%\{([\w.]+(?:\[\d+\])?)[^}]*\}|<b>%\{(hovertext)\}</b>")
_CONSTANT = re.compile(r"(.*?)(?<! )=(?! )(.*)")
# What a hover text calls otherwise than the trace does.
_ATTRIBUTES = {"label": "labels", "value": "values", "parent": "parents"}
# What is read from a trace without a hover text.
_FIELDS = ("hovertext", "text", "label", "base", "x", "y", "z", "value")
# What plotly.express calls a column that has no name, and what it is called here, by its kind.
_NO_NAME = {"", "x", "y", "z", "text", "base", "labels"}
_KINDS = ("label", "date", "value")

_MARKUP = re.compile(r"</?(?:a|b|br|em|i|s|span|strong|sub|sup|u)\b[^>]*>")
_MONTH = re.compile(r"\d{4}-\d\d")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T][\d:.]+)?")


def plain_text(text: str | None) -> str:
    """Return a text of a figure on one line, without plotly's markup (``<br>``, ``<b>`` …)."""
    return " ".join(_MARKUP.sub(" ", text or "").split())


def tables(figure: go.Figure) -> list[pd.DataFrame]:
    """Return what a figure, or each frame of an animation, draws: a table for each set of columns.

    Columns have the names of the data or the axes; words come before dates, dates before numbers.  Left out
    are traces with ``hoverinfo="skip"``, coordinates on hidden axes, and a table of one column of words.
    """
    groups: dict[tuple, list[pd.DataFrame]] = {}
    for trace in chain.from_iterable(frame.data for frame in figure.frames) if figure.frames else figure.data:
        if trace.hoverinfo != "skip" and trace.visible is not False:
            rows = _rows(trace, figure)
            group = groups.setdefault(tuple(rows), [])
            # Panels may repeat the same points.
            if not any(rows.equals(other) for other in group):
                group.append(rows)
    found = []
    for group in groups.values():
        rows = pd.concat(group, ignore_index=True).dropna(axis="columns", how="all")
        kinds = {name: _kind(rows[name]) for name in rows}
        if len(kinds) > 1 or any(kinds.values()):
            found.append(rows[sorted(kinds, key=kinds.get)])
    return found


def to_html(table: pd.DataFrame) -> str:
    """Return a table as HTML: dates as ISO text, numbers without an exponent, nothing for what is missing."""
    if len(table) > _ROWS_AT_MOST:
        return f"<p>The figure draws {len(table)} rows, too many to list here.</p>"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>\n"
        for row in zip(*(_texts(table[name]) for name in table), strict=True)
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"


def _rows(trace: BaseTraceType, figure: go.Figure) -> pd.DataFrame:
    found = list(_columns(trace, figure))
    length = max((len(values) for _, values in found if not isinstance(values, str)), default=0)
    columns: dict[str, pd.Series] = {}
    for name, values in found:
        column = _typed([values] * length if isinstance(values, str) else values)
        if name in _NO_NAME:
            name = _KINDS[_kind(column)]
            while name in columns:
                name = f"other {name}"
        if name != "series" or not any((column == other).all() for other in columns.values()):
            columns.setdefault(name, column)
    return pd.DataFrame(columns)


def _columns(trace: BaseTraceType, figure: go.Figure) -> Iterator[tuple[str, Sequence]]:
    """Yield the name and the values of each column; a text in place of values holds for all rows."""
    named = False
    for part in re.split(r"<br>|<extra>", trace.hovertemplate or ""):
        if variable := _VARIABLE.fullmatch(part):
            name, field = ("name", "hovertext") if variable[3] else (variable[1], variable[2])
            yield from _drawn(trace, figure, name, field)
        elif constant := _CONSTANT.fullmatch(part):
            named = True
            yield plain_text(constant[1]), plain_text(constant[2])
    for field in () if trace.hovertemplate else _FIELDS:
        yield from _drawn(trace, figure, "", field)
    if trace.name and not named and (trace.showlegend or not trace.hovertemplate):
        yield "series", trace.name


def _drawn(trace: BaseTraceType, figure: go.Figure, name: str, field: str) -> Iterator[tuple[str, Sequence]]:
    """Yield what a trace draws from a field, unless its axis is hidden, and the ends of its error bars."""
    values, base = _values(trace, field), getattr(trace, "base", None)
    if values is None or np.ndim(values) == 0:
        return
    if field in ("x", "y") and f"{field}axis" in trace:
        axis = figure.layout[f"{field}axis{(trace[f'{field}axis'] or field)[1:]}"]
        if axis.visible is False:
            return
        if base is None:
            name = plain_text(axis.title.text) or name
        elif (trace.orientation == "h") == (field == "x"):
            # A bar that does not start at zero is drawn by its length, a span of time in milliseconds.
            start = _typed(base)
            values = start + (pd.to_timedelta(values, unit="ms") if _kind(start) == 1 else values)
    yield plain_text(name), values
    error = getattr(trace, f"error_{field}", None)
    if error is not None and error.array is not None:
        below = error.array if error.arrayminus is None else error.arrayminus
        yield f"{name}, from", np.subtract(values, below)
        yield f"{name}, to", np.add(values, error.array)


def _values(trace: BaseTraceType, field: str) -> Sequence | None:
    if field.startswith("customdata["):
        return [row[int(field[11:-1])] for row in trace.customdata]
    if trace.type == "heatmap" and field in ("x", "y", "z"):
        # A heat map has a row for each y and a column for each x, and often words for its numbers.
        cells = np.ravel(trace.z if trace.text is None else trace.text)
        return {"x": np.tile(trace.x, len(trace.y)), "y": np.repeat(trace.y, len(trace.x)), "z": cells}[field]
    field = _ATTRIBUTES.get(field, field)
    return trace[field] if field in trace else None  # noqa: SIM401 -- a trace has no get()


def _typed(values: Sequence) -> pd.Series:
    """Return values as dates, numbers or texts; an empty text is a missing one."""
    column = pd.Series(values).replace("", None)
    texts = column.dropna()
    if len(texts) and all(isinstance(text, str) and _ISO_DATE.fullmatch(text) for text in texts):
        return pd.to_datetime(column, format="ISO8601")
    return column.infer_objects()


def _kind(column: pd.Series) -> int:
    """Return 0 for words, 1 for dates, 2 for numbers."""
    months = all(isinstance(value, str) and _MONTH.fullmatch(value) for value in column)
    return 2 if is_numeric_dtype(column) else 1 if months or is_datetime64_any_dtype(column) else 0


def _texts(column: pd.Series) -> list[str]:
    if is_datetime64_any_dtype(column):
        days = (column.dropna() == column.dropna().dt.normalize()).all()
        texts = column.dt.strftime("%Y-%m-%d" if days else "%Y-%m-%d %H:%M")
    elif is_numeric_dtype(column):
        texts = column.map(
            lambda number: np.format_float_positional(number, 6, fractional=abs(number) >= 1, trim="-")
        )
    else:
        texts = column.map(lambda value: plain_text(str(value)), na_action="ignore")
    return texts.where(column.notna(), "").tolist()
