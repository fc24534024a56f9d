"""Check the structure of what students make on their own, where no one value is expected.

A structure is a list of requirements: what is present, how long it is, whether dates, numbers and axes fit
each other.  Whether a title states a finding and whether a text is true and fair, a person must judge.
"""

from newscase.checking.compare.difference import Difference
from newscase.checking.serialize.values import Value
from newscase.checking.structure.written import CARD, EVIDENCE, FIGURE, PAGE, Structure, entries

STRUCTURES: dict[str, Structure] = {"card": CARD, "evidence": EVIDENCE, "figure": FIGURE, "page": PAGE}


def first_unmet(name: str, answer: Value) -> Difference | None:
    """Return the first requirement of one of the `STRUCTURES` that an answer does not meet, or None.

    The answer may be anything: each list first requires the parts that its other requirements look at.
    """
    parts = {name: answer} if name in ("evidence", "figure") else entries(answer)
    for requirement, fault in STRUCTURES[name]:
        try:
            found = fault(parts)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            continue  # in values this odd, no fault can be seen
        if found:
            return Difference(requirement, found if isinstance(found, dict) else {})
    return None
