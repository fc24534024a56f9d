"""Families of numbers as text, dates, times and durations, alone or in a collection or table."""

import datetime
import re
from functools import partial

from newscase.checking.compare.matching import close
from newscase.checking.diagnose.family import each

_THOUSANDS = re.compile(r"(?<=\d)[, _](?=\d{3}\b)")
_HOUR = 3600 * 10**9
_DAY = 24 * _HOUR
_EPOCH = datetime.datetime(1970, 1, 1)


def _is_number_as_text(answer: str, expected: float, decimals: int | None) -> bool:
    """Recognise ``"38"``, ``"1,234"``, ``"34,8"``, ``"34.8 %"`` and ``"3/4"``."""
    number, _, divisor = _THOUSANDS.sub("", answer.strip(" %")).replace(",", ".").partition("/")
    try:
        return close(float(number) / float(divisor or 1), expected, decimals)
    except (ValueError, ZeroDivisionError):
        return False


def _clock(nanoseconds: int) -> datetime.datetime:
    """Return what a clock shows at a time, of UTC at a moment; far dates raise an OverflowError."""
    return _EPOCH + datetime.timedelta(microseconds=nanoseconds // 1000)


def _is_text_of(is_moment: bool, text: str, nanoseconds: int, _: int | None) -> bool:
    """Say whether a text writes a date or time, such as 2018-04-14T04:00+03:00."""
    try:
        written = datetime.datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    offset = written.utcoffset() or datetime.timedelta()
    is_same = written.replace(tzinfo=None) - _clock(nanoseconds) == offset
    return is_same and (written.tzinfo is not None) == is_moment


def _is_number_of(duration: int, number: float, _: int | None) -> bool:
    """Say whether a number is a duration in days, hours, minutes or seconds."""
    units = (_DAY, _HOUR, _HOUR // 60, 10**9)
    return any(abs(number * unit - duration) <= 0.006 * abs(duration) for unit in units)


def _is_turned(answer: int, expected: int, _: int | None) -> bool:
    ours, theirs = _clock(answer), _clock(expected)
    turned = (theirs.year, theirs.day, theirs.month)
    return (ours.year, ours.month, ours.day) == turned and (answer - expected) % _DAY == 0


def _is_a_month_or_year_off(answer: int, expected: int, _: int | None) -> bool:
    ours, theirs = _clock(answer), _clock(expected)
    months = 12 * (ours.year - theirs.year) + ours.month - theirs.month
    # The last day of a month goes with the last day of another.
    same_day = ours.day == theirs.day or min(ours.day, theirs.day) >= 28
    return abs(months) in (1, 12) and same_day and (answer - expected) % _DAY == 0


def _is_hours_off(answer: int, expected: int, _: int | None) -> bool:
    return (answer - expected) % (_HOUR // 2) == 0 and abs(answer - expected) <= 14 * _HOUR


FAMILIES = (
    each("time as text", "text time", partial(_is_text_of, False)),
    each("time as text", "text moment", partial(_is_text_of, True)),
    each("duration for number", "duration number", _is_number_of),
    each("sign", "duration duration", lambda a, e, _: a == -e),
    each("hours cut off", "duration duration", lambda a, e, _: a == e // _DAY * _DAY != 0),
    each("other day", "duration duration", lambda a, e, _: abs(a - e) == _DAY),
    each("day and month", "time time", _is_turned),
    each("other day", "time time", lambda a, e, _: abs(a - e) == _DAY),
    each("other month", "time time", _is_a_month_or_year_off),
    each("other zone", "moment moment", lambda a, e, _: a == e),
    each("hours off", "moment moment", _is_hours_off),
    each("zone lost", "time moment", lambda a, e, _: True),
    each("number as text", "text number", _is_number_as_text),
)  # fmt: skip
