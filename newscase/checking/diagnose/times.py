"""Families of dates, times, durations and periods, alone or in a collection or table."""

import datetime
import re
from collections.abc import Callable

from newscase.checking.diagnose.family import COLLECTIONS, Case, EachPair, Family, is_number
from newscase.checking.serialize.zones import is_fixed, local

_HOUR = 3600 * 10**9
_DAY = 24 * _HOUR
_UNITS = (_DAY, _HOUR, _HOUR // 60, 10**9)
_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)
_FIRST, _LAST = -6 * 10**19, 25 * 10**19  # Python's dates end near there
_FORMATS = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y")  # that pandas reads in the same way
_SHORT_OFFSET = re.compile(r"([+-]\d\d)$")


def kind(cell: object) -> str:
    """Return the kind that a cell starts with; nothing for numbers and texts."""
    return cell[0] if type(cell) is tuple and cell and type(cell[0]) is str else ""


def written_time(text: str) -> tuple[str, int] | None:
    """Return the date or time that a text writes, as a cell, or None."""
    if len(text) > 40 or not any(map(str.isdigit, text)):
        return None
    iso = _SHORT_OFFSET.sub(r"\1:00", text.upper()) if ":" in text else text.upper()
    for pattern in ("", *_FORMATS):
        try:
            clock = (
                datetime.datetime.strptime(text, pattern) if pattern else datetime.datetime.fromisoformat(iso)
            )
        except ValueError:
            continue
        offset = clock.utcoffset()
        since = clock.replace(tzinfo=None) - _EPOCH - (offset or 0 * _MICROSECOND)
        return "time" if offset is None else "moment", since // _MICROSECOND * 1000
    return None


def _both(wanted: str, holds: Callable[[int, int], bool]) -> EachPair:
    """Recognise pairs of cells of one kind by what holds of their nanoseconds."""
    return EachPair(lambda a, e, _: kind(a) == kind(e) == wanted and holds(a[1], e[1]))


def _clocks(holds: Callable[[datetime.datetime, datetime.datetime], bool]) -> EachPair:
    """Recognise pairs of wall clocks, with the same time of day, by what holds of their dates."""

    def of_nanoseconds(*both: int) -> bool:
        if not all(_FIRST < nanoseconds < _LAST for nanoseconds in both) or (both[0] - both[1]) % _DAY:
            return False
        return holds(*(_EPOCH + nanoseconds // 1000 * _MICROSECOND for nanoseconds in both))

    return _both("time", of_nanoseconds)


def _months_apart(count: int) -> EachPair:
    def holds(ours: datetime.datetime, theirs: datetime.datetime) -> bool:
        months = 12 * (ours.year - theirs.year) + ours.month - theirs.month
        # The last day of a month goes with the last day of another.
        ends = all((clock + datetime.timedelta(1)).day == 1 for clock in (ours, theirs))
        return abs(months) == count and (ours.day == theirs.day or ends)

    return _clocks(holds)


def _day_and_month(ours: datetime.datetime, theirs: datetime.datetime) -> bool:
    return (ours.year, ours.month, ours.day) == (theirs.year, theirs.day, theirs.month)


def _is_number_of(number: object, duration: object, decimals: int | None = None) -> bool:
    """Say whether a number is a duration in days, hours, minutes or seconds."""
    if not is_number(number) or kind(duration) != "duration":
        return False
    return any(abs(number * unit - duration[1]) <= 0.006 * abs(duration[1]) for unit in _UNITS)


def _is_text_of(text: object, time: object) -> bool:
    if type(text) is not str:
        return False
    if kind(time) == "period":
        return text == time[1].lower()
    return kind(time) in ("time", "moment") and written_time(text) == time[:2]


def _is_in_another_zone(case: Case) -> bool:
    """Recognise the right instant in another zone, but not an offset in place of a zone."""
    return not is_fixed(getattr(case.answer, "zone", "")) and _both("moment", lambda a, e: a == e)(case)


def _clock_in_another_zone(case: Case) -> bool:
    ours, theirs = (local(value.value, value.zone)[0] for value in (case.answer, case.expected))
    return ours == theirs and case.answer.value != case.expected.value


def _zone_lost(case: Case) -> bool:
    """Recognise the right clock, or that of UTC, without its zone."""
    right = case.expected
    return case.answer.value in (right.value, local(right.value, right.zone)[0])


def _zone_kept(case: Case) -> bool:
    return local(case.answer.value, case.answer.zone)[0] == case.expected.value


def _many(name: str, kinds: str, recognise: Callable[[Case], bool]) -> Family:
    return Family(name, kinds + COLLECTIONS, kinds + COLLECTIONS, recognise)


FAMILIES = (
    _many("time as text", "text time moment period", EachPair(lambda a, e, _: _is_text_of(a, e))),
    _many("text as time", "text time moment period", EachPair(lambda a, e, _: _is_text_of(e, a))),
    _many("number for duration", "number duration", EachPair(_is_number_of)),
    _many("duration for number", "number duration", EachPair(lambda a, e, _: _is_number_of(e, a))),
    _many("duration sign", "duration", _both("duration", lambda a, e: a == -e)),
    _many("hours cut off", "duration", _both("duration", lambda a, e: a == e // _DAY * _DAY != 0)),
    _many("other day", "duration", _both("duration", lambda a, e: abs(a - e) == _DAY)),
    _many("day and month", "time", _clocks(_day_and_month)),
    _many("other day", "time", _both("time", lambda a, e: abs(a - e) == _DAY)),
    _many("other month", "time", _months_apart(1)),
    _many("other year", "time", _months_apart(12)),
    _many("other hour", "time", _both("time", lambda a, e: a // _DAY == e // _DAY)),
    _many("other zone", "moment", _is_in_another_zone),
    Family("clock in another zone", "moment", "moment", _clock_in_another_zone),
    _many(
        "hours off",
        "moment",
        _both("moment", lambda a, e: (a - e) % (_HOUR // 2) == 0 and abs(a - e) <= 14 * _HOUR),
    ),
    Family("zone lost", "time", "moment", _zone_lost),
    Family("zone kept", "moment", "time", _zone_kept),
)
