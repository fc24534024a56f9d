"""Families of texts and of True and False: nearly the right words, or the right value in another type."""

import re
import unicodedata
from collections.abc import Callable

from newscase.checking.compare.matching import close
from newscase.checking.diagnose.family import COLLECTIONS, Case, EachPair, Family, is_number
from newscase.checking.diagnose.times import kind

_SHORTEST, _LONGEST = 3, 200  # letters of texts that are compared letter by letter
_THOUSANDS = re.compile(r"(?<=\d)[, _](?=\d{3}\b)")


def _number_of(text: object) -> float | None:
    """Return the number that a text writes: ``"38"``, ``"1,234"``, ``"34,8"``, ``"34.8 %"`` or ``"3/4"``."""
    if type(text) is not str or len(text) > 40:
        return None
    text = _THOUSANDS.sub("", text.strip(" %")).replace(",", ".")
    number, _, divisor = text.partition("/")
    try:
        return float(number) / float(divisor or 1)
    except (ValueError, ZeroDivisionError):
        return None


def _is_number_as_text(answer: object, expected: object, decimals: int | None) -> bool:
    number = _number_of(answer)
    if number is None or not is_number(expected):
        return False
    return close(number, expected, decimals) or ("%" in answer and close(number / 100, expected, decimals))


def _truth_inverted(case: Case) -> bool:
    """Recognise True and False exchanged everywhere."""
    truths = {kind(cell) for pair in case.wrong for cell in pair} == {"truth"}
    return truths and len(case.wrong) == len(case.values[1]) > 1


def _letters(text: str) -> str:
    """Return the letters and digits of a text, without accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text)))


def _is_one_letter_off(answer: str, expected: str) -> bool:
    """Say whether one letter is missing, too many or another, or two neighbours are exchanged."""
    shorter = min(len(answer), len(expected))
    start = next((place for place in range(shorter) if answer[place] != expected[place]), shorter)
    ours, theirs = answer[start:], expected[start:]
    while ours and theirs and ours[-1] == theirs[-1]:
        ours, theirs = ours[:-1], theirs[:-1]
    exchanged = len(ours) == 2 and ours == theirs[::-1]
    return shorter >= 5 and (ours + theirs).isalpha() and (exchanged or max(len(ours), len(theirs)) == 1)


def _contains(long: str, short: str) -> bool:
    """Say whether a text contains another as whole words."""
    found = re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long)
    return found is not None and len(_letters(short)) >= _SHORTEST


def _is_part(answer: str, expected: str) -> bool:
    short = answer.isalpha() and len(answer) >= _SHORTEST and expected.startswith(answer)
    return short or _contains(expected, answer)


def _of_texts(name: str, holds: Callable[[str, str], bool]) -> Family:
    return _many(
        name, "text", "text", lambda a, e, _: type(a) is type(e) is str and len(a) <= _LONGEST and holds(a, e)
    )


def _many(name: str, answers: str, expects: str, holds: Callable[[object, object, object], bool]) -> Family:
    return Family(name, answers + COLLECTIONS, expects + COLLECTIONS, EachPair(holds))


FAMILIES = (
    _many("number as text", "text", "number", _is_number_as_text),
    _many("text as number", "number", "text", lambda a, e, _: is_number(a) and _number_of(e) == a),
    _many("truth as text", "text", "truth", lambda a, e, _: kind(e) == "truth" and a == str(e[1]).lower()),
    _many(
        "truth as number",
        "number",
        "truth",
        lambda a, e, _: kind(e) == "truth" and is_number(a) and (a != 0) is e[1],
    ),
    Family("truth inverted", "sequence labelled", "sequence labelled", _truth_inverted),
    _of_texts("other signs", lambda a, e: _letters(a) == _letters(e) != ""),
    _of_texts("one letter", _is_one_letter_off),
    _of_texts("more words", _contains),
    _of_texts("part of the words", _is_part),
)

# What is only said when nothing else explains the answer.
GENERAL = (
    Family("number for text", "number truth", "text", lambda case: True),
    Family("text for number", "text", "number", lambda case: _number_of(case.answer.value) is None),
)
