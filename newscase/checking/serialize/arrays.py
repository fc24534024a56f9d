"""Read what is of a class of numpy or pandas.

It is imported for the first value that is none of Python's own: in a browser both packages have to be fetched
first, and a number or a text needs neither.
"""

import numpy as np
import pandas as pd

from newscase.checking.serialize import read
from newscase.checking.serialize.times import NANOSECONDS, zone_name
from newscase.checking.serialize.values import Collection, Column, Index, Single, Table, Value

_NAT = -(2**63)

_GROUPS = ("DataFrameGroupBy", "SeriesGroupBy", "Resampler", "Rolling", "Expanding")
read.ADVICE |= {
    np.ufunc: read.IS_FUNCTION,
    tuple(getattr(pd.api.typing, name) for name in _GROUPS): "The answer is grouped, but nothing is computed "
    "yet. Add a step such as .size() or .sum().",
}


def array(value: object, reader: read.Reader) -> Value:
    """Return `value` in plain form; raise `Unreadable` when it is of no class that is known."""
    match value:
        case pd.Period() | pd.Interval():
            return Single("period" if isinstance(value, pd.Period) else "text", str(value))
        case np.generic():
            return numpy_column(np.asarray([value])).at(0)
        case np.ndarray(ndim=0):
            return reader.read(value[()])
        case np.ndarray(ndim=1):
            return Collection("array", _column(value, reader))
        case np.ndarray():
            return Collection("array", reader.cells([*value]))
        case pd.api.extensions.ExtensionArray():
            return Collection("array", _column(pd.Series(value), reader))
        case pd.Index():
            return Collection("index", _column(value, reader))
        case pd.Series():
            return Collection("series", _column(value, reader), _index(value.index, reader))
        case pd.DataFrame():
            data = [_column(column, reader) for _, column in value.items()]
            return Table(_column(value.columns, reader), _index(value.index, reader), data)
    raise read.unreadable(value)


def _column(data: np.ndarray | pd.Series | pd.Index, reader: read.Reader) -> Column:
    if isinstance(data, pd.MultiIndex):
        return reader.cells([*data])
    dtype, zone = data.dtype, None
    if isinstance(dtype, pd.DatetimeTZDtype):
        zone = zone_name(dtype.tz, dtype.tz.utcoffset(None))
    if zone is not None:
        data = data.to_numpy(f"M8[{dtype.unit}]")
    elif isinstance(dtype, np.dtype):
        data = np.asarray(data)
    else:
        data = data.to_numpy(object, na_value=None)
    if data.dtype.kind == "O":
        return reader.cells(data.tolist())
    reader.count(len(data))
    return numpy_column(data, zone or "")


def _index(index: pd.Index, reader: read.Reader) -> Index | None:
    levels = [_column(index.get_level_values(level), reader) for level in range(index.nlevels)]
    names = reader.cells([*index.names])
    counting = levels[0].kind in ("number", "missing") and levels[0].items == [*range(len(index))]
    return None if len(levels) == 1 and names.kind == "missing" and counting else Index(names, levels)


def numpy_column(array: np.ndarray, zone: str = "") -> Column:
    """Return an array of one dimension, not of objects, as a column; with a `zone`, times are moments in UTC.

    Raises `Unreadable` when it holds complex numbers, bytes or records.
    """
    kind = array.dtype.kind
    if kind in "mM":
        unit, count = np.datetime_data(array.dtype)
        if count != 1 or unit not in NANOSECONDS:
            unit, array = "s", array.astype(f"{kind}8[s]")
        size = NANOSECONDS[unit]
        counts = [None if count == _NAT else count * size for count in array.view("i8").tolist()]
        return Column.bare("moment" if zone else "time" if kind == "M" else "duration", counts, zone)
    if kind in "biufU":
        return read.python_column((array.astype(np.float64) if kind == "f" else array).tolist())
    raise read.unreadable(array[:1].tolist()[0] if len(array) else array)
