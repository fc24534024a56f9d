"""Families of numbers and times: what one is beside the right one, alone or in a collection or table.

In a collection, all values that differ from the right ones must be explained in the same way.
"""

import datetime
import math
import re
from collections.abc import Callable
from functools import partial

from newscase.checking.compare.rows import close
from newscase.checking.diagnose.case import EVERY, Case, Family, Found
from newscase.checking.serialize.times import NANOSECONDS, clock

Change = Callable[[float], float]
Guard = Callable[[float, float, bool], bool]

_THOUSANDS = re.compile(r"(?<=\d)[, _](?=\d{3}\b)")
_DAY = NANOSECONDS["D"]
_HOUR = _DAY // 24
_HALF = _HOUR // 2
# How far apart, relative to the answer, the numbers may lie that rounding leaves open, so that unrelated
# numbers do not fit.  A rarer mistake needs a closer fit.
_SIGN, _LOOSE, _REST, _CLOSE = 0.5, 0.06, 0.03, 0.016


def _explains(change: Change, guard: Guard, most: float, case: Case) -> bool:
    """Say whether all wrong numbers are the right ones after one change.

    Of one of them it must be no coincidence: its fit is as close as ``most``, and the ``guard`` holds of the
    answer, the right number, and whether that looks like a count.
    """
    decimals, sure = case.rules.decimals, False
    for answer, expected in case.numbers:
        if sure and math.isclose(answer, change(expected)):
            continue
        room = _room(answer, expected, decimals, change, most)
        if room is None:
            return False
        sure = sure or (room <= most and guard(answer, expected, _is_count(expected, decimals)))
    return sure


def _room(answer: float, expected: float, decimals: int | None, change: Change, most: float) -> float | None:
    """Return how much room rounding leaves, relative to the answer; None where it does not fit."""
    half = 1e-9 * abs(expected)
    if decimals is not None and decimals_of(expected) <= decimals:
        half += 0.5 * 10.0**-decimals  # the recorded number is rounded
    low, middle, high = sorted(change(expected + end) for end in (-half, 0, half))
    shown, reach = decimals_of(answer), 1e-9 * abs(answer)
    if shown or decimals is not None:
        reach += 0.5 * 10.0**-shown  # the answer may be rounded
    if not low - reach <= answer <= high + reach:
        return None
    if most >= _REST and math.isclose(answer, middle):
        reach = 0.0  # of a simple mistake, a number with few digits is certain enough
    room = (high - low) / 2 + reach
    if most < _SIGN and abs(abs(middle) - abs(expected)) <= 2 * room:
        return math.inf  # it cannot be told from the right number, or from its sign
    return room / abs(answer) if answer else math.inf


def decimals_of(number: float) -> int:
    """Return how many decimals a number shows."""
    if type(number) is int or number.is_integer():
        return 0
    digits, _, exponent = repr(number).partition("e")
    return max(0, len(digits.partition(".")[2]) - int(exponent or 0))


def _is_count(number: float, decimals: int | None) -> bool:
    """Say whether a right number looks like a count: it is whole, and no decimals are asked for."""
    return decimals is None and decimals_of(number) == 0


def _are_rounded(case: Case) -> Found:
    """Recognise numbers with fewer decimals than are asked for, which are right as far as they go."""
    if not case.numbers or not all(_is_rounded(*pair, case.rules.decimals) for pair in case.numbers):
        return False
    decimals = [decimals_of(answer) for answer, _ in case.numbers]
    fewest, most = min(decimals), max(decimals)
    shown = f"{most or 'no'} decimal{'' if most == 1 else 's'}"
    return {"shown": f"at most {shown}" if fewest < most else shown, "decimals": case.rules.decimals}


def _is_rounded(answer: float, expected: float, decimals: int | None) -> bool:
    shown = decimals_of(answer)
    if not decimals or shown >= decimals or answer == 0:
        return False
    step = 10.0**-shown
    is_rounded = abs(answer - expected) <= (step + 10.0**-decimals) / 2 and step <= 0.34 * abs(answer)
    is_cut = 0 <= (expected - answer) * math.copysign(1, expected) < step <= 0.13 * abs(answer)
    return is_rounded or is_cut


def _each(name: str, kinds: str, holds: Callable[[object, object, int | None], bool]) -> Family:
    """Return a family by what holds of each wrong cell, the right one, and the decimals asked for.

    `kinds` are those of the two cells, such as "text number"; a time is given in nanoseconds.
    """

    def recognise(case: Case) -> bool:
        pairs = ([cell[1] if type(cell) is tuple else cell for cell in pair] for pair in case.wrong)
        return case.kinds == {kinds} and all(holds(*pair, case.rules.decimals) for pair in pairs)

    return Family(name, EVERY, EVERY, recognise)


def _changed(name: str, most: float, guard: Guard, *changes: Change) -> list[Family]:
    """Return families of what is done to the right number, in one way or another; the rest as `_explains`."""
    return [Family(name, EVERY, EVERY, partial(_explains, change, guard, most)) for change in changes]


def _is_number_as_text(answer: str, expected: float, decimals: int | None) -> bool:
    """Recognise ``"38"``, ``"1,234"``, ``"34,8"``, ``"34.8 %"`` and ``"3/4"``."""
    number, _, divisor = _THOUSANDS.sub("", answer.strip(" %")).replace(",", ".").partition("/")
    try:
        return close(float(number) / float(divisor or 1), expected, decimals)
    except (ValueError, ZeroDivisionError):
        return False


def _is_text_of(is_moment: bool, text: str, nanoseconds: int, _: int | None) -> bool:
    """Say whether a text writes a date or time, such as 2018-04-14T04:00+03:00."""
    try:
        written = datetime.datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    offset = written.utcoffset() or datetime.timedelta()
    is_same = written.replace(tzinfo=None) - clock(nanoseconds) == offset
    return is_same and (written.tzinfo is not None) == is_moment


def _is_number_of(duration: int, number: float, _: int | None) -> bool:
    """Say whether a number is a duration in days, hours, minutes or seconds."""
    units = (_DAY, _HOUR, _HOUR // 60, 10**9)
    return any(abs(number * unit - duration) <= 0.006 * abs(duration) for unit in units)


def _is_turned(answer: int, expected: int, _: int | None) -> bool:
    ours, theirs = clock(answer), clock(expected)
    turned = (theirs.year, theirs.day, theirs.month)
    return (ours.year, ours.month, ours.day) == turned and (answer - expected) % _DAY == 0


def _is_a_month_or_year_off(answer: int, expected: int, _: int | None) -> bool:
    ours, theirs = clock(answer), clock(expected)
    months = 12 * (ours.year - theirs.year) + ours.month - theirs.month
    # The last day of a month goes with the last day of another.
    same_day = ours.day == theirs.day or min(ours.day, theirs.day) >= 28
    return abs(months) in (1, 12) and same_day and (answer - expected) % _DAY == 0


# A whole number up to 2 may be a code, and so no multiple of another.  `n`: the right number is a count.
FAMILIES = (
    Family("rounded", EVERY, EVERY, _are_rounded),
    _each("off by one", "number number", lambda a, e, d: _is_count(e, d) and 3 <= min(a, e) == max(a, e) - 1),
    *_changed("sign", _SIGN, lambda a, e, n: abs(e) > 2 or not n, lambda x: -x),
    *_changed("hundred times", _LOOSE, lambda a, e, n: decimals_of(e) > 0 or abs(e) > 2, lambda x: 100 * x),
    *_changed("hundredth", _LOOSE, lambda a, e, n: decimals_of(a) > 0 or abs(a) >= 10, lambda x: x / 100),
    *_changed("rest", _REST, lambda a, e, n: 0 < e < 1, lambda x: 1 - x),
    *_changed("rest", _REST, lambda a, e, n: 1 <= e <= 99 and (not n or e % 5 == 0), lambda x: 100 - x),
    *_changed("reciprocal", _CLOSE, lambda a, e, n: not n, lambda x: 1 / x, lambda x: 100 / x),
    _each("time as text", "text time", partial(_is_text_of, False)),
    _each("time as text", "text moment", partial(_is_text_of, True)),
    _each("duration for number", "duration number", _is_number_of),
    _each("sign", "duration duration", lambda a, e, _: a == -e),
    _each("hours cut off", "duration duration", lambda a, e, _: a == e // _DAY * _DAY != 0),
    _each("other day", "duration duration", lambda a, e, _: abs(a - e) == _DAY),
    _each("day and month", "time time", _is_turned),
    _each("other day", "time time", lambda a, e, _: abs(a - e) == _DAY),
    _each("other month", "time time", _is_a_month_or_year_off),
    _each("other zone", "moment moment", lambda a, e, _: a == e),
    _each("hours off", "moment moment", lambda a, e, _: (a - e) % _HALF == 0 and abs(a - e) <= 28 * _HALF),
    _each("zone lost", "time moment", lambda a, e, _: True),
    _each("number as text", "text number", _is_number_as_text),
)  # fmt: skip
