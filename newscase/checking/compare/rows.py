"""Compare rows of plain values, and find the first that differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

from newscase.checking.compare.difference import Difference, Place, ValueFault
from newscase.checking.compare.matching import cell, cells, nearest, same, unmatched
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Column, Value
from newscase.checking.serialize.zones import is_fixed, offsets


@dataclass(frozen=True)
class Rows:
    """Columns of equal length.

    Attributes
    ----------
    of : str
        The kind of value that they were in, such as ``"table"``.
    names : list of Value
        One a column.
    columns : list of Column
    labelled : bool
        The first column labels the rows, as an index does.
    """

    of: str
    names: list[Value]
    columns: list[Column]
    labelled: bool = False

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0


def rows_difference(answer: Rows, expected: Rows, rules: Rules) -> Difference | None:
    """Return what differs first, or None.  Both have the same columns, in the same order."""

    def differs(fault: ValueFault, **detail: object) -> Difference:
        return Difference(fault, detail={"of": answer.of, **detail})

    if len(answer) != len(expected):
        return differs(ValueFault.MORE if len(answer) > len(expected) else ValueFault.FEWER)
    for name, ours, theirs in zip(answer.names, answer.columns, expected.columns, strict=True):
        found = _column_difference(ours, theirs, rules)
        if found:
            return differs(found[0], column=_subject(answer, name), **found[1])
    order = None if rules.ordered else _partners(answer, expected, rules.zone)
    rows, others = (
        list(zip(*(cells(column, rules.zone) for column in side.columns), strict=True))
        for side in (answer, expected)
    )
    if rules.ordered or order is not None:
        order = order or range(len(rows))
        first = _first_differing(rows, [others[partner] for partner in order], rules.decimals)
        ours, theirs = ([], []) if first is None else ([first], [order[first]])
        if ours and rules.ordered and not unmatched(rows, others, rules.decimals)[0]:
            return differs(ValueFault.ORDER)
    else:
        ours, theirs = unmatched(rows, others, rules.decimals)
    if not ours:
        return None
    position = ours[0]
    row = rows[position]
    if answer.labelled:
        labels = [number for number, other in enumerate(others) if same(row[0], other[0], None)]
        if not labels:
            return differs(ValueFault.LABEL, label=answer.columns[0].at(position))
        partner = next((number for number in theirs if number in labels), labels[0])
    else:
        partner = nearest(row, others, theirs, rules.decimals)
    return _row_difference(answer, position, expected, partner, rules)


def _subject(rows: Rows, name: Value) -> Value | str | None:
    """Return what a sentence calls a column: by its name, or None where the whole has no other."""
    if rows.labelled:
        return "The index" if name is rows.names[0] else None
    return name if len(rows.names) > 1 else None


def _first_differing(rows: list[tuple], others: list[tuple], decimals: int | None) -> int | None:
    """Return the first position at which two rows differ."""
    for position, (row, other) in enumerate(zip(rows, others, strict=True)):
        if row != other and not all(map(same, row, other, repeat(decimals))):
            return position
    return None


def _partners(answer: Rows, expected: Rows, zone: bool) -> Sequence[int] | None:
    """Return to which row of `expected` each row can only belong, or None where that is open.

    It is known where columns that are wholly equal tell all rows apart; or in another order, columns
    of words and times that hold the same.
    """
    pairs = [
        (ours.kind, cells(ours, zone), cells(theirs, zone))
        for ours, theirs in zip(answer.columns, expected.columns, strict=True)
    ]
    equal = [ours for _, ours, theirs in pairs if ours == theirs]
    if equal and len({*zip(*equal, strict=True)}) == len(answer):
        return range(len(answer))
    alike = [
        (ours, theirs)
        for kind, ours, theirs in pairs
        if kind not in ("number", "mixed") and {*ours} == {*theirs}
    ]
    if not alike:
        return None
    keys, others = (list(zip(*columns, strict=True)) for columns in zip(*alike, strict=True))
    places = {key: position for position, key in enumerate(others)}
    if len(places) < len(others) or {*keys} != places.keys():
        return None
    return [places[key] for key in keys]


def _column_difference(answer: Column, expected: Column, rules: Rules) -> tuple | None:
    """Return the fault and its details where a whole column is of another kind."""
    kinds = answer.kind, expected.kind
    if kinds == ("moment", "moment"):
        if rules.zone and offsets(answer.zone) != offsets(expected.zone):
            if is_fixed(answer.zone) and not is_fixed(expected.zone):
                return ValueFault.COLUMN_OFFSET, {"zone": answer.zone}
            return ValueFault.COLUMN_ZONE, {}
    elif kinds[0] != kinds[1] and "mixed" not in kinds and kinds[1] != "missing":
        return ValueFault.COLUMN_KIND, {"found": kinds[0], "wanted": kinds[1]}
    return None


def single_difference(answer: Value, expected: Value, rules: Rules, place: Place | None = None) -> Difference:
    """Return what is wrong with one value that is known to differ."""

    def differs(fault: ValueFault, **detail: object) -> Difference:
        return Difference(fault, detail={"value": answer, "place": place, **detail})

    kinds = answer.kind, expected.kind
    if kinds == ("moment", "moment") and answer.value == expected.value:
        if is_fixed(answer.zone) and not is_fixed(expected.zone):
            return differs(ValueFault.OFFSET, zone=answer.zone)
        return differs(ValueFault.ZONE)
    if kinds[0] != kinds[1] and kinds[1] != "missing":
        return differs(ValueFault.KIND, wanted=kinds[1])
    return differs(ValueFault.VALUE)


def _row_difference(answer: Rows, position: int, expected: Rows, partner: int, rules: Rules) -> Difference:
    ours = [column.at(position) for column in answer.columns]
    theirs = [column.at(partner) for column in expected.columns]
    right = [
        same(cell(mine, rules.zone), cell(other, rules.zone), rules.decimals)
        for mine, other in zip(ours, theirs, strict=True)
    ]
    # A label may occur several times; then its value is what is wrong.
    wrong = right.index(False) if False in right else len(ours) - 1
    if answer.labelled:
        place = Place(label=ours[0])
    elif len(ours) == 1:
        place = Place(position=position if rules.ordered else None)
    elif not any(right):
        return Difference(ValueFault.ROW, detail={"of": answer.of, "name": answer.names[0], "value": ours[0]})
    else:
        # A name or a date tells the student which row it is better than a number.
        known = [number for number in range(len(ours)) if right[number]]
        label = min(known, key=lambda number: ours[number].kind in ("number", "truth", "missing"))
        place = Place(column=answer.names[wrong], row=(answer.names[label], ours[label]))
    return single_difference(ours[wrong], theirs[wrong], rules, place)
