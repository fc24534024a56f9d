"""What a family of mistakes is, and the wrong answer that families look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from newscase.checking.compare.matching import cell, cells, same
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Column, Sequence, Series, Single, Table, Value
from newscase.checking.serialize.values import Mapping as Dict

Pair = tuple[object, object]  # a cell of the answer, and the cell that is expected at its place
Found = bool | Mapping[str, object]  # whether a family explains an answer, or what its sentence shows then

# Kinds of values as `kind_of` names them.
COLLECTIONS = " sequence labelled table"
SINGLE = "truth number text time moment duration period missing"
EVERY = SINGLE + COLLECTIONS

# The columns of what is no table; no label of a column is such a tuple.
LABEL, VALUE = ("label",), ("value",)


class Family(NamedTuple):
    """A transformation of the right value that people make on every course."""

    name: str  # the key of its sentence in `newscase.checking.wording.family_words`; several may share one
    answers: str  # the kinds of answers that it is for, and of right values, as `kind_of` names them
    expects: str
    recognise: Callable[[Case], Found]


def each(name: str, holds: Callable[[object, object, int | None], bool]) -> Family:
    """Return a family by what holds of each wrong cell, the right one, and the decimals asked for."""

    def recognise(case: Case) -> bool:
        return bool(case.wrong) and all(holds(*pair, case.rules.decimals) for pair in case.wrong)

    return Family(name, EVERY, EVERY, recognise)


def is_number(cell: object) -> bool:
    """Say whether a cell is a number."""
    return type(cell) is int or type(cell) is float


def kind(cell: object) -> str:
    """Return the kind that a cell starts with; nothing for numbers and texts."""
    return cell[0] if type(cell) is tuple and cell and type(cell[0]) is str else ""


def kind_of(value: Value) -> str:
    """Return ``table``, ``labelled`` (a dict, a Series with labels), ``sequence``, or its own kind."""
    if isinstance(value, Dict | Series | Sequence):
        return "labelled" if levels(value) else "sequence"
    return value.kind


def levels(value: Value) -> list[Column]:
    """Return the labels of a dict, or of an index that says something about its rows; a column a level."""
    if isinstance(value, Dict):
        return [value.keys]
    index = getattr(value, "index", None)
    if index is None:
        return []
    # It says something where it has a name or several levels, or is not of numbers.
    kinds = {index.names.kind, index.levels[0].kind}
    return index.levels if len(index.levels) > 1 or not kinds <= {"number", "missing"} else []


@dataclass
class Case:
    """A wrong answer, the right value, and their cells (see `newscase.checking.compare.matching`), read once.

    What is read of both values is a tuple, the answer's first.
    """

    answer: Value
    expected: Value
    rules: Rules
    rights: Iterable[Value] = ()  # other answers that are as good

    def rounded(self, column: list) -> list:
        """Return cells with their numbers rounded as the question asks."""
        decimals = self.rules.decimals
        if decimals is None:
            return column
        return [round(cell, decimals) if type(cell) is float else cell for cell in column]

    @cached_property
    def columns(self) -> tuple[dict, dict]:
        """The cells of both by the label of their column; what is no table has values, and maybe labels."""
        return _columns(self.answer, self.rules.zone), _columns(self.expected, self.rules.zone)

    @cached_property
    def values(self) -> tuple[list, list]:
        """The values of both, rounded; none of tables."""
        return tuple(self.rounded(columns.get(VALUE, [])) for columns in self.columns)

    @property
    def labels(self) -> tuple[list, list]:
        """The labels of both, if they have any."""
        return tuple(columns.get(LABEL, []) for columns in self.columns)

    @property
    def data(self) -> list[list]:
        """The columns of the answer without labels."""
        return [column for name, column in self.columns[0].items() if name != LABEL]

    @cached_property
    def rows(self) -> tuple[list[tuple], list[tuple]]:
        """The rows of both, rounded; none where they do not have the same columns."""
        ours, theirs = self.columns
        if ours.keys() != theirs.keys():
            return [], []
        return tuple(
            [*zip(*(self.rounded(side[name]) for name in theirs), strict=True)] for side in self.columns
        )

    @cached_property
    def pairs(self) -> dict[object, list[Pair]]:
        """The pairs of cells in the same row, by column; none where rows cannot be compared."""
        ours, theirs = self.columns
        if not self.rows[0] or len(self.rows[0]) != len(self.rows[1]):
            return {}
        # Labels say which row a value belongs to, and so do words and dates in a table.
        words = [name for name, column in theirs.items() if not any(map(is_number, column))]
        known = [LABEL] * (LABEL in theirs) if VALUE in theirs else words
        keys, wanted = ([*zip(*(side[name] for name in known), strict=True)] for side in self.columns)
        if keys != wanted:
            place = {key: number for number, key in enumerate(keys)}
            if len(place) == len(keys) and place.keys() == {*wanted}:
                ours = {name: [column[place[key]] for key in wanted] for name, column in ours.items()}
            elif LABEL in theirs:
                return {}
        return {name: [*zip(ours[name], column, strict=True)] for name, column in theirs.items()}

    @cached_property
    def wrong_columns(self) -> dict[object, list[Pair]]:
        """The pairs that differ, by column."""
        found = {
            name: [pair for pair in pairs if pair[0] != pair[1] and not same(*pair, self.rules.decimals)]
            for name, pairs in self.pairs.items()
        }
        return {name: wrong for name, wrong in found.items() if wrong}

    @cached_property
    def wrong(self) -> list[Pair]:
        """The pairs that differ, each once."""
        return [*dict.fromkeys(chain(*self.wrong_columns.values()))]

    @cached_property
    def numbers(self) -> list[Pair]:
        """The pairs that differ, where all of them are numbers."""
        return self.wrong if all(map(is_number, chain(*self.wrong))) else []

    def written(self, column: object) -> Value:
        """Return the label of a column of the answer as the student wrote it."""
        names = [*self.answer.columns, *(self.answer.index.names if self.answer.index else ())]
        return next(name for name in names if cell(name, False) == column)


def _columns(value: Value, zone: bool) -> dict[object, list]:
    if isinstance(value, Single):
        return {VALUE: [cell(value, zone)]}
    if isinstance(value, Table):
        names = [*value.columns, *(value.index.names if levels(value) else ())]
        data = [cells(column, zone) for column in (*value.data, *levels(value))]
        columns = dict(zip((cell(name, False) for name in names), data, strict=True))
        return columns if len(columns) == len(names) else {}
    if not isinstance(value, Dict | Series | Sequence):
        return {}
    labels = [cells(level, False) for level in levels(value)]
    found = {VALUE: cells(value.values, zone)}
    if labels:
        found[LABEL] = labels[0] if len(labels) == 1 else [*zip(*labels, strict=True)]
    return found
