"""The recorded answers: ``exercises/answers.json``.

Each session is packed, so that a glance does not spoil an answer; this is no protection.
"""

import base64
import bz2
import json
from collections import UserDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from newscase import course
from newscase.checking.serialize.json_form import from_json, to_json
from newscase.checking.serialize.values import Value

FILE = Path("exercises", "answers.json")
_FORMAT = 5
_DAMAGED = "is damaged or from another version"
_DAMAGE = (ValueError, KeyError, TypeError)
ITEM = "item"  # the part of a slip that any item of a list may be, whatever stands beside it


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
    # Which of `newscase.checking.structure.written.STRUCTURES` the answer must have; empty: it is compared.
    structure: str = ""


@dataclass(frozen=True)
class Slip:
    """A mistake that people make: the wrong value, and what to tell them."""

    value: Value
    hint: str
    part: str = ""  # the part of the answer that it is the value of, or ITEM; empty: the whole


@dataclass(frozen=True)
class Accepted:
    """Another answer that is as good as the expected one, and the reason why."""

    value: Value
    reason: str
    part: str = ""  # the part of the answer that it is the value of; empty: the whole


@dataclass(frozen=True)
class Question:
    """What is known of one auto-checked question."""

    number: str  # such as "5.3"
    expression: str  # what the check cell passes to check, such as "designated_parties"
    expected: Value
    rules: Rules
    finding: str  # what a student who answered it can now write down
    slips: tuple[Slip, ...] = ()
    accepted: tuple[Accepted, ...] = ()  # other answers that are as good

    @property
    def check_source(self) -> str:
        """The check cell, as it stands in the exercise."""
        return f'check("{self.number}", {self.expression})'


@dataclass(frozen=True)
class Session:
    """The blank exercise notebook of a session (nbformat 4; none for 00), and its questions by number."""

    blank: dict | None
    questions: dict[str, Question]


def dump(sessions: dict[str, Session]) -> bytes:
    """Return the content of ``answers.json`` for these sessions, the same on every computer."""
    packed = {}
    for stem, session in sorted(sessions.items()):
        text = json.dumps(to_json(session), ensure_ascii=False, separators=(",", ":"))
        # bzip2, because its one implementation gives the same bytes everywhere; zlib has several.
        packed[stem] = base64.b64encode(bz2.compress(text.encode())).decode("ascii")
    return (json.dumps({"format": _FORMAT, "sessions": packed}, indent=1) + "\n").encode()


def read(folder: Path) -> Mapping[str, Session]:
    """Return the recorded sessions of the course in `folder`, by stem.

    It, or the first look at a session, raises `CourseError` when the file is missing or is not one that
    ``newscase build`` wrote.
    """
    path = folder / FILE
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        raise _problem("is missing or cannot be read, so nothing can be checked") from None
    except _DAMAGE:
        raise _problem(_DAMAGED) from None


@lru_cache(maxsize=4)
def _read(path: Path, _modified: int) -> Mapping[str, Session]:
    content = json.loads(path.read_bytes())
    if content["format"] != _FORMAT:
        raise ValueError("another format")
    return _Sessions(content["sessions"])


class _Sessions(UserDict):
    """Sessions by stem, each unpacked when it is first looked at: all together take a fifth of a second."""

    def __getitem__(self, stem: str) -> Session:
        if not isinstance(self.data[stem], Session):
            try:
                content = json.loads(bz2.decompress(base64.b64decode(self.data[stem])))
                self.data[stem] = from_json(content, Session)
            except (*_DAMAGE, OSError, EOFError):
                raise _problem(_DAMAGED) from None
        return self.data[stem]


def _problem(reason: str) -> course.CourseError:
    return course.CourseError(f"{FILE.as_posix()} {reason}. Get the course again, or run: newscase build")


def question(folder: Path, number: str) -> Question | None:
    """Return one recorded question, or None for a written one, which no check judges.

    Raises `CourseError` when there is no such question.
    """
    session = read(folder).get(course.session(number), Session(None, {}))
    cells = session.blank["cells"] if session.blank else []
    written = course.cell_id("written", number)
    if number not in session.questions and not any(cell.get("id") == written for cell in cells):
        raise course.CourseError(f"There is no question {number}. Use the number above the cell.")
    return session.questions.get(number)
