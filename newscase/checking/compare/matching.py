"""Find which rows of an answer have an equal row in the expected value, in whatever order.

A column becomes a list of cells, which can be hashed.  A cell is a number, a text in its simplest
spelling, None for a missing value, or a tuple that starts with its kind.  A row is a tuple of cells.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from itertools import chain, repeat

from newscase.checking.serialize.times import offsets
from newscase.checking.serialize.values import Collection, Column, Single, Value

_NESTED = {"sequence", "dict"}
_NUMBER = ("number",)
_SPELLINGS = str.maketrans(
    {**dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("\xa0\u202f", " ")}
)


def is_number(cell: object) -> bool:
    """Say whether a cell is a number."""
    return type(cell) is int or type(cell) is float


def fold(text: str) -> str:
    """Return a text without what does not count: case, outer spaces, curly quotes, hard spaces."""
    if text.isascii():
        return text.strip().lower()
    return text.translate(_SPELLINGS).strip().casefold()


def cell(value: Value, zone: bool) -> object:
    """Return a value as a cell; with `zone`, moments are the same only in the same zone."""
    match value:
        case Single(kind="missing"):
            return None
        case Single(kind="unanswered"):
            return ("unanswered",)
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
