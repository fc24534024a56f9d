"""How a question's answers are compared."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rules:
    """What counts when an answer is compared with the expected value."""

    # Decimals that the question asks for; an unrounded number is right as well.  None: nine digits.
    decimals: int | None = None
    # The order of values, rows and columns matters.
    ordered: bool = False
    # A time must be in the time zone that the question names, not only the same instant.
    zone: bool = False
    # Parts that are the letter of a choice, so that "B: both" is "B"; an empty name is the whole answer.
    letters: tuple[str, ...] = ()
    # Students word the title of the chart themselves; it must be long enough for a sentence.
    own_title: bool = False
    title_number: int | None = None  # a whole number that the title must have, in digits
    # Which of `newscase.checking.structure.STRUCTURES` the answer must have; empty: it is compared.
    structure: str = ""
