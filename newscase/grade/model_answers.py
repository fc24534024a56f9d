"""What the course itself says about its questions: their titles, model answers and rubrics."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newscase.checking.answer_key import Session
from newscase.pytest_plugin import reading

_HEADING = re.compile(r"^#{1,6} +(.*?)\s*$", re.MULTILINE)
_POINTS = re.compile(r"\*\*[^*]*?(\d+) points?[^*]*\*\*")
_WRITTEN = re.compile(r"written-(\d+)-(\d+)(?:-(\d+))?")


@dataclass(frozen=True)
class Model:
    """A model answer, what the teacher's notes say about it, and its points where they say so."""

    answer: str
    rubric: str = ""
    points: float | None = None


def number_of(cell_id: str) -> str | None:
    """Return the number of a written answer's cell: ``1.8`` of ``written-1-8``, ``1.8-2`` of ``written-1-8-2``."""
    match = _WRITTEN.fullmatch(cell_id)
    if match is None:
        return None
    return f"{match[1]}.{match[2]}" + (f"-{match[3]}" if match[3] else "")


def titles(sessions: Mapping[str, Session]) -> dict[tuple[str, str], str]:
    """Return the title of every question and every written answer, by session and number."""
    result = {}
    for stem, session in sessions.items():
        heading = ""
        for cell in (session.blank or {}).get("cells", ()):
            source, identity = "".join(cell["source"]), cell.get("id") or ""
            if cell["cell_type"] == "markdown" and (found := _HEADING.search(source)):
                heading = _title(found[1])
                if match := re.fullmatch(r"question-(\d+)-(\d+)", identity):
                    result[stem, f"{match[1]}.{match[2]}"] = heading
            if number := number_of(identity):
                result.setdefault((stem, number), heading)
    return result


def models(folder: Path) -> dict[tuple[str, str], Model]:
    """Return the model answers from ``solutions/`` of the course in `folder`, by session and number.

    A course without its solutions has none.
    """
    result = {}
    for path in sorted((folder / "solutions").glob("[0-9]*.ipynb")):
        try:
            cells = reading.read(path).cells
        except reading.NotebookError:
            continue
        for index, cell in enumerate(cells):
            if (number := number_of(cell["id"] or "")) is None:
                continue
            after = cells[index + 1] if index + 1 < len(cells) else {"metadata": {}, "source": ""}
            rubric = after["source"] if "teacher" in (after["metadata"].get("tags") or ()) else ""
            points = _POINTS.search(rubric.split("\n", 1)[0])
            result[path.stem, number] = Model(cell["source"], rubric, float(points[1]) if points else None)
    return result


def _title(heading: str) -> str:
    heading = re.sub(r"^\d+\.\d+\s*[★☆]*\s*", "", heading)
    return re.sub(r"\s+·\s+\d+ minutes?.*$", "", heading)
