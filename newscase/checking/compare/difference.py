"""What differs between an answer and the right one, as data; `newscase.checking.wording` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from newscase.checking.serialize.values import Value


@dataclass(frozen=True)
class Place:
    """Where among many values one stands."""

    column: Value | None = None  # the name of its column, where there are several
    label: Value | None = None  # its label, in a Series or dict
    position: int | None = None  # where the order counts
    row: tuple[Value, Value] | None = None  # the name of another column, and what it holds in the same row


@dataclass(frozen=True)
class Difference:
    """The first thing that differs."""

    fault: str  # the key of its sentence in `newscase.checking.wording`
    # What the sentence shows: values of the student's, labels, kinds; never the expected value.  Of one
    # value `value`, and `place` where it is one of many; of many `of`, the kind of what holds them, and
    # `column` where one column of them is wrong.
    detail: Mapping[str, object] = field(default_factory=dict)
