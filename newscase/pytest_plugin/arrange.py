"""Find a session's questions in a student's notebook, whatever was done to its cells."""

import re
from dataclasses import dataclass

from newscase import course
from newscase.checking.answer_key import Question, Session
from newscase.pytest_plugin.reading import Notebook, NotebookError


@dataclass(frozen=True)
class Step:
    """One question and the student's code that comes before its check.

    Attributes
    ----------
    question : Question
    sources : tuple of str
        Code cells to run, in order, since the step before.
    present : bool
        False when the student's notebook has nothing of this question any more.
    """

    question: Question
    sources: tuple[str, ...]
    present: bool


def session_of(notebook: Notebook, file_name: str, sessions: dict[str, Session | None]) -> str:
    """Return the session that a notebook belongs to: by its metadata, its name, or its questions.

    Raises
    ------
    NotebookError
        When it belongs to none.
    """
    mark = notebook.metadata.get("newscase")
    stem = mark.get("session") if isinstance(mark, dict) else None
    # No exercise was given out for a session without a blank one, so nobody's notebook says so by itself.
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
    starts = {number: _start(number, notebook.cells) for number in session.questions}
    found = sorted((number for number in starts if starts[number] is not None), key=starts.get)
    steps, begin = [], 0
    for index, number in enumerate(found):
        end = starts[found[index + 1]] if index + 1 < len(found) else len(notebook.cells)
        steps.append(Step(session.questions[number], _code(notebook.cells[begin:end], session), True))
        begin = end
    missing = [question for number, question in session.questions.items() if starts[number] is None]
    if not found:
        # Nothing of the exercise is recognised; its code may still set the right names.
        rest = _code(notebook.cells, session)
        return [Step(question, rest if index == 0 else (), False) for index, question in enumerate(missing)]
    return steps + [Step(question, (), False) for question in missing]


def own_code(step: Step, session: Session) -> str:
    """Return what of a step's code the student wrote: all that is not in the blank exercise."""
    given = {"".join(cell["source"]).strip() for cell in _given(session)}
    return "\n\n".join(source for source in step.sources if source.strip() not in given)


def written(notebook: Notebook, session: Session) -> dict[str, str]:
    """Return the text of every written answer by the id of its cell, such as ``written-1-6``.

    A cell without its id is found by its place: the first text that the student added after the cell
    that comes before it in the blank exercise.
    """
    sources = ["".join(cell["source"]).strip() for cell in _given(session)]
    own = {cell["id"]: cell["source"] for cell in reversed(notebook.cells) if cell["id"]}
    result = {}
    for index, cell in enumerate(_given(session)):
        if "written" not in cell["metadata"].get("tags", []):
            continue
        result[cell["id"]] = own.get(cell["id"]) or _after(sources[index - 1], notebook, sources)
    return result


def _given(session: Session) -> list[dict]:
    # Session 00 has its questions in the lesson.
    return session.blank["cells"] if session.blank else []


def _after(before: str, notebook: Notebook, given: list[str]) -> str:
    place = next((i for i, cell in enumerate(notebook.cells) if cell["source"].strip() == before), None)
    if place is None:
        return ""
    following = notebook.cells[place + 1 : place + 2]
    return next((cell["source"] for cell in following if cell["source"].strip() not in given), "")


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


def _code(cells: list[dict], session: Session) -> tuple[str, ...]:
    # The check cells are put back by the run itself; a student's own copy has nothing to add.
    checks = {question.check_source for question in session.questions.values()}
    return tuple(
        cell["source"]
        for cell in cells
        if cell["cell_type"] == "code" and cell["source"].strip() and cell["source"].strip() not in checks
    )
