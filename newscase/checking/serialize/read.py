"""Turn an answer into a plain value that is the same on every computer.

An answer is not trusted: its class may say anything about itself, or raise, or never end.  So a
value is read by its real type, by Python's, numpy's and pandas' own methods, or refused.
"""

import datetime
import sys
from decimal import Decimal
from fractions import Fraction
from itertools import islice

import numpy as np
import pandas as pd

from newscase.checking.serialize import columns
from newscase.checking.serialize.figure import read_figure
from newscase.checking.serialize.json_form import to_json
from newscase.checking.serialize.unreadable import Unreadable, unreadable
from newscase.checking.serialize.values import Column, Index, Mapping, Sequence, Series, Single, Table, Value
from newscase.checking.serialize.zones import zone_name

__all__ = ["Unreadable", "plain", "submit"]

_MAX_DEPTH = 20
_MAX_LEAVES = 200_000
_TOO_DEEP = f"The answer has more than {_MAX_DEPTH} levels, or contains itself. Give a simpler one."
_TOO_LARGE = f"The answer has more than {_MAX_LEAVES:,} values. Select what the question asks for."

# What makes a value of Python's own class of one of a subclass.
_BARE = {str: str.__str__, bool: bool, int: int.__int__, float: float.__float__}
_COLLECTIONS = {list: "list", tuple: "tuple", set: "set", frozenset: "set"}
_LAZY = (range, type({}.keys()), type({}.values()), type({}.items()))
_NUMPY_SCALARS = tuple(set(np.sctypeDict.values()))
_PANDAS_ARRAYS = tuple(getattr(pd.arrays, name) for name in pd.arrays.__all__)
_NUMPY_BASED = (pd.arrays.NumpyExtensionArray, pd.arrays.DatetimeArray, pd.arrays.TimedeltaArray)
_TEXTS = (pd.arrays.StringArray, pd.arrays.ArrowStringArray)
_INDEX_NAMES = ("Range", "Categorical", "Datetime", "Timedelta", "Period", "Interval")
_INDEXES = (pd.Index, pd.MultiIndex, *(getattr(pd, f"{name}Index") for name in _INDEX_NAMES))


def plain(value: object) -> Value:
    """Return `value` in plain form, which is the same for ``3`` and ``3.0``, or a category and its text.

    Raises `Unreadable` when it is, or contains, something of another class, or is too large or too deep.
    """
    try:
        return _Reader().read(value)
    except Unreadable:
        raise
    except (Exception, SystemExit):  # An odd value may fail in any way while it is read.
        raise unreadable(value) from None


def submit(answer: object) -> dict:
    """Return an answer as JSON: ``{"value": …}``, or why it cannot be read, ``{"unreadable": …}``."""
    try:
        return {"value": to_json(plain(answer))}
    except Unreadable as reason:
        return {"unreadable": str(reason)}


class _Reader:
    """Reads one answer, and keeps count of how deep and how large it is."""

    def __init__(self) -> None:
        self._depth = self._leaves = 0

    def read(self, value: object) -> Value:
        """Return `value` in plain form."""
        # Only the real type counts: isinstance would believe a false __class__.
        cls = type(value)
        for base, exactly in _BARE.items():
            if issubclass(cls, base):
                return columns.python_column([exactly(value)]).at(0)
        if value is None or value is pd.NaT or value is pd.NA:
            return Single("missing")
        if value is ...:
            return Single("unanswered")
        if cls is Decimal or cls is Fraction:
            return self.read(float(value))
        if issubclass(cls, (datetime.date, datetime.timedelta)):
            return columns.time(value)
        if cls is pd.Period:
            return Single("period", str(value))
        if cls is pd.Interval:
            ends = (columns.number(end) if type(end) is float else end for end in (value.left, value.right))
            return Single("interval", str(pd.Interval(*ends, value.closed)))
        if _is_one_of(cls, _NUMPY_SCALARS):
            return self._vector(np.asarray([value])).at(0)
        return self._container(value, cls)

    def _container(self, value: object, cls: type) -> Value:
        for base, kind in _COLLECTIONS.items():
            if issubclass(cls, base):
                items = self._cells([*base.__iter__(value)])
                # Sorted, because the order of a set differs from run to run.
                return Sequence(kind, Column.of(sorted(items, key=repr)) if kind == "set" else items)
        if issubclass(cls, dict):
            keys, items = zip(*dict.items(value), strict=True) if dict.__len__(value) else ((), ())
            return Mapping(self._cells([*keys]), self._cells([*items]))
        if _is_one_of(cls, _LAZY):
            items = [*islice(value, _MAX_LEAVES + 1)]
            return Sequence("range" if cls is range else "list", self._cells(items))
        if cls is np.ndarray and value.ndim == 0:
            return self.read(value[()])
        if cls is np.ndarray:
            return Sequence("array", self._vector(value) if value.ndim == 1 else self._cells([*value]))
        if _is_one_of(cls, _PANDAS_ARRAYS):
            return Sequence("array", self._vector(value))
        if _is_one_of(cls, _INDEXES):
            return Sequence("index", self._labels(value))
        if cls is pd.Series:
            return Series(self.read(value.name), self._index(value.index), self._vector(value.array))
        if cls is pd.DataFrame:
            data = [self._vector(column.array) for _, column in value.items()]
            return Table(self._labels(value.columns), self._index(value.index), data)
        # plotly is slow to import, and without it there is no figure.
        plotly = sys.modules.get("plotly.graph_objs")
        if plotly is not None and cls is plotly.Figure:
            return read_figure(value.to_dict(), self.read)
        raise unreadable(value)

    def _count(self, size: int) -> None:
        self._leaves += size
        if self._leaves > _MAX_LEAVES:
            raise Unreadable(_TOO_LARGE)

    def _cells(self, cells: list) -> Column:
        """Return a column of single objects."""
        self._count(len(cells))
        if (column := columns.python_column(cells)) is not None:
            return column
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Unreadable(_TOO_DEEP)
        column = Column.of(map(self.read, cells))
        self._depth -= 1
        return column

    def _vector(self, array: object) -> Column:
        """Return a numpy array of one dimension, or a pandas array, as a column."""
        cls = type(array)
        if cls is pd.arrays.DatetimeArray and array.tz is not None:
            zone = zone_name(array.tz, array.tz.utcoffset(None))
            if zone is not None:
                self._count(len(array))
                return columns.numpy_column(array.asi8.view(f"M8[{array.unit}]"), zone)
        elif cls in _NUMPY_BASED:
            array = array.to_numpy()
        elif cls in _TEXTS:
            return self._cells(array.to_numpy(dtype=object, na_value=None).tolist())
        if type(array) is np.ndarray and array.dtype.kind != "O":
            self._count(len(array))
            return columns.numpy_column(array)
        if type(array) is not np.ndarray and not _is_one_of(cls, _PANDAS_ARRAYS):
            raise unreadable(array)
        return self._cells([*array.astype(object)])

    def _labels(self, index: pd.Index) -> Column:
        if not _is_one_of(type(index), _INDEXES):
            raise unreadable(index)
        return self._cells([*index]) if type(index) is pd.MultiIndex else self._vector(index.array)

    def _index(self, index: pd.Index) -> Index | None:
        if type(index) is pd.MultiIndex:
            levels = [self._vector(index.get_level_values(i).array) for i in range(index.nlevels)]
        else:
            levels = [self._labels(index)]
        names = self._cells([*index.names])
        counting = levels[0].kind in ("number", "missing") and levels[0].items == [*range(len(index))]
        return None if len(levels) == 1 and names.kind == "missing" and counting else Index(names, levels)


def _is_one_of(cls: type, classes: tuple[type, ...]) -> bool:
    # By identity: the metaclass of an unknown class may lie in __eq__ and __hash__.
    return any(cls is known for known in classes)
