"""Families of dates, times, durations and periods, alone or in a collection or table."""

import datetime
from collections.abc import Callable

from newscase.checking.diagnose.family import Family, each, is_number, kind

_HOUR = 3600 * 10**9
_DAY = 24 * _HOUR
_UNITS = (_DAY, _HOUR, _HOUR // 60, 10**9)
_EPOCH = datetime.datetime(1970, 1, 1)


def _clock(cell: tuple) -> datetime.datetime:
    """Return what a clock shows at a time, of UTC at a moment; far dates raise an OverflowError."""
    return _EPOCH + datetime.timedelta(microseconds=cell[1] // 1000)


def _is_text_of(text: object, time: object, _: int | None) -> bool:
    """Say whether a text writes a date or time, such as 2018-04-14T04:00+03:00."""
    if type(text) is not str or kind(time) not in ("time", "moment"):
        return False
    try:
        ours, theirs = datetime.datetime.fromisoformat(text.upper()), _clock(time)
    except ValueError:
        return False
    is_of_kind = (ours.tzinfo is None) == (kind(time) == "time")
    return is_of_kind and ours.replace(tzinfo=None) - theirs == (ours.utcoffset() or datetime.timedelta())


def _is_number_of(duration: object, number: object, _: int | None) -> bool:
    """Say whether a number is a duration in days, hours, minutes or seconds."""
    if not is_number(number) or kind(duration) != "duration":
        return False
    return any(abs(number * unit - duration[1]) <= 0.006 * abs(duration[1]) for unit in _UNITS)


def _each(name: str, wanted: str, holds: Callable[[int, int], bool]) -> Family:
    """Return a family of cells of one kind by what holds of their nanoseconds."""
    return each(name, lambda a, e, _: kind(a) == kind(e) == wanted and holds(a[1], e[1]))


def _dates(name: str, holds: Callable[[datetime.datetime, datetime.datetime], bool]) -> Family:
    """Return a family of times with the same time of day by what holds of their dates."""

    def hold(answer: object, expected: object, _: int | None) -> bool:
        are_times = kind(answer) == kind(expected) == "time" and (answer[1] - expected[1]) % _DAY == 0
        return are_times and holds(_clock(answer), _clock(expected))

    return each(name, hold)


def _is_a_month_or_year_off(ours: datetime.datetime, theirs: datetime.datetime) -> bool:
    months = 12 * (ours.year - theirs.year) + ours.month - theirs.month
    # The last day of a month goes with the last day of another.
    return abs(months) in (1, 12) and (ours.day == theirs.day or min(ours.day, theirs.day) >= 28)


FAMILIES = (
    each("time as text", _is_text_of),
    each("duration for number", _is_number_of),
    _each("sign", "duration", lambda a, e: a == -e),
    _each("hours cut off", "duration", lambda a, e: a == e // _DAY * _DAY != 0),
    _each("other day", "duration", lambda a, e: abs(a - e) == _DAY),
    _dates("day and month", lambda a, e: (a.year, a.month, a.day) == (e.year, e.day, e.month)),
    _each("other day", "time", lambda a, e: abs(a - e) == _DAY),
    _dates("other month", _is_a_month_or_year_off),
    _each("other zone", "moment", lambda a, e: a == e),
    _each("hours off", "moment", lambda a, e: (a - e) % (_HOUR // 2) == 0 and abs(a - e) <= 14 * _HOUR),
    each("zone lost", lambda a, e, _: kind(a) == "time" and kind(e) == "moment"),
)
