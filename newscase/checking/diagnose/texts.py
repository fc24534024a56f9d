"""Families of texts: nearly the right words, and numbers that are typed as text."""

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from newscase.checking.compare.matching import close
from newscase.checking.diagnose.family import Family, each, is_number

_LONGEST = 200  # letters of texts that are compared letter by letter
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
    return close(value, expected, decimals)


def _is_nearly(answer: str, expected: str) -> bool:
    """Say whether one letter or sign differs, or two that are not side by side; a code has digits."""
    edits = [edit[1:] for edit in SequenceMatcher(None, answer, expected).get_opcodes() if edit[0] != "equal"]
    # Two differences make another word of a short one: Thursday is no misspelt Tuesday.
    is_long, is_swap = min(len(answer), len(expected)) > 8, sorted(answer) == sorted(expected)
    most = 2 if is_long or is_swap else 1
    is_small = len(edits) <= most and all(max(end - start, stop - at) == 1 for start, end, at, stop in edits)
    return is_small and min(len(answer), len(expected)) >= 5 and not re.search(r"\d", answer + expected)


def _each(name: str, holds: Callable[[str, str], bool]) -> Family:
    return each(name, lambda a, e, _: type(a) is type(e) is str and len(a) <= _LONGEST and holds(a, e))


FAMILIES = (
    each("number as text", _is_number_as_text),
    _each("more words", lambda a, e: len(e) > 2 and f" {e} " in f" {a} "),
    _each("part of the words", lambda a, e: len(a) > 2 and not a[-1].isdigit() and f" {a}" in f" {e}"),
    _each("spelling", _is_nearly),
)

# What is only said when nothing else explains the answer.
GENERAL = (Family("number for text", "number truth", "text", lambda case: True),)
