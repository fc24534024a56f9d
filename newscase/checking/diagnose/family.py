"""What a family of mistakes is, and what its families look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from newscase.checking.compare.matching import cell, cells, close
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Column, Sequence, Series, Single, Table, Value
from newscase.checking.serialize.values import Mapping as Dict

Pair = tuple[object, object]  # a cell of the answer, and the cell that is expected at its place
Detail = Mapping[str, object]  # see `Match`


@dataclass(frozen=True, slots=True)
class Match:
    """A family that explains an answer.

    Attributes
    ----------
    family : str
        The name of the family.
    detail : mapping
        What its sentence shows, all of it the student's: ``answer``, the value that was seen; ``columns``, the
        labels of the columns of a table that are wrong; and what the family adds.  Never the right value.
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
        A pure function of a `Case`: what its sentence shows, or None when it does not explain the answer.
    """

    name: str
    answers: str
    expects: str
    recognise: Callable[[Case], Detail | None]


@dataclass(frozen=True, slots=True)
class EachPair:
    """Recognise values by what holds of each pair of cells, at the same place, that differs."""

    holds: Callable[[object, object], bool]

    def __call__(self, case: Case) -> Detail | None:
        """Return no detail, or None where one pair is not so."""
        return {} if case.wrong and all(self.holds(*pair) for pair in case.wrong) else None


def kind_of(value: Value) -> str:
    """Return the kind of a value for families.

    Of single values, intervals and figures it is their own; ``sequence``, ``labelled`` (a dict, or a Series
    whose index says something about its values) or ``table``.
    """
    if isinstance(value, Table):
        return "table"
    if isinstance(value, Dict):
        return "labelled"
    if isinstance(value, (Series, Sequence)):
        return "labelled" if isinstance(value, Series) and has_meaning(value) else "sequence"
    return value.kind


def has_meaning(value: Series | Table) -> bool:
    """Say whether an index says something about its rows: it is named, has levels, or is not of numbers."""
    index = value.index
    return index is not None and (
        len(index.levels) > 1
        or index.names.kind != "missing"
        or index.levels[0].kind not in ("number", "missing")
    )


@dataclass
class Case:
    """An answer that is wrong, the right value, and what several families need of them, read once.

    Cells are hashable, see `newscase.checking.compare.matching`.  Two of a kind come as a tuple: first the
    answer's.
    """

    answer: Value
    expected: Value
    rules: Rules

    @cached_property
    def labels(self) -> tuple[list, list]:
        """The labels of both values, as cells; none where they have none."""
        return _labels(self.answer), _labels(self.expected)

    @cached_property
    def values(self) -> tuple[list, list]:
        """The values of both as cells, numbers rounded; none of tables and single values."""
        return tuple(
            self._rounded(cells(value.values, self.rules.zone)) if hasattr(value, "values") else []
            for value in (self.answer, self.expected)
        )

    @cached_property
    def columns(self) -> tuple[dict, dict]:
        """The columns of both tables by their label, the levels of an index that has meaning among them."""
        return self._columns(self.answer), self._columns(self.expected)

    @cached_property
    def same_columns(self) -> bool:
        """Whether both are tables that have the same columns, each once."""
        ours, theirs = self.columns
        return bool(theirs) and ours.keys() == theirs.keys() and None not in (*ours.values(), *theirs.values())

    @cached_property
    def rows(self) -> tuple[list[tuple], list[tuple]]:
        """What both consist of, numbers rounded: rows of the same columns, labels with values, or values."""
        if isinstance(self.expected, Table):
            if not self.same_columns:
                return [], []
            return tuple(
                list(zip(*(self._rounded(side[name]) for name in self.columns[1]), strict=True))
                for side in self.columns
            )
        if kind_of(self.expected) == kind_of(self.answer) == "labelled":
            return tuple(
                list(zip(*both, strict=True)) for both in zip(self.labels, self.values, strict=True)
            )
        return tuple([(value,) for value in values] for values in self.values)

    @cached_property
    def wrong(self) -> list[Pair]:
        """The pairs of cells at the same place that differ; none where the places cannot be compared."""
        return [pair for pairs in self.wrong_columns.values() for pair in pairs]

    @cached_property
    def wrong_columns(self) -> dict[object, list[Pair]]:
        """`wrong` by the label of the column of a table; of other values, under an empty text."""
        if isinstance(self.answer, Single) and isinstance(self.expected, Single):
            zone = self.rules.zone
            pairs = {"": [(cell(self.answer, zone), cell(self.expected, zone))]}
        elif isinstance(self.answer, Table) and isinstance(self.expected, Table):
            pairs = self._table_pairs()
        elif hasattr(self.answer, "values") and hasattr(self.expected, "values"):
            pairs = {"": self._pairs()}
        else:
            pairs = {}
        return {
            name: wrong for name, column in pairs.items() if (wrong := [*filter(self._differs, column)])
        }

    def _pairs(self) -> list[Pair]:
        ours, theirs = (cells(value.values, self.rules.zone) for value in (self.answer, self.expected))
        if len(ours) != len(theirs):
            return []
        if kind_of(self.expected) == "labelled":
            places = {label: place for place, label in enumerate(self.labels[0])}
            if kind_of(self.answer) != "labelled" or places.keys() != set(self.labels[1]):
                return []
            ours = [ours[places[label]] for label in self.labels[1]]
        return list(zip(ours, theirs, strict=False))

    def _table_pairs(self) -> dict[object, list[Pair]]:
        ours, theirs = self.columns
        if not self.same_columns or self.answer.height != self.expected.height:
            return {}
        # Words and dates say which row a number belongs to.
        known = [name for name in theirs if not any(map(is_number, theirs[name]))]
        order = range(self.answer.height)
        if any(ours[name] != theirs[name] for name in known):
            sides = [list(zip(*(side[name] for name in known), strict=True)) for side in self.columns]
            place = {row: number for number, row in enumerate(sides[0])}
            if len(place) == len(sides[0]) and place.keys() == set(sides[1]):
                order = [place[row] for row in sides[1]]
        return {
            name: list(zip([ours[name][number] for number in order], theirs[name], strict=True))
            for name in theirs
            if ours[name] != theirs[name]
        }

    def _differs(self, pair: Pair) -> bool:
        ours, theirs = pair
        if ours == theirs:
            return False
        return not (is_number(ours) and is_number(theirs) and close(ours, theirs, self.rules.decimals))

    def _rounded(self, column: list) -> list:
        decimals = self.rules.decimals
        if decimals is None:
            return column
        return [round(value, decimals) if type(value) is float else value for value in column]

    def _columns(self, value: Value) -> dict:
        if not isinstance(value, Table):
            return {}
        named = list(zip(cells(value.columns, False), value.data, strict=True))
        if has_meaning(value):
            named += zip(cells(value.index.names, False), value.index.levels, strict=True)
        columns = {}
        for name, column in named:
            columns[name] = None if name in columns else cells(column, self.rules.zone)
        return columns


def _labels(value: Value) -> list:
    if isinstance(value, Dict):
        return cells(value.keys, False)
    if not isinstance(value, Series) or value.index is None:
        return []
    levels = [cells(level, False) for level in value.index.levels]
    return levels[0] if len(levels) == 1 else list(zip(*levels, strict=True))


def is_number(cell: object) -> bool:
    """Say whether a cell is a number."""
    return type(cell) is int or type(cell) is float
