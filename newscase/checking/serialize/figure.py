"""Read a plotly figure: what it draws and says, without its style."""

import base64
import re
from collections.abc import Callable

import numpy as np

from newscase.checking.serialize import columns
from newscase.checking.serialize.values import MISSING, Axis, Column, Figure, Sequence, Trace, Value

# What a trace draws.  The rest of it is style.
_DRAWN = (
    *("x", "y", "z", "base", "text", "labels", "parents", "values", "locations", "lat", "lon"),
    *("r", "theta", "open", "high", "low", "close"),
)
_AXIS = re.compile(r"[xy]axis\d*")
_DATE_TEXT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?")


def read_figure(figure: dict, read: Callable[[object], Value]) -> Figure:
    """Return a figure as a plain value.

    Parameters
    ----------
    figure : dict
        What plotly's ``Figure.to_dict`` returned.
    read : callable
        Turns a Python value into a plain value; raises `Unreadable`.
    """
    layout = figure["layout"]
    title = layout.get("title", {})
    return Figure(
        traces=[_trace(trace, read) for trace in figure["data"]],
        title=read(title.get("text")),
        subtitle=read(title.get("subtitle", {}).get("text")),
        bars=_arrangement(figure),
        axes={key: _axis(axis, read) for key, axis in sorted(layout.items()) if _AXIS.fullmatch(key)},
    )


def _axis(axis: dict, read: Callable[[object], Value]) -> Axis:
    automatic = axis.get("autorangeoptions", {})
    ends = [
        axis.get(f"{end}allowed", automatic.get(f"{end}allowed", automatic.get(f"clip{end}")))
        for end in ("min", "max")
    ]
    if axis.get("range") is not None:
        ends = [*axis["range"]]
    text = axis.get("title", {}).get("text")
    return Axis(
        title=read(text) if text else MISSING,
        ends=(read(ends[0]), read(ends[1])),
        logarithmic=axis.get("type") == "log",
        hidden=axis.get("visible") is False,
        reversed=str(axis.get("autorange", "")).endswith("reversed"),
        order=axis.get("categoryorder", ""),
        categories=_labels(read(axis["categoryarray"])) if "categoryarray" in axis else None,
    )


def _labels(value: Value) -> Column | None:
    return value.values if type(value) is Sequence else None


def _trace(trace: dict, read: Callable[[object], Value]) -> Trace:
    drawn = {key: _drawn(trace[key], read) for key in _DRAWN if trace.get(key) is not None}
    text = drawn.get("text")
    if type(text) is Sequence and text.values.kind == "number":
        # On a chart, the number 11 and the text "11" look the same.
        items = [None if number is None else f"{number:.12g}" for number in text.values.items]
        drawn["text"] = Sequence(text.kind, Column("text", items))
    # plotly.express takes scattergl for many points; it looks the same.
    kind = trace["type"].removesuffix("gl")
    if kind.startswith("scatter"):
        mode = trace.get("mode", "lines")
        if "text" not in mode:
            drawn.pop("text", None)
        if kind == "scatter" and "lines" in mode:
            kind = "line"
    return Trace(
        type=kind,
        name=read(trace.get("name") or None),
        orientation=trace.get("orientation", "v"),
        data=drawn,
        dash=_style(trace, "line", "dash"),
        symbol=_style(trace, "marker", "symbol"),
    )


def _style(trace: dict, part: str, name: str) -> str:
    style = trace.get(part, {}).get(name, "")
    return style if type(style) is str else ""


def _drawn(data: object, read: Callable[[object], Value]) -> Value:
    if type(data) is dict and "bdata" in data:
        data = _decoded(data)
    value = read(data)
    if type(value) is not Sequence or value.values.kind != "text":
        return value
    items = value.values.items
    if all(map(_DATE_TEXT.fullmatch, filter(None, items))):
        # plotly draws dates and their text in the same way.
        return Sequence(
            value.kind, columns.numpy_column(np.array([item or "NaT" for item in items], "M8[ns]"))
        )
    return value


def _decoded(data: dict) -> np.ndarray:
    """Return the array that plotly packed as base64."""
    dtype = np.dtype(data["dtype"]).newbyteorder("<")
    array = np.frombuffer(base64.b64decode(data["bdata"]), dtype)
    shape = str(data.get("shape", len(array)))
    return array.reshape([int(size) for size in shape.split(",")])


def _arrangement(figure: dict) -> str:
    """Return how the bars of several traces stand; other charts have no arrangement."""
    if not any(trace["type"] == "bar" for trace in figure["data"]):
        return ""
    mode = figure["layout"].get("barmode", "group")
    return "stack" if mode == "relative" else mode
