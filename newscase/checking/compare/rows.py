"""Compare rows of plain values, and find the first that differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, repeat

from newscase.checking.compare.difference import Difference
from newscase.checking.compare.matching import cell, cells, same, unmatched
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Column, Value
from newscase.checking.serialize.zones import offsets


@dataclass(frozen=True)
class Rows:
    """Columns of equal length."""

    of: str  # the kind of value that they were in, such as "table"
    named: list[tuple[Value, Column]]
    labelled: bool = False  # the first column labels the rows, as an index does

    @property
    def columns(self) -> list[Column]:
        """The columns without their names."""
        return [column for _, column in self.named]

    def __len__(self) -> int:
        return len(self.named[0][1]) if self.named else 0


def rows_difference(answer: Rows, expected: Rows, rules: Rules) -> Difference | None:
    """Return what differs first, or None.  Both have the same columns, in the same order."""
    if len(answer) != len(expected):
        return Difference("more" if len(answer) > len(expected) else "fewer", {"of": answer.of})
    for place, ((name, ours), theirs) in enumerate(zip(answer.named, expected.columns, strict=True)):
        fault, detail = _kind_fault(ours, theirs, rules.zone)
        if fault and "mixed" not in (ours.kind, theirs.kind):
            subject = name if answer.of in ("table", "figure") else None
            column = "index" if answer.labelled and place == 0 else subject
            return Difference(fault, {"of": answer.of, "column": column, **detail})
    rows, others = (
        [*zip(*(cells(column, rules.zone) for column in side.columns), strict=True)]
        for side in (answer, expected)
    )
    decimals = repeat(rules.decimals)
    order = range(len(rows)) if rules.ordered else _order(answer, expected, rules.zone)
    if order is None:
        ours, theirs = unmatched(rows, others, rules.decimals)
    else:
        pairs = enumerate(zip(rows, map(others.__getitem__, order), strict=True))
        differing = (
            at for at, (row, other) in pairs if row != other and not all(map(same, row, other, decimals))
        )
        ours = [*islice(differing, 1)]
        theirs = [order[at] for at in ours]
    if not ours:
        return None
    if rules.ordered and not unmatched(rows, others, rules.decimals)[0]:
        return Difference("order", {"of": answer.of})
    row = rows[ours[0]]
    if answer.labelled:
        alike = [number for number, other in enumerate(others) if same(row[0], other[0], None)]
        if not alike:
            return Difference("label", {"of": answer.of, "label": answer.columns[0].at(ours[0])})
        partner = next((number for number in theirs if number in alike), alike[0])
    else:
        # The row that has the most cells in common.
        partner = max(theirs, key=lambda number: sum(map(same, row, others[number], decimals)))
    return _row_difference(answer, ours[0], expected, partner, rules)


def _order(answer: Rows, expected: Rows, zone: bool) -> Sequence[int] | None:
    """Return to which row of `expected` each can only belong, by columns that hold the same; None: open."""
    keys = []
    for ours, theirs in zip(answer.columns, expected.columns, strict=True):
        mine, others = cells(ours, zone), cells(theirs, zone)
        if mine == others or (ours.kind not in ("number", "mixed") and {*mine} == {*others}):
            keys.append((mine, others))
    if not keys:
        return None
    ours, theirs = ([*zip(*columns, strict=True)] for columns in zip(*keys, strict=True))
    places = {key: position for position, key in enumerate(theirs)}
    if len(places) < len(theirs) or {*ours} != places.keys():
        return None
    return [places[key] for key in ours]


def _kind_fault(answer: Column | Value, expected: Column | Value, zone: bool) -> tuple[str, dict]:
    """Return the fault, with its details, of a column or value of another kind or (with `zone`) zone."""
    if answer.kind == expected.kind == "moment":
        if zone and offsets(answer.zone) != offsets(expected.zone):
            return "zone", {}
    elif answer.kind != expected.kind and expected.kind != "missing":
        return "kind", {"found": answer.kind, "wanted": expected.kind}
    return "", {}


def single_difference(answer: Value, expected: Value, **place: object) -> Difference:
    """Return what is wrong with one value that is known to differ."""
    instants = answer.kind == expected.kind == "moment" and answer.value == expected.value
    fault, detail = _kind_fault(answer, expected, instants)
    return Difference(fault or "value", {"value": answer, **place, **detail})


def _row_difference(answer: Rows, position: int, expected: Rows, partner: int, rules: Rules) -> Difference:
    ours = [column.at(position) for column in answer.columns]
    theirs = [column.at(partner) for column in expected.columns]
    pairs = [
        (cell(mine, rules.zone), cell(other, rules.zone)) for mine, other in zip(ours, theirs, strict=True)
    ]
    right = [same(*pair, rules.decimals) for pair in pairs]
    # A label may occur several times; then its value is what is wrong.
    wrong = right.index(False) if False in right else len(ours) - 1
    names = [name for name, _ in answer.named]
    if answer.labelled:
        place = {"label": ours[0]}
    elif len(ours) == 1:
        place = {"position": position if rules.ordered else None}
    elif not any(right):
        return Difference("row", {"of": answer.of, "name": names[0], "value": ours[0]})
    else:
        # A name or a date tells the student which row it is better than a number.
        known = [number for number in range(len(ours)) if right[number]]
        label = min(known, key=lambda number: ours[number].kind in ("number", "truth", "missing"))
        place = {"column": names[wrong], "row": (names[label], ours[label])}
    return single_difference(ours[wrong], theirs[wrong], **place)
