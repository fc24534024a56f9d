"""Read numbers, texts and times, one or many, as plain values (see `newscase.checking.serialize.values`)."""

import datetime
import math
from types import NoneType

from newscase.checking.serialize.unreadable import Unreadable
from newscase.checking.serialize.values import MAX_BITS, Column, Single
from newscase.checking.serialize.zones import zone_name

_id = id  # kept from the start, because a student's code can replace it

NANOSECONDS = {"D": 86_400 * 10**9, "s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
_EPOCH = datetime.datetime(1970, 1, 1)


def python_column(items: list) -> Column | None:
    """Return numbers, texts or truths of Python's own classes, and None, as a column; else None.

    Raises `Unreadable` when it holds a number of more than 1,000 bits.
    """
    # By identity: the metaclass of an unknown class may lie in __eq__ and __hash__.
    classes = {*map(_id, map(type, items))} - {_id(NoneType)}
    if classes <= {_id(int), _id(float)}:
        return Column.bare("number", [item if item is None else number(item) for item in items])
    if classes == {_id(str)}:
        return Column.bare("text", _texts(items))
    return Column.bare("truth", items) if classes == {_id(bool)} else None


def number(value: float) -> int | float | None:
    """Return a number as it is written, a whole one as an int, so that 3.0 and 3 are one; NaN is None."""
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


def time(value: datetime.date | datetime.timedelta, count: int | None = None) -> Single:
    """Return a date, time or duration as a plain value; `count` is its nanoseconds where they are known.

    Only methods of Python's own classes are used, because a subclass may have changed its own.
    """
    cls = type(value)
    if issubclass(cls, datetime.timedelta):
        return Single("duration", _nanoseconds(value))
    if not issubclass(cls, datetime.datetime):
        return Single("time", (datetime.date.toordinal(value) - _EPOCH.toordinal()) * NANOSECONDS["D"])
    zone = datetime.datetime.tzinfo.__get__(value)
    if count is None:
        epoch = _EPOCH.replace(tzinfo=zone and datetime.UTC)
        count = _nanoseconds(datetime.datetime.__sub__(value, epoch))
    if zone is None:
        return Single("time", count)
    return Single("moment", count, zone_name(zone, datetime.datetime.utcoffset(value)))


def _nanoseconds(value: datetime.timedelta) -> int:
    return datetime.timedelta.__floordiv__(value, datetime.timedelta(microseconds=1)) * 1_000


def is_one_of(cls: type, classes: tuple[type, ...]) -> bool:
    """Say whether a class is one of these by identity: a metaclass may lie in __eq__ and __hash__."""
    return any(cls is known for known in classes)
