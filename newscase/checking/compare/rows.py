"""Compare rows of plain values, in whatever order, and find the first that differs.

A column becomes a list of cells, which can be hashed.  A cell is a number, a text in its simplest
spelling, None for a missing value, or a tuple that starts with its kind.  A row is a tuple of cells.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat

from newscase.checking.answer_key import Rules
from newscase.checking.serialize.times import offsets
from newscase.checking.serialize.values import Collection, Column, Single, Value

# Columns of equal length, each with its name.
Columns = list[tuple[Value, Column]]

_NESTED = {"sequence", "dict"}
_NUMBER = ("number",)
_SPELLINGS = str.maketrans(
    {**dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("\xa0\u202f", " ")}
)


@dataclass(frozen=True)
class Difference:
    """The first thing that differs, as data; `newscase.checking.wording` has the words."""

    fault: str  # the key of its sentence there
    # What the sentence shows: values of the student's, labels, kinds; never the expected value.  Of one
    # value `value`, and where it is one of many its `label`, its `position` (None where the order does not
    # count), or its `column`, and the name and value of another column `where` it is.  Of many values `of`,
    # the kind of what holds them, and `column` where one column of them is wrong.
    detail: Mapping[str, object] = field(default_factory=dict)


def is_number(cell: object) -> bool:
    """Say whether a cell is a number."""
    return type(cell) is int or type(cell) is float


def fold(text: str) -> str:
    """Return a text without what does not count: case, outer and hard spaces, a full stop, curly quotes."""
    if text.isascii():
        return text.strip().removesuffix(".").lower()
    return text.translate(_SPELLINGS).strip().removesuffix(".").casefold()


def cell(value: Value, zone: bool) -> object:
    """Return a value as a cell; with `zone`, moments are the same only in the same zone."""
    match value:
        case Single(value=None):
            return None
        case Single():
            return _cells(Column(value.kind, [value.value], value.zone), zone)[0]
        case Collection(kind="dict"):
            pairs = zip(cells(value.labels[0], zone), cells(value.values, zone), strict=True)
            return ("dict", *sorted((("sequence", *pair) for pair in pairs), key=repr))
        case Collection():
            return ("sequence", *cells(value.values, zone))
    return (value.kind, repr(value))


def cells(column: Column, zone: bool) -> list:
    """Return the cells of a column; `zone` as in `cell`."""
    if zone not in column.cells:
        column.cells[zone] = _cells(column, zone)
    return column.cells[zone]


def _cells(column: Column, zone: bool) -> list:
    if column.kind == "mixed":
        return [cell(value, zone) for value in column.items]
    if column.kind == "text":
        folded = {text: None if text is None else fold(text) for text in {*column.items}}
        return [folded[text] for text in column.items]
    if column.kind == "number":
        return column.items
    suffix = (offsets(column.zone),) if column.kind == "moment" and zone else ()
    return [None if value is None else (column.kind, value, *suffix) for value in column.items]


def unlike(answer: Column, expected: Column, decimals: int | None) -> bool:
    """Say whether the numbers of two columns add up to other sums than rounding explains; a quick look."""
    if not answer.kind == expected.kind == "number":
        return False
    for column in (answer, expected):
        if "sum" not in column.cells:
            numbers = [float(item) for item in column.items if item is not None]
            column.cells["sum"] = sum(numbers), max(map(abs, numbers), default=0.0)
    (ours, _), (theirs, largest) = answer.cells["sum"], expected.cells["sum"]
    return abs(ours - theirs) > 2 * len(expected) * _reach(largest, decimals)


def close(answer: float, expected: float, decimals: int | None) -> bool:
    """Say whether a number is within half a unit of the last of so many decimals (None: nine digits)."""
    if decimals is None or math.isinf(answer) or math.isinf(expected):
        return math.isclose(answer, expected, rel_tol=1e-9, abs_tol=1e-12)
    return abs(answer - expected) <= _reach(expected, decimals)


def same(answer: object, expected: object, decimals: int | None) -> bool:
    """Say whether two cells are the same; `decimals` as in `close`."""
    if is_number(answer) and is_number(expected):
        return close(answer, expected, decimals)
    if isinstance(answer, tuple) and isinstance(expected, tuple) and answer[0] in _NESTED:
        return len(answer) == len(expected) and all(
            same(ours, theirs, decimals) for ours, theirs in zip(answer, expected, strict=True)
        )
    return answer == expected


def unmatched(answer: list[tuple], expected: list[tuple], decimals: int | None) -> tuple[list, list]:
    """Pair equal rows; return the positions of those without a partner, in `answer` and `expected`."""
    places = defaultdict(list)
    for position, row in enumerate(expected):
        places[row].append(position)
    ours = []
    for position, row in enumerate(answer):
        if places.get(row):
            places[row].pop()
        else:
            ours.append(position)
    theirs = sorted(chain(*places.values()))
    pairs = _pairs_within_rounding(answer, ours, expected, theirs, decimals) if ours and theirs else {}
    return [position for position in ours if position not in pairs], sorted({*theirs} - {*pairs.values()})


def _reach(number: float, decimals: int | None) -> float:
    # Recorded numbers have 12 digits, so a tie may be off by that much.
    half = 0.0 if decimals is None else 0.5 * 10.0**-decimals
    return half + (1e-9 if decimals is None else 1e-11) * max(1.0, abs(number))


def _pairs_within_rounding(
    answer: list[tuple], ours: list[int], expected: list[tuple], theirs: list[int], decimals: int | None
) -> dict[int, int]:
    """Pair rows that differ by no more than rounding: positions in `expected` by those in `answer`."""
    groups = defaultdict(lambda: ([], []))  # rows of both sides by all that is not a number in them
    for side, rows, positions in ((0, answer, ours), (1, expected, theirs)):
        for position in positions:
            numbers: list[float] = []
            groups[_pattern(rows[position], numbers)][side].append((numbers, position))
    pairs = {}
    for mine, others in groups.values():
        if not mine or not others or not others[0][0]:
            continue
        # Look only at rows that are near in the column that tells rows apart best; it stands first.
        best = max(range(len(others[0][0])), key=lambda j: len({numbers[j] for numbers, _ in others}))
        mine, others = (sorted(([row[best], *row], at) for row, at in rows) for rows in (mine, others))
        for numbers, position in mine:
            reach = 2 * _reach(numbers[0], decimals)
            near = bisect_left(others, ([numbers[0] - reach],))
            while near < len(others) and others[near][0][0] <= numbers[0] + reach:
                if all(map(close, numbers, others[near][0], repeat(decimals))):
                    pairs[position] = others.pop(near)[1]
                    break
                near += 1
    return pairs


def _pattern(row: tuple, numbers: list[float]) -> tuple:
    parts = []
    for part in row:
        if is_number(part):
            numbers.append(part)
            parts.append(_NUMBER)
        elif isinstance(part, tuple) and part[0] in _NESTED:
            parts.append(_pattern(part, numbers))
        else:
            parts.append(part)
    return tuple(parts)


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
    by_column = [[cells(column, rules.zone) for column in side] for side in (ours, theirs)]
    rows, others = ([*zip(*side, strict=True)] for side in by_column)
    order = range(len(rows)) if rules.ordered else row_order(*by_column)
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


def row_order(answer: Sequence[list], expected: Sequence[list]) -> Sequence[int] | None:
    """Return to which row of `expected` each can only belong, by columns of cells that hold the same."""
    keys = [pair for pair in zip(answer, expected, strict=True) if _hold_the_same(*pair)]
    if not keys:
        return None
    ours, theirs = ([*zip(*columns, strict=True)] for columns in zip(*keys, strict=True))
    places = {key: position for position, key in enumerate(theirs)}
    if len(places) < len(theirs) or {*ours} != places.keys():
        return None
    return [places[key] for key in ours]


def _hold_the_same(answer: list, expected: list) -> bool:
    """Say whether two columns of cells tell rows apart in the same way; numbers may be rounded."""
    return answer == expected or ({int, float}.isdisjoint(map(type, expected)) and {*answer} == {*expected})


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
