"""Families of numbers: what a number is beside the right one, alone or in a collection or table.

In a collection, all values that differ from the right ones must be explained in the same way.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from newscase.checking.diagnose.family import Case, Detail, Family, Pair, is_number

_KINDS = "number sequence labelled table"
_UNROUNDED = 6  # a float with more decimals has not been rounded by a student

# How far apart, relative to the answer, the numbers may lie that rounding leaves open, so that unrelated
# numbers do not fit.  A rarer mistake needs a closer fit.
_LOOSE, _CLOSE, _TIGHT = 0.06, 0.016, 0.002

Change = Callable[[float], float]
Guard = Callable[[float, float, bool], bool]


@dataclass(frozen=True, slots=True)
class _Changed:
    """Recognise numbers that are the right ones, changed in one way.

    Attributes
    ----------
    changes : tuple of functions
        Each in turn is tried on all pairs.
    guard : function
        Of answer, right number, and whether that looks like a count: whether a fit is no coincidence.  One
        such pair in a collection is enough.
    most : float
        How close the fit must be.
    """

    changes: tuple[Change, ...]
    guard: Guard
    most: float

    def __call__(self, case: Case) -> Detail | None:
        pairs, decimals = _pairs(case), case.rules.decimals
        for change in self.changes:
            sure = False
            for pair in pairs:
                width = _width(pair, decimals, change)
                if width is None:
                    break
                sure = sure or (width <= self.most and self.guard(*pair, _is_count(pair[1], decimals)))
            else:
                if sure:
                    return {}
        return None


@dataclass(frozen=True, slots=True)
class _Each:
    """Recognise numbers by what holds of answer, right number and asked decimals of each pair."""

    holds: Callable[[float, float, int | None], bool]

    def __call__(self, case: Case) -> Detail | None:
        pairs = _pairs(case)
        return {} if pairs and all(self.holds(*pair, case.rules.decimals) for pair in pairs) else None


def _pairs(case: Case) -> list[Pair]:
    """Return the pairs that differ; none where one is not of two finite numbers."""
    pairs = case.wrong
    return pairs if all(is_number(n) and math.isfinite(n) for pair in pairs for n in pair) else []


def _width(pair: Pair, decimals: int | None, change: Change) -> float | None:
    """Return how much room rounding leaves, relative to the answer, or None where `change` does not fit."""
    answer, expected = pair
    half = 1e-9 * abs(expected)
    if decimals is not None and decimals_of(expected) <= decimals:
        half += 0.5 * 10.0**-decimals  # the recorded number is rounded
    try:
        ends = change(expected - half), change(expected + half)
    except (ZeroDivisionError, OverflowError):
        return None
    shown = decimals_of(answer)
    reach = 1e-9 * abs(answer)
    if not (shown > _UNROUNDED or (shown == 0 and decimals is None)):
        reach += 0.5 * 10.0**-shown  # the answer may be rounded
    if not min(ends) - reach <= answer <= max(ends) + reach:
        return None
    return (abs(ends[1] - ends[0]) / 2 + reach) / abs(answer) if answer else math.inf


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


def _is_rounded(answer: float, expected: float, decimals: int | None) -> bool:
    """Say whether the answer has fewer decimals than are asked for, and is right as far as they go."""
    shown = decimals_of(answer)
    if not decimals or shown >= decimals or answer == 0:
        return False
    step = 10.0**-shown
    is_rounded = abs(answer - expected) <= (step + 10.0**-decimals) / 2 and step <= 0.26 * abs(answer)
    is_cut = 0 <= (expected - answer) * math.copysign(1, expected) < step <= 0.13 * abs(answer)
    return is_rounded or is_cut


def _is_near(answer: float, expected: float, decimals: int | None) -> bool:
    if not decimals or decimals_of(answer) < decimals:
        return False
    return abs(answer - expected) <= min(1.6 * 10.0**-decimals, 0.015 * abs(expected))


def _is_off_by_one(answer: float, expected: float, decimals: int | None) -> bool:
    counts = _is_count(answer, decimals) and _is_count(expected, decimals)
    return counts and min(answer, expected) >= 3 and abs(answer - expected) == 1


def _has_digits_swapped(answer: float, expected: float, decimals: int | None) -> bool:
    ours, theirs = (f"{number:.12g}" for number in (answer, expected))
    if len(ours) != len(theirs) or _digits(expected) < 3:
        return False
    first, *others = [place for place in range(len(ours)) if ours[place] != theirs[place]]
    return others == [first + 1] and ours[first : first + 2] == theirs[first : first + 2][::-1]


# A name, what is done to the right number, when a fit is no coincidence, and how close it must be.
_CHANGES: tuple[tuple[str, tuple[Change, ...], Guard, float], ...] = (
    ("sign", (lambda x: -x,), lambda a, e, count: e != 0, 0.5),
    ("hundred times", (lambda x: 100 * x,), lambda a, e, count: decimals_of(e) or abs(e) > 2, _LOOSE),
    ("hundredth", (lambda x: x / 100,), lambda a, e, count: decimals_of(a) or abs(a) >= 10, _LOOSE),
    ("rest of one", (lambda x: 1 - x,), lambda a, e, count: 0 < e < 1, _LOOSE),
    (
        "rest of hundred",
        (lambda x: 100 - x,),
        lambda a, e, count: 1 <= e <= 99 and min(a, e) >= (10 if count else 1),
        _LOOSE,
    ),
    ("rest in percent", (lambda x: 100 - 100 * x,), lambda a, e, count: 0 < e < 1, _CLOSE),
    ("rest as share", (lambda x: 1 - x / 100,), lambda a, e, count: not count and 1 < e < 100, _CLOSE),
    ("later base", (lambda x: 100 * x / (100 + x),), lambda a, e, count: not count and abs(e) >= 0.5, _CLOSE),
    ("later base", (lambda x: x / (1 + x),), lambda a, e, count: not count and abs(e) < 2, _CLOSE),
    ("backwards", (lambda x: -100 * x / (100 + x),), lambda a, e, count: not count and abs(e) >= 0.5, _CLOSE),
    ("backwards", (lambda x: -x / (1 + x),), lambda a, e, count: not count and abs(e) < 2, _CLOSE),
    (
        "ratio in percent",
        (lambda x: 100 + x, lambda x: 1 + x / 100),
        lambda a, e, count: not count and abs(e) >= 0.5,
        _CLOSE,
    ),
    ("ratio", (lambda x: 1 + x,), lambda a, e, count: not count and abs(e) < 2, _CLOSE),
    ("missing brackets", (lambda x: 99 + x,), lambda a, e, count: not count and abs(e) >= 0.5, _CLOSE),
    ("change in percent", (lambda x: x - 100,), lambda a, e, count: not count and abs(e) >= 10, _CLOSE),
    ("change", (lambda x: x - 1,), lambda a, e, count: not count and abs(e) < 3, _CLOSE),
    (
        "reciprocal",
        (lambda x: 1 / x, lambda x: 100 / x),
        lambda a, e, count: not count and not 0.8 <= abs(e) <= 1.25,
        _CLOSE,
    ),
    (
        "thousand",
        (lambda x: 1e3 * x, lambda x: x / 1e3, lambda x: 1e6 * x, lambda x: x / 1e6),
        lambda a, e, count: _digits(a) >= 2 and abs(e) > 2,
        _CLOSE,
    ),
    ("ten", (lambda x: 10 * x, lambda x: x / 10), lambda a, e, count: min(_digits(a), _digits(e)) >= 3, _CLOSE),
    ("twice", (lambda x: 2 * x,), lambda a, e, count: abs(e) >= 10 if count else _digits(a) >= 3, _TIGHT),
    ("half", (lambda x: x / 2,), lambda a, e, count: abs(a) >= 10 if count else _digits(a) >= 3, _TIGHT),
    (
        "unit of time",
        tuple(lambda x, by=by: by * x for by in (24, 60, 3600, 1 / 24, 1 / 60, 1 / 3600)),
        lambda a, e, count: min(abs(a), abs(e)) >= 1 and max(abs(a), abs(e)) >= 24 and _digits(a) >= 3,
        _TIGHT,
    ),
)


def _family(name: str, recognise: Callable[[Case], Detail | None]) -> Family:
    return Family(name, _KINDS, _KINDS, recognise)


FAMILIES = (
    _family("zero", _Each(lambda a, e, decimals: a == 0)),
    _family("rounded", _Each(_is_rounded)),
    _family("year", _Each(lambda a, e, n: 1900 <= e <= 2100 and _is_off_by_one(a, e, n))),
    _family("off by one", _Each(_is_off_by_one)),
    *(_family(name, _Changed(changes, guard, most)) for name, changes, guard, most in _CHANGES),
    _family("last decimal", _Each(_is_near)),
    _family("digits", _Each(_has_digits_swapped)),
)

# What is only seen when nothing else explains the numbers.
GENERAL = (
    _family("below one", _Each(lambda a, e, decimals: 0 < a < 1 < e)),
    _family("above one", _Each(lambda a, e, decimals: a > 1 and 0 < e < 1)),
    _family(
        "not whole", _Each(lambda a, e, n: _is_count(e, n) and abs(e) > 1 and decimals_of(a) > 0)
    ),
)
