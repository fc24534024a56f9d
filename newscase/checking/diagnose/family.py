"""What a family of mistakes is, and what families look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from newscase.checking.compare.matching import cell, cells, close
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Mapping as Dict
from newscase.checking.serialize.values import Sequence, Series, Single, Table, Value

Pair = tuple[object, object]  # a cell of the answer, and the cell that is expected at its place
Detail = Mapping[str, object]

COLLECTIONS = " sequence labelled table"
_LABEL, VALUE = (
    ("label",),
    ("value",),
)  # the columns of what is no table; no label of a column is such a tuple


@dataclass(frozen=True, slots=True)
class Match:
    """A family that explains an answer, by its name, and what its sentence shows.

    ``detail`` has only what is the student's: ``answer``, the value that was seen; ``columns``, the labels of
    the columns of a table that are wrong; and what the family adds.  Never the right value.
    """

    family: str
    detail: Detail


@dataclass(frozen=True, slots=True)
class Family:
    """A transformation of the right value that people make on every course.

    Attributes
    ----------
    name : str
        The key of its sentence in `newscase.checking.wording.families`.
    answers, expects : str
        The kinds (see `kind_of`) of answers and of right values that it is for, with spaces between.
    recognise : callable
        A pure function of a `Case`: whether it explains the answer, or what its sentence shows then.
    """

    name: str
    answers: str
    expects: str
    recognise: Callable[[Case], bool | Detail]


@dataclass(frozen=True, slots=True)
class EachPair:
    """Recognise an answer by what holds of each pair of cells that differs, and of the decimals asked for."""

    holds: Callable[[object, object, int | None], bool]

    def __call__(self, case: Case) -> bool:
        """Say whether there are such pairs, and nothing else that differs."""
        return bool(case.wrong) and all(self.holds(*pair, case.rules.decimals) for pair in case.wrong)


def is_number(cell: object) -> bool:
    """Say whether a cell is a number."""
    return type(cell) is int or type(cell) is float


def kind_of(value: Value) -> str:
    """Return the kind of a value for families.

    ``table``, ``labelled`` (a dict, or a Series whose index says something about its values), ``sequence``
    (a list, another Series …), or its own.
    """
    if isinstance(value, Series):
        return "labelled" if _has_meaning(value) else "sequence"
    return {Table: "table", Dict: "labelled", Sequence: "sequence"}.get(type(value), value.kind)


def _has_meaning(value: Series | Table) -> bool:
    """Say whether an index says something about its rows: it has a name or levels, or is not of numbers."""
    index = value.index
    if index is None:
        return False
    return len(index.levels) > 1 or not {index.names.kind, index.levels[0].kind} <= {"number", "missing"}


@dataclass
class Case:
    """An answer that is wrong, the right value, and what several families need of them, read once.

    Cells are hashable, see `newscase.checking.compare.matching`.  What is read of both values is a tuple, the
    answer's first.
    """

    answer: Value
    expected: Value
    rules: Rules

    def rounded(self, column: list) -> list:
        """Return cells with their numbers rounded as the question asks."""
        decimals = self.rules.decimals
        if decimals is None:
            return column
        return [round(number, decimals) if type(number) is float else number for number in column]

    @cached_property
    def columns(self) -> tuple[dict, dict]:
        """The cells of both by the label of their column; what is no table has values, and maybe labels."""
        return self._columns(self.answer), self._columns(self.expected)

    @cached_property
    def values(self) -> tuple[list, list]:
        """The values of both, rounded; none of tables."""
        return tuple(self.rounded(columns.get(VALUE, [])) for columns in self.columns)

    @property
    def labels(self) -> tuple[list, list]:
        """The labels of both; none where they have none."""
        return tuple(columns.get(_LABEL, []) for columns in self.columns)

    @property
    def data(self) -> list[list]:
        """The columns of the answer without labels."""
        return [column for name, column in self.columns[0].items() if name != _LABEL]

    @cached_property
    def sizes(self) -> tuple[int, int]:
        """How many rows both have; 0 where they do not have the same columns."""
        ours, theirs = self.columns
        return tuple(
            len(next(iter(side.values()), ())) * (ours.keys() == theirs.keys()) for side in self.columns
        )

    @cached_property
    def rows(self) -> tuple[list[tuple], list[tuple]]:
        """The rows of both, rounded, where they have `sizes`."""
        columns = [map(self.rounded, map(side.get, self.columns[1])) for side in self.columns]
        return tuple(list(zip(*side, strict=True)) for side in columns)

    @cached_property
    def pairs(self) -> dict[object, list[Pair]]:
        """The pairs of cells in the same row, by column; none where rows cannot be compared."""
        ours, theirs = self.columns
        if not all(self.sizes) or self.sizes[0] != self.sizes[1]:
            return {}
        # Labels say which row a value belongs to, and so do words and dates in a table.
        known = [_LABEL] if _LABEL in theirs else [n for n in theirs if not any(map(is_number, theirs[n]))]
        if (_LABEL in theirs or VALUE not in theirs) and any(ours[name] != theirs[name] for name in known):
            sides = [list(zip(*map(side.get, known), strict=True)) for side in self.columns]
            place = {row: number for number, row in enumerate(sides[0])}
            if len(place) == len(sides[0]) and place.keys() == {*sides[1]}:
                order = [place[row] for row in sides[1]]
                ours = {name: [column[number] for number in order] for name, column in ours.items()}
            elif _LABEL in theirs:
                return {}
        return {name: list(zip(ours[name], theirs[name], strict=True)) for name in theirs}

    @cached_property
    def wrong_columns(self) -> dict[object, list[Pair]]:
        """The pairs that differ, by column."""
        found = {
            name: [pair for pair in pairs if pair[0] != pair[1] and not self._is_rounding(*pair)]
            for name, pairs in self.pairs.items()
        }
        return {name: wrong for name, wrong in found.items() if wrong}

    @cached_property
    def wrong(self) -> list[Pair]:
        """The pairs that differ."""
        return [*chain(*self.wrong_columns.values())]

    @cached_property
    def numbers(self) -> list[Pair]:
        """The pairs that differ, where all of them are numbers."""
        return self.wrong if all(map(is_number, chain(*self.wrong))) else []

    def written(self, label: object) -> Value | None:
        """Return a label of the answer's columns or values as the student wrote it, from its cell."""
        answer = self.answer
        if isinstance(answer, Series):
            labels = answer.index.levels[0]
        else:
            labels = answer.columns if isinstance(answer, Table) else answer.keys
        return next((value for value in labels if cell(value, False) == label), None)

    def _is_rounding(self, ours: object, theirs: object) -> bool:
        return is_number(ours) and is_number(theirs) and close(ours, theirs, self.rules.decimals)

    def _columns(self, value: Value) -> dict[object, list]:
        zone, labels = self.rules.zone, []
        if isinstance(value, Single):
            return {VALUE: [cell(value, zone)]}
        if isinstance(value, Table):
            names, data = cells(value.columns, False), [*value.data]
            if _has_meaning(value):
                names, data = names + cells(value.index.names, False), data + value.index.levels
            columns = {name: cells(column, zone) for name, column in zip(names, data, strict=True)}
            return columns if len(columns) == len(names) else {}
        if isinstance(value, Dict):
            labels = [cells(value.keys, False)]
        elif isinstance(value, Series) and _has_meaning(value):
            labels = [cells(level, False) for level in value.index.levels]
        elif not isinstance(value, (Series, Sequence)):
            return {}
        levels = (
            {_LABEL: labels[0] if len(labels) == 1 else list(zip(*labels, strict=True))} if labels else {}
        )
        return {**levels, VALUE: cells(value.values, zone)}
