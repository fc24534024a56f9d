"""Read numbers, texts and times, one or many, as plain values (see `newscase.checking.serialize.values`)."""

import datetime
import math

import numpy as np
import pandas as pd

from newscase.checking.serialize.unreadable import Unreadable, unreadable
from newscase.checking.serialize.values import MAX_BITS, Column, Single
from newscase.checking.serialize.zones import zone_name

_NS = {"D": 86_400 * 10**9, "s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
_NAT = -(2**63)
_EPOCH = datetime.datetime(1970, 1, 1)


def numpy_column(array: np.ndarray, zone: str = "") -> Column:
    """Return an array of one dimension, not of objects, as a column; with a `zone`, times are moments in UTC.

    Raises `Unreadable` when it holds complex numbers, bytes or records.
    """
    match array.dtype.kind:
        case "b":
            return Column.bare("truth", array.tolist())
        case "i" | "u":
            return Column.bare("number", array.tolist())
        case "f":
            return Column.bare("number", _numbers(array.astype(np.float64)))
        case "U":
            return Column.bare("text", texts(array.tolist()))
        case "m" | "M" as kind:
            unit, count = np.datetime_data(array.dtype)
            if count != 1 or unit not in _NS:
                unit, array = "s", array.astype(f"{kind}8[s]")
            counts = [None if count == _NAT else count * _NS[unit] for count in array.view("i8").tolist()]
            return Column.bare("moment" if zone else "time" if kind == "M" else "duration", counts, zone)
    raise unreadable(array[:1].tolist()[0] if len(array) else array)


def _numbers(array: np.ndarray) -> list:
    with np.errstate(invalid="ignore", over="ignore"):
        # Up to six decimals of a number below a million are no more than 12 digits.
        short = (np.abs(array) < 1e6) & (np.round(array, 6) == array)
    return [
        _exact(value) if is_short else number(value)
        for value, is_short in zip(array.tolist(), short.tolist(), strict=True)
    ]


def number(value: float) -> int | float | None:
    """Return a float as it is written; NaN is None."""
    if math.isnan(value):
        return None
    # Two processors may differ in the last of 16 digits.
    return _exact(float(f"{value:.12g}"))


def _exact(value: float) -> int | float:
    """Return a whole number as an int, so that 3.0 and 3 are the same."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def whole(value: int) -> int:
    """Return a whole number; raise `Unreadable` when it has more than 1,000 bits."""
    if value.bit_length() > MAX_BITS:
        raise Unreadable("The answer is, or contains, a number that is too large to check.")
    return value


def texts(items: list[str | None]) -> list[str | None]:
    """Return texts as they are written."""
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
