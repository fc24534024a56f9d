"""Families of texts: nearly the right words, and numbers that are typed as text."""

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from newscase.checking.compare.matching import close
from newscase.checking.diagnose.family import Family, each, is_number

_SHORTEST, _LONGEST = 3, 200  # letters of texts that are compared letter by letter
_THOUSANDS = re.compile(r"(?<=\d)[, _](?=\d{3}\b)")


def _is_number_as_text(answer: object, expected: object, decimals: int | None) -> bool:
    """Recognise ``"38"``, ``"1,234"``, ``"34,8"``, ``"34.8 %"`` and ``"3/4"``."""
    if type(answer) is not str or not is_number(expected):
        return False
    number, _, divisor = _THOUSANDS.sub("", answer.strip(" %")).replace(",", ".").partition("/")
    try:
        value = float(number) / float(divisor or 1)
    except (ValueError, ZeroDivisionError):
        return False
    return close(value, expected, decimals) or ("%" in answer and close(value / 100, expected, decimals))


def _is_nearly(answer: str, expected: str) -> bool:
    """Say whether nearly all letters and signs are the same, and all digits."""
    ours, theirs = ([*filter(str.isdigit, text)] for text in (answer, expected))
    return ours == theirs and SequenceMatcher(None, answer, expected).ratio() >= 0.85


def _contains(long: str, short: str) -> bool:
    """Say whether a text contains another as whole words."""
    return len(short) >= _SHORTEST and f" {short} " in f" {long} "


def _each(name: str, holds: Callable[[str, str], bool]) -> Family:
    return each(name, lambda a, e, _: type(a) is type(e) is str and len(a) <= _LONGEST and holds(a, e))


FAMILIES = (
    each("number as text", _is_number_as_text),
    _each("more words", _contains),
    _each("part of the words", lambda a, e: _contains(e, a) or (len(a) >= _SHORTEST and e.startswith(a))),
    _each("spelling", _is_nearly),
)

# What is only said when nothing else explains the answer.
GENERAL = (Family("number for text", "number truth", "text", lambda case: True),)
