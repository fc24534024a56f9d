"""Recognise a wrong answer as a transformation of the right value, one that people make on every course.

Every family is a pure function of the answer and the recorded right value; no author has to foresee it.
"""

from newscase.checking.diagnose import collections, numbers, objects, tables, texts, times
from newscase.checking.diagnose.family import Case, Family, Match, kind_of
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Mapping, Sequence, Series, Single, Table, Value

__all__ = ["FAMILIES", "Family", "Match", "find"]

# The commonest mistakes of each kind of value first.
FAMILIES: tuple[Family, ...] = (
    *objects.FAMILIES,
    *collections.FAMILIES,
    *tables.FAMILIES,
    *numbers.FAMILIES,
    *times.FAMILIES,
    *texts.FAMILIES,
    *numbers.GENERAL,
)


def find(answer: Value, expected: Value, rules: Rules) -> Match | None:
    """Return the family that explains a wrong answer, or one part of it, and None where none does."""
    if isinstance(expected, Single):
        answer = _only_value(answer)
    case = Case(answer, expected, rules)
    kinds = kind_of(answer), kind_of(expected)
    for family in FAMILIES:
        if kinds[0] in family.answers.split() and kinds[1] in family.expects.split():
            detail = family.recognise(case)
            if detail is not None:
                columns = [name for name in case.wrong_columns if name != ""]
                return Match(family.name, {"answer": answer, "columns": columns, **detail})
    return None


def _only_value(value: Value) -> Value:
    """Return the value that a list, Series, dict or table holds alone; else the whole."""
    if isinstance(value, Table) and len(value.data) == 1:
        return value.data[0].at(0) if value.height == 1 else value
    if isinstance(value, (Sequence, Series, Mapping)) and len(value.values) == 1:
        return value.values.at(0)
    return value
