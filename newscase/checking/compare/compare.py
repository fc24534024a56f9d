"""Decide whether two plain values are the same answer, and find what differs first."""

from newscase.checking.compare.charts import chart_difference
from newscase.checking.compare.difference import Difference, ValueFault
from newscase.checking.compare.matching import cell, cells, same, unlike
from newscase.checking.compare.rows import Rows, rows_difference, single_difference
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import (
    Column,
    Index,
    Mapping,
    Sequence,
    Series,
    Single,
    Table,
    Value,
)

# Names of the columns of a list, and of a Series or dict; no sentence says them.
_LABEL, _VALUE = Single("text", "label"), Single("text", "value")


def difference(answer: Value, expected: Value, rules: Rules) -> Difference | None:
    """Return None when `answer` is right, and else the first thing that differs.

    What is most useful comes first: the kind of the value, then the columns, the number of rows,
    the labels, and the first value that differs.
    """
    if answer == expected:
        return None
    match expected.kind:
        case "table":
            return _table_difference(answer, expected, rules)
        case "figure" if answer.kind == "figure":
            return chart_difference(answer, expected, rules)
        case "dict":
            return _labelled_difference(answer, expected, rules)
        case "series" if _has_meaning(expected.index):
            return _labelled_difference(answer, expected, rules)
    if type(expected) in (Sequence, Series):
        return _sequence_difference(answer, expected, rules)
    return _single_difference(answer, expected, rules)


def is_same(answer: Value, expected: Value, rules: Rules) -> bool:
    """Say whether `difference` finds nothing; quicker where two tables are clearly not the same."""
    if type(answer) is Table and type(expected) is Table:
        others = {cell(label, False): column for label, column in _columns(expected)}
        for label, column in _columns(answer):
            other = others.get(cell(label, False))
            if other is not None and unlike(column, other, rules.decimals):
                return False
    return difference(answer, expected, rules) is None


def _single_difference(answer: Value, expected: Value, rules: Rules) -> Difference | None:
    if _holds_one(answer):
        return Difference(ValueFault.ONE_OF_MANY, detail={"value": answer})
    if answer.kind == expected.kind and same(
        cell(answer, rules.zone), cell(expected, rules.zone), rules.decimals
    ):
        return None
    return single_difference(answer, expected, rules)


def _holds_one(answer: Value) -> bool:
    if type(answer) is Table:
        return len(answer.data) == 1 and answer.height == 1
    return type(answer) in (Sequence, Series) and answer.kind != "set" and len(answer.values) == 1


def _sequence_difference(answer: Value, expected: Sequence | Series, rules: Rules) -> Difference | None:
    if type(answer) not in (Sequence, Series):
        return single_difference(answer, expected, rules)
    if answer.kind == "set" != expected.kind:
        if rules.ordered:
            return Difference(ValueFault.SET_HAS_NO_ORDER)
        if len(set(cells(expected.values, False))) < len(expected.values):
            return Difference(ValueFault.SET_KEEPS_ONCE)
    ours, theirs = (Rows(value.kind, [_VALUE], [value.values]) for value in (answer, expected))
    return rows_difference(ours, theirs, rules)


def _labelled_difference(answer: Value, expected: Mapping | Series, rules: Rules) -> Difference | None:
    if type(answer) is Mapping or (type(answer) is Series and answer.index is not None):
        return rows_difference(labelled(answer), labelled(expected), rules)
    if type(answer) in (Sequence, Series):
        return Difference(ValueFault.NO_LABELS)
    return single_difference(answer, expected, rules)


def labelled(value: Mapping | Series) -> Rows:
    """Return a dict, or a Series that has an index, as rows of a label and a value."""
    if type(value) is Mapping:
        labels = value.keys
    elif len(value.index.levels) == 1:
        [labels] = value.index.levels
    else:
        # As the keys of a dict would be.
        rows = (Sequence("tuple", Column("mixed", [*row])) for row in zip(*value.index.levels, strict=True))
        labels = Column("mixed", [*rows])
    return Rows(value.kind, [_LABEL, _VALUE], [labels, value.values], labelled=True)


def _has_meaning(index: Index | None) -> bool:
    """Say whether an index says something about its rows: it is named, or not of whole numbers."""
    if index is None:
        return False
    level = index.levels[0]
    return (
        len(index.levels) > 1
        or index.names.kind != "missing"
        or level.kind not in ("number", "missing")
        or any(type(label) is float for label in level.items)
    )


def _table_difference(answer: Value, expected: Table, rules: Rules) -> Difference | None:
    if type(answer) is not Table:
        return single_difference(answer, expected, rules)
    theirs = [*_index_columns(expected), *_columns(expected)]
    ours = [*_asked_levels(answer, expected), *_columns(answer)]
    wanted = [_key(column) for column in theirs]
    names = [_key(column) for column in ours]
    missing = [label for label, _ in theirs if cell(label, False) not in names]
    extra = [label for label, _ in ours if cell(label, False) not in wanted]
    if missing or extra:
        both = ValueFault.COLUMN_RENAMED if missing and extra else ValueFault.COLUMN_MISSING
        detail = {"missing": missing[0]} if missing else {}
        detail |= {"extra": extra[0]} if extra else {}
        return Difference(both if missing else ValueFault.COLUMN_EXTRA, detail=detail)
    if len(names) != len(wanted):
        return Difference(ValueFault.COLUMN_TWICE)
    if rules.ordered and names != wanted:
        return Difference(ValueFault.COLUMN_ORDER)
    ours, theirs = (
        sorted(columns, key=lambda column: wanted.index(_key(column))) for columns in (ours, theirs)
    )
    return rows_difference(_rows(ours), _rows(theirs), rules)


def _rows(columns: list[tuple[Value, Column]]) -> Rows:
    return Rows("table", [label for label, _ in columns], [column for _, column in columns])


def _key(column: tuple[Value, Column]) -> object:
    return cell(column[0], False)


def _columns(table: Table) -> list[tuple[Value, Column]]:
    """Return the columns of a table, each with its label."""
    return [*zip(table.columns, table.data, strict=True)]


def _levels(table: Table) -> list[tuple[Value, Column]]:
    """Return a table's index as columns, named as reset_index() would."""
    if table.index is None:
        return []
    names = [*table.index.names]
    for i, name in enumerate(names):
        if name.kind == "missing":
            names[i] = Single("text", "index" if len(names) == 1 else f"level_{i}")
    return [*zip(names, table.index.levels, strict=True)]


def _index_columns(table: Table) -> list[tuple[Value, Column]]:
    return _levels(table) if _has_meaning(table.index) else []


def _asked_levels(answer: Table, expected: Table) -> list[tuple[Value, Column]]:
    """Return the levels of the answer's index that the question asks for, as columns."""
    levels = _levels(answer)
    names = {_key(level) for level in levels}
    taken = {_key(column) for column in _columns(answer)}
    index_columns = _index_columns(expected)
    index_names = {_key(level) for level in index_columns}
    if len(levels) == len(index_columns) and names != index_names and not index_names & taken:
        # Two indexes may say the same under different names.
        return [(name, level) for (name, _), (_, level) in zip(index_columns, levels, strict=True)]
    wanted = index_names | {_key(column) for column in _columns(expected)}
    return [level for level in levels if _key(level) in wanted - taken]
