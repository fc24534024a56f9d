"""How a question's answers are compared."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rules:
    """What counts when an answer is compared with the expected value.

    Attributes
    ----------
    decimals : int or None
        Decimals that the question asks for; an unrounded number is right as well.  None: numbers
        are the same to nine digits.
    ordered : bool
        The order of values, rows and columns matters.
    zone : bool
        A time must be in the time zone that the question names, not only the same instant.
    letters : tuple of str
        Parts of the answer that are the letter of a choice, so that ``"B: both"`` is ``"B"``; an empty
        name is the whole answer.
    own_title : bool
        Students word the title of the chart themselves; it must be long enough for a sentence.
    title_number : int or None
        A whole number that the question asks for in such a title, in digits.
    structure : str
        The list in `newscase.checking.structure` that judges the answer, where a student makes
        something of their own and no value is expected.  Empty: the answer is compared.
    """

    decimals: int | None = None
    ordered: bool = False
    zone: bool = False
    letters: tuple[str, ...] = ()
    own_title: bool = False
    title_number: int | None = None
    structure: str = ""
