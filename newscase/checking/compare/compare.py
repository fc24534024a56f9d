"""Decide whether two plain values are the same answer, and find what differs first."""

from collections.abc import Iterable

from newscase.checking.compare.charts import chart_difference
from newscase.checking.compare.difference import Difference
from newscase.checking.compare.matching import cell, same, unlike
from newscase.checking.compare.rows import Rows, rows_difference, single_difference
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Column, Index, Mapping, Sequence, Series, Single, Table, Value

# Names of the columns of a list, and of a Series or dict; no sentence says them.
_LABEL, _VALUE = Single("text", "label"), Single("text", "value")

Collection = Mapping | Sequence | Series
# Columns, each with its name, by the name's cell; of several with one name, the last.
Named = dict[object, tuple[Value, Column]]


def difference(answer: Value, expected: Value, rules: Rules) -> Difference | None:
    """Return what differs first, in the order kind, columns, number of rows, labels, values; or None."""
    if answer == expected:
        return None
    match expected:
        case Single() if only_value(answer) is not answer:
            return Difference("one of many", {"value": answer})
        case Single() if answer.kind == expected.kind:
            if same(cell(answer, rules.zone), cell(expected, rules.zone), rules.decimals):
                return None
        case Table() if type(answer) is Table:
            return _table_difference(answer, expected, rules)
        case Mapping() | Series() | Sequence() if type(answer) in (Mapping, Sequence, Series):
            return _collection_difference(answer, expected, rules)
        case _ if answer.kind == expected.kind == "figure":
            return chart_difference(answer, expected, rules)
    return single_difference(answer, expected)


def is_same(answer: Value, expected: Value, rules: Rules) -> bool:
    """Say whether `difference` finds nothing; quicker where two tables are clearly not the same."""
    if type(answer) is Table and type(expected) is Table:
        others = _columns(expected)
        for key, (_, column) in _columns(answer).items():
            if key in others and unlike(column, others[key][1], rules.decimals):
                return False
    return difference(answer, expected, rules) is None


def only_value(value: Value) -> Value:
    """Return the value that a list, array, Series or table holds alone; else the whole."""
    if type(value) is Table:
        return value.data[0].at(0) if len(value.data) == value.height == 1 else value
    values = value.values if type(value) in (Sequence, Series) and value.kind != "set" else ()
    return values.at(0) if len(values) == 1 else value


def _collection_difference(answer: Collection, expected: Collection, rules: Rules) -> Difference | None:
    if type(expected) is Mapping or (type(expected) is Series and _has_meaning(expected.index)):
        if type(answer) is Mapping or (type(answer) is Series and answer.index is not None):
            return rows_difference(_labelled(answer), _labelled(expected), rules)
        return Difference("no labels")
    if type(answer) is Mapping:
        return single_difference(answer, expected)
    if answer.kind == "set" != expected.kind and rules.ordered:
        return Difference("set has no order")
    return rows_difference(*(Rows(side.kind, [_VALUE], [side.values]) for side in (answer, expected)), rules)


def _labelled(value: Mapping | Series) -> Rows:
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


def _table_difference(answer: Table, expected: Table, rules: Rules) -> Difference | None:
    index = _levels(expected) if _has_meaning(expected.index) else {}
    levels, data, theirs = _levels(answer), _columns(answer), index | _columns(expected)
    if len(levels) == len(index) and levels.keys() != index.keys() and not index.keys() & data.keys():
        # Two indexes may say the same under different names.
        levels = dict(zip(index, levels.values(), strict=True))
    ours = {key: level for key, level in levels.items() if key in theirs and key not in data} | data
    missing = next((theirs[key][0] for key in theirs if key not in ours), "")
    extra = next((ours[key][0] for key in ours if key not in theirs), "")
    if missing or extra:
        fault = "column extra" if not missing else "column renamed" if extra else "column missing"
        return Difference(fault, {"missing": missing, "extra": extra})
    if len(data) < len(answer.data):
        return Difference("column twice")
    if rules.ordered and [*ours] != [*theirs]:
        return Difference("column order")
    sides = ([side[key] for key in theirs] for side in (ours, theirs))
    rows = (Rows("table", [name for name, _ in side], [column for _, column in side]) for side in sides)
    return rows_difference(*rows, rules)


def _columns(table: Table) -> Named:
    return _named(table.columns, table.data)


def _named(names: Iterable[Value], columns: list[Column]) -> Named:
    return {cell(name, False): (name, column) for name, column in zip(names, columns, strict=True)}


def _levels(table: Table) -> Named:
    """Return a table's index as columns, named as reset_index() would."""
    if table.index is None:
        return {}
    names = [*table.index.names]
    for i, name in enumerate(names):
        if name.kind == "missing":
            names[i] = Single("text", "index" if len(names) == 1 else f"level_{i}")
    return _named(names, table.index.levels)
