"""Families of answers of another kind: an object where its value is meant, and the reverse."""

from collections import Counter
from collections.abc import Callable
from itertools import chain

from newscase.checking.compare.matching import close
from newscase.checking.diagnose.family import COLLECTIONS, Case, Detail, Family, is_number
from newscase.checking.diagnose.times import kind
from newscase.checking.serialize.values import Table

_SINGLE = "truth number text time moment duration period missing"


def _size(case: Case) -> int:
    """Return how many values or rows the answer has."""
    return case.answer.height if isinstance(case.answer, Table) else len(case.values[0])


def _is_right(case: Case, number: object) -> bool:
    return is_number(number) and close(number, case.expected.value, case.rules.decimals)


def _has_decimal_comma(case: Case) -> bool:
    """Recognise ``(34, 8)``, which Python makes of 34,8."""
    items = case.answer.values.items
    if case.answer.kind != "tuple" or len(items) != 2 or not all(type(item) is int for item in items):
        return False
    return items[1] >= 0 and _is_right(case, float(f"{items[0]}.{items[1]}"))


def _is_mask(case: Case) -> bool:
    """Recognise True and False for each row where something else is asked for."""
    first, asked = (
        {kind(column[0]) for column in columns if column} for columns in (case.data, case.columns[1].values())
    )
    truths = first == {"truth"} and {*map(kind, chain(*case.data))} <= {"truth", ""}
    return truths and _size(case) > 1 and "truth" not in asked


def _gives(number: Callable[[list], float]) -> Callable[[Case], bool]:
    """Recognise a collection, or table with a column, of numbers of which one number is asked for."""

    def recognise(case: Case) -> bool:
        known = [[item for item in column if item is not None] for column in case.data]
        columns = [column for column in known if len(column) > 1 and all(map(is_number, column))]
        return _is_telling(case) and any(_is_right(case, number(column)) for column in columns)

    return recognise


def _is_telling(case: Case) -> bool:
    """Say whether a right number does not come about by chance."""
    return type(case.expected.value) is float or abs(case.expected.value) > 2


def _contains(case: Case) -> bool | Detail:
    """Recognise a collection with the right value among its values, or labels, once."""
    [[wanted]] = case.columns[1].values()
    for column in case.data:
        right = [value == wanted or (is_number(wanted) and _is_right(case, value)) for value in column]
        if sum(right) == 1 < len(column):
            return {"among": "values"}
    return {"among": "labels"} if case.labels[0].count(wanted) == 1 else False


def _is_made_of_all(case: Case) -> bool:
    """Recognise the total, the mean or the number of the values that are asked for."""
    [[answer]], values = case.columns[0].values(), case.values[1]
    known = values if all(map(is_number, values)) else []
    made = [len(values), *((sum(known), _mean(known)) if known else ())]
    return len(values) > 1 and any(close(answer, number, case.rules.decimals) for number in made)


def _is_one_of_all(case: Case) -> bool:
    """Recognise one value, or label, of the collection that is asked for."""
    [wanted] = case.values[0]
    return len(case.values[1]) > 1 and (wanted in case.values[1] or wanted in case.labels[1])


def _has_the_same_columns(case: Case) -> bool:
    """Recognise the right labels and values, as a table where a Series is asked for or the reverse."""
    ours, theirs = ([*map(case.rounded, side.values())] for side in case.columns)
    if len(ours) != 2 or len(theirs) != 2:
        return False
    rows = Counter(zip(*ours, strict=True))
    return any(rows == Counter(zip(*columns, strict=True)) for columns in (theirs, theirs[::-1]))


def _has_the_column(case: Case) -> bool | Detail:
    """Recognise a table that has what is asked for as one of its columns."""
    for name, column in case.columns[0].items():
        if len(column) > 1 and Counter(case.rounded(column)) == Counter(case.values[1]):
            return {"column": case.written(name)}
    return False


def _mean(numbers: list) -> float:
    return sum(numbers) / len(numbers)


def _is_number_of_different(case: Case) -> bool:
    return len(case.data) == 1 and _is_telling(case) and len({*case.data[0]} - {None}) == case.expected.value


FAMILIES = (
    Family("missing", "missing", f"{_SINGLE}{COLLECTIONS} figure", lambda case: True),
    Family("decimal comma", "sequence", "number", _has_decimal_comma),
    Family(
        "empty",
        COLLECTIONS,
        _SINGLE + COLLECTIONS,
        lambda case: not _size(case) and any(case.columns[1].values()),
    ),
    Family("mask", COLLECTIONS, "number" + COLLECTIONS, _is_mask),
    Family(
        "length", COLLECTIONS, "number", lambda case: _is_telling(case) and _size(case) == case.expected.value
    ),
    Family("sum", COLLECTIONS, "number", _gives(sum)),
    Family("value among others", COLLECTIONS, "number text time moment duration period", _contains),
    Family("mean", COLLECTIONS, "number", _gives(_mean)),
    Family("number of different values", COLLECTIONS, "number", _is_number_of_different),
    Family("one number for all", "number", "sequence labelled", _is_made_of_all),
    Family("one value of all", _SINGLE, "sequence labelled", _is_one_of_all),
    Family("index reset", "table", "labelled", _has_the_same_columns),
    Family("Series for table", "labelled", "table", _has_the_same_columns),
    Family("column of a table", "table", "sequence labelled", _has_the_column),
)
