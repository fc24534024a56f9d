"""Families of dates, times, durations and periods, alone or in a collection or table."""

import datetime
import re
from collections.abc import Callable

from newscase.checking.diagnose.family import Case, Detail, EachPair, Family, is_number
from newscase.checking.serialize.zones import local

_HOUR = 3600 * 10**9
_DAY = 24 * _HOUR
_UNITS = (_DAY, _HOUR, _HOUR // 60, 10**9)
_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)
# Beyond, Python's dates end; with room for a day more.
_FIRST, _LAST = -6 * 10**19, 25 * 10**19
_FORMATS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y")
_SHORT_OFFSET = re.compile(r"([+-]\d\d)$")


def _kind(cell: object) -> str:
    return cell[0] if type(cell) is tuple and type(cell[0]) is str else ""


def _both(kind: str, holds: Callable[[int, int], bool]) -> EachPair:
    """Recognise pairs of cells of one kind by what holds of their nanoseconds."""
    return EachPair(lambda a, e: _kind(a) == _kind(e) == kind and holds(a[1], e[1]))


def _clocks(holds: Callable[[datetime.datetime, datetime.datetime], bool]) -> Callable[[int, int], bool]:
    """Let a function of two wall clocks take their nanoseconds."""

    def of_nanoseconds(answer: int, expected: int) -> bool:
        if not (_FIRST < answer < _LAST and _FIRST < expected < _LAST):
            return False
        return holds(*(_EPOCH + ns // 1000 * _MICROSECOND for ns in (answer, expected)))

    return of_nanoseconds


def _are_months_apart(count: int) -> Callable[[int, int], bool]:
    def holds(ours: datetime.datetime, theirs: datetime.datetime) -> bool:
        months = 12 * (ours.year - theirs.year) + ours.month - theirs.month
        # The last day of a month goes with the last day of another.
        ends = all((clock + datetime.timedelta(1)).day == 1 for clock in (ours, theirs))
        return abs(months) == count and ours.time() == theirs.time() and (ours.day == theirs.day or ends)

    return _clocks(holds)


@_clocks
def _have_day_and_month_exchanged(ours: datetime.datetime, theirs: datetime.datetime) -> bool:
    exchanged = (theirs.year, theirs.day, theirs.month, theirs.time())
    return (ours.year, ours.month, ours.day, ours.time()) == exchanged


def _lack_hours(answer: int, expected: int) -> bool:
    return abs(expected) >= _DAY and answer == expected // _DAY * _DAY


def _is_duration_as_number(answer: object, expected: object) -> bool:
    """Say whether one is a duration, and the other the same in days, hours, minutes or seconds."""
    if _kind(answer) == "duration" and is_number(expected):
        return any(abs(answer[1] / unit - expected) <= 0.006 * abs(expected) for unit in _UNITS)
    if is_number(answer) and _kind(expected) == "duration":
        return any(abs(answer * unit - expected[1]) <= 0.006 * abs(expected[1]) for unit in _UNITS)
    return False


def _written(text: str) -> tuple[str, int] | None:
    """Return the date or time that a text writes, as a cell, or None."""
    if not any(map(str.isdigit, text)) or len(text) > 40:
        return None
    iso = _SHORT_OFFSET.sub(r"\1:00", text.upper()) if ":" in text else text.upper()
    for pattern in ("", *_FORMATS):
        try:
            clock = datetime.datetime.strptime(text, pattern) if pattern else datetime.datetime.fromisoformat(iso)
        except ValueError:
            continue
        offset = clock.utcoffset()
        clock = clock.replace(tzinfo=None) - (offset or 0 * _MICROSECOND)
        return "time" if offset is None else "moment", (clock - _EPOCH) // _MICROSECOND * 1000
    return None


def _is_text_of_time(answer: object, expected: object) -> bool:
    return type(answer) is str and _kind(expected) in ("time", "moment") and _written(answer) == expected[:2]


def _is_text_of_period(answer: object, expected: object) -> bool:
    return type(answer) is str and _kind(expected) == "period" and answer == expected[1].lower()


def _clock_kept(case: Case) -> Detail | None:
    """Recognise the right clock in another zone."""
    ours, theirs = (local(value.value, value.zone)[0] for value in (case.answer, case.expected))
    return {} if ours == theirs and case.answer.value != case.expected.value else None


def _zone_lost(case: Case) -> Detail | None:
    """Recognise the right clock, or that of UTC, without its zone."""
    right, instant = local(case.expected.value, case.expected.zone)[0], case.expected.value
    return {} if case.answer.value in (right, instant) else None


def _zone_kept(case: Case) -> Detail | None:
    return {} if local(case.answer.value, case.answer.zone)[0] == case.expected.value else None


def _families(name: str, kinds: str, *recognisers: Callable[[Case], Detail | None]) -> list[Family]:
    many = f"{kinds} sequence labelled table"
    return [Family(name, many, many, recognise) for recognise in recognisers]


FAMILIES = (
    *_families("time as text", "text time moment", EachPair(_is_text_of_time)),
    *_families("text as time", "text time moment", EachPair(lambda a, e: _is_text_of_time(e, a))),
    *_families("period as text", "text period", EachPair(_is_text_of_period)),
    *_families("text as period", "text period", EachPair(lambda a, e: _is_text_of_period(e, a))),
    *_families("duration as number", "number duration", EachPair(_is_duration_as_number)),
    *_families("duration sign", "duration", _both("duration", lambda a, e: a == -e)),
    *_families("duration without hours", "duration", _both("duration", _lack_hours)),
    *_families("duration off by a day", "duration", _both("duration", lambda a, e: abs(a - e) == _DAY)),
    *_families("day and month", "time", _both("time", _have_day_and_month_exchanged)),
    *_families("other day", "time", _both("time", lambda a, e: abs(a - e) == _DAY)),
    *_families("other month", "time", _both("time", _are_months_apart(1))),
    *_families("other year", "time", _both("time", _are_months_apart(12))),
    *_families("other hour", "time", _both("time", lambda a, e: a // _DAY == e // _DAY)),
    *_families("other zone", "moment", _both("moment", lambda a, e: a == e)),
    Family("clock in another zone", "moment", "moment", _clock_kept),
    *_families(
        "hours off",
        "moment",
        _both("moment", lambda a, e: (a - e) % (_HOUR // 2) == 0 and abs(a - e) <= 14 * _HOUR),
    ),
    Family("zone lost", "time", "moment", _zone_lost),
    Family("zone kept", "moment", "time", _zone_kept),
)
