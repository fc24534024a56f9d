"""Read a plotly figure: what it draws and says, without its style."""

import base64
import re
from collections.abc import Callable

import numpy as np

from newscase.checking.serialize import columns
from newscase.checking.serialize.values import Axis, Column, Figure, Sequence, Trace, Value

# What a trace draws.  The rest of it is style.
_DRAWN = (
    *("x", "y", "z", "base", "text", "labels", "parents", "values", "locations", "lat", "lon"),
    *("r", "theta", "open", "high", "low", "close", "histfunc"),
)
_AXIS = re.compile(r"[xy]axis\d*")
# A template for labels that shows nothing but a trace's own values, as px writes it for text_auto.
_OWN_VALUES = re.compile(r"%\{([xyz])(:[^{}]*)?\}")
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
    shown = [trace for trace in figure["data"] if trace.get("visible", True) is True]
    return Figure(
        traces=[_trace(trace, read) for trace in shown],
        title=read(title.get("text")),
        subtitle=read(title.get("subtitle", {}).get("text")),
        bars=_arrangement(shown, layout),
        axes={key: _axis(axis, read) for key, axis in sorted(layout.items()) if _AXIS.fullmatch(key)},
        legend=_title(layout.get("legend", {}), read),
    )


def _title(part: dict, read: Callable[[object], Value]) -> Value:
    return read(part.get("title", {}).get("text") or None)


def _axis(axis: dict, read: Callable[[object], Value]) -> Axis:
    automatic = axis.get("autorangeoptions", {})
    ends = [
        axis.get(f"{end}allowed", automatic.get(f"{end}allowed", automatic.get(f"clip{end}")))
        for end in ("min", "max")
    ]
    backwards = str(axis.get("autorange", "")).endswith("reversed")
    if axis.get("range") is not None:
        ends = [*axis["range"]]
        backwards = type(ends[0]) is type(ends[1]) and ends[0] is not None and ends[0] > ends[1]
    return Axis(
        title=_title(axis, read),
        ends=(read(ends[0]), read(ends[1])),
        logarithmic=axis.get("type") == "log",
        hidden=axis.get("visible") is False or axis.get("showticklabels") is False,
        reversed=backwards,
        order=axis.get("categoryorder", ""),
        categories=_labels(read(axis["categoryarray"])) if "categoryarray" in axis else None,
    )


def _labels(value: Value) -> Column | None:
    return value.values if type(value) is Sequence else None


def _trace(trace: dict, read: Callable[[object], Value]) -> Trace:
    drawn = {key: _drawn(trace[key], read) for key in _DRAWN if trace.get(key) is not None}
    own = _OWN_VALUES.fullmatch(str(trace.get("texttemplate", "")))
    if own and own[1] in drawn:
        drawn.setdefault("text", drawn[own[1]])
    text = drawn.get("text")
    if type(text) is Sequence and text.values.kind == "number":
        # On a chart, the number 11 and the text "11" look the same.
        items = [None if number is None else f"{number:.12g}" for number in text.values.items]
        drawn["text"] = Sequence(text.kind, Column("text", items))
    kind = _kind(trace)
    if trace["type"].startswith("scatter") and "text" not in trace.get("mode", "lines"):
        drawn.pop("text", None)
    return Trace(
        type=kind,
        name=read(trace.get("name") or None),
        orientation=trace.get("orientation", "v"),
        data=drawn,
        dash=_style(trace, "line", "dash"),
        symbol=_style(trace, "marker", "symbol"),
        x_axis="xaxis" + trace.get("xaxis", "x")[1:],
        y_axis="yaxis" + trace.get("yaxis", "y")[1:],
    )


def _kind(trace: dict) -> str:
    # plotly.express takes scattergl for many points; it looks the same.
    kind = trace["type"].removesuffix("gl")
    if kind != "scatter":
        return kind
    if trace.get("stackgroup") or trace.get("fill") in ("tozeroy", "tozerox"):
        return "area"
    return "line" if "lines" in trace.get("mode", "lines") else kind


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


def _arrangement(traces: list[dict], layout: dict) -> str:
    """Return how the bars of several traces stand; other charts have no arrangement."""
    if not any(trace["type"] == "bar" for trace in traces):
        return ""
    mode = layout.get("barmode", "group")
    return "stack" if mode == "relative" else mode
