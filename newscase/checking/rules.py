"""How a question's answers are compared."""

from dataclasses import dataclass, fields


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
    title : tuple of str
        The title of a chart contains one of these words.  Empty: it is the expected title.
    criteria : str
        The list in `newscase.checking.structure.criteria` that judges the answer, where a student makes
        something of their own and no value is expected.  Empty: the answer is compared.
    """

    decimals: int | None = None
    ordered: bool = False
    zone: bool = False
    title: tuple[str, ...] = ()
    criteria: str = ""

    def as_dict(self) -> dict:
        """Return the rules as JSON, without those that are as usual."""
        rules = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }
        return {name: list(value) if name == "title" else value for name, value in rules.items()}

    @classmethod
    def from_dict(cls, rules: dict) -> "Rules":
        """Return the rules that `as_dict` gave."""
        return cls(**{**rules, "title": tuple(rules.get("title", ()))})
