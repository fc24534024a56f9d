"""What a family of mistakes is, and the wrong answer that families look at.

To add one: its function goes into `collections` or `numbers_and_times` beside this module, its sentence into
`newscase.checking.wording`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from newscase.checking.answer_key import Rules
from newscase.checking.compare.compare import LABEL, VALUE, columns
from newscase.checking.compare.rows import cells, same
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


def each(name: str, kinds: str, holds: Callable[[object, object, int | None], bool]) -> Family:
    """Return a family by what holds of each wrong cell, the right one, and the decimals asked for.

    `kinds` are those of the two cells, such as "text number"; a time is given in nanoseconds.
    """

    def recognise(case: Case) -> bool:
        pairs = ([cell[1] if type(cell) is tuple else cell for cell in pair] for pair in case.wrong)
        return case.kinds == {kinds} and all(holds(*pair, case.rules.decimals) for pair in pairs)

    return Family(name, EVERY, EVERY, recognise)


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
        return tuple(
            {key: cells(column, self.rules.zone) for key, (_, column) in columns(value).items()}
            for value in (self.answer, self.expected)
        )

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
        words = [name for name, column in theirs.items() if not {*map(type, column)} & {int, float}]
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
        decimals = self.rules.decimals
        found = (
            (name, [pair for pair in pairs if pair[0] != pair[1] and not same(*pair, decimals)])
            for name, pairs in self.pairs.items()
        )
        return {name: wrong for name, wrong in found if wrong}

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
