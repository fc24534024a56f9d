"""Mark submissions: run each through nbval, by itself."""

import hashlib
import platform
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from newscase import course
from newscase.checking import answer_key
from newscase.course import CourseError
from newscase.execute.pool import pool
from newscase.grade.marked import Marked, QuestionMark, WrittenAnswer
from newscase.grade.model_answers import number_of
from newscase.grade.submissions import Submission
from newscase.pytest_plugin import arrange, reading
from newscase.pytest_plugin.run import Checked, gather
from newscase.sandbox import bubblewrap

POINTS = 1  # for a right answer

_LONGEST = 30_000  # letters of a student's text; Excel cuts a cell at 32,767

_LOST = "It could not be marked. Run it by hand with: newscase check"
_CELL = 60  # seconds a cell may run
_ALL = 300  # seconds a notebook may run

# A Dask worker may have several threads, but pytest, the standard output and the pool of kernels are there
# once in a process: two runs at a time would get each other's verdicts.
_one_at_a_time = threading.Lock()

_WORKER = f"The worker on {platform.node()}"


@dataclass(frozen=True)
class Conditions:
    """Under which conditions a class is marked, the same for every submission.

    Attributes
    ----------
    answers : str
        SHA-256 of the recorded answers, by which a worker elsewhere knows whether it has the same course.
    sandbox : bool
        Whether students' code runs in a sandbox.
    folder : Path or None
        The course; None for a worker elsewhere, which takes the course that it is installed from.
    server : str
        The address of a server to fork kernels from; without it a worker starts its own.
    """

    answers: str
    sandbox: bool
    folder: Path | None = None
    server: str = ""


def digest(folder: Path) -> str:
    """Return the SHA-256 of the recorded answers of the course in `folder`."""
    return hashlib.sha256((folder / answer_key.FILE).read_bytes()).hexdigest()


def prepare(folder: Path) -> None:
    """Do once what each process that is forked from this one would have to do before its first notebook."""
    answer_key.read(folder)
    with tempfile.TemporaryDirectory(prefix="newscase-") as nothing:
        gather(Path(nothing), [Path(nothing)])


def mark(work: list[tuple[Submission, bytes]], conditions: Conditions) -> list[Marked]:
    """Return what submissions are worth by the recorded answers of the course, in their order.

    Parameters
    ----------
    work : list of (Submission, bytes)
        Each with its notebook; its path is not used, because it may lead nowhere on a worker's computer.
    conditions : Conditions

    Raises
    ------
    CourseError
        When this computer has another edition of the course, or a worker elsewhere has none, or no sandbox.
    """
    folder = conditions.folder or _course_here(conditions.sandbox)
    if digest(folder) != conditions.answers:
        raise CourseError(
            f"{_WORKER} has another edition of the course in {folder}. Install the same one everywhere."
        )
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="newscase-") as scratch:
        pool.settle(course=folder if conditions.sandbox else None, server=conditions.server)
        given = [
            _given(submission, content, folder, Path(scratch, str(number)), conditions.sandbox)
            for number, (submission, content) in enumerate(work)
        ]
        # Together, because pytest's own start takes a good part of the time of a notebook.
        found = _checked(scratch, [one.path for one in given if one.path], folder)
        return [_marked(one, found.get(one.path, Checked(problem=_LOST)), folder) for one in given]


def _course_here(sandboxed: bool) -> Path:
    """Return the course that this worker is installed from, if it can run students' code as it should."""
    try:
        folder = course.root(Path(__file__).parent)
    except CourseError:
        raise CourseError(
            f"{_WORKER} has no course. Install it there from its own folder, with: pip install -e ."
        ) from None
    if sandboxed and (reason := bubblewrap.why_not()):
        raise CourseError(
            f"{_WORKER} has no sandbox. {reason}: students' code runs in it, so that it can harm nothing. "
            "If you would run these notebooks with the worker's rights, add --no-sandbox."
        )
    return folder


@dataclass(frozen=True)
class _Given:
    """A submission in its own folder, or why it cannot be marked."""

    submission: Submission
    path: Path | None = None
    notebook: reading.Notebook | None = None
    session: str = ""
    problem: str = ""


def _given(submission: Submission, content: bytes, folder: Path, scratch: Path, sandboxed: bool) -> _Given:
    path = scratch / "exercises" / "notebook.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    try:
        notebook = reading.read(path)
        stem = arrange.session_of(notebook, submission.file, answer_key.read(folder))
    except reading.NotebookError as error:
        return _Given(submission, problem=str(error).replace(path.name, submission.file))
    if not sandboxed:
        # The student's code finds ../data, and nothing else of the course.  A sandbox has its own.
        shutil.copytree(folder / "data", scratch / "data")
    return _Given(submission, path.rename(path.with_name(f"{stem}.ipynb")), notebook, stem)


def _checked(scratch: str, paths: list[Path], folder: Path) -> dict[Path, Checked]:
    limits = f"--nbval-cell-timeout={_CELL}", f"--newscase-notebook-timeout={_ALL}"
    found = gather(Path(scratch), paths, f"--newscase-course={folder}", *limits) if paths else {}
    return {Path(scratch, path): checked for path, checked in found.items()}


def _marked(given: _Given, checked: Checked, folder: Path) -> Marked:
    submission, notebook, stem = given.submission, given.notebook, given.session
    if problem := given.problem or checked.problem:
        return Marked(
            submission.student, submission.session, submission.file, submission.sha256, problem,
            submission.notes, ids=submission.ids,
        )  # fmt: skip
    session = answer_key.read(folder)[stem]
    code = {
        step.question.number: arrange.own_code(step, session) for step in arrange.arrange(notebook, session)
    }
    return Marked(
        student=submission.student,
        session=stem,
        file=submission.file,
        sha256=submission.sha256,
        notes=(*submission.notes, *dict.fromkeys(checked.notes)),
        questions=tuple(
            QuestionMark(
                number=verdict.question,
                status=verdict.status,
                sentence=verdict.sentence,
                slip=verdict.slip,
                error=verdict.question in checked.errors,
                code=_cut(code[verdict.question]),
                points=POINTS,
            )
            for verdict in sorted(
                checked.verdicts, key=lambda verdict: [*session.questions].index(verdict.question)
            )
        ),
        written=tuple(
            WrittenAnswer(number_of(identity), _cut(text.strip()))
            for identity, text in arrange.written(notebook, session).items()
        ),
        ids=submission.ids,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
