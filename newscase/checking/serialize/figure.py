"""Read a plotly figure: what it draws and says, without its style."""

import base64
import re
from collections.abc import Callable
from itertools import compress

import numpy as np

from newscase.checking.serialize import arrays
from newscase.checking.serialize.values import MISSING, Axis, Collection, Column, Figure, Trace, Value

# What a trace draws.  The rest of it is style.
_DRAWN = ("x", "y", "z", "base", "text", "labels", "parents", "values", "locations", "lat", "lon")
_DRAWN += ("r", "theta", "open", "high", "low", "close", "histfunc")
# Types of trace that barmode arranges.
_BARS = ("bar", "histogram")
_AXIS = re.compile(r"[xy]axis\d*")
# A template for labels that shows nothing but a trace's own values, as px writes it for text_auto.
_OWN_VALUES = re.compile(r"%\{([xyz])(:[^{}]*)?\}")
_DATE_TEXT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?")


def read_figure(figure: dict, read: Callable[[object], Value]) -> Figure:
    """Return what plotly's ``Figure.to_dict`` returned as a plain value; `read` makes one of any value."""
    layout = figure["layout"]
    shown = [trace for trace in figure["data"] if trace.get("visible", True) is True]
    # How the bars of several traces stand; other charts have no arrangement.
    bars = layout.get("barmode", "group") if any(trace["type"] in _BARS for trace in shown) else ""
    return Figure(
        traces=[_trace(trace, read) for trace in shown],
        title=_title(layout, read),
        bars="stack" if bars == "relative" else bars,
        axes={key: _axis(axis, read) for key, axis in sorted(layout.items()) if _AXIS.fullmatch(key)},
        legend=_title(layout.get("legend", {}), read),
    )


def _title(part: dict, read: Callable[[object], Value]) -> Value:
    return read(part.get("title", {}).get("text") or None)


def _axis(axis: dict, read: Callable[[object], Value]) -> Axis:
    low, high = axis.get("range") or (None, None)
    backwards = type(low) is type(high) and low is not None and low > high
    categories = read(axis.get("categoryarray"))
    return Axis(
        title=_title(axis, read),
        ends=tuple(_drawn([low, high], read).values),  # dates as dates, as those that are drawn
        logarithmic=axis.get("type") == "log",
        hidden=axis.get("visible") is False or axis.get("showticklabels") is False,
        reversed=backwards or str(axis.get("autorange")).endswith("reversed"),
        order=axis.get("categoryorder", ""),
        categories=categories.values if type(categories) is Collection else None,
    )


def _trace(trace: dict, read: Callable[[object], Value]) -> Trace:
    # plotly.express takes scattergl for many points; it looks the same.
    kind, mode = trace["type"].removesuffix("gl"), trace.get("mode", "lines")
    drawn = {key: _drawn(trace[key], read) for key in _DRAWN if trace.get(key) is not None}
    if (own := _OWN_VALUES.fullmatch(str(trace.get("texttemplate", "")))) and own[1] in drawn:
        drawn.setdefault("text", drawn[own[1]])
    if type(text := drawn.get("text")) is Collection and text.values.kind == "number":
        # On a chart, the number 11 and the text "11" look the same.
        labels = [None if number is None else f"{number:.12g}" for number in text.values.items]
        drawn["text"] = Collection(text.kind, Column("text", labels))
    if kind.startswith("scatter") and "text" not in mode:
        drawn.pop("text", None)
    if kind == "scatter" and (trace.get("stackgroup") or trace.get("fill") in ("tozeroy", "tozerox")):
        kind = "area"
    elif kind == "scatter" and "lines" in mode:
        kind = "line"
        if trace.get("connectgaps") and {"x", "y"} <= drawn.keys():  # it passes by what has no value
            kept = [MISSING not in pair for pair in zip(drawn["x"].values, drawn["y"].values, strict=False)]
            each = [key for key, one in drawn.items() if len(getattr(one, "values", ())) == len(kept)]
            drawn |= {key: Collection("list", Column.of(compress(drawn[key].values, kept))) for key in each}
    dash, symbol = trace.get("line", {}).get("dash"), read(trace.get("marker", {}).get("symbol"))
    if type(symbol) is Collection:
        drawn["symbol"] = symbol
    return Trace(
        type=kind,
        name=read(trace.get("name") or None),
        orientation=trace.get("orientation", "v"),
        data=drawn,
        dash=dash if type(dash) is str else "",
        symbol=symbol.value if symbol.kind == "text" else "",
        x_axis="xaxis" + trace.get("xaxis", "x")[1:],
        y_axis="yaxis" + trace.get("yaxis", "y")[1:],
    )


def unpacked(data: dict) -> np.ndarray:
    """Return an array that plotly packed: numpy's code of its type, and little-endian bytes in base64."""
    array = np.frombuffer(base64.b64decode(data["bdata"]), np.dtype(data["dtype"]).newbyteorder("<"))
    return array.reshape([*map(int, str(data.get("shape", -1)).split(","))])


def _drawn(data: object, read: Callable[[object], Value]) -> Value:
    value = read(unpacked(data) if type(data) is dict and "bdata" in data else data)
    if type(value) is Collection and value.values.kind == "text":
        texts = value.values.items
        if all(map(_DATE_TEXT.fullmatch, filter(None, texts))):
            # plotly draws dates and their text in the same way.
            times = np.array([text or "NaT" for text in texts], "M8[ns]")
            return Collection(value.kind, arrays.numpy_column(times))
    return value
