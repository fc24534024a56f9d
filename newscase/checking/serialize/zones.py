"""Time zones by name: what a zone is called, and whether two names mean the same zone."""

import datetime
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

_FIXED = re.compile(r"([+-])(\d\d):(\d\d)(?::(\d\d))?")
_YEARS = range(1970, 2038)


def zone_name(zone: datetime.tzinfo, offset: datetime.timedelta | None) -> str | None:
    """Return what `zone` is called: ``"Europe/Moscow"``, ``"UTC"``, or an offset, ``"+03:00"``.

    Parameters
    ----------
    zone : datetime.tzinfo
        From ``datetime``, ``zoneinfo``, pytz, dateutil or another library.
    offset : datetime.timedelta or None
        From UTC; used when the zone has no name.  None when it is not known.

    Returns
    -------
    str or None
        None when there is neither a name nor an offset.
    """
    for attribute in ("key", "zone", "_filename"):  # zoneinfo, pytz, dateutil
        name = getattr(zone, attribute, None)
        if type(name) is str:
            name = name.rpartition("zoneinfo/")[2]
            if _load(name) is not None:
                return "UTC" if name == "Etc/UTC" else name
    return None if offset is None else _offset_name(offset)


def is_fixed(name: str) -> bool:
    """Say whether a zone is only an offset from UTC."""
    return _FIXED.fullmatch(name) is not None


@lru_cache(maxsize=64)
def offsets(name: str) -> str:
    """Return what a zone means, as text: its offset on the first of every month, 1970 to 2037.

    Zones with the same text are the same, such as US/Eastern and America/New_York.  A zone that
    this computer does not know means its name.
    """
    if is_fixed(name):
        return ",".join([str(_fixed(name))] * (len(_YEARS) * 12))
    zone = _load(name)
    if zone is None:
        return name
    days = (datetime.datetime(year, month, 1, tzinfo=zone) for year in _YEARS for month in range(1, 13))
    return ",".join(str(day.utcoffset()) for day in days)


def local(nanoseconds: int, name: str) -> tuple[int, str]:
    """Return an instant as the clock of a zone shows it (ns since 1970), and its offset as text."""
    if is_fixed(name):
        offset = _fixed(name)
    else:
        zone = _load(name) or datetime.UTC
        try:
            instant = datetime.datetime.fromtimestamp(nanoseconds // 10**9, datetime.UTC)
            offset = instant.astimezone(zone).utcoffset()
        except (OverflowError, OSError, ValueError):  # outside the years 1 to 9999
            offset = datetime.timedelta()
    return nanoseconds + int(offset.total_seconds()) * 10**9, _offset_name(offset)


def _offset_name(offset: datetime.timedelta) -> str:
    seconds = int(offset.total_seconds())
    if seconds == 0:
        return "UTC"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}" + (f":{rest:02}" if rest else "")


def _fixed(name: str) -> datetime.timedelta:
    sign, hours, minutes, seconds = _FIXED.fullmatch(name).groups()
    offset = datetime.timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return -offset if sign == "-" else offset


@lru_cache(maxsize=64)
def _load(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # an unknown name, or no name at all
        return None
