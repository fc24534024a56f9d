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
    # Students word the title of the chart themselves; it must be long enough for a sentence, and have
    # the whole number, in digits, that the question asks for.
    own_title: bool = False
    title_number: int | None = None
    # The table in `newscase.checking.structure` that judges something of the student's own, where no
    # value is expected.  Empty: the answer is compared.
    structure: str = ""
