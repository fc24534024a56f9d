"""A wrong answer beside the right value, as the families of mistakes look at it, and what a family is.

To add one: its function goes into `families` or `numbers_and_times` beside this module, its sentence into
`newscase.checking.wording`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from newscase.checking.answer_key import Rules
from newscase.checking.compare.compare import LABEL, VALUE, columns
from newscase.checking.compare.rows import cells, row_order, same
from newscase.checking.serialize.values import Collection, Table, Value

Pair = tuple[object, object]  # a cell of the answer, and the cell that is expected at its place
Found = bool | Mapping[str, object]  # whether a family explains an answer, or what its sentence shows then

# Kinds of values as `kind_of` names them.
COLLECTIONS = " sequence labelled table"
SINGLE = "truth number text time moment duration period missing"
EVERY = SINGLE + COLLECTIONS
_KINDS = {int: "number", float: "number", str: "text"}  # of cells that are bare


class Family(NamedTuple):
    """A transformation of the right value that people make on every course."""

    name: str  # the key of its sentence in `newscase.checking.wording`; several may share one
    answers: str  # the kinds of answers that it is for, and of right values, as `kind_of` names them
    expects: str
    recognise: Callable[[Case], Found]


def kind_of(value: Value) -> str:
    """Return ``table``, ``labelled`` (a dict, a Series with labels), ``sequence``, or its own kind."""
    if type(value) is Collection:
        return "labelled" if value.labels else "sequence"
    return value.kind


@dataclass
class Case:
    """A wrong answer, the right value, and their cells (see `newscase.checking.compare.rows`), read once.

    What is read of both values is a tuple, the answer's first.
    """

    answer: Value
    expected: Value
    rules: Rules
    rights: Sequence[Value] = ()  # other answers that are as good

    def rounded(self, value: Value) -> dict[object, list]:
        """Return the cells of a value by the label of their column, with numbers rounded as asked.

        What is no table has a column of values, and maybe one of labels.
        """
        found, decimals = self._cells(value), self.rules.decimals
        if decimals is None:
            return found
        return {
            key: [round(cell, decimals) if type(cell) is float else cell for cell in column]
            for key, column in found.items()
        }

    def _cells(self, value: Value) -> dict[object, list]:
        return {key: cells(column, self.rules.zone) for key, (_, column) in columns(value).items()}

    @cached_property
    def columns(self) -> tuple[dict, dict]:
        """The cells of both, rounded."""
        return self.rounded(self.answer), self.rounded(self.expected)

    @property
    def values(self) -> tuple[list, list]:
        """The values of both; none of tables."""
        return tuple(columns.get(VALUE, []) for columns in self.columns)

    @property
    def labels(self) -> tuple[list, list]:
        """The labels of both, if they have any."""
        return tuple(columns.get(LABEL, []) for columns in self.columns)

    @property
    def data(self) -> list[list]:
        """The columns of the answer without labels, not rounded."""
        return [column for name, column in self._cells(self.answer).items() if name != LABEL]

    @cached_property
    def rows(self) -> tuple[list[tuple], list[tuple]]:
        """The rows of both; none where they do not have the same columns."""
        ours, theirs = self.columns
        if ours.keys() != theirs.keys():
            return [], []
        return tuple([*zip(*(side[name] for name in theirs), strict=True)] for side in self.columns)

    @cached_property
    def pairs(self) -> dict[object, list[Pair]]:
        """The pairs of cells in the same row, not rounded, by column; none where rows cannot be compared."""
        if not self.rows[0] or len(self.rows[0]) != len(self.rows[1]):
            return {}
        ours, theirs = self._cells(self.answer), self._cells(self.expected)
        # Labels say which row a value belongs to, and so do other columns of a table.
        known = [key for key in theirs if VALUE not in theirs or key == LABEL]
        order = row_order([ours[key] for key in known], [theirs[key] for key in known])
        if order is None and ours.get(LABEL) != theirs.get(LABEL):
            return {}
        order = range(len(self.rows[0])) if order is None else order
        return {key: [*zip(ours[key], map(theirs[key].__getitem__, order), strict=True)] for key in theirs}

    @cached_property
    def wrong_columns(self) -> dict[object, list[Pair]]:
        """The pairs that differ, by column."""
        decimals = self.rules.decimals
        found = (
            (key, [pair for pair in pairs if pair[0] != pair[1] and not same(*pair, decimals)])
            for key, pairs in self.pairs.items()
        )
        return {key: wrong for key, wrong in found if wrong}

    @cached_property
    def wrong(self) -> list[Pair]:
        """The pairs that differ, each once."""
        return [*dict.fromkeys(chain(*self.wrong_columns.values()))]

    @cached_property
    def kinds(self) -> set[str]:
        """The kinds of the cells of each pair that differs, such as "text number"."""
        kinds = {
            tuple(cell[0] if type(cell) is tuple else type(cell) for cell in pair) for pair in self.wrong
        }
        return {" ".join(_KINDS.get(kind, str(kind)) for kind in pair) for pair in kinds}

    @property
    def numbers(self) -> list[Pair]:
        """The pairs that differ, where all of them are numbers."""
        return self.wrong if self.kinds == {"number number"} else []

    def written(self, *names: object) -> list[Value]:
        """Return labels of columns of a table as the student wrote them; none of what is no table."""
        named = columns(self.answer) if type(self.answer) is Table else {}
        return [named[name][0] for name in names if named]
