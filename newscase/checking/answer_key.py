"""The recorded answers: ``exercises/answers.json``.

One entry a session: its blank exercise notebook, and for every question the check cell and a
record.  Notebook and records are packed, so that a glance into the file does not spoil an answer;
this hides them and does not protect them.
"""

import base64
import bz2
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from newscase import course
from newscase.checking.rules import Rules
from newscase.checking.serialize.json_form import from_json, to_json
from newscase.checking.serialize.values import Value

FILE = Path("exercises", "answers.json")
_FORMAT = 3


@dataclass(frozen=True)
class Slip:
    """A mistake that people make: the wrong value, what to tell them, and the part that it is about.

    The part is empty where the value is that of a whole answer.
    """

    value: Value
    hint: str
    part: str = ""


@dataclass(frozen=True)
class Question:
    """What is known of one auto-checked question.

    Attributes
    ----------
    number : str
        Such as ``"5.3"``.
    expression : str
        What the check cell passes to ``check``, such as ``"designated_parties"``.
    expected : Value
        The right answer.
    rules : Rules
        How it is compared.
    finding : str
        What a student who answered it can now write down.
    slips : tuple of Slip
    accepted : tuple of (Value, str)
        Other answers that are as good, each with the reason why.
    """

    number: str
    expression: str
    expected: Value
    rules: Rules
    finding: str
    slips: tuple[Slip, ...] = ()
    accepted: tuple[tuple[Value, str], ...] = ()

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
            "blank": pack(session.blank),
            "questions": {
                number: {"check": question.check_source, "record": pack(to_json(question))}
                for number, question in session.questions.items()
            },
        }
        for stem, session in sorted(sessions.items())
    }
    return (json.dumps({"format": _FORMAT, "sessions": entries}, indent=1) + "\n").encode()


def read(folder: Path) -> dict[str, Session]:
    """Return the recorded sessions of the course in `folder`, by stem.

    Raises
    ------
    CourseError
        When the file is missing or is not one that ``newscase build`` wrote.
    """
    return {
        stem: Session(
            blank=_blank(entry["blank"]),
            questions={number: _question(packed["record"]) for number, packed in entry["questions"].items()},
        )
        for stem, entry in _entries(folder).items()
    }


def question(folder: Path, number: str) -> Question | None:
    """Return one recorded question, or None for a written one, which no check judges.

    Raises
    ------
    CourseError
        When there is no such question.
    """
    entry = _entries(folder).get(course.session(number), {"questions": {}, "blank": pack(None)})
    if number in entry["questions"]:
        return _question(entry["questions"][number]["record"])
    cells = (_blank(entry["blank"]) or {"cells": []})["cells"]
    if any(cell.get("id") == course.cell_id("written", number) for cell in cells):
        return None
    raise course.CourseError(f"There is no question {number}. Use the number above the cell.")


def _entries(folder: Path) -> dict:
    path = folder / FILE
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except OSError:
        reason = "is missing or cannot be read, so nothing can be checked"
    except (ValueError, KeyError, TypeError):
        reason = "is damaged or from another version"
    raise course.CourseError(f"{FILE.as_posix()} {reason}. Get the course again, or run: newscase build")


@lru_cache(maxsize=4)
def _parsed(path: Path, _modified: int) -> dict:
    content = json.loads(path.read_bytes())
    if content["format"] != _FORMAT:
        raise ValueError("another format")
    return content["sessions"]


# Kept, because a class is marked with the same few.
_blank = lru_cache(maxsize=16)(unpack)


@lru_cache(maxsize=256)
def _question(record: str) -> Question:
    return from_json(unpack(record), Question)
