"""Find which known mistake an answer is: a recorded slip, or a family of common mistakes.

A family is a transformation of the right value; no author has to foresee it.
"""

from collections.abc import Sequence

from newscase.checking.answer_key import Slip
from newscase.checking.compare.compare import is_same
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
FAMILIES: tuple[Family, ...] = (
    *objects.FAMILIES,
    *collections.FAMILIES,
    *numbers.FAMILIES,
    *times.FAMILIES,
    *texts.FAMILIES,
    *GENERAL,
)


def find(answer: Value, expected: Value, rules: Rules) -> Difference | None:
    """Return the family that explains a wrong answer, or a wrong part of one; None where none does.

    Its detail has ``answer``, the value that was seen, ``columns``, the labels of the wrong columns of a
    table, and what the family adds; never the right value.
    """
    if isinstance(expected, Single):
        answer = _only_value(answer)
        if rules.letters and answer != MISSING:
            return None  # one letter of a choice is like another
    case = Case(answer, expected, rules)
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


def _only_value(value: Value) -> Value:
    """Return the value that a collection or table holds alone; else the whole."""
    if isinstance(value, Table):
        return value.data[0].at(0) if len(value.data) == value.height == 1 else value
    values = getattr(value, "values", ())
    return values.at(0) if len(values) == 1 else value


def find_slip(answer: Value, slips: Sequence[Slip], form: Form, part: str = "") -> int | None:
    """Return the position of the slip whose value a whole answer has, or one `part` of an answer."""
    rules = form.rules_of(part) if part else form.rules
    for position, slip in enumerate(slips):
        wrong = _slip_value(slip, part, form)
        # 0 is not another number that was rounded.
        is_nothing = getattr(answer, "value", None) == 0 and getattr(wrong, "value", None) != 0
        if wrong is not None and not is_nothing and is_same(answer, wrong, rules):
            return position
    return None


def _slip_value(slip: Slip, part: str, form: Form) -> Value | None:
    """Return what a slip gives for one part, or the whole; None where it is no slip of that part."""
    if slip.part:
        return slip.value if slip.part == part else None
    value = form.fitted(slip.value)
    if not part:
        return value
    # A whole answer that differs from the right one in one part only is a slip of that part.
    return form.pairs(value)[part][0] if form.compare(value)[1] == [part] else None
