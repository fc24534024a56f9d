"""A marked submission: what the run of one notebook leaves behind, as plain data.

Everything that a teacher reads is made from these, so that marking and writing can happen at
different times and on different machines.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from newscase.checking.result import Status

STATUSES = (Status.CORRECT, Status.NOT_YET, Status.NOT_ANSWERED)


@dataclass(frozen=True)
class QuestionMark:
    """One question that checks itself.

    Attributes
    ----------
    number : str
        Such as ``"1.1"``.
    status : str
        ``"Correct"``, ``"Not yet"`` or ``"Not answered yet"``.
    sentence : str
        What the check said.
    slip : int or None
        Which of the question's known mistakes this is, counted from 0.
    error : bool
        True when a cell stopped with an error, ran too long, or is missing.
    code : str
        The student's answer.
    points : float
        What a right answer is worth.
    """

    number: str
    status: str
    sentence: str
    slip: int | None = None
    error: bool = False
    code: str = ""
    points: float = 1

    @property
    def earned(self) -> float:
        """The points that the student has."""
        return self.points if self.status == Status.CORRECT else 0


@dataclass(frozen=True)
class WrittenAnswer:
    """A text that a student wrote; ``number`` is ``"1.8"``, or ``"1.8-2"`` for a question's second text."""

    number: str
    text: str

    @property
    def blank(self) -> bool:
        """Say whether nothing was written."""
        text = self.text.strip()
        return not text or (text.startswith("*Write here:") and text.endswith("*") and "\n" not in text)


@dataclass(frozen=True)
class Marked:
    """A marked notebook of one student.

    ``ids`` holds the numbers under which Canvas and Moodle know the submission (``canvas``, ``moodle``),
    where the files came from there.  It is left out of the JSON when there are none.
    """

    student: str
    session: str | None
    file: str
    sha256: str
    problem: str | None = None
    notes: tuple[str, ...] = ()
    questions: tuple[QuestionMark, ...] = ()
    written: tuple[WrittenAnswer, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """The points of the questions that check themselves."""
        return sum(question.earned for question in self.questions)

    @classmethod
    def from_dict(cls, content: Mapping) -> "Marked":
        """Read what `as_dict` returned.

        Raises
        ------
        ValueError
            When it is something else; the text says what.
        """
        try:
            questions = tuple(QuestionMark(**question) for question in content.get("questions", ()))
            for question in questions:
                if question.status not in STATUSES:
                    raise ValueError(
                        f"Question {question.number} has the unknown status {question.status!r}."
                    )
            marked = cls(
                student=content["student"],
                session=content["session"],
                file=content["file"],
                sha256=content["sha256"],
                problem=content.get("problem"),
                notes=tuple(content.get("notes", ())),
                questions=questions,
                written=_numbered(WrittenAnswer(**answer) for answer in content.get("written", ())),
                ids=dict(content.get("ids") or {}),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"This is no marked submission: {error}.") from None
        if not isinstance(marked.student, str) or not isinstance(marked.file, str):
            raise ValueError("This is no marked submission: student and file must be texts.")
        return marked

    def as_dict(self) -> dict:
        """Return the submission as JSON can hold it."""
        content = {
            "student": self.student,
            "session": self.session,
            "file": self.file,
            "sha256": self.sha256,
            "problem": self.problem,
            "notes": list(self.notes),
            "questions": [dict(vars(question)) for question in self.questions],
            "written": [dict(vars(answer)) for answer in self.written],
        }
        return {**content, "ids": dict(sorted(self.ids.items()))} if self.ids else content


def in_order(marked: Iterable[Marked]) -> list[Marked]:
    """Return submissions in the one order in which every output lists them, however they arrived."""
    return sorted(marked, key=lambda one: (by_name(one.student), one.session or "~", one.file, one.sha256))


def by_name(student: str) -> tuple[str, str]:
    """Return what names are sorted by."""
    return student.casefold(), student


def by_number(number: str) -> tuple:
    """Return what question numbers are sorted by: 1.2 comes before 1.10."""
    return tuple(int(part) for part in re.findall(r"\d+", number)), number


def _numbered(answers: Iterable[WrittenAnswer]) -> tuple[WrittenAnswer, ...]:
    seen: dict[str, int] = {}
    result = []
    for answer in answers:
        seen[answer.number] = count = seen.get(answer.number, 0) + 1
        result.append(answer if count == 1 else WrittenAnswer(f"{answer.number}-{count}", answer.text))
    return tuple(result)
