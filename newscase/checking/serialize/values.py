"""Plain values: what an answer is, without the classes of the library that made it.

An answer leaves the student's process in these classes, written as JSON by
`newscase.checking.serialize.json_form`, and is compared with a recorded answer of the same form.

Many values stand in a `Column`, which holds bare Python values as long as all are of one kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

# Kinds of single values, and so of columns.
KINDS = frozenset(
    ("missing", "unanswered", "truth", "number", "text", "time", "moment", "duration", "period")
)
MAX_BITS = 1_000  # of a whole number; longer ones fit no float
# Kinds of sequences, in the order in which wording lists them.
SEQUENCE_KINDS = ("list", "tuple", "range", "array", "index", "set")


@dataclass(frozen=True, slots=True)
class Single:
    """One value.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    value : bool, int, float, str or None
        ``time`` and ``moment`` in ns since 1970 (of the wall clock, and of UTC), ``duration`` in ns,
        ``period`` as pandas writes it.  None for ``missing`` and ``unanswered``.
    zone : str
        Of a moment: the name of its time zone, or an offset such as ``"+03:00"``.
    """

    kind: str
    value: bool | int | float | str | None = None
    zone: str = ""


MISSING = Single("missing")
UNANSWERED = Single("unanswered")


@dataclass(frozen=True, slots=True)
class Interval:
    """A pandas interval: its two ends, and which of them belong to it (``"left"``, ``"both"`` …)."""

    left: Single
    right: Single
    closed: str
    kind: ClassVar[str] = "interval"


@dataclass(frozen=True, slots=True)
class Column:
    """Values side by side.

    Attributes
    ----------
    kind : str
        One of `KINDS`, or ``"mixed"``.
    items : list
        Bare values of that kind, None for a missing one; where the kind is ``mixed``, plain values.
    zone : str
        Of moments.
    cells : dict
        What `newscase.checking.compare.matching` made of it, so that it does so once.
    """

    kind: str
    items: list
    zone: str = ""
    cells: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, values: Iterable[Value]) -> Column:
        """Return plain values as a column: bare where they are single ones of one kind."""
        values = [*values]
        kinds = {(value.kind, getattr(value, "zone", "")) for value in values} - {("missing", "")}
        if not kinds:
            return cls("missing", [None] * len(values))
        kind, zone = kinds.pop()
        if kinds or kind not in KINDS or kind == "unanswered":
            return cls("mixed", values)
        return cls(kind, [value.value for value in values], zone)

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
class Sequence:
    """A list, tuple, range, array, index or set (whose items are sorted)."""

    kind: str
    values: Column


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict."""

    keys: Column
    values: Column
    kind: ClassVar[str] = "dict"


@dataclass(frozen=True, slots=True)
class Index:
    """The labels of rows: a column for each level, and the levels' names."""

    names: Column
    levels: list[Column]


@dataclass(frozen=True, slots=True)
class Series:
    """A Series; its index is None where it only counts the rows from 0."""

    name: Value
    index: Index | None
    values: Column
    kind: ClassVar[str] = "series"


@dataclass(frozen=True, slots=True)
class Table:
    """A data frame: the labels of its columns, its index as in `Series`, and a column each."""

    columns: Column
    index: Index | None
    data: list[Column]
    kind: ClassVar[str] = "table"

    @property
    def height(self) -> int:
        """The number of rows; 0 for a table without columns and index."""
        if self.data:
            return len(self.data[0])
        return len(self.index.levels[0]) if self.index else 0


@dataclass(frozen=True, slots=True)
class Trace:
    """What one trace of a figure draws.

    Attributes
    ----------
    type : str
        plotly's, without ``gl``; a scatter with lines is a ``line``, and an ``area`` where it fills the
        space down to zero, or to another area that it is stacked on.
    name : Value
        As the legend shows it.
    orientation : str
        ``"v"`` or ``"h"``.
    data : dict of str to Value
        What is drawn, by plotly's name: ``x``, ``y``, ``z``, ``base``, ``text`` …
    dash, symbol : str
        The line's dash and the markers' symbol, where the trace sets one for all its points.
    x_axis, y_axis : str
        The axes on which it is drawn, as in `Figure.axes`.
    """

    type: str
    name: Value
    orientation: str
    data: dict[str, Value]
    dash: str = ""
    symbol: str = ""
    x_axis: str = "xaxis"
    y_axis: str = "yaxis"


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of a figure.

    Attributes
    ----------
    title : Value
        `MISSING` where there is none.
    ends : tuple of two Values
        The two ends that are to be seen; `MISSING` where plotly chooses.
    logarithmic, reversed : bool
    hidden : bool
        It, or the numbers along it, cannot be seen.
    order : str
        plotly's ``categoryorder``; ``"array"`` with `categories`.
    categories : Column or None
    """

    title: Value = MISSING
    ends: tuple[Value, Value] = (MISSING, MISSING)
    logarithmic: bool = False
    hidden: bool = False
    reversed: bool = False
    order: str = ""
    categories: Column | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A plotly figure, without its style.

    Attributes
    ----------
    traces : list of Trace
    title, subtitle : Value
    bars : str
        plotly's ``barmode`` where there are bars (``relative`` is ``stack``), else empty.
    axes : dict of str to Axis
        By plotly's name, such as ``xaxis2``.
    legend : Value
        The legend's title; `MISSING` where there is none.
    """

    traces: list[Trace]
    title: Value
    subtitle: Value
    bars: str
    axes: dict[str, Axis]
    legend: Value = MISSING
    kind: ClassVar[str] = "figure"


Value = Single | Interval | Sequence | Mapping | Series | Table | Figure
