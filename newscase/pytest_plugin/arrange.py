"""A student's notebook as steps to run: a session's questions, found whatever was done to its cells."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newscase import course
from newscase.checking.answer_key import Question, Session
from newscase.checking.result import Result, Status
from newscase.pytest_plugin import reading
from newscase.pytest_plugin.reading import Notebook, NotebookError

_NOT_REACHED = "The check was stopped before this question."


@dataclass
class NotebookResults:
    """What was found in one student's notebook: the form in which the plugin hands it to whoever asked."""

    session: str = ""  # the stem of its session; empty where that is not known
    # In the order of the notebook, by question number; written answers by the id of their cell, such as
    # written-1-8, because a question can have both.
    results: dict[str, Result] = field(default_factory=dict)
    # What the student wrote, by the number of the written answer: 1.8, a second one 1.8-2.
    written: dict[str, str] = field(default_factory=dict)
    problem: str | None = None  # why it could not be checked at all, in a sentence; then without results


@dataclass(frozen=True)
class Step:
    """One checked question and the student's code that comes before its check."""

    question: Question
    sources: tuple[str, ...]  # code cells to run, in order, since the step before
    own_code: str  # all that is not in the blank exercise
    place: int  # the index of the question's first cell
    missing: bool  # the notebook has no cell of it; its place is the end then


def read_work(path: Path, name: str, sessions: Mapping[str, Session]) -> tuple[NotebookResults, list[Step]]:
    """Read the notebook at `path`, which was handed in as `name`; return its results and the steps to run.

    In the results no question is checked yet.  Raises `NotebookError` when the notebook cannot be read, or
    belongs to none of the sessions.
    """
    notebook = reading.read(path, name)
    stem = session_of(notebook, name, sessions)
    steps = arrange(notebook, sessions[stem])
    found, placed = NotebookResults(stem), []
    for step in steps:
        result = Result(step.question.number, Status.NOT_CHECKED, _NOT_REACHED, code=step.own_code)
        placed.append((step.place, result.question, result))
    for cell_id, heading, place, text in _written(notebook, sessions[stem]):
        number = written_number(cell_id)
        found.written[number] = text
        sentence = f"Words written: {len(text.split())}." if text else "Nothing is written yet."
        # The second text after a question has a heading of its own, such as "Discuss".
        sentence = sentence if number in heading else f"{heading}: {sentence}"
        placed.append((place, cell_id, Result(number, Status.WRITTEN, sentence)))
    found.results = {key: result for _, key, result in sorted(placed, key=lambda one: one[0])}
    return found, steps


def session_of(notebook: Notebook, file_name: str, stems: Collection[str]) -> str:
    """Return a notebook's session, by its metadata, name or questions; raises `NotebookError` without."""
    mark = notebook.metadata.get("newscase")
    marked = mark.get("session") if isinstance(mark, dict) else None
    code = "\n".join(cell["source"] for cell in notebook.cells)
    numbers = re.findall(r'check\(\s*["\'](\d{1,2})\.\d+["\']', code)
    found = [
        # Session 00 has no exercise, so no student's notebook can carry its mark.
        *(stem for stem in stems if stem == marked and stem != course.SESSIONS[0]),
        *(stem for stem in stems if stem in file_name),
        *(stem for number in numbers for stem in stems if stem.startswith(f"{number:0>2}-")),
    ]
    if found:
        return found[0]
    raise NotebookError(
        f"{file_name} belongs to no session of this course. "
        "Keep the name that the exercise had, such as 01-claims.ipynb."
    )


def arrange(notebook: Notebook, session: Session) -> list[Step]:
    """Return the steps of a check, in the order in which the questions stand in the notebook.

    A question's check comes just before the next question, so that work below the old check still counts.
    """
    # The check cells are put back by the run itself; a student's own copy has nothing to add.
    checks = {question.check_source for question in session.questions.values()}
    given = {_source(cell) for cell in _blank(session)}
    cells, end = notebook.cells, len(notebook.cells)
    starts = {number: _start(number, cells) for number in session.questions}
    order = sorted(starts, key=starts.get)
    # The cells above the first question belong to it: so do all where none is recognised, because the code
    # may still set the right names.
    borders = [0, *(starts[number] for number in order[1:]), end]
    steps = []
    for index, number in enumerate(order):
        code = tuple(
            cell["source"]
            for cell in cells[borders[index] : borders[index + 1]]
            if cell["cell_type"] == "code" and cell["source"].strip() not in {"", *checks}
        )
        own = "\n\n".join(source for source in code if source.strip() not in given)
        question = session.questions[number]
        steps.append(Step(question, code, own, starts[number], missing=starts[number] == end))
    return steps


def written_number(cell_id: str) -> str | None:
    """Return the number of a written answer by its cell: ``1.8`` of ``written-1-8``, else None."""
    match = re.fullmatch(r"written-(\d+)-(\d+)(-\d+)?", cell_id)
    return f"{match[1]}.{match[2]}{match[3] or ''}" if match else None


def _written(notebook: Notebook, session: Session) -> Iterator[tuple[str, str, int, str]]:
    """Yield the cell id, heading, place in the student's notebook and text of every written answer.

    A cell without its id is found by its place: the first text that the student added after the cell
    that comes before it in the blank exercise.  A cell as it was given out has an empty text.
    """
    blank = _blank(session)
    sources, own = ([_source(cell) for cell in cells] for cells in (blank, notebook.cells))
    ids = [cell["id"] for cell in notebook.cells]
    heading = ""
    for index, cell in enumerate(blank):
        if cell["cell_type"] == "markdown":
            heading = (re.findall(r"^#+ +(.+)$", sources[index], re.MULTILINE) or [heading])[0].strip()
        if "written" not in cell["metadata"].get("tags", []):
            continue
        place = ids.index(cell["id"]) if cell["id"] in ids else len(own)
        if not any(own[place : place + 1]) and sources[index - 1] in own:
            after = own.index(sources[index - 1]) + 1
            if after < len(own) and own[after] not in sources:
                place = after
        text = "".join(own[place : place + 1])
        yield cell["id"], heading, place, "" if text == sources[index] else text


def _blank(session: Session) -> list[dict]:
    """Return the cells of the blank exercise; session 00 has none."""
    return session.blank["cells"] if session.blank else []


def _source(cell: dict) -> str:
    return "".join(cell["source"]).strip()


def _start(number: str, cells: list[dict]) -> int:
    """Return where a question begins: its cell by id, else its heading or check; without any, the end."""
    ids = [cell["id"] for cell in cells]
    for kind in ("question", "answer", "check"):
        # An id that cells share says nothing.
        if ids.count(own := course.cell_id(kind, number)) == 1:
            return ids.index(own)
    digits = re.escape(number)
    heading = rf"^#+ .*(?<![\d.]){digits}(?![\d.]*\d)"
    for kind, pattern in (("markdown", heading), ("code", rf'check\(\s*["\']{digits}["\']')):
        for index, cell in enumerate(cells):
            if cell["cell_type"] == kind and re.search(pattern, cell["source"], re.MULTILINE):
                return index
    return len(cells)
