"""What differs between an answer and the expected value, as data; `newscase.checking.wording` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Fault(Enum):
    """Base of the enumerations that name differences; each family of values has its own subclass."""


@dataclass(frozen=True)
class Difference:
    """The first thing that differs.

    Attributes
    ----------
    fault : Fault
        What is wrong.
    part : str
        The name of the part that it is about, where the answer has several (``check("1.1", [rows, columns])``);
        empty for the whole.
    detail : mapping
        What a sentence about this fault needs: values of the student's in plain form, labels, counts.  Never
        the expected value.
    """

    fault: Fault
    part: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)
