"""Write two pages from their templates: the codebook ``data/README.md``, and ``solutions/hints.md``."""

import csv
import io
import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from newscase.checking.answer_key import Session, Slip
from newscase.checking.serialize.values import COLLECTION_KINDS, Single
from newscase.checking.wording import show
from newscase.course import DESCRIPTOR, CourseError, digest

CODEBOOK = Path("data", "README.md")
HINTS = Path("solutions", "hints.md")

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, keep_trailing_newline=True
)
_MOST_SHOWN = 6
_LISTS = {*COLLECTION_KINDS} - {"dict"}


def codebook(folder: Path) -> dict[Path, bytes]:
    """Return the codebook of the course in `folder`, and the descriptor with the hash of each table as it is.

    Raises `CourseError` when the descriptor is not JSON or lacks what a reader needs.
    """
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        rows = {}
        for table in package["resources"]:
            content = (folder / "data" / table["path"]).read_bytes()
            table["hash"] = digest(content)
            rows[table["path"]] = sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1
        page = _TEMPLATES.get_template("codebook_template.md").render(package, rows=rows)
    except (ValueError, KeyError, UndefinedError) as error:
        raise CourseError(f"{DESCRIPTOR.as_posix()} is not as a codebook needs it: {error}") from None
    described = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    return {folder / CODEBOOK: page.encode(), folder / DESCRIPTOR: described.encode()}


def hints(sessions: dict[str, Session]) -> bytes:
    """Return the page for the teacher: every question that checks itself, with its slips and their hints."""
    return _TEMPLATES.get_template("hints_template.md").render(sessions=sessions).encode()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _short(slip: Slip) -> str:
    """Name a wrong value where it is short; a table or a chart speaks through its hint."""
    parts = [slip.value]
    if slip.value.kind in _LISTS and slip.value.values.kind in ("number", "text", "mixed"):
        parts = [*slip.value.values] if len(slip.value.values) <= _MOST_SHOWN else parts
    shown = ", ".join("None" if part == Single("missing") else show(part) for part in parts)
    if all(type(part) is Single for part in parts):
        shown = f"`{_cell(shown)}`"
    shown = "any other value" if slip.value.kind == "unanswered" else shown
    return f"{slip.part}: {shown}" if slip.part else shown


_TEMPLATES.filters |= {"cell": _cell, "short": _short}
