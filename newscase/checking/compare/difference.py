"""What differs between an answer and the right one, as data; `newscase.checking.wording` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from newscase.checking.serialize.values import Value


class Fault(Enum):
    """Base of the enumeration of what can be wrong with a chart."""


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
    fault : str or Fault
        What is wrong: the key of its sentence in `newscase.checking.wording`.
    detail : mapping
        What the sentence shows: values of the student's, labels, kinds.  Never the expected value.
        Of one value ``value``, and ``place`` where it is one of many; of many values ``of``, the kind
        of what holds them, and ``column`` where one column of them is wrong.
    """

    fault: str | Fault
    detail: Mapping[str, object] = field(default_factory=dict)
