"""Find which known mistake an answer is: a recorded slip, or a family of common mistakes.

A family is a transformation of the right value; no author has to foresee it.
"""

from collections.abc import Sequence
from itertools import chain

from newscase.checking.answer_key import ITEM, Slip
from newscase.checking.compare.compare import is_same, only_value
from newscase.checking.compare.difference import Difference
from newscase.checking.diagnose import collections, numbers, objects, texts, times
from newscase.checking.diagnose.family import Case, Family, is_number, kind_of
from newscase.checking.parts import Form
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import MISSING, Single, Table, Value

# What is only said when nothing else explains the answer.
GENERAL: tuple[Family, ...] = (*numbers.GENERAL, *texts.GENERAL)
# The families that say less than an author who knows the question.
VAGUE = {"zero", "off by one", "last decimal", "twice", "rest", "other unit", "value among others"}
VAGUE |= {"spelling", "part of the words", "more words", *(family.name for family in GENERAL)}
# The first that fits is said.
_ROOMS = (objects, collections, numbers, times, texts)
FAMILIES: tuple[Family, ...] = (*chain(*(room.FAMILIES for room in _ROOMS)), *GENERAL)


def find(answer: Value, expected: Value, rules: Rules, rights: Sequence[Value] = ()) -> Difference | None:
    """Return the family that explains a wrong answer, or a wrong part of one; None where none does.

    Its detail has ``answer``, the value that was seen, ``columns``, the labels of the wrong columns of a
    table, and what the family adds; never the right value.  `rights` are other right answers.
    """
    answer = only_value(answer) if isinstance(expected, Single) else answer
    if isinstance(expected, Single) and rules.letters and answer != MISSING:
        return None  # one letter of a choice is like another
    case = Case(answer, expected, rules, rights)
    given, asked = kind_of(answer), kind_of(expected)
    for family in FAMILIES:
        if given not in family.answers.split() or asked not in family.expects.split():
            continue
        try:
            found = family.recognise(case)
        except ArithmeticError:  # the change divides by zero here, or leads to a number or date too large
            continue
        if found:
            columns = [case.written(name) for name in case.wrong_columns if isinstance(answer, Table)]
            if len(case.wrong) == 1 and is_number(case.wrong[0][0]):
                answer = Single("number", case.wrong[0][0])
            detail = {} if found is True else found
            return Difference(family.name, {"answer": answer, "columns": columns, **detail})
    return None


def find_slip(answer: Value, slips: Sequence[Slip], form: Form, part: str = "") -> int | None:
    """Return the position of the slip whose value a whole answer has, or one `part` of an answer."""
    rules, alone = form.rules_of(part) if part else form.rules, only_value(answer)
    for position, slip in enumerate(slips):
        wrong = _slip_value(slip, part, form)
        # 0 is not another number that was rounded.
        is_nothing = getattr(answer, "value", None) == 0 and getattr(wrong, "value", None) != 0
        if wrong is not None and not is_nothing and is_same(answer, wrong, rules):
            return position
    return find_slip(alone, slips, form, part) if alone is not answer else None


def find_items(answer: Value, slips: Sequence[Slip], form: Form) -> list[int]:
    """Return the positions of the slips that a list without parts has among its items."""
    items = [] if form.names or kind_of(answer) != "sequence" else [*answer.values]
    known = [(place, slip.value) for place, slip in enumerate(slips) if slip.part == ITEM]
    return [place for place, wrong in known if any(is_same(item, wrong, form.rules) for item in items)]


def _slip_value(slip: Slip, part: str, form: Form) -> Value | None:
    """Return what a slip gives for one part, or the whole; None where it is no slip of that part."""
    if slip.part:
        return slip.value if slip.part == part else None
    value = form.fitted(slip.value)
    if not part:
        return value
    # A whole answer that differs from the right one in one part only is a slip of that part.
    return form.pairs(value)[part][0] if form.compare(value)[1] == [part] else None
