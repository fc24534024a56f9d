"""Recognise a wrong answer as a transformation of the right value, one that people make on every course.

Every family is a pure function of the answer and the recorded right value; no author has to foresee it.
"""

from functools import lru_cache

from newscase.checking.diagnose import collections, numbers, objects, tables, texts, times
from newscase.checking.diagnose.family import Case, Family, Match, kind_of
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Single, Table, Value

__all__ = ["FAMILIES", "Family", "Match", "find"]

# Of each kind of value, the commonest mistakes come first.
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
    """Return the family that explains a wrong answer, or a wrong part of one; None where none does."""
    if isinstance(expected, Single):
        answer = _only_value(answer)
    case = Case(answer, expected, rules)
    for family in _families_for(kind_of(answer), kind_of(expected)):
        found = family.recognise(case)
        if found:
            columns = [case.written(name) for name in case.wrong_columns if isinstance(answer, Table)]
            detail = {} if found is True else found
            return Match(family.name, {"answer": answer, "columns": columns, **detail})
    return None


@lru_cache(maxsize=256)
def _families_for(answer: str, expected: str) -> list[Family]:
    return [
        family
        for family in FAMILIES
        if answer in family.answers.split() and expected in family.expects.split()
    ]


def _only_value(value: Value) -> Value:
    """Return the value that a collection or table holds alone; else the whole."""
    if isinstance(value, Table):
        return value.data[0].at(0) if len(value.data) == value.height == 1 else value
    values = getattr(value, "values", ())
    return values.at(0) if len(values) == 1 else value
