"""Read numbers, texts and times, one or many, as plain values (see `newscase.checking.serialize.values`)."""

import datetime
import math

import numpy as np
import pandas as pd

from newscase.checking.serialize.unreadable import Unreadable, unreadable
from newscase.checking.serialize.values import MAX_BITS, MISSING, Column, Single
from newscase.checking.serialize.zones import zone_name

_DAY = 86_400 * 10**9
_NS = {"D": _DAY, "s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
_NAT = -(2**63)
_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_UTC = _EPOCH.replace(tzinfo=datetime.UTC)


def single(kind: str, value: object) -> Single:
    """Return one plain value; None is a missing one."""
    return MISSING if value is None else Single(kind, value)


def column(kind: str, items: list, zone: str = "") -> Column:
    """Return a column of one kind, or of missing values only."""
    if items.count(None) == len(items):
        return Column("missing", items)
    return Column(kind, items, zone)


def numpy_column(array: np.ndarray) -> Column:
    """Return an array of one dimension, not of objects, as a column.

    Raises
    ------
    Unreadable
        When it holds complex numbers, bytes or records.
    """
    kind = array.dtype.kind
    if kind == "b":
        return column("truth", array.tolist())
    if kind in "iu":
        return column("number", array.tolist())
    if kind == "f":
        return column("number", _numbers(array.astype(np.float64)))
    if kind == "U":
        return column("text", texts(array.tolist()))
    if kind in "mM":
        unit, count = np.datetime_data(array.dtype)
        if count != 1 or unit not in _NS:
            unit = "s"
            array = array.astype(f"{kind}8[s]")
        return column("time" if kind == "M" else "duration", nanoseconds(array.view("i8"), unit))
    raise unreadable(array[:1].tolist()[0] if len(array) else array)


def _numbers(array: np.ndarray) -> list:
    values = array.tolist()
    with np.errstate(invalid="ignore", over="ignore"):
        # Up to six decimals of a number below a million are no more than 12 digits.
        short = (np.abs(array) < 1e6) & (np.round(array, 6) == array)
    if not short.all():
        values = [
            value if is_short else number(value)
            for value, is_short in zip(values, short.tolist(), strict=True)
        ]
    return [_exact(value) if type(value) is float else value for value in values]


def number(value: float) -> int | float | None:
    """Return a float as it is written; NaN is None."""
    if math.isnan(value):
        return None
    if math.isinf(value):
        return value
    # Two processors may differ in the last of 16 digits.
    return _exact(float(f"{value:.12g}"))


def _exact(value: float) -> int | float:
    """Return a whole number as an int, so that 3.0 and 3 are the same."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def whole(value: int) -> int:
    """Return a whole number as it is written.

    Raises
    ------
    Unreadable
        When it has more than 1,000 bits.
    """
    if value.bit_length() > MAX_BITS:
        raise Unreadable("int", "The answer is, or contains, a number that is too large to check.")
    return value


def texts(items: list[str | None]) -> list[str | None]:
    """Return texts as they are written."""
    try:
        "".join(filter(None, items)).encode()
    except UnicodeEncodeError:
        return [item if item is None else text(item) for item in items]
    return items


def text(value: str) -> str:
    """Return a text as it is written."""
    # A lone surrogate cannot be written to a file.
    return value.encode("utf-8", "replace").decode()


def nanoseconds(counts: np.ndarray, unit: str) -> list[int | None]:
    """Return whole numbers of a `unit`, such as ``"us"``, in ns; numpy's NaT is None."""
    factor = _NS[unit]
    return [None if count == _NAT else count * factor for count in counts.tolist()]


def time(value: datetime.date | datetime.timedelta) -> Single:
    """Return a date, time or duration of Python or pandas as a plain value.

    Only methods of their own classes are used, because a subclass may have changed its own.
    """
    cls = type(value)
    if issubclass(cls, pd.Timedelta):
        return single("duration", _scalar_nanoseconds(pd.Timedelta.to_timedelta64(value)))
    if issubclass(cls, datetime.timedelta):
        return Single("duration", _timedelta_nanoseconds(value))
    if not issubclass(cls, datetime.datetime):
        days = datetime.date.toordinal(value) - _EPOCH.toordinal()
        return Single("time", days * _DAY)
    zone = datetime.datetime.tzinfo.__get__(value)
    if issubclass(cls, pd.Timestamp):
        count = _scalar_nanoseconds(pd.Timestamp.to_datetime64(value))
    else:
        epoch = _EPOCH if zone is None else _EPOCH_UTC
        count = _timedelta_nanoseconds(datetime.datetime.__sub__(value, epoch))
    if zone is None:
        return Single("time", count)
    offset = datetime.datetime.utcoffset(value)
    return Single("moment", count, zone_name(zone, offset))


def _scalar_nanoseconds(value: np.datetime64 | np.timedelta64) -> int | None:
    return numpy_column(np.asarray([value])).items[0]


def _timedelta_nanoseconds(value: datetime.timedelta) -> int:
    # Adding nothing gives a plain timedelta, whatever the subclass.
    value = datetime.timedelta.__add__(value, datetime.timedelta())
    return (value.days * 86_400 + value.seconds) * 10**9 + value.microseconds * 1_000
