"""Check the structure of what students make on their own, where no one value is expected.

A structure is a list of requirements: what is present, how long it is, whether dates, numbers and axes fit
each other.  Whether a title states a finding and whether a text is true and fair, a person must judge.
"""

from newscase.checking.serialize.values import Value
from newscase.checking.structure.figures import PAGE, TWO_CHARTS
from newscase.checking.structure.texts import CLAIM_CARD, EVIDENCE, TEXT, Structure

STRUCTURES: dict[str, Structure] = {
    "claim card": CLAIM_CARD,
    "evidence": EVIDENCE,
    "figure": PAGE,
    "text": TEXT,
    "two charts": TWO_CHARTS,
}


def first_unmet(name: str, answer: Value) -> str | None:
    """Return the sentence of the first requirement that an answer does not meet, or None.

    `name` is one of `STRUCTURES`.  The answer may be anything: each list first requires the parts that its
    other requirements look at.
    """
    for sentence, unmet in STRUCTURES[name].items():
        detail = unmet(answer)
        if detail is not None:
            said = sentence.format_map(detail)
            return said[0].upper() + said[1:]
    return None
