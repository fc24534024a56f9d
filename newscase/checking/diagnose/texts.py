"""Families of texts and of True and False: nearly the right words, or the right value in another type."""

import re
import unicodedata
from fractions import Fraction

from newscase.checking.compare.matching import close
from newscase.checking.diagnose.family import Case, Detail, EachPair, Family, is_number

_SHORTEST = 3  # letters of a text that is looked for in another
_THOUSANDS = re.compile(r"(?<=\d)[, _](?=\d{3}\b)")


def _number_of(text: object) -> float | None:
    """Return the number that a text writes: ``"38"``, ``"1,234"``, ``"34,8"``, ``"34.8 %"`` or ``"3/4"``."""
    if type(text) is not str:
        return None
    text = _THOUSANDS.sub("", text.strip(" %")).replace(",", ".")
    try:
        return float(Fraction(text.replace(" ", "")))
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def _number_as_text(case: Case) -> Detail | None:
    def holds(answer: object, expected: object) -> bool:
        number = _number_of(answer)
        return number is not None and is_number(expected) and close(number, expected, case.rules.decimals)

    return EachPair(holds)(case)


def _is_text_as_number(answer: object, expected: object) -> bool:
    return is_number(answer) and _number_of(expected) == answer


def _is_truth(cell: object) -> bool:
    return type(cell) is tuple and cell[0] == "truth"


def _is_truth_as_text(answer: object, expected: object) -> bool:
    return _is_truth(expected) and answer == str(expected[1]).lower()


def _is_truth_as_number(answer: object, expected: object) -> bool:
    return _is_truth(expected) and is_number(answer) and (answer != 0) is expected[1]


def _truth_inverted(case: Case) -> Detail | None:
    flipped = all(_is_truth(a) and _is_truth(e) for a, e in case.wrong)
    return {} if flipped and len(case.wrong) == len(case.values[1]) > 1 else None


def _plain(text: str) -> str:
    """Return the letters and digits of a text, without accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text)))


def _are_texts(answer: object, expected: object) -> bool:
    return type(answer) is type(expected) is str


def _has_other_signs(answer: object, expected: object) -> bool:
    return _are_texts(answer, expected) and _plain(answer) == _plain(expected) != ""


def _is_one_letter_off(answer: object, expected: object) -> bool:
    """Say whether one letter is missing, too many or another, or two neighbours are exchanged."""
    if not _are_texts(answer, expected) or min(len(answer), len(expected)) < 5:
        return False
    start = 0
    while start < min(len(answer), len(expected)) and answer[start] == expected[start]:
        start += 1
    ours, theirs = answer[start:], expected[start:]
    while ours and theirs and ours[-1] == theirs[-1]:
        ours, theirs = ours[:-1], theirs[:-1]
    if not (ours + theirs).isalpha():
        return False
    return max(len(ours), len(theirs)) == 1 or (len(ours) == 2 and ours == theirs[::-1])


def _contains(long: object, short: object) -> bool:
    """Say whether a text contains another as whole words."""
    if not _are_texts(long, short) or len(_plain(short)) < _SHORTEST or short == long:
        return False
    return re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long) is not None


def _is_short_form(answer: object, expected: object) -> bool:
    if not _are_texts(answer, expected) or not answer.isalpha() or len(answer) < _SHORTEST:
        return False
    return expected != answer and expected.startswith(answer)


_MANY = " sequence labelled table"


def _family(name: str, answers: str, expects: str, recognise: object) -> Family:
    return Family(name, answers + _MANY, expects + _MANY, recognise)


FAMILIES = (
    _family("number as text", "text", "number", _number_as_text),
    _family("text as number", "number", "text", EachPair(_is_text_as_number)),
    _family("truth as text", "text", "truth", EachPair(_is_truth_as_text)),
    _family("truth as number", "number", "truth", EachPair(_is_truth_as_number)),
    Family("truth inverted", "sequence labelled", "sequence labelled", _truth_inverted),
    _family("other signs", "text", "text", EachPair(_has_other_signs)),
    _family("one letter", "text", "text", EachPair(_is_one_letter_off)),
    _family("more words", "text", "text", EachPair(_contains)),
    _family("part of the words", "text", "text", EachPair(lambda a, e: _contains(e, a) or _is_short_form(a, e))),
)
