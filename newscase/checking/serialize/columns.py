"""Read numbers, texts and times, one or many, as plain values (see `newscase.checking.serialize.values`)."""

import datetime
import math
from types import NoneType

import numpy as np
import pandas as pd

from newscase.checking.serialize.unreadable import Unreadable, unreadable
from newscase.checking.serialize.values import MAX_BITS, Column, Single
from newscase.checking.serialize.zones import zone_name

_NS = {"D": 86_400 * 10**9, "s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
_NAT = -(2**63)
_EPOCH = datetime.datetime(1970, 1, 1)


def python_column(items: list) -> Column | None:
    """Return numbers, texts or truths of Python's own classes, and None, as a column; else None.

    Raises `Unreadable` when it holds a number of more than 1,000 bits.
    """
    # By identity: the metaclass of an unknown class may lie in __eq__ and __hash__.
    classes = {*map(id, map(type, items))} - {id(NoneType)}
    if classes <= {id(int), id(float)}:
        return Column.bare("number", [item if item is None else number(item) for item in items])
    if classes == {id(str)}:
        return Column.bare("text", _texts(items))
    return Column.bare("truth", items) if classes == {id(bool)} else None


def numpy_column(array: np.ndarray, zone: str = "") -> Column:
    """Return an array of one dimension, not of objects, as a column; with a `zone`, times are moments in UTC.

    Raises `Unreadable` when it holds complex numbers, bytes or records.
    """
    kind = array.dtype.kind
    if kind in "mM":
        unit, count = np.datetime_data(array.dtype)
        if count != 1 or unit not in _NS:
            unit, array = "s", array.astype(f"{kind}8[s]")
        counts = [None if count == _NAT else count * _NS[unit] for count in array.view("i8").tolist()]
        return Column.bare("moment" if zone else "time" if kind == "M" else "duration", counts, zone)
    if kind in "biufU":
        return python_column((array.astype(np.float64) if kind == "f" else array).tolist())
    raise unreadable(array[:1].tolist()[0] if len(array) else array)


def number(value: float) -> int | float | None:
    """Return a number as it is written, a whole one as an int, so that 3.0 and 3 are the same; NaN is None."""
    if type(value) is int:
        if value.bit_length() > MAX_BITS:
            raise Unreadable("The answer is, or contains, a number that is too large to check.")
        return value
    if math.isnan(value):
        return None
    # Two processors may differ in the last of 16 digits.
    value = float(f"{value:.12g}")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _texts(items: list[str | None]) -> list[str | None]:
    try:
        "".join(filter(None, items)).encode()
    except UnicodeEncodeError:
        # A lone surrogate, which no file can hold, becomes "?".
        return [item if item is None else item.encode("utf-8", "replace").decode() for item in items]
    return items


def time(value: datetime.date | datetime.timedelta) -> Single:
    """Return a date, time or duration of Python or pandas as a plain value.

    Only methods of their own classes are used, because a subclass may have changed its own.
    """
    cls = type(value)
    if issubclass(cls, pd.Timedelta):
        return numpy_column(np.asarray([pd.Timedelta.to_timedelta64(value)])).at(0)
    if issubclass(cls, datetime.timedelta):
        return Single("duration", _nanoseconds(value))
    if not issubclass(cls, datetime.datetime):
        return Single("time", (datetime.date.toordinal(value) - _EPOCH.toordinal()) * _NS["D"])
    zone = datetime.datetime.tzinfo.__get__(value)
    if issubclass(cls, pd.Timestamp):
        count = numpy_column(np.asarray([pd.Timestamp.to_datetime64(value)])).items[0]
    else:
        count = _nanoseconds(datetime.datetime.__sub__(value, _EPOCH.replace(tzinfo=zone and datetime.UTC)))
    if zone is None:
        return Single("time", count)
    return Single("moment", count, zone_name(zone, datetime.datetime.utcoffset(value)))


def _nanoseconds(value: datetime.timedelta) -> int:
    return datetime.timedelta.__floordiv__(value, datetime.timedelta(microseconds=1)) * 1_000
