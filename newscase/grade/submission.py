"""A submission, and what marking it leaves behind: everything that a teacher reads is made from these."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from newscase.checking.result import Result, Status

NOBODY = "(no name)"  # the student of files that name none


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
        return {Status.CORRECT: cls.RIGHT, Status.NOT_ANSWERED: cls.BLANK}.get(result.status, cls.NOT_YET)


@dataclass(frozen=True)
class Submission:
    """A notebook that was handed in, or the sentence that says why there is none.

    `ids` are the numbers under which Canvas and Moodle know it (``canvas``, ``moodle``).  Marking fills in
    `results`, one for each question that checks itself, in their order, and `written`, the texts by number.
    """

    student: str
    session: str | None  # None where nothing says to which it belongs
    file: str  # the name under which it was handed in
    sha256: str = ""
    problem: str | None = None  # why it cannot be marked
    notes: tuple[str, ...] = ()  # what is odd about it, a sentence each
    ids: dict[str, str] = field(default_factory=dict)
    path: Path | None = None  # the copy to mark; None once it is marked
    results: tuple[Result, ...] = ()
    written: dict[str, str] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """The points of the questions that check themselves: one for each right answer."""
        return sum(result.right for result in self.results)


def by_name(student: str) -> tuple[str, str]:
    """Return what names are sorted by."""
    return student.casefold(), student


def by_number(number: str) -> tuple:
    """Return what questions are sorted by: 1.2 comes before 1.10, and a name without a number is last."""
    return not number[:1].isdigit(), tuple(map(int, re.findall(r"\d+", number))), number
