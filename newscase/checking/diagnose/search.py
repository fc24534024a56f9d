"""Find which family of common mistakes a wrong answer is.

A family is a transformation of the right value; no author has to foresee it.
"""

from collections.abc import Sequence

from newscase.checking.answer_key import Rules
from newscase.checking.compare.compare import only_value
from newscase.checking.compare.rows import Difference, is_number
from newscase.checking.diagnose import collections, numbers_and_times
from newscase.checking.diagnose.family import Case, Family, kind_of
from newscase.checking.serialize.values import MISSING, Single, Value

# The families that say less than an author who knows the question.
VAGUE = {"off by one", "rest", "value among others"}
# The first that fits is said.
FAMILIES: tuple[Family, ...] = (*collections.FAMILIES, *numbers_and_times.FAMILIES)


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
            columns = case.written(*case.wrong_columns)
            if len(case.wrong) == 1 and is_number(case.wrong[0][0]):
                answer = Single("number", case.wrong[0][0])
            detail = {} if found is True else found
            return Difference(family.name, {"answer": answer, "columns": columns, **detail})
    return None
