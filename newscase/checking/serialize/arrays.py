"""Read what is of a class of numpy or pandas, or of a subclass of Python's dates and times.

It is imported for the first value that is none of Python's own: in a browser both packages have to be fetched
first, and a number or a text needs neither.
"""

import datetime

import numpy as np
import pandas as pd

from newscase.checking.serialize import columns
from newscase.checking.serialize.unreadable import ADVICE, IS_FUNCTION, unreadable
from newscase.checking.serialize.values import Column, Index, Sequence, Series, Single, Table, Value
from newscase.checking.serialize.zones import zone_name

_NUMPY_SCALARS = tuple(set(np.sctypeDict.values()))
_PANDAS_ARRAYS = tuple(getattr(pd.arrays, name) for name in pd.arrays.__all__)
_NUMPY_BASED = (pd.arrays.NumpyExtensionArray, pd.arrays.DatetimeArray, pd.arrays.TimedeltaArray)
_TEXTS = (pd.arrays.StringArray, pd.arrays.ArrowStringArray)
_INDEX_NAMES = ("Range", "Categorical", "Datetime", "Timedelta", "Period", "Interval")
_INDEXES = (pd.Index, pd.MultiIndex, *(getattr(pd, f"{name}Index") for name in _INDEX_NAMES))
_NAT = -(2**63)

_GROUPS = ("DataFrameGroupBy", "SeriesGroupBy", "Resampler", "Rolling", "Expanding")
ADVICE |= {
    np.ufunc: IS_FUNCTION,
    tuple(getattr(pd.api.typing, name) for name in _GROUPS): "The answer is grouped, but nothing is computed "
    "yet. Add a step such as .size() or .sum().",
    pd.DataFrame: "The answer is a special kind of table. Put pd.DataFrame(…) around it.",
    pd.Series: "The answer is a special kind of Series. Put pd.Series(…) around it.",
    np.ndarray: "The answer is a special kind of array. Put np.array(…) around it.",
}


class Arrays:
    """Reads for a `reader` (see `newscase.checking.serialize.read`) what is none of Python's own values."""

    def __init__(self, reader) -> None:
        self._reader = reader

    def read(self, value: object) -> Value:
        """Return `value` in plain form; raise `Unreadable` when it is of no class that is known."""
        cls = type(value)
        if value is pd.NaT or value is pd.NA:
            return Single("missing")
        if issubclass(cls, (datetime.date, datetime.timedelta)):
            return _time(value)
        if cls is pd.Period:
            return Single("period", str(value))
        if cls is pd.Interval:
            both = value.left, value.right  # numbers of numpy's, where an index had them
            ends = (columns.number(end) if isinstance(end, float) else end for end in both)
            return Single("interval", str(pd.Interval(*ends, value.closed)))
        if columns.is_one_of(cls, _NUMPY_SCALARS):
            return self._vector(np.asarray([value])).at(0)
        if cls is np.ndarray and value.ndim == 0:
            return self._reader.read(value[()])
        if cls is np.ndarray:
            items = self._vector(value) if value.ndim == 1 else self._reader.cells([*value])
            return Sequence("array", items)
        if columns.is_one_of(cls, _PANDAS_ARRAYS):
            return Sequence("array", self._vector(value))
        if columns.is_one_of(cls, _INDEXES):
            return Sequence("index", self._labels(value))
        if cls is pd.Series:
            name = self._reader.read(value.name)
            return Series(name, self._index(value.index), self._vector(value.array))
        if cls is pd.DataFrame:
            data = [self._vector(column.array) for _, column in value.items()]
            return Table(self._labels(value.columns), self._index(value.index), data)
        raise unreadable(value)

    def _vector(self, array: object) -> Column:
        """Return a numpy array of one dimension, or a pandas array, as a column."""
        cls = type(array)
        if cls is pd.arrays.DatetimeArray and array.tz is not None:
            zone = zone_name(array.tz, array.tz.utcoffset(None))
            if zone is not None:
                self._reader.count(len(array))
                return numpy_column(array.asi8.view(f"M8[{array.unit}]"), zone)
        elif cls in _NUMPY_BASED:
            array = array.to_numpy()
        elif cls in _TEXTS:
            return self._reader.cells(array.to_numpy(dtype=object, na_value=None).tolist())
        if type(array) is np.ndarray and array.dtype.kind != "O":
            self._reader.count(len(array))
            return numpy_column(array)
        if type(array) is not np.ndarray and not columns.is_one_of(cls, _PANDAS_ARRAYS):
            raise unreadable(array)
        return self._reader.cells([*array.astype(object)])

    def _labels(self, index: pd.Index) -> Column:
        if not columns.is_one_of(type(index), _INDEXES):
            raise unreadable(index)
        return self._reader.cells([*index]) if type(index) is pd.MultiIndex else self._vector(index.array)

    def _index(self, index: pd.Index) -> Index | None:
        if type(index) is pd.MultiIndex:
            levels = [self._vector(index.get_level_values(i).array) for i in range(index.nlevels)]
        else:
            levels = [self._labels(index)]
        names = self._reader.cells([*index.names])
        counting = levels[0].kind in ("number", "missing") and levels[0].items == [*range(len(index))]
        return None if len(levels) == 1 and names.kind == "missing" and counting else Index(names, levels)


def numpy_column(array: np.ndarray, zone: str = "") -> Column:
    """Return an array of one dimension, not of objects, as a column; with a `zone`, times are moments in UTC.

    Raises `Unreadable` when it holds complex numbers, bytes or records.
    """
    kind = array.dtype.kind
    if kind in "mM":
        unit, count = np.datetime_data(array.dtype)
        if count != 1 or unit not in columns.NANOSECONDS:
            unit, array = "s", array.astype(f"{kind}8[s]")
        size = columns.NANOSECONDS[unit]
        counts = [None if count == _NAT else count * size for count in array.view("i8").tolist()]
        return Column.bare("moment" if zone else "time" if kind == "M" else "duration", counts, zone)
    if kind in "biufU":
        return columns.python_column((array.astype(np.float64) if kind == "f" else array).tolist())
    raise unreadable(array[:1].tolist()[0] if len(array) else array)


def _time(value: datetime.date | datetime.timedelta) -> Single:
    """Return a time or duration; pandas' own have nanoseconds, which Python's lack."""
    cls = type(value)
    if issubclass(cls, pd.Timedelta):
        return numpy_column(np.asarray([pd.Timedelta.to_timedelta64(value)])).at(0)
    if not issubclass(cls, pd.Timestamp):
        return columns.time(value)
    return columns.time(value, numpy_column(np.asarray([pd.Timestamp.to_datetime64(value)])).items[0])
