"""What the course itself says about its questions: their titles, slips, model answers and rubrics."""

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newscase import course
from newscase.checking import answer_key
from newscase.checking.answer_key import Session
from newscase.pytest_plugin import reading, written_answers

_HEADING = re.compile(r"^#{1,6} +(.*?)\s*$", re.MULTILINE)
# What a title has before it and behind: its number and stars, its minutes.
_ROUND_TITLE = re.compile(r"^(\d+\.\d+\s*[★☆]*\s*|Exercises \d+: )|\s+(\(written\)\s+)?·\s+\d+ minutes?.*$")
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^\s)]*\)")  # into the course; dead on a page
_POINTS = re.compile(r"\*\*[^*]*?(\d+) points?[^*]*\*\*")


@dataclass(frozen=True)
class Model:
    """A model answer, what the teacher's notes say about it, and its points where they say so."""

    answer: str
    rubric: str = ""
    points: float | None = None


@dataclass(frozen=True)
class CourseTexts:
    """The texts of a course, by session and by number of question or written answer; claims by theirs.

    A course without its solutions has no model answers.
    """

    sessions: Mapping[str, Session]
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    models: Mapping[tuple[str, str], Model] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)

    def name(self, stem: str) -> str:
        """Return what people call a session: ``05 · Who was sanctioned on 6 April 2018?``."""
        return f"{stem[:2]} · {self.titles.get((stem, ''), stem)}"

    def most(self, key: tuple[str, str]) -> float | None:
        """Return the most points of a written answer, by session and number, where that is known."""
        return self.models[key].points if key in self.models else None


def read(folder: Path, stems: Collection[str] = course.SESSIONS) -> CourseTexts:
    """Read those of the course in `folder`, with the titles and models of the sessions `stems` only.

    A session's own title stands at the number ``""``.
    """
    texts = CourseTexts(answer_key.read(folder), {}, {}, {})
    if (table := folder / "data" / "claims.csv").is_file():
        with table.open(encoding="utf-8", errors="replace", newline="") as rows:
            texts.claims.update((row.get("claim_id"), row.get("claim")) for row in csv.DictReader(rows))
    for stem in sorted({*stems} & {*texts.sessions}):
        for cell in written_answers.blank(texts.sessions[stem]):
            if cell["cell_type"] == "markdown" and (found := _HEADING.search(written_answers.source(cell))):
                number = re.fullmatch(r"question-(\d+)-(\d+)", cell["id"])
                title = _ROUND_TITLE.sub("", found[1])
                texts.titles.setdefault((stem, ""), title)
                if number:
                    texts.titles[stem, ".".join(number.groups())] = title
    for path in sorted(one for one in (folder / "solutions").glob("[0-9]*.ipynb") if one.stem in stems):
        try:
            cells = reading.read(path).cells
        except reading.NotebookError:
            continue
        for cell, _, name in written_answers.headed(cells):
            [after] = cells[(place := cells.index(cell) + 1) : place + 1] or [cell]
            rubric = after["source"] if "teacher" in after["metadata"].get("tags", ()) else ""
            points = _POINTS.search(rubric.split("\n", 1)[0])
            answer, rubric = (_LINK.sub(r"\1", text) for text in (cell["source"], rubric))
            texts.models[path.stem, name] = Model(answer, rubric, points and float(points[1]))
    return texts
