"""Where the course is on this computer, what its sessions are called, and whether its tables are whole."""

import hashlib
import json
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

DESCRIPTOR = Path("data", "datapackage.json")


class CourseError(Exception):
    """Something the reader can mend; its text is one sentence for them."""


def root(start: Path | None = None) -> Path:
    """Return the course folder: the one around `start` (the current folder), or else around this package.

    Raises `CourseError` when neither is there.
    """
    start = Path.cwd() if start is None else Path(start).resolve()
    for folder in (start, *start.parents, Path(__file__).resolve().parent.parent):
        if (folder / DESCRIPTOR).is_file():
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


def digest(content: bytes) -> str:
    """Return what the Data Package standard calls a resource's hash."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def assert_tables_unchanged(folder: Path) -> None:
    """Raise `CourseError` where a table in `folder` is not as given out; a spreadsheet may change it."""
    differ = []
    try:
        for resource in json.loads((folder / DESCRIPTOR).read_bytes())["resources"]:
            path = folder / "data" / resource["path"]
            if not path.is_file() or digest(path.read_bytes()) != resource["hash"]:
                differ.append(f"data/{resource['path']}")
        problem = f"{'is' if len(differ) == 1 else 'are'} not as given out"
    except (OSError, ValueError, KeyError, TypeError):
        differ, problem = [DESCRIPTOR.as_posix()], "cannot be read"
    if differ:
        again = f"Copy the data folder from the course again, or run: git checkout {' '.join(differ)}"
        raise CourseError(f"{', '.join(differ)} {problem}. {again}")
