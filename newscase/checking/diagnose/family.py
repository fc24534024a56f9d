"""What a family of mistakes is, and what families look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from newscase.checking.compare.matching import cell, cells, close
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Mapping as Dict
from newscase.checking.serialize.values import Sequence, Series, Single, Table, Value

Pair = tuple[object, object]  # a cell of the answer, and the cell that is expected at its place
Detail = Mapping[str, object]

COLLECTIONS = " sequence labelled table"


@dataclass(frozen=True, slots=True)
class Match:
    """A family that explains an answer.

    Attributes
    ----------
    family : str
        The name of the family.
    detail : mapping
        What its sentence shows, all of it the student's: ``answer``, the value that was seen; ``columns``,
        the labels of the columns of a table that are wrong; and what the family adds.  Never the right value.
    """

    family: str
    detail: Detail = field(default_factory=dict)


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
        return "labelled" if has_meaning(value) else "sequence"
    names = {Table: "table", Dict: "labelled", Sequence: "sequence"}
    return names.get(type(value), value.kind)


def has_meaning(value: Series | Table) -> bool:
    """Say whether an index says something about its rows: it has a name or levels, or is not of numbers."""
    index = value.index
    if index is None:
        return False
    kinds = {index.names.kind, index.levels[0].kind}
    return len(index.levels) > 1 or not kinds <= {"number", "missing"}


@dataclass
class Case:
    """An answer that is wrong, the right value, and what several families need of them, read once.

    Cells are hashable, see `newscase.checking.compare.matching`.  What is read of both values is a tuple, the
    answer's first; ``rounded`` cells are rounded as the question asks.
    """

    answer: Value
    expected: Value
    rules: Rules

    def rounded(self, column: list) -> list:
        """Return cells with their numbers rounded."""
        decimals = self.rules.decimals
        if decimals is None:
            return column
        return [round(number, decimals) if type(number) is float else number for number in column]

    def _both(self, read: Callable[[Value], object]) -> tuple:
        return read(self.answer), read(self.expected)

    @cached_property
    def cells(self) -> tuple[list, list]:
        """The values of both as cells; none of tables and single values."""
        return self._both(lambda v: cells(v.values, self.rules.zone) if hasattr(v, "values") else [])

    @cached_property
    def values(self) -> tuple[list, list]:
        """`cells`, rounded."""
        return tuple(map(self.rounded, self.cells))

    @cached_property
    def labels(self) -> tuple[list, list]:
        """The labels of both values as cells; none where they have none."""
        return self._both(_labels)

    @cached_property
    def columns(self) -> tuple[dict, dict]:
        """The columns of both tables by their label, the levels of an index that has meaning among them."""
        return self._both(lambda value: _columns(value, self.rules.zone))

    @cached_property
    def sizes(self) -> tuple[int, int]:
        """How many values, or rows of the same columns, both have; 0 where they cannot be compared."""
        if kind_of(self.answer) != "table" != kind_of(self.expected):
            return tuple(map(len, self.cells))
        same = self.columns[0].keys() == self.columns[1].keys()
        return (self.answer.height, self.expected.height) if same and self.columns[0] else (0, 0)

    @cached_property
    def rows(self) -> tuple[list[tuple], list[tuple]]:
        """What both consist of, rounded, where they have `sizes`: rows, labels with values, or values."""
        if kind_of(self.answer) == "table":
            columns = [[*map(self.rounded, map(side.get, self.columns[1]))] for side in self.columns]
        elif kind_of(self.answer) == kind_of(self.expected) == "labelled":
            columns = zip(self.labels, self.values, strict=True)
        else:
            columns = [[values] for values in self.values]
        return tuple(list(zip(*side, strict=True)) for side in columns)

    @cached_property
    def pairs(self) -> list[Pair]:
        """The pairs of cells at the same place, or label, of two collections; none where these differ."""
        ours, theirs = self.cells
        if len(ours) != len(theirs):
            return []
        if kind_of(self.expected) == "labelled":
            places = {label: place for place, label in enumerate(self.labels[0])}
            if len(places) != len(ours) or places.keys() != set(self.labels[1]):
                return []
            ours = [ours[places[label]] for label in self.labels[1]]
        return list(zip(ours, theirs, strict=True))

    @cached_property
    def wrong_columns(self) -> dict[object, list[Pair]]:
        """The pairs that differ, by the column of a table; of other values, under an empty text."""
        if isinstance(self.answer, Single) and isinstance(self.expected, Single):
            columns = {"": [self._both(lambda value: cell(value, self.rules.zone))]}
        else:
            columns = self._column_pairs() if isinstance(self.expected, Table) else {"": self.pairs}
        return {name: wrong for name, pairs in columns.items() if (wrong := [*filter(self._differs, pairs)])}

    @cached_property
    def wrong(self) -> list[Pair]:
        """The pairs of cells at the same place that differ; none where places cannot be compared."""
        return [pair for pairs in self.wrong_columns.values() for pair in pairs]

    @cached_property
    def numbers(self) -> list[Pair]:
        """`wrong`, where all of it is numbers."""
        return self.wrong if all(is_number(number) for pair in self.wrong for number in pair) else []

    def _column_pairs(self) -> dict[object, list[Pair]]:
        ours, theirs = self.columns
        if not self.sizes[0] or self.sizes[0] != self.sizes[1]:
            return {}
        # Words and dates say which row a number belongs to.
        known = [name for name, column in theirs.items() if not any(map(is_number, column))]
        if any(ours[name] != theirs[name] for name in known):
            sides = [list(zip(*map(side.get, known), strict=True)) for side in self.columns]
            place = {row: number for number, row in enumerate(sides[0])}
            if len(place) == len(sides[0]) and place.keys() == set(sides[1]):
                order = [place[row] for row in sides[1]]
                ours = {name: [column[number] for number in order] for name, column in ours.items()}
        return {n: list(zip(ours[n], theirs[n], strict=True)) for n in theirs if ours[n] != theirs[n]}

    def _differs(self, pair: Pair) -> bool:
        ours, theirs = pair
        if ours == theirs or not (is_number(ours) and is_number(theirs)):
            return ours != theirs
        return not close(ours, theirs, self.rules.decimals)

    def written(self, label: object) -> Value | None:
        """Return a label of the answer as the student wrote it, from its cell."""
        answer, columns = self.answer, []
        if isinstance(answer, Table):
            columns = [answer.columns, *([answer.index.names] if answer.index else [])]
        elif isinstance(answer, Dict):
            columns = [answer.keys]
        elif answer.index:
            columns = answer.index.levels[:1]
        return next((value for column in columns for value in column if cell(value, False) == label), None)


def _labels(value: Value) -> list:
    if isinstance(value, Dict):
        return cells(value.keys, False)
    if not isinstance(value, Series) or value.index is None:
        return []
    levels = [cells(level, False) for level in value.index.levels]
    return levels[0] if len(levels) == 1 else list(zip(*levels, strict=True))


def _columns(table: Value, zone: bool) -> dict[object, list]:
    if not isinstance(table, Table):
        return {}
    names, data = cells(table.columns, False), [*table.data]
    if has_meaning(table):
        names, data = names + cells(table.index.names, False), data + table.index.levels
    columns = {name: cells(column, zone) for name, column in zip(names, data, strict=True)}
    return columns if len(columns) == len(names) else {}
