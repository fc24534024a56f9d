"""Families of answers of another kind: an object where its value is meant, and the reverse."""

from collections import Counter
from collections.abc import Callable

from newscase.checking.compare.matching import cell, cells, close
from newscase.checking.diagnose.family import COLLECTIONS, Case, Detail, Family, is_number
from newscase.checking.serialize.values import Column, Table, Value

_SINGLE = "truth number text time moment duration period missing"


def _data(value: Value) -> list[Column]:
    return value.data if isinstance(value, Table) else [value.values]


def _size(value: Value) -> int:
    return value.height if isinstance(value, Table) else len(value.values)


def _is_empty(case: Case) -> bool:
    return not _size(case.answer) and not (hasattr(case.expected, "values") and not len(case.expected.values))


def _is_right(case: Case, number: float) -> bool:
    return close(number, case.expected.value, case.rules.decimals)


def _decimal_comma(case: Case) -> bool:
    """Recognise ``(34, 8)``, which Python makes of 34,8."""
    items = case.answer.values.items
    if case.answer.kind != "tuple" or len(items) != 2 or not all(type(item) is int for item in items):
        return False
    return items[1] >= 0 and _is_right(case, float(f"{items[0]}.{items[1]}"))


def _mask(case: Case) -> bool | Detail:
    """Recognise True and False for each row where a number is asked for."""
    if not _is_mask(case):
        return False
    columns = _data(case.answer)
    return {"counts": len(columns) == 1 and _is_right(case, sum(filter(None, columns[0].items)))}


def _is_mask(case: Case) -> bool:
    return _size(case.answer) > 1 and all(column.kind == "truth" for column in _data(case.answer))


def _mask_for_rows(case: Case) -> bool:
    return _is_mask(case) and all(column.kind != "truth" for column in _data(case.expected))


def _gives(number: Callable[[list], float]) -> Callable[[Case], bool]:
    """Recognise a collection, or table with a column, of numbers of which one number is asked for."""

    def recognise(case: Case) -> bool:
        if not _is_telling(case):
            return False
        columns = [column.items for column in _data(case.answer) if column.kind == "number"]
        known = [[item for item in items if item is not None] for items in columns]
        return any(_is_right(case, number(items)) for items in known if len(items) > 1)

    return recognise


def _is_telling(case: Case) -> bool:
    """Say whether a right number does not come about by chance."""
    return type(case.expected.value) is float or abs(case.expected.value) > 2


def _is_length(case: Case) -> bool:
    return _is_telling(case) and _size(case.answer) == case.expected.value


def _is_number_of_different(case: Case) -> bool:
    columns = _data(case.answer)
    different = {*cells(columns[0], False)} - {None} if len(columns) == 1 else {}
    return _is_telling(case) and len(different) == case.expected.value


def _contains(case: Case) -> bool | Detail:
    """Recognise a collection with the right value among its values, or labels, once."""
    wanted = cell(case.expected, case.rules.zone)
    for column in _data(case.answer):
        values = cells(column, case.rules.zone)
        if is_number(wanted):
            values = [wanted for value in values if is_number(value) and _is_right(case, value)]
        if values.count(wanted) == 1 and len(column) > 1:
            return {"among": "values"}
    return {"among": "labels"} if case.labels[0].count(wanted) == 1 else False


def _of_all(number: Callable[[list], float]) -> Callable[[Case], bool]:
    """Recognise one number that is made of all numbers of the collection that is asked for."""

    def recognise(case: Case) -> bool:
        numbers = case.values[1]
        if len(numbers) < 2 or not all(map(is_number, numbers)):
            return False
        return close(case.answer.value, number(numbers), case.rules.decimals)

    return recognise


def _one_of_all(case: Case) -> bool:
    """Recognise one value, or label, of the collection that is asked for."""
    wanted = cell(case.answer, case.rules.zone)
    return len(case.values[1]) > 1 and (wanted in case.values[1] or wanted in case.labels[1])


def _rows(columns: list, case: Case) -> Counter:
    return Counter(zip(*map(case.rounded, columns), strict=True))


def _index_reset(case: Case) -> bool:
    """Recognise a table of labels and values where a Series is asked for."""
    columns = [*case.columns[0].values()]
    return len(columns) == 2 and _rows(columns, case) == _rows([case.labels[1], case.values[1]], case)


def _series_for_table(case: Case) -> bool:
    """Recognise a Series that has the labels and values of the table with two columns that is asked for."""
    columns, ours = [*case.columns[1].values()], _rows([case.labels[0], case.values[0]], case)
    return len(columns) == 2 and ours in (_rows(columns, case), _rows(columns[::-1], case))


def _column_of_table(case: Case) -> bool | Detail:
    """Recognise a table that has what is asked for as one of its columns."""
    for name, column in case.columns[0].items():
        if len(column) > 1 and Counter(case.rounded(column)) == Counter(case.values[1]):
            return {"column": case.written(name)}
    return False


def _mean(numbers: list) -> float:
    return sum(numbers) / len(numbers)


FAMILIES = (
    Family("missing", "missing", f"{_SINGLE}{COLLECTIONS} figure", lambda case: True),
    Family("decimal comma", "sequence", "number", _decimal_comma),
    Family("empty", COLLECTIONS, _SINGLE + COLLECTIONS, _is_empty),
    Family("mask", COLLECTIONS, "number", _mask),
    Family("mask for rows", COLLECTIONS, COLLECTIONS, _mask_for_rows),
    Family("length", COLLECTIONS, "number", _is_length),
    Family("sum", COLLECTIONS, "number", _gives(sum)),
    Family("value among others", COLLECTIONS, "number text time moment duration period", _contains),
    Family("mean", COLLECTIONS, "number", _gives(_mean)),
    Family("number of different values", COLLECTIONS, "number", _is_number_of_different),
    Family("total for all", "number", "sequence labelled", _of_all(sum)),
    Family("mean for all", "number", "sequence labelled", _of_all(_mean)),
    Family("length for all", "number", "sequence labelled", lambda c: c.answer.value == len(c.values[1]) > 1),
    Family("one value of all", _SINGLE, "sequence labelled", _one_of_all),
    Family("index reset", "table", "labelled", _index_reset),
    Family("Series for table", "labelled", "table", _series_for_table),
    Family("column of a table", "table", "sequence labelled", _column_of_table),
)
