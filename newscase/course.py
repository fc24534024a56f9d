"""Where the course is on this computer, and what its sessions are called."""

import re
from pathlib import Path

SESSIONS = (
    "00-start-here",
    "01-claims",
    "02-voices",
    "03-when",
    "04-events",
    "05-sanctions-list",
    "06-ruble",
    "07-sanctions-or-oil",
    "08-security-council",
    "09-positions",
    "10-talks",
    "11-publish",
)
# A notebook beside the lessons, without code and without questions.
GLOSSARY = "glossary"

_MARK = Path("data", "datapackage.json")


class CourseError(Exception):
    """Something the reader can mend; its text is one sentence for them."""


def root(start: Path | None = None) -> Path:
    """Return the course folder: the one around `start` (the current folder), or else around this package.

    Raises `CourseError` when neither is there.
    """
    start = Path.cwd() if start is None else Path(start).resolve()
    for folder in (start, *start.parents, Path(__file__).resolve().parent.parent):
        if (folder / _MARK).is_file():
            return folder
    raise CourseError(
        f"The course is not in {start} or above it: there is no data/datapackage.json. "
        "Open the course folder and try again."
    )


def session(name: str) -> str:
    """Return the session that `name` means: ``5``, ``05``, ``5.3`` or ``05-sanctions-list``."""
    number = re.fullmatch(r"(\d{1,2})(?:\.\d+)?", name.strip())
    for stem in SESSIONS:
        if stem == name.strip() or (number and int(stem[:2]) == int(number[1])):
            return stem
    raise CourseError(f"There is no session {name!r}. Give a number from 0 to {len(SESSIONS) - 1}.")


def cell_id(kind: str, number: str) -> str:
    """Return the id of a question's cell, such as ``check-5-3``."""
    return f"{kind}-{number.replace('.', '-')}"
