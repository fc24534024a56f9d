"""A marked submission: what the run of one notebook leaves behind, as plain data.

Everything that a teacher reads is made from these, so that marking and writing can happen at
different times and on different machines.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from newscase.checking.result import Result, Status


class State(StrEnum):
    """In which one of four states a question is counted; the value is how tables name it."""

    RIGHT = "right"
    NOT_YET = "not yet"
    BLANK = "not answered"
    ERROR = "in error"

    @classmethod
    def of(cls, result: Result | None) -> "State":
        """Return the state of a result; a question that a notebook lacks is in error."""
        if result is None or result.error or result.status is Status.NOT_CHECKED:
            return cls.ERROR
        return _STATES.get(result.status, cls.NOT_YET)

    @property
    def style(self) -> str:
        """Its class in the style sheet of the pages."""
        return self.name.lower()


_STATES = {Status.CORRECT: State.RIGHT, Status.NOT_ANSWERED: State.BLANK}


@dataclass(frozen=True)
class Marked:
    """A marked notebook of one student.

    Attributes
    ----------
    student : str
    session : str or None
        None where nothing says to which session it belongs.
    file : str
        The name under which it was handed in.
    sha256 : str
    problem : str or None
        Why it could not be marked; without results then.
    notes : tuple of str
        What is odd about what was handed in, a sentence each.
    results : tuple of Result
        One for each question that checks itself; a right answer is worth a point.
    written : mapping of str to str
        The texts of written answers by number: ``"1.8"``, or ``"1.8-2"`` for a question's second text.
    ids : mapping of str to str
        The numbers under which Canvas and Moodle know the submission (``canvas``, ``moodle``).
    """

    student: str
    session: str | None
    file: str
    sha256: str
    problem: str | None = None
    notes: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """The points of the questions that check themselves."""
        return sum(result.right for result in self.results)

    def to_json(self) -> dict:
        """Return the submission as JSON can hold it."""
        content = {name.name: getattr(self, name.name) for name in fields(self)}
        results = [result.to_json() for result in self.results]
        return {**content, "notes": list(self.notes), "results": results, "written": dict(self.written)}

    @classmethod
    def from_json(cls, content: object) -> "Marked":
        """Read what `to_json` returned.

        Raises
        ------
        ValueError
            When it is something else; the text says what.
        """
        if not isinstance(content, dict) or set(content) != {name.name for name in fields(cls)}:
            raise ValueError("This is no marked submission.")
        for name, kinds in _KINDS.items():
            if not isinstance(content[name], kinds):
                raise ValueError(f"A marked submission has {name} of the wrong kind.")
        texts = [
            *content["notes"],
            *(text for name in ("written", "ids") for item in content[name].items() for text in item),
        ]
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("A marked submission has a text that is none.")
        results = tuple(Result.from_json(result) for result in content["results"])
        return cls(**{**content, "notes": tuple(content["notes"]), "results": results})


_KINDS = {
    "student": str,
    "session": (str, type(None)),
    "file": str,
    "sha256": str,
    "problem": (str, type(None)),
    "notes": list,
    "results": list,
    "written": dict,
    "ids": dict,
}


def in_order(marked: Iterable[Marked]) -> list[Marked]:
    """Return submissions in the one order in which every output lists them, however they arrived."""
    return sorted(marked, key=lambda one: (by_name(one.student), one.session or "~", one.file, one.sha256))


def by_name(student: str) -> tuple[str, str]:
    """Return what names are sorted by."""
    return student.casefold(), student


def by_number(number: str) -> tuple:
    """Return what question numbers are sorted by: 1.2 comes before 1.10."""
    return tuple(int(part) for part in re.findall(r"\d+", number)), number
