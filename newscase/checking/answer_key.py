"""The recorded answers: ``exercises/answers.json``.

One entry a session: its blank exercise notebook, and for every question the check cell and a
record.  Notebook and records are packed, so that a glance into the file does not spoil an answer;
this hides them and does not protect them.
"""

import base64
import bz2
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from newscase import course
from newscase.checking.compare.compare import Rules
from newscase.files import write_atomic

FILE = Path("exercises", "answers.json")
# The variable that names the file to which the solutions are being recorded.
RECORD = "NEWSCASE_RECORD"
_FORMAT = 1


def recording() -> bool:
    """Say whether the solutions are being recorded."""
    return RECORD in os.environ


@dataclass(frozen=True)
class Slip:
    """A mistake that people make: the wrong value in plain form, and what to tell them."""

    value: object
    hint: str


@dataclass(frozen=True)
class Question:
    """What is known of one auto-checked question.

    Attributes
    ----------
    number : str
        Such as ``"5.3"``.
    expression : str
        What the check cell passes to ``check``, such as ``"designated_parties"``.
    expected : object
        The right answer in the plain form of `newscase.checking.serialize.read`.
    rules : Rules
        How it is compared.
    finding : str
        What a student who answered it can now write down.
    slips : tuple of Slip
    """

    number: str
    expression: str
    expected: object
    rules: Rules
    finding: str
    slips: tuple[Slip, ...]

    @property
    def check_source(self) -> str:
        """The check cell, as it stands in the exercise."""
        return f'check("{self.number}", {self.expression})'


@dataclass(frozen=True)
class Session:
    """The blank exercise notebook of a session (nbformat 4; none for 00), and its questions by number."""

    blank: dict | None
    questions: dict[str, Question]


def pack(value: object) -> str:
    """Pack a JSON value into one line of text, the same on every computer.

    bzip2, because its one implementation gives the same bytes everywhere; zlib has several.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(bz2.compress(text.encode())).decode("ascii")


def unpack(text: str) -> object:
    """Undo `pack`."""
    return json.loads(bz2.decompress(base64.b64decode(text)))


def dump(sessions: dict[str, Session]) -> bytes:
    """Return the content of ``answers.json`` for these sessions."""
    entries = {
        stem: {
            "blank": pack(session.blank) if session.blank else None,
            "questions": {
                number: {
                    "check": question.check_source,
                    "record": pack(
                        {
                            "expression": question.expression,
                            "expected": question.expected,
                            "rules": question.rules.as_dict(),
                            "finding": question.finding,
                            "slips": [[slip.value, slip.hint] for slip in question.slips],
                        }
                    ),
                }
                for number, question in session.questions.items()
            },
        }
        for stem, session in sorted(sessions.items())
    }
    return (json.dumps({"format": _FORMAT, "sessions": entries}, indent=1) + "\n").encode()


def write(folder: Path, sessions: dict[str, Session]) -> None:
    """Write the answers of the course in `folder`."""
    write_atomic(folder / FILE, dump(sessions))


def read(folder: Path) -> dict[str, Session]:
    """Return the recorded sessions of the course in `folder`, by stem.

    Raises
    ------
    CourseError
        When the file is missing or is not one that ``newscase build`` wrote.
    """
    return {
        stem: Session(
            blank=_blank(entry["blank"]) if entry["blank"] else None,
            questions={
                number: _question(number, packed["record"]) for number, packed in entry["questions"].items()
            },
        )
        for stem, entry in _entries(folder).items()
    }


def question(folder: Path, number: str) -> Question:
    """Return one recorded question.

    Raises
    ------
    CourseError
        When there is no such question.
    """
    questions = _entries(folder).get(course.session(number), {"questions": {}})["questions"]
    if number not in questions:
        raise course.CourseError(f"There is no question {number}. Use the number above the cell.")
    return _question(number, questions[number]["record"])


def _entries(folder: Path) -> dict:
    path = folder / FILE
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except OSError:
        raise course.CourseError(
            f"{FILE.as_posix()} is missing or cannot be read, so nothing can be checked. "
            "Get the course again, or run: newscase build"
        ) from None


@lru_cache(maxsize=4)
def _parsed(path: Path, _modified: int) -> dict:
    try:
        content = json.loads(path.read_bytes())
        if content["format"] == _FORMAT:
            return content["sessions"]
    except (ValueError, KeyError, TypeError):
        pass
    raise course.CourseError(
        f"{FILE.as_posix()} is damaged or from another version. Get the course again, or run: newscase build"
    )


@lru_cache(maxsize=16)
def _blank(packed: str) -> dict:
    return unpack(packed)


@lru_cache(maxsize=256)
def _question(number: str, record: str) -> Question:
    content = unpack(record)
    return Question(
        number=number,
        expression=content["expression"],
        expected=content["expected"],
        rules=Rules.from_dict(content["rules"]),
        finding=content["finding"],
        slips=tuple(Slip(value, hint) for value, hint in content["slips"]),
    )
