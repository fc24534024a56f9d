"""Families of numbers: what a number is beside the right one, alone or in a collection or table.

In a collection, all values that differ from the right ones must be explained in the same way.
"""

import math
from collections.abc import Callable
from functools import partial
from operator import mul

from newscase.checking.diagnose.family import EVERY, Case, Family, Found, each, is_number

Change = Callable[[float], float]
Guard = Callable[[float, float, bool], bool]

# How far apart, relative to the answer, the numbers may lie that rounding leaves open, so that unrelated
# numbers do not fit.  A rarer mistake needs a closer fit.
_SIGN, _LOOSE, _REST, _CLOSE, _TIGHT = 0.5, 0.06, 0.03, 0.016, 0.002


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


def _digits(number: float) -> int:
    """Return how many digits of a number are significant."""
    return len(f"{abs(number):.12f}".replace(".", "").strip("0"))


def _is_count(number: float, decimals: int | None) -> bool:
    """Say whether a right number looks like a count: it is whole, and no decimals are asked for."""
    return decimals is None and decimals_of(number) == 0


def _are_rounded(case: Case) -> Found:
    """Recognise numbers with fewer decimals than are asked for, which are right as far as they go."""
    if not case.numbers or not all(_is_rounded(*pair, case.rules.decimals) for pair in case.numbers):
        return False
    fewest, *_, most = sorted([decimals_of(answer) for answer, _ in case.numbers] * 2)
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


def _is_near(answer: float, expected: float, decimals: int | None) -> bool:
    most = decimals and min(1.6 * 10.0**-decimals, 0.015 * abs(expected))
    return bool(decimals) and abs(answer - expected) <= most and decimals_of(answer) >= decimals


def _are_counts(answer: float, expected: float, decimals: int | None) -> bool:
    return _is_count(answer, decimals) and _is_count(expected, decimals)


# Thousands, millions, ten of something, and hours, minutes and seconds.
_UNITS = (1_000, 1_000_000, 10, 24, 60, 3600)
_OTHER_UNITS = [partial(by, unit) for unit in _UNITS for by in (mul, lambda unit, x: x / unit)]

# A name, when a fit is no coincidence (a whole number up to 2 may be a code), how close it must be, and
# what is done to the right number, in one way or another.
_CHANGES = (
    ("sign", lambda a, e, count: abs(e) > 2 or not count, _SIGN, lambda x: -x),
    ("hundred times", lambda a, e, count: decimals_of(e) > 0 or abs(e) > 2, _LOOSE, lambda x: 100 * x),
    ("hundredth", lambda a, e, count: decimals_of(a) > 0 or abs(a) >= 10, _LOOSE, lambda x: x / 100),
    ("rest", lambda a, e, count: 0 < e < 1, _REST, lambda x: 1 - x),
    ("rest", lambda a, e, count: 1 <= e <= 99 and (not count or e % 5 == 0), _REST, lambda x: 100 - x),
    ("reciprocal", lambda a, e, count: not count, _CLOSE, lambda x: 1 / x, lambda x: 100 / x),
    ("twice", lambda a, e, count: min(abs(a), abs(e)) >= 10, _TIGHT, lambda x: 2 * x),
    ("other unit", lambda a, e, count: _digits(a) >= 3 and _digits(e) >= 2, _TIGHT, *_OTHER_UNITS),
)


def _each(name: str, holds: Callable[[float, float, int | None], bool]) -> Family:
    return each(name, lambda a, e, decimals: is_number(a) and is_number(e) and holds(a, e, decimals))


FAMILIES = (
    _each("zero", lambda a, e, n: a == 0 and (abs(e) > 2 or not _is_count(e, n))),
    Family("rounded", EVERY, EVERY, _are_rounded),
    _each("off by one", lambda a, e, n: _are_counts(a, e, n) and min(a, e) >= 3 and abs(a - e) == 1),
    *(
        Family(name, EVERY, EVERY, partial(_explains, change, guard, most))
        for name, guard, most, *changes in _CHANGES
        for change in changes
    ),
    _each("last decimal", _is_near),
)

# What is only said when nothing else explains the numbers.
GENERAL = (
    _each("below one", lambda a, e, n: 0 < a < 1 < e and (_is_count(e, n) or e > 20 * a)),
    _each("above one", lambda a, e, n: a > 1 and 0 < e < 1),
    _each("not whole", lambda a, e, n: _is_count(e, n) and abs(e) > 1 and decimals_of(a) > 0),
    _each("far more", lambda a, e, n: _are_counts(a, e, n) and a >= 2 * e >= 6),
    _each("far less", lambda a, e, n: _are_counts(a, e, n) and e >= 2 * a >= 2 and e > 2),
)
