"""A student's notebook as steps to run: a session's questions, found whatever was done to its cells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from newscase import course
from newscase.checking.answer_key import Question, Session
from newscase.checking.result import Result, Status
from newscase.pytest_plugin import reading
from newscase.pytest_plugin.reading import Notebook, NotebookError
from newscase.pytest_plugin.results import NotebookResults

_NOT_REACHED = "The check was stopped before this question."


@dataclass(frozen=True)
class Step:
    """One checked question and the student's code that comes before its check.

    Attributes
    ----------
    question : Question
    sources : tuple of str
        Code cells to run, in order, since the step before.
    place : int or None
        The index of the question's first cell; None when the notebook has nothing of it any more.
    own_code : str
        What of the code the student wrote: all that is not in the blank exercise.
    """

    question: Question
    sources: tuple[str, ...]
    place: int | None
    own_code: str


def read_work(path: Path, name: str, sessions: Mapping[str, Session]) -> tuple[NotebookResults, list[Step]]:
    """Read the notebook at `path`, which was handed in as `name`, decide its session, and arrange its cells.

    Returns the results, in which the questions to check still say that they were not checked, and the
    steps to run.  Raises `NotebookError` when it cannot be read, or belongs to none of the sessions.
    """
    notebook = reading.read(path, name)
    stem = session_of(notebook, name, sessions)
    steps = arrange(notebook, sessions[stem])
    found = NotebookResults(stem, notes=notebook.notes)
    results = []
    for step in steps:
        number = step.question.number
        result = Result(number, Status.NOT_CHECKED, _NOT_REACHED, code=step.own_code)
        results.append((step.place, number, result))
    for cell_id, heading, place, text in _written(notebook, sessions[stem]):
        number = written_number(cell_id) or cell_id
        found.written[number] = text
        results.append((place, cell_id, Result(number, Status.WRITTEN, _length(number, heading, text))))
    end = len(notebook.cells)
    results.sort(key=lambda one: end if one[0] is None else one[0])
    found.results = {key: result for _, key, result in results}
    return found, steps


def session_of(notebook: Notebook, file_name: str, sessions: Mapping[str, Session | None]) -> str:
    """Return the session that a notebook belongs to: by its metadata, its name, or its questions.

    Raises `NotebookError` when it belongs to none.
    """
    mark = notebook.metadata.get("newscase")
    stem = mark.get("session") if isinstance(mark, dict) else None
    # A session without a blank exercise gave none out, so no student's notebook can carry its mark.
    if (
        isinstance(stem, str)
        and stem in sessions
        and (sessions[stem] is None or sessions[stem].blank is not None)
    ):
        return stem
    for stem in sessions:
        if stem in file_name:
            return stem
    for cell in notebook.cells:
        for number in re.findall(r'check\(\s*["\'](\d+\.\d+)["\']', cell["source"]):
            try:
                stem = course.session(number)
            except course.CourseError:
                continue
            if stem in sessions:
                return stem
    raise NotebookError(
        f"{file_name} belongs to no session of this course. "
        "Keep the name that the exercise had, such as 01-claims.ipynb."
    )


def arrange(notebook: Notebook, session: Session) -> list[Step]:
    """Return the steps of a check, in the order in which the questions stand in the notebook.

    A question's check comes as late as possible, just before the next question, so that work in
    cells that the student added below an old check still counts.
    """
    # The check cells are put back by the run itself; a student's own copy has nothing to add.
    checks = {question.check_source for question in session.questions.values()}
    given = {source.strip() for source in _sources(session)}

    def step(question: Question, cells: list[dict]) -> Step:
        code = tuple(
            cell["source"]
            for cell in cells
            if cell["cell_type"] == "code" and cell["source"].strip() and cell["source"].strip() not in checks
        )
        own = "\n\n".join(source for source in code if source.strip() not in given)
        return Step(question, code, starts[question.number], own)

    starts = {number: _start(number, notebook.cells) for number in session.questions}
    found = sorted((number for number in starts if starts[number] is not None), key=starts.get)
    # The cells above the first question belong to it.
    borders = [0, *(starts[number] for number in found[1:]), len(notebook.cells)]
    steps = [
        step(session.questions[number], notebook.cells[begin:end])
        for number, (begin, end) in zip(found, pairwise(borders), strict=False)
    ]
    # Where no question is recognised, the code may still set the right names, so it runs before the first.
    rest = notebook.cells if not found else []
    for number, question in session.questions.items():
        if starts[number] is None:
            steps.append(step(question, rest))
            rest = []
    return steps


def written_number(cell_id: str) -> str | None:
    """Return the number of a written answer by its cell: ``1.8`` of ``written-1-8``, else None."""
    match = re.fullmatch(r"written-(\d+)-(\d+)(-\d+)?", cell_id)
    return f"{match[1]}.{match[2]}{match[3] or ''}" if match else None


def _length(number: str, heading: str, text: str) -> str:
    words = len(text.split())
    sentence = (
        f"{words} word{' is' if words == 1 else 's are'} written." if words else "Nothing is written yet."
    )
    # The second text after a question has a heading of its own, such as "Discuss".
    return sentence if number in heading else f"{heading}: {sentence}"


def _written(notebook: Notebook, session: Session) -> list[tuple[str, str, int | None, str]]:
    """Return the cell id, heading, place in the student's notebook and text of every written answer.

    A cell without its id is found by its place: the first text that the student added after the cell
    that comes before it in the blank exercise.  A cell as it was given out has an empty text.
    """
    blank = session.blank["cells"] if session.blank else []
    sources = [source.strip() for source in _sources(session)]
    own = [cell["source"].strip() for cell in notebook.cells]
    result, heading = [], ""
    for index, cell in enumerate(blank):
        if cell["cell_type"] == "markdown" and (
            found := re.search(r"^#+ +(.+)$", sources[index], re.MULTILINE)
        ):
            heading = found[1].strip()
        if "written" not in cell["metadata"].get("tags", []):
            continue
        same_id = (i for i, candidate in enumerate(notebook.cells) if candidate["id"] == cell["id"])
        place = next(same_id, None)
        if (place is None or not own[place]) and sources[index - 1] in own:
            after = own.index(sources[index - 1]) + 1
            if after < len(own) and own[after] not in sources:
                place = after
        text = own[place] if place is not None and own[place] != sources[index] else ""
        result.append((cell["id"], heading, place, text))
    return result


def _sources(session: Session) -> list[str]:
    """Return the source of each cell of the blank exercise; session 00 has none."""
    return ["".join(cell["source"]) for cell in session.blank["cells"]] if session.blank else []


def _start(number: str, cells: list[dict]) -> int | None:
    """Return where a question begins: its own cell, else its heading, else its answer or check."""
    heading = re.compile(rf"^#+ .*(?<![\d.]){re.escape(number)}(?![\d.]*\d)", re.MULTILINE)
    call = re.compile(rf'check\(\s*["\']{re.escape(number)}["\']')
    ids = [course.cell_id(kind, number) for kind in ("question", "answer", "check")]
    tests = [
        lambda cell: cell["id"] == ids[0],
        lambda cell: cell["cell_type"] == "markdown" and heading.search(cell["source"]),
        lambda cell: cell["id"] == ids[1],
        lambda cell: cell["id"] == ids[2] or (cell["cell_type"] == "code" and call.search(cell["source"])),
    ]
    for test in tests:
        for index, cell in enumerate(cells):
            if test(cell):
                return index
    return None
