"""Decide whether two plain values are the same answer, and find what differs first."""

from newscase.checking.answer_key import Rules
from newscase.checking.compare.charts import chart_difference
from newscase.checking.compare.rows import Difference, cell, rows_difference, same, single_difference, unlike
from newscase.checking.serialize.values import MISSING, Collection, Column, Index, Single, Table, Value

# Columns, each with its name, by the name's cell; of several with one name, the last.
Named = dict[object, tuple[Value, Column]]
# The columns of what is no table: no cell of a name is like them, and they have no name.
LABEL, VALUE = ("label",), ("value",)


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
        case Collection() if type(answer) is Collection:
            return _collection_difference(answer, expected, rules)
        case _ if answer.kind == expected.kind == "figure":
            return chart_difference(answer, expected, rules)
    return single_difference(answer, expected)


def is_same(answer: Value, expected: Value, rules: Rules) -> bool:
    """Say whether `difference` finds nothing; quicker where two values are clearly not the same."""
    if type(answer) is Single and answer.kind != expected.kind:
        return False
    if type(answer) is Table and type(expected) is Table:
        others = _data(expected)
        for key, (_, column) in _data(answer).items():
            if key in others and unlike(column, others[key][1], rules.decimals):
                return False
    return difference(answer, expected, rules) is None


def only_value(value: Value) -> Value:
    """Return the value that a list, array, Series or table holds alone; else the whole."""
    if type(value) is Table:
        return value.data[0].at(0) if len(value.data) == value.height == 1 else value
    is_vector = type(value) is Collection and value.kind not in ("set", "dict")
    return value.values.at(0) if is_vector and len(value.values) == 1 else value


def columns(value: Value, labels: list[Column] | None = None) -> Named:
    """Return what a value is made of: its `labels`, or those that say something, and then the rest."""
    match value:
        case Table():
            return _levels(value) | _data(value)
        case Collection():
            labels = value.labels if labels is None else labels
            if len(labels) > 1:  # as the keys of a dict would be
                rows = zip(*labels, strict=True)
                labels = [Column("mixed", [Collection("tuple", Column("mixed", [*row])) for row in rows])]
            found = {LABEL: labels[0]} if labels else {}
            return {key: (MISSING, column) for key, column in {**found, VALUE: value.values}.items()}
    return {VALUE: (MISSING, Column.of([value]))} if type(value) is Single else {}


def _collection_difference(answer: Collection, expected: Collection, rules: Rules) -> Difference | None:
    wanted, given = expected.labels, answer.index.levels if answer.index else []
    if wanted and not given:
        return Difference("no labels")
    if answer.kind == "dict" and not wanted:
        return single_difference(answer, expected)
    if answer.kind == "set" != expected.kind and rules.ordered:
        return Difference("set has no order")
    ours, theirs = columns(answer, given if wanted else []), columns(expected)
    return rows_difference([*ours.values()], [*theirs.values()], rules, answer.kind, labelled=bool(wanted))


def _table_difference(answer: Table, expected: Table, rules: Rules) -> Difference | None:
    own, index = _levels(answer, silent=True), _levels(expected)
    data, theirs = _data(answer), index | _data(expected)
    if len(own) == len(index) and own.keys() != index.keys() and not index.keys() & data.keys():
        # Two indexes may say the same under different names.
        own = dict(zip(index, own.values(), strict=True))
    ours = {key: level for key, level in own.items() if key in theirs and key not in data} | data
    missing = next((theirs[key][0] for key in theirs if key not in ours), "")
    extra = next((ours[key][0] for key in ours if key not in theirs), "")
    if missing or extra:
        fault = "column extra" if not missing else "column renamed" if extra else "column missing"
        return Difference(fault, {"missing": missing, "extra": extra})
    if len(data) < len(answer.data):
        return Difference("column twice")
    if rules.ordered and [*ours] != [*theirs]:
        return Difference("column order")
    return rows_difference([ours[key] for key in theirs], [*theirs.values()], rules, "table")


def _data(table: Table) -> Named:
    names = [*table.columns]
    return {cell(name, False): (name, column) for name, column in zip(names, table.data, strict=True)}


def _levels(table: Table, silent: bool = False) -> Named:
    """Return an index as columns, named as reset_index() would; a `silent` one may say nothing."""
    index = table.index if table.index and (silent or table.index.says_something) else Index([], [])
    names = [*index.names]
    for i, name in enumerate(names):
        if name.kind == "missing":
            names[i] = Single("text", "index" if len(names) == 1 else f"level_{i}")
    return {cell(name, False): (name, column) for name, column in zip(names, index.levels, strict=True)}
