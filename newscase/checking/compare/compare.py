"""Decide whether two plain values are the same answer, and find what differs first."""

from newscase.checking.compare.charts import chart_difference
from newscase.checking.compare.difference import Difference
from newscase.checking.compare.matching import cell, same, unlike
from newscase.checking.compare.rows import Rows, rows_difference, single_difference
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Column, Index, Mapping, Sequence, Series, Single, Table, Value

# Columns, each with its name, by the name's cell; of several with one name, the last.
Named = dict[object, tuple[Value, Column]]
# The columns of what is no table; no cell of a name is like them, and no sentence says their names.
LABEL, VALUE = ("label",), ("value",)
_NAMES = {LABEL: Single("text", "label"), VALUE: Single("text", "value")}


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
        others = _data(expected)
        for key, (_, column) in _data(answer).items():
            if key in others and unlike(column, others[key][1], rules.decimals):
                return False
    return difference(answer, expected, rules) is None


def only_value(value: Value) -> Value:
    """Return the value that a list, array, Series or table holds alone; else the whole."""
    if type(value) is Table:
        return value.data[0].at(0) if len(value.data) == value.height == 1 else value
    values = value.values if type(value) in (Sequence, Series) and value.kind != "set" else ()
    return values.at(0) if len(values) == 1 else value


def levels(value: Value) -> list[Column]:
    """Return the labels of a dict, or of an index that says something about its rows; a column a level."""
    index = getattr(value, "index", None)
    return [value.keys] if type(value) is Mapping else index.levels if index and index.says_something else []


def columns(value: Value, labels: list[Column] | None = None) -> Named:
    """Return what a value is made of, and its `labels`; those that say something where none are given."""
    labels = levels(value) if labels is None else labels
    match value:
        case Table():
            return _data(value) | (_named(value.index) if labels else {})
        case Mapping() | Series() | Sequence():
            found = {VALUE: value.values}
            if len(labels) > 1:  # as the keys of a dict would be
                rows = zip(*labels, strict=True)
                labels = [Column("mixed", [Sequence("tuple", Column("mixed", [*row])) for row in rows])]
            if labels:
                found = {LABEL: labels[0], **found}
            return {key: (_NAMES[key], column) for key, column in found.items()}
    return {VALUE: (_NAMES[VALUE], Column.of([value]))} if type(value) is Single else {}


def _collection_difference(
    answer: Mapping | Sequence | Series, expected: Mapping | Sequence | Series, rules: Rules
) -> Difference | None:
    index, wanted = getattr(answer, "index", None), levels(expected)
    given = [answer.keys] if type(answer) is Mapping else index.levels if index else []
    if wanted and not given:
        return Difference("no labels")
    if type(answer) is Mapping and not wanted:
        return single_difference(answer, expected)
    if answer.kind == "set" != expected.kind and rules.ordered:
        return Difference("set has no order")
    sides = (answer, columns(answer, given if wanted else [])), (expected, columns(expected, wanted))
    return rows_difference(
        *(Rows(side.kind, [*found.values()], bool(wanted)) for side, found in sides), rules
    )


def _table_difference(answer: Table, expected: Table, rules: Rules) -> Difference | None:
    index = _named(expected.index) if levels(expected) else {}
    own, data, theirs = _named(answer.index), _data(answer), index | _data(expected)
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
    sides = ([side[key] for key in theirs] for side in (ours, theirs))
    return rows_difference(*(Rows("table", named) for named in sides), rules)


def _data(table: Table) -> Named:
    names = [*table.columns]
    return {cell(name, False): (name, column) for name, column in zip(names, table.data, strict=True)}


def _named(index: Index | None) -> Named:
    """Return the levels of an index as columns, named as reset_index() would."""
    names = [*index.names] if index else []
    for i, name in enumerate(names):
        if name.kind == "missing":
            names[i] = Single("text", "index" if len(names) == 1 else f"level_{i}")
    levels = index.levels if index else []
    return {cell(name, False): (name, column) for name, column in zip(names, levels, strict=True)}
