"""What differs between an answer and the right one, as data; `newscase.checking.wording` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from newscase.checking.serialize.values import Value


class Fault(Enum):
    """Base of the enumerations that name differences; each family of values has its own subclass."""


class ValueFault(Fault):
    """What is wrong with a value; in brackets the details, and ``place`` where it is one of many."""

    KIND = auto()  # another kind than the one asked for (value, wanted)
    VALUE = auto()  # the right kind (value)
    ROUNDED = auto()  # the right number with fewer decimals than asked for (value, decimals)
    ZONE = auto()  # another time zone than the one asked for (value)
    OFFSET = auto()  # an offset where the name of a zone is asked for (value, zone)
    ONE_OF_MANY = auto()  # a list or table that holds one value (value)
    SET_HAS_NO_ORDER = auto()
    SET_KEEPS_ONCE = auto()
    NO_LABELS = auto()  # values where each should have a label (value)


class RowsFault(Fault):
    """What is wrong with many values side by side; all have ``of``, the kind of what holds them."""

    MORE = auto()
    FEWER = auto()
    ORDER = auto()
    KIND = auto()  # a column of another kind (column, found, wanted)
    ZONE = auto()  # a column in another time zone (column)
    OFFSET = auto()  # a column with an offset in place of a zone (column, zone)
    LABEL = auto()  # a label that is not asked for (label)
    ROW = auto()  # a row that is not asked for (name, value: its first column)


class ColumnsFault(Fault):
    """What is wrong with the columns of a table, by their labels as they are shown."""

    RENAMED = auto()  # (extra, missing)
    MISSING = auto()  # (missing)
    EXTRA = auto()  # (extra)
    TWICE = auto()
    ORDER = auto()


@dataclass(frozen=True)
class Place:
    """Where among many values one stands.

    Attributes
    ----------
    column : Value or None
        The name of its column, where there are several.
    label : Value or None
        Its label, in a Series or dict.
    position : int or None
        Its position, where the order counts.
    row : tuple of two Values, or None
        The name of another column, and what it holds in the same row.
    """

    column: Value | None = None
    label: Value | None = None
    position: int | None = None
    row: tuple[Value, Value] | None = None


@dataclass(frozen=True)
class Difference:
    """The first thing that differs.

    Attributes
    ----------
    fault : Fault
        What is wrong.
    part : str
        The name of the part that it is about, where the answer has several, as in
        ``check("1.1", [rows, columns])``; empty for the whole.
    detail : mapping
        What a sentence about this fault needs: values of the student's, labels, counts.  Never the
        expected value.
    """

    fault: Fault
    part: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)
