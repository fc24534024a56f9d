"""What differs between an answer and the right one, as data; `newscase.checking.wording` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Difference:
    """The first thing that differs."""

    fault: str  # the key of its sentence in `newscase.checking.wording`
    # What the sentence shows: values of the student's, labels, kinds; never the expected value.  Of one
    # value `value`, and where it is one of many its `label`, its `position` (None where the order does not
    # count), or its `column` with the name and value of another column in the same `row`.  Of many values
    # `of`, the kind of what holds them, and `column` where one column of them is wrong.
    detail: Mapping[str, object] = field(default_factory=dict)
