"""Compare rows of plain values, and find the first that differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat

from newscase.checking.answer_key import Rules
from newscase.checking.compare.matching import cells, same, unmatched
from newscase.checking.serialize.times import offsets
from newscase.checking.serialize.values import Column, Value

# Columns of equal length, each with its name.
Columns = list[tuple[Value, Column]]


@dataclass(frozen=True)
class Difference:
    """The first thing that differs, as data; `newscase.checking.wording` has the words."""

    fault: str  # the key of its sentence there
    # What the sentence shows: values of the student's, labels, kinds; never the expected value.  Of one
    # value `value`, and where it is one of many its `label`, its `position` (None where the order does not
    # count), or its `column`, and the name and value of another column `where` it is.  Of many values `of`,
    # the kind of what holds them, and `column` where one column of them is wrong.
    detail: Mapping[str, object] = field(default_factory=dict)


def rows_difference(
    answer: Columns, expected: Columns, rules: Rules, of: str = "figure", *, labelled: bool = False
) -> Difference | None:
    """Return what differs first, or None.  Both have the same columns, in the same order.

    `of` is the kind of value that they were in; the first column may label the rows, as an index does.
    """
    ours, theirs = ([column for _, column in side] for side in (answer, expected))
    heights = [len(side[0]) if side else 0 for side in (ours, theirs)]
    if heights[0] != heights[1]:
        return Difference("more" if heights[0] > heights[1] else "fewer", {"of": of})
    for place, ((name, own), other) in enumerate(zip(answer, theirs, strict=True)):
        fault, detail = _kind_fault(own, other, rules.zone)
        if fault and "mixed" not in (own.kind, other.kind):
            column = "index" if labelled and place == 0 else name if of in ("table", "figure") else None
            return Difference(fault, {"of": of, "column": column, **detail})
    rows, others = (
        [*zip(*(cells(column, rules.zone) for column in side), strict=True)] for side in (ours, theirs)
    )
    order = range(len(rows)) if rules.ordered else _order(ours, theirs, rules.zone)
    decimals = repeat(rules.decimals)
    if order is None:
        wrong, left = unmatched(rows, others, rules.decimals)
    else:
        pairs = enumerate(zip(rows, map(others.__getitem__, order), strict=True))
        differing = (
            at for at, (row, other) in pairs if row != other and not all(map(same, row, other, decimals))
        )
        wrong = [*islice(differing, 1)]
        left = [order[at] for at in wrong]
    if not wrong:
        return None
    if rules.ordered and not unmatched(rows, others, rules.decimals)[0]:
        return Difference("order", {"of": of})
    row = rows[wrong[0]]
    if labelled:
        alike = [number for number, other in enumerate(others) if same(row[0], other[0], None)]
        if not alike:
            return Difference("label", {"of": of, "label": ours[0].at(wrong[0])})
        partner = next((number for number in left if number in alike), alike[0])
    else:
        # The row that has the most cells in common.
        partner = max(left, key=lambda number: sum(map(same, row, others[number], decimals)))
    right = [*map(same, row, others[partner], decimals)]
    mine, other = ([column.at(at) for column in side] for side, at in ((ours, wrong[0]), (theirs, partner)))
    # A label may occur several times; then its value is what is wrong.
    at = right.index(False) if False in right else len(mine) - 1
    if labelled:
        place = {"label": mine[0]}
    elif len(mine) == 1:
        place = {"position": wrong[0] if rules.ordered else None}
    elif not any(right):
        return Difference("row", {"of": of, "name": answer[0][0], "value": mine[0]})
    else:
        # A name or a date tells the student which row it is better than a number.
        known = [number for number in range(len(mine)) if right[number]]
        label = min(known, key=lambda number: mine[number].kind in ("number", "truth", "missing"))
        place = {"column": answer[at][0], "where": (answer[label][0], mine[label])}
    return single_difference(mine[at], other[at], **place)


def _order(answer: list[Column], expected: list[Column], zone: bool) -> Sequence[int] | None:
    """Return to which row of `expected` each can only belong, by columns that hold the same; None: open."""
    keys = []
    for own, other in zip(answer, expected, strict=True):
        mine, others = cells(own, zone), cells(other, zone)
        if mine == others or (own.kind not in ("number", "mixed") and {*mine} == {*others}):
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
