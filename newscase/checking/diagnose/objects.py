"""Families of answers of another kind: an object where its value is meant, and the reverse."""

from collections import Counter
from itertools import chain

from newscase.checking.compare.matching import close
from newscase.checking.diagnose.family import COLLECTIONS, EVERY, SINGLE, Case, Family, Found, is_number, kind
from newscase.checking.serialize.values import Table


def _size(case: Case) -> int:
    """Return how many values or rows the answer has."""
    return case.answer.height if isinstance(case.answer, Table) else len(case.values[0])


def _is_right(case: Case, number: object) -> bool:
    return is_number(number) and close(number, case.expected.value, case.rules.decimals)


def _has_decimal_comma(case: Case) -> bool:
    """Recognise ``(34, 8)``, which Python makes of 34,8, and ``(0, 92)``, which it makes of -0,92."""
    items = case.answer.values.items
    if case.answer.kind != "tuple" or len(items) != 2 or not all(type(item) is int for item in items):
        return False
    number = float(f"{items[0]}.{abs(items[1])}")
    return items[1] >= 0 and (_is_right(case, number) or (items[0] == 0 and _is_right(case, -number)))


def _is_mask(case: Case) -> bool:
    """Recognise True and False for each row where something else is asked for."""
    is_truth = bool(case.data) and all(kind(cell) == "truth" for cell in chain(*case.data))
    return is_truth and _size(case) > 1 and "truth" not in map(kind, chain(*case.columns[1].values()))


def _has_the_sum(case: Case) -> bool:
    """Recognise a collection, or table with a column, of numbers whose sum is asked for."""
    known = [[item for item in column if item is not None] for column in case.data]
    columns = [column for column in known if len(column) > 1 and all(map(is_number, column))]
    return _is_telling(case) and any(_is_right(case, sum(column)) for column in columns)


def _is_telling(case: Case) -> bool:
    """Say whether a right number does not come about by chance."""
    return type(case.expected.value) is float or abs(case.expected.value) > 2


def _contains(case: Case) -> Found:
    """Recognise a collection with the right value among its values, or labels, once."""
    [[wanted]] = case.columns[1].values()
    for column in case.data:
        right = [value == wanted or (is_number(wanted) and _is_right(case, value)) for value in column]
        if sum(right) == 1 < len(column):
            return {"among": "values"}
    return case.labels[0].count(wanted) == 1 and {"among": "labels"}


def _is_one_of_all(case: Case) -> bool:
    """Recognise one value or label of the collection that is asked for, or their number or total."""
    [answer], values = case.values[0], case.values[1]
    total = sum(values) if all(map(is_number, values)) else None
    return len(values) > 1 and answer in (*values, *case.labels[1], len(values), total)


def _has_the_column(case: Case) -> Found:
    """Recognise a table that has what is asked for as one of its columns."""
    for name, column in case.columns[0].items():
        if len(column) > 1 and Counter(case.rounded(column)) == Counter(case.values[1]):
            return {"labels": [case.written(name)]}
    return False


FAMILIES = (
    Family("missing", "missing", f"{EVERY} figure", lambda case: True),
    Family("decimal comma", "sequence", "number", _has_decimal_comma),
    Family("empty", COLLECTIONS, EVERY, lambda case: not _size(case) and any(case.columns[1].values())),
    Family("mask", COLLECTIONS, f"number {COLLECTIONS}", _is_mask),
    Family("length", COLLECTIONS, "number", lambda case: _is_telling(case) and _is_right(case, _size(case))),
    Family("sum", COLLECTIONS, "number", _has_the_sum),
    Family("value among others", COLLECTIONS, "number text time moment duration period", _contains),
    Family("one of all", SINGLE, "sequence labelled", _is_one_of_all),
    Family("column of a table", "table", "sequence labelled", _has_the_column),
)
