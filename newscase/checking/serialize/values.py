"""Plain values: what an answer is, without the classes of the library that made it.

An answer leaves the student's process in these classes, written as JSON by `json_form` in this folder, and
is compared with a recorded answer of the same form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

Bare = bool | int | float | str | None

# Kinds of single values, and so of columns, and the types of their bare values.
KINDS = {"missing": (), "unanswered": (), "truth": (bool,), "number": (int, float), "text": (str,)}
# In ns: since 1970 by the wall clock, since 1970 in UTC, and how long.
KINDS |= {"time": (int,), "moment": (int,), "duration": (int,)}
KINDS |= {"period": (str,)}  # as pandas writes it
COLLECTION_KINDS = ("list", "tuple", "range", "array", "index", "set", "dict", "series")
MAX_BITS = 1_000  # of a whole number; longer ones fit no float


@dataclass(frozen=True, slots=True)
class Single:
    """One value."""

    kind: str  # one of KINDS
    value: Bare = None
    zone: str = ""  # of a moment: the name of its time zone, or an offset such as "+03:00"


MISSING = Single("missing")


@dataclass(frozen=True, slots=True)
class Column:
    """Values side by side."""

    kind: str  # one of KINDS, or "mixed"
    items: list  # bare values of that kind, None for a missing one; plain values where it is mixed
    zone: str = ""  # of moments
    # What `newscase.checking.compare.rows` made of it, so that it does so once.
    cells: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, values: Iterable[Value]) -> Column:
        """Return plain values as a column: bare where they are single ones of one kind."""
        values = [*values]
        kinds = {(value.kind, getattr(value, "zone", "")) for value in values} - {("missing", "")}
        kind, zone = kinds.pop() if kinds else ("missing", "")
        if kinds or kind not in KINDS or kind == "unanswered":
            return cls("mixed", values)
        return cls(kind, [value.value for value in values], zone)

    @classmethod
    def bare(cls, kind: str, items: list, zone: str = "") -> Column:
        """Return bare values as a column of one kind, or of missing values only."""
        return cls("missing", items) if items.count(None) == len(items) else cls(kind, items, zone)

    def __len__(self) -> int:
        return len(self.items)

    def at(self, position: int) -> Value:
        """Return one item as a value by itself."""
        item = self.items[position]
        if self.kind == "mixed":
            return item
        return MISSING if item is None else Single(self.kind, item, self.zone)

    def __iter__(self) -> Iterator[Value]:
        return map(self.at, range(len(self.items)))


@dataclass(frozen=True, slots=True)
class Index:
    """The labels of rows: a column for each level, and the levels' names."""

    names: Column
    levels: list[Column]

    @property
    def says_something(self) -> bool:
        """Whether it says something about its rows: it is named, or not of whole numbers."""
        [level, *more] = self.levels
        are_numbers = level.kind in ("number", "missing") and float not in map(type, level.items)
        return bool(more) or self.names.kind != "missing" or not are_numbers


@dataclass(frozen=True, slots=True)
class Collection:
    """A list, tuple, range, array, index, set (whose items are sorted), dict or Series."""

    kind: str  # one of COLLECTION_KINDS
    values: Column
    index: Index | None = None  # the keys of a dict; of a Series, None where it only counts rows from 0

    @property
    def labels(self) -> list[Column]:
        """Its labels, a column a level; none of an index that says nothing about its rows."""
        return self.index.levels if self.index and (self.kind == "dict" or self.index.says_something) else []


@dataclass(frozen=True, slots=True)
class Table:
    """A data frame: the labels of its columns, its index as in `Collection`, and a column each."""

    columns: Column
    index: Index | None
    data: list[Column]
    kind: ClassVar[str] = "table"

    @property
    def height(self) -> int:
        """The number of rows; 0 for a table without columns and index."""
        columns = self.data or (self.index.levels if self.index else [[]])
        return len(columns[0])


@dataclass(frozen=True, slots=True)
class Trace:
    """What one trace of a figure draws."""

    # plotly's type, without "gl"; a scatter with lines is a "line", and an "area" where it fills the
    # space down to zero, or to another area that it is stacked on.
    type: str
    name: Value  # as the legend shows it
    orientation: str  # "v" or "h"
    data: dict[str, Value]  # what is drawn, by plotly's name: x, y, z, base, text ...
    dash: str = ""  # of its line, and the symbol of its marks, where one is set for all its points
    symbol: str = ""
    x_axis: str = "xaxis"  # the axes on which it is drawn, as in Figure.axes
    y_axis: str = "yaxis"

    def drawn(self, key: str) -> list[Value]:
        """Return what is drawn along "x", or under another key; nothing where one value holds for all."""
        value = self.data.get(key)
        return [*value.values] if type(value) is Collection else []


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of a figure."""

    title: Value = MISSING
    ends: tuple[Value, Value] = (MISSING, MISSING)  # that are to be seen; missing where plotly chooses
    logarithmic: bool = False
    hidden: bool = False  # it, or the numbers along it, cannot be seen
    reversed: bool = False
    order: str = ""  # plotly's categoryorder; "array" with `categories`
    categories: Column | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A plotly figure, without its style."""

    traces: list[Trace]
    title: Value
    bars: str  # plotly's barmode where there are bars ("relative" is "stack"), else empty
    axes: dict[str, Axis]  # by plotly's name, such as xaxis2
    legend: Value = MISSING  # its title
    kind: ClassVar[str] = "figure"

    def axis(self, name: str) -> Axis:
        """Return one of its axes, or one without a title where it has none of that name."""
        return self.axes.get(name, Axis())

    def along(self, name: str) -> list[Value]:
        """Return what is drawn along an axis."""
        traces = [trace for trace in self.traces if name in (trace.x_axis, trace.y_axis)]
        return [value for trace in traces for value in trace.drawn(name[0])]


Value = Single | Collection | Table | Figure
