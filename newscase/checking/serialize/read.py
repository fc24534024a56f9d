"""Turn an answer into plain JSON that is the same on every computer.

An answer is not trusted: its class may say anything about itself, or raise, or never end.  So a
value is read by its real type, with the methods of Python's, numpy's and pandas' own classes, and
a value of any other class is refused.

The plain form of a single value is a dict with its ``kind``, and for most kinds a ``value``:

============== ==================================================================
``missing``    None, NaN, NaT, ``pd.NA``
``unanswered`` the ``...`` of a blank exercise
``truth``      true or false
``number``     an int, a float of 12 significant digits, ``"inf"`` or ``"-inf"``
``text``       a string
``time``       a date or a time without zone, in ns since 1970
``moment``     a time with a ``zone``, in ns since 1970 UTC
``duration``   in ns
``period``     as pandas writes it, such as ``"2022-03"``
``interval``   its two ends, and which is ``closed``
============== ==================================================================

Many values stand in a column: ``of`` is the kind of them all, and ``items`` has their values, with
null for a missing one.  Where kinds differ, ``of`` is ``mixed`` and each item is in plain form.

===================================  ============================================
``list tuple range set array index`` a column; a set is sorted
``dict``                             two columns: ``keys``, ``values``
``series``                           a column, its ``name`` and its ``index``
``table``                            ``columns`` (labels), ``index``, ``data`` (a column each)
``figure``                           ``traces``, ``title``, ``subtitle``, ``bars``, ``axes``, ``ranges``
===================================  ============================================

A figure has ``ranges`` only where it sets some: the two ends of an axis (null: open), and whether
it is logarithmic.

An ``index`` has ``names`` (a column) and ``levels`` (a column each).  It is null where it only
counts the rows from 0.
"""

import base64
import datetime
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from newscase.checking.serialize import columns
from newscase.checking.serialize.unreadable import Unreadable, type_name, unreadable
from newscase.checking.serialize.zones import zone_name

__all__ = ["Unreadable", "plain"]

_MAX_DEPTH = 20
_MAX_LEAVES = 200_000

_NUMPY_SCALARS = tuple(set(np.sctypeDict.values()))
_PANDAS_ARRAYS = tuple(getattr(pd.arrays, name) for name in pd.arrays.__all__)
_INDEXES = (
    pd.Index,
    pd.RangeIndex,
    pd.CategoricalIndex,
    pd.DatetimeIndex,
    pd.TimedeltaIndex,
    pd.PeriodIndex,
    pd.IntervalIndex,
    pd.MultiIndex,
)
_DICT_VIEWS = (type({}.keys()), type({}.values()), type({}.items()))

# What a trace draws.  The rest of it is style.
_DRAWN = (
    *("x", "y", "z", "base", "text", "labels", "parents", "values", "locations", "lat", "lon"),
    *("r", "theta", "open", "high", "low", "close"),
)
_AXIS = re.compile(r"[xy]axis\d*")
_DATE_TEXT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?")


def plain(value: object) -> dict:
    """Return `value` in plain form.

    Equal values of different types, such as ``3`` and ``3.0``, or a category and its text, have
    the same plain form.

    Raises
    ------
    Unreadable
        When it is, or contains, something else than the kinds above; or when it has more than
        200,000 values or 20 levels.
    """
    try:
        return _Reader().read(value)
    except Unreadable:
        raise
    except (Exception, SystemExit):  # An odd value may fail in any way while it is read.
        raise unreadable(value) from None


class _Reader:
    """Reads one answer, and keeps count of how deep and how large it is."""

    def __init__(self) -> None:
        self._depth = 0
        self._leaves = 0

    def read(self, value: object) -> dict:
        """Return `value` in plain form."""
        # Only the real type counts: isinstance would believe a false __class__.
        cls = type(value)
        if issubclass(cls, str):
            return {"kind": "text", "value": columns.text(str.__str__(value))}
        if value is None or value is pd.NaT or value is pd.NA:
            return {"kind": "missing"}
        if value is ...:
            return {"kind": "unanswered"}
        if cls is bool:
            return {"kind": "truth", "value": value}
        if issubclass(cls, int):
            return {"kind": "number", "value": columns.whole(int.__int__(value))}
        if issubclass(cls, float):
            return columns.single("number", columns.number(float.__float__(value)))
        if cls is Decimal or cls is Fraction:
            return columns.single("number", columns.number(float(value)))
        if issubclass(cls, (datetime.date, datetime.timedelta)):
            return columns.time(value)
        if cls is pd.Period:
            return {"kind": "period", "value": str(value)}
        if cls is pd.Interval:
            ends = [self.read(value.left), self.read(value.right)]
            return {"kind": "interval", "value": ends, "closed": value.closed}
        if _is_one_of(cls, _NUMPY_SCALARS):
            column = self._vector(np.asarray([value]))
            return columns.single(column["of"], column["items"][0])
        return self._container(value, cls)

    def _container(self, value: object, cls: type) -> dict:
        if issubclass(cls, list):
            return {"kind": "list", **self._cells(list.copy(value))}
        if issubclass(cls, tuple):
            return {"kind": "tuple", **self._cells([*tuple.__iter__(value)])}
        if issubclass(cls, dict):
            pairs = [*dict.items(value)]
            keys, values = [key for key, _ in pairs], [item for _, item in pairs]
            return {"kind": "dict", "keys": self._cells(keys), "values": self._cells(values)}
        if issubclass(cls, (set, frozenset)):
            base = set if issubclass(cls, set) else frozenset
            cells = [*base.__iter__(value)]
            with self._inside(value, len(cells)):
                # Sorted, because the order of a set differs from run to run.
                return {"kind": "set", **columns.packed(sorted(map(self.read, cells), key=json.dumps))}
        if cls is range:
            with self._inside(value, len(value)):
                return {"kind": "range", **columns.column("number", [*value])}
        if _is_one_of(cls, _DICT_VIEWS):
            return {"kind": "list", **self._cells([*value])}
        if cls is np.ndarray:
            return self._array(value)
        if _is_one_of(cls, _PANDAS_ARRAYS):
            return {"kind": "array", **self._vector(value)}
        if _is_one_of(cls, _INDEXES):
            return {"kind": "index", **self._labels(value)}
        if cls is pd.Series:
            return {
                "kind": "series",
                "name": self.read(value.name),
                "index": self._index(value.index),
                **self._vector(value.array),
            }
        if cls is pd.DataFrame:
            return {
                "kind": "table",
                "columns": self._labels(value.columns),
                "index": self._index(value.index),
                "data": [self._vector(column.array) for _, column in value.items()],
            }
        if _is_figure(cls):
            return self._figure(value.to_dict())
        raise unreadable(value)

    @contextmanager
    def _inside(self, value: object, size: int) -> Iterator[None]:
        self._depth += 1
        self._leaves += size
        if self._depth > _MAX_DEPTH:
            raise Unreadable(
                type_name(value),
                f"The answer has more than {_MAX_DEPTH} levels, or contains itself. Give a simpler one.",
            )
        if self._leaves > _MAX_LEAVES:
            raise Unreadable(
                type_name(value),
                f"The answer has more than {_MAX_LEAVES:,} values. Select what the question asks for.",
            )
        yield
        self._depth -= 1

    def _cells(self, cells: list) -> dict:
        """Return a column of single objects."""
        with self._inside(cells, len(cells)):
            if all(type(cell) is str or cell is None for cell in cells):
                return columns.column("text", columns.texts(cells))
            return columns.packed([self.read(cell) for cell in cells])

    def _vector(self, array: object) -> dict:
        """Return a numpy array of one dimension, or a pandas array, as a column."""
        cls = type(array)
        if cls is pd.arrays.DatetimeArray and array.tz is not None:
            zone = zone_name(array.tz, array.tz.utcoffset(None))
            if zone is not None:
                with self._inside(array, len(array)):
                    return columns.column("moment", columns.nanoseconds(array.asi8, array.unit), zone=zone)
        elif cls in (
            pd.arrays.NumpyExtensionArray,
            pd.arrays.DatetimeArray,
            pd.arrays.TimedeltaArray,
        ):
            array = array.to_numpy()
        elif cls in (pd.arrays.StringArray, pd.arrays.ArrowStringArray):
            return self._cells(array.to_numpy(dtype=object, na_value=None).tolist())
        if type(array) is np.ndarray and array.dtype.kind != "O":
            with self._inside(array, len(array)):
                return columns.numpy_column(array)
        if type(array) is not np.ndarray and not _is_one_of(cls, _PANDAS_ARRAYS):
            raise unreadable(array)
        return self._cells([*array.astype(object)])

    def _array(self, array: np.ndarray) -> dict:
        if array.ndim == 0:
            return self.read(array.item() if array.dtype.kind == "O" else array[()])
        if array.ndim == 1:
            return {"kind": "array", **self._vector(array)}
        with self._inside(array, len(array)):
            return {"kind": "array", "of": "mixed", "items": [self._array(row) for row in array]}

    def _labels(self, index: pd.Index) -> dict:
        if not _is_one_of(type(index), _INDEXES):
            raise unreadable(index)
        return self._cells([*index]) if type(index) is pd.MultiIndex else self._vector(index.array)

    def _index(self, index: pd.Index) -> dict | None:
        if type(index) is pd.MultiIndex:
            levels = [self._vector(index.get_level_values(i).array) for i in range(index.nlevels)]
        else:
            levels = [self._labels(index)]
        names = self._cells([*index.names])
        counting = levels[0]["of"] in ("number", "missing") and levels[0]["items"] == [*range(len(index))]
        if len(levels) == 1 and names["of"] == "missing" and counting:
            return None
        return {"names": names, "levels": levels}

    def _figure(self, figure: dict) -> dict:
        layout = figure["layout"]
        title = layout.get("title", {})
        axes = {key: axis for key, axis in sorted(layout.items()) if _AXIS.fullmatch(key)}
        ranges = {key: view for key, axis in axes.items() if (view := self._view(axis))}
        return {
            "kind": "figure",
            "traces": [self._trace(trace) for trace in figure["data"]],
            "title": self.read(title.get("text")),
            "subtitle": self.read(title.get("subtitle", {}).get("text")),
            "bars": _arrangement(figure),
            "axes": {
                key: self.read(axis["title"]["text"])
                for key, axis in axes.items()
                if axis.get("title", {}).get("text")
            },
            **({"ranges": ranges} if ranges else {}),
        }

    def _view(self, axis: dict) -> dict | None:
        """Return the part of an axis that a figure asks to see, or None for all of it."""
        automatic = axis.get("autorangeoptions", {})
        ends = [
            axis.get(f"{end}allowed", automatic.get(f"{end}allowed", automatic.get(f"clip{end}")))
            for end in ("min", "max")
        ]
        if axis.get("range") is not None:
            ends = [*axis["range"]]
        logarithmic = axis.get("type") == "log"
        if not logarithmic and ends == [None, None]:
            return None
        return {"ends": self.read(ends), "log": logarithmic}

    def _trace(self, trace: dict) -> dict:
        drawn = {key: self._drawn(trace[key]) for key in _DRAWN if trace.get(key) is not None}
        if drawn.get("text", {}).get("of") == "number":
            # On a chart, the number 11 and the text "11" look the same.
            items = [None if number is None else f"{number:.12g}" for number in drawn["text"]["items"]]
            drawn["text"] = {**drawn["text"], "of": "text", "items": items}
        # plotly.express takes scattergl for many points; it looks the same.
        kind = trace["type"].removesuffix("gl")
        if kind.startswith("scatter"):
            mode = trace.get("mode", "lines")
            if "text" not in mode:
                drawn.pop("text", None)
            if kind == "scatter" and "lines" in mode:
                kind = "line"
        return {
            "type": kind,
            "name": self.read(trace.get("name") or None),
            "orientation": trace.get("orientation", "v"),
            "data": drawn,
        }

    def _drawn(self, data: object) -> dict:
        if type(data) is dict and "bdata" in data:
            data = _decoded(data)
        read = self.read(data)
        if read.get("of") == "text" and all(map(_DATE_TEXT.fullmatch, filter(None, read["items"]))):
            # plotly draws dates and their text in the same way.
            return {
                **read,
                **columns.numpy_column(np.array([item or "NaT" for item in read["items"]], "M8[ns]")),
            }
        return read


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


def _is_one_of(cls: type, classes: tuple[type, ...]) -> bool:
    # By identity: the metaclass of an unknown class may lie in __eq__ and __hash__.
    return any(cls is known for known in classes)


def _is_figure(cls: type) -> bool:
    # plotly is slow to import, and without it there is no figure.
    plotly = sys.modules.get("plotly.graph_objs")
    return plotly is not None and (cls is plotly.Figure or cls is plotly.FigureWidget)
