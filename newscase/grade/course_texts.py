"""What the course itself says about its questions: their titles, slips, model answers and rubrics."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newscase import course
from newscase.checking import answer_key
from newscase.checking.answer_key import Session
from newscase.pytest_plugin import reading, written_answers

_HEADING = re.compile(r"^#{1,6} +(.*?)\s*$", re.MULTILINE)
_POINTS = re.compile(r"\*\*[^*]*?(\d+) points?[^*]*\*\*")


@dataclass(frozen=True)
class Model:
    """A model answer, what the teacher's notes say about it, and its points where they say so."""

    answer: str
    rubric: str = ""
    points: float | None = None


@dataclass(frozen=True)
class CourseTexts:
    """The texts of a course, by session and by number of question or written answer.

    A course without its solutions has no model answers.
    """

    sessions: Mapping[str, Session]
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    models: Mapping[tuple[str, str], Model] = field(default_factory=dict)

    def name(self, stem: str) -> str:
        """Return what people call a session: ``05 · Who was sanctioned on 6 April 2018?``."""
        return f"{stem[:2]} · {self.titles.get((stem, ''), stem)}"

    def most(self, key: tuple[str, str]) -> float | None:
        """Return the most points of a written answer, by session and number, where that is known."""
        return self.models[key].points if key in self.models else None


def read(folder: Path, stems: Collection[str] = course.SESSIONS) -> CourseTexts:
    """Read those of the course in `folder`, with the titles and models of the sessions `stems` only."""
    sessions = answer_key.read(folder)
    named = {stem: sessions[stem] for stem in sessions if stem in stems}
    return CourseTexts(sessions, _titles(named), _models(folder, stems))


def _titles(sessions: Mapping[str, Session]) -> dict[tuple[str, str], str]:
    """Return the titles of questions by session and number, and those of sessions by session and ``""``."""
    titles = {}
    for stem, session in sessions.items():
        for cell in written_answers.blank(session):
            if cell["cell_type"] == "markdown" and (found := _HEADING.search(written_answers.source(cell))):
                # Without its number and stars before and its minutes behind.
                title = re.sub(r"^\d+\.\d+\s*[★☆]*\s*|\s+(\(written\)\s+)?·\s+\d+ minutes?.*$", "", found[1])
                if match := re.fullmatch(r"question-(\d+)-(\d+)", cell["id"]):
                    titles[stem, f"{match[1]}.{match[2]}"] = title
                titles.setdefault((stem, ""), re.sub(r"^Exercises \d+: ", "", title))
    return titles


def _models(folder: Path, stems: Collection[str]) -> dict[tuple[str, str], Model]:
    models = {}
    for path in sorted((folder / "solutions").glob("[0-9]*.ipynb")):
        if path.stem not in stems:
            continue
        try:
            cells = reading.read(path).cells
        except reading.NotebookError:
            continue
        for cell, _, name in written_answers.headed(cells):
            [after] = cells[(place := cells.index(cell) + 1) : place + 1] or [cell]
            rubric = after["source"] if "teacher" in after["metadata"].get("tags", ()) else ""
            points = _POINTS.search(rubric.split("\n", 1)[0])
            models[path.stem, name] = Model(cell["source"], rubric, points and float(points[1]))
    return models
