"""Dates and times as nanoseconds since 1970, and time zones by name."""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from newscase.checking.serialize.values import Single

NANOSECONDS = {"D": 86_400 * 10**9, "s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
_EPOCH = datetime.datetime(1970, 1, 1)


def time(value: datetime.date | datetime.timedelta) -> Single:
    """Return a date, time or duration as a plain value.

    Only methods of Python's own classes are used, because a subclass may have changed its own; pandas' have
    nanoseconds beside them.
    """
    cls = type(value)
    if issubclass(cls, datetime.timedelta):
        return Single("duration", _nanoseconds(value) + getattr(value, "nanoseconds", 0))
    if not issubclass(cls, datetime.datetime):
        return Single("time", (datetime.date.toordinal(value) - _EPOCH.toordinal()) * NANOSECONDS["D"])
    zone = datetime.datetime.tzinfo.__get__(value)
    epoch = _EPOCH.replace(tzinfo=zone and datetime.UTC)
    count = _nanoseconds(datetime.datetime.__sub__(value, epoch)) + getattr(value, "nanosecond", 0)
    if zone is None:
        return Single("time", count)
    return Single("moment", count, zone_name(zone, datetime.datetime.utcoffset(value)))


def _nanoseconds(value: datetime.timedelta) -> int:
    return datetime.timedelta.__floordiv__(value, datetime.timedelta(microseconds=1)) * 1_000


def clock(nanoseconds: int) -> datetime.datetime:
    """Return what a clock shows at a time, of UTC at a moment; far dates raise an OverflowError."""
    return _EPOCH + datetime.timedelta(microseconds=nanoseconds // 1_000)


def zone_name(zone: datetime.tzinfo, offset: datetime.timedelta | None) -> str | None:
    """Return what a zone is called: ``"Europe/Moscow"``, or by its offset, ``"+03:00"``, or None."""
    for attribute in ("key", "zone", "_filename"):  # zoneinfo, pytz, dateutil
        name = getattr(zone, attribute, None)
        if type(name) is str:
            name = name.rpartition("zoneinfo/")[2]
            if _load(name) is not None:
                return "UTC" if name == "Etc/UTC" else name
    return None if offset is None else _offset_name(offset)


@lru_cache(maxsize=64)
def offsets(name: str) -> str:
    """Return what a zone means, as text, which is the same for US/Eastern and America/New_York.

    It is the offset on the first of every month, 1970 to 2037, or the name of a zone that is not known here.
    """
    zone = _load(name)
    if zone is None:
        return name
    days = (datetime.datetime(1970 + month // 12, month % 12 + 1, 1, tzinfo=zone) for month in range(68 * 12))
    return ",".join(str(day.utcoffset()) for day in days)


def local(nanoseconds: int, name: str) -> tuple[int, str]:
    """Return an instant as the clock of a zone shows it (ns since 1970), and its offset as text."""
    try:
        instant = datetime.datetime.fromtimestamp(nanoseconds // 10**9, _load(name) or datetime.UTC)
        offset = instant.utcoffset()
    except (OverflowError, OSError, ValueError):  # outside the years 1 to 9999
        offset = datetime.timedelta()
    return nanoseconds + int(offset.total_seconds()) * 10**9, _offset_name(offset)


def _offset_name(offset: datetime.timedelta) -> str:
    return str(datetime.timezone(offset)).removeprefix("UTC") or "UTC"


@lru_cache(maxsize=64)
def _load(name: str) -> datetime.tzinfo | None:
    try:
        is_offset = name.startswith(("+", "-"))
        return datetime.datetime.strptime(name, "%z").tzinfo if is_offset else ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # an unknown name, or no name at all
        return None
