"""What differs between an answer and the right one, as data; `newscase.checking.wording` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from newscase.checking.serialize.values import Value


class Fault(Enum):
    """Base of the enumerations that name differences."""


class ValueFault(Fault):
    """What is wrong with anything but a chart; in brackets the details of the `Difference`."""

    # One value; all have ``value``, and ``place`` where it is one of many.
    KIND = auto()  # another kind than is asked for (wanted)
    VALUE = auto()
    ZONE = auto()
    OFFSET = auto()  # an offset where the name of a zone is asked for (zone)
    ONE_OF_MANY = auto()  # a list or table that holds one value
    # Many values side by side; all have ``of``, the kind of what holds them, and some ``column``.
    SET_HAS_NO_ORDER = auto()
    SET_KEEPS_ONCE = auto()
    NO_LABELS = auto()
    MORE = auto()
    FEWER = auto()
    ORDER = auto()
    COLUMN_KIND = auto()  # (found, wanted)
    COLUMN_ZONE = auto()
    COLUMN_OFFSET = auto()  # (zone)
    LABEL = auto()  # a label that is not asked for (label)
    ROW = auto()  # a row that is not asked for (name, value: its first column)
    # The columns of a table, by their labels.
    COLUMN_RENAMED = auto()  # (extra, missing)
    COLUMN_MISSING = auto()  # (missing)
    COLUMN_EXTRA = auto()  # (extra)
    COLUMN_TWICE = auto()
    COLUMN_ORDER = auto()


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
        The name of the part of the answer that it is about; empty for the whole.
    detail : mapping
        What a sentence about this fault needs: values of the student's, labels, counts.  Never the
        expected value.
    """

    fault: Fault
    part: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)
