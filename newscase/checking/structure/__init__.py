"""Check the structure of what students make on their own, where no one value is expected.

A structure is a table of requirements: what is present, how long it is, whether dates, numbers and axes
fit each other.  Whether a title states a finding and whether a text is true and fair, a person must judge.
"""

from newscase.checking.compare.difference import Difference
from newscase.checking.serialize.values import Value
from newscase.checking.structure.claims import CLAIM_CARD, EVIDENCE, TEXT, Structure, entries
from newscase.checking.structure.pages import PAGE, TWO_CHARTS

STRUCTURES: dict[str, Structure] = {
    "claim card": CLAIM_CARD,
    "evidence": EVIDENCE,
    "figure": PAGE,
    "text": TEXT,
    "two charts": TWO_CHARTS,
}


def first_unmet(name: str, answer: Value) -> Difference | None:
    """Return the first requirement of one of the `STRUCTURES` that an answer does not meet, or None.

    The answer may be anything: each table first requires the parts that its other requirements look at.
    """
    parts = {**entries(answer), "": answer}
    for requirement, entry, fault in STRUCTURES[name]:
        try:
            found = fault(parts if entry is None else parts[entry])
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            continue  # in values this odd, no fault can be seen
        if found:
            return Difference(requirement, {"entry": entry, **(found if isinstance(found, dict) else {})})
    return None
