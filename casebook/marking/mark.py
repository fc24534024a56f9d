"""Mark one submission: run it through nbval, by itself."""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from casebook import course
from casebook.checking import answers
from casebook.course import CourseError
from casebook.grading import arrange, reading
from casebook.grading.verdicts import gather
from casebook.grading.warm.pool import pool
from casebook.marking.models import number_of
from casebook.marking.result import Marked, QuestionMark, WrittenAnswer
from casebook.marking.submissions import Submission

POINTS = 1  # for a right answer

_LONGEST = 30_000  # letters of a student's text; Excel cuts a cell at 32,767

_CELL = 60  # seconds a cell may run
_ALL = 300  # seconds a notebook may run


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
    return hashlib.sha256((folder / answers.FILE).read_bytes()).hexdigest()


def mark(submission: Submission, content: bytes, conditions: Conditions) -> Marked:
    """Return what a submission is worth by the recorded answers of the course.

    Parameters
    ----------
    submission : Submission
    content : bytes
        The notebook.  Its path may lead nowhere on the computer of a worker.
    conditions : Conditions

    Raises
    ------
    CourseError
        When this computer has another edition of the course.
    """
    folder = conditions.folder or course.root(Path(__file__).parent)
    if digest(folder) != conditions.answers:
        raise CourseError(f"A worker has another edition of the course in {folder}. Install the same one everywhere.")
    pool.settle(course=folder if conditions.sandbox else None, server=conditions.server)
    with tempfile.TemporaryDirectory(prefix="casebook-") as scratch:
        try:
            return _marked(submission, content, folder, Path(scratch), conditions.sandbox)
        finally:
            pool.rest()


def _marked(submission: Submission, content: bytes, folder: Path, scratch: Path, sandbox: bool) -> Marked:
    sessions = answers.read(folder)
    path = scratch / "exercises" / "notebook.ipynb"
    path.parent.mkdir()
    path.write_bytes(content)
    try:
        notebook = reading.read(path)
        stem = arrange.session_of(notebook, submission.file, sessions)
    except reading.NotebookError as error:
        return _with_problem(submission, str(error).replace(path.name, submission.file))
    session = sessions[stem]
    if not sandbox:
        # The student's code finds ../data, and nothing else of the course.  A sandbox has its own.
        shutil.copytree(folder / "data", scratch / "data")
    path = path.rename(path.with_name(f"{stem}.ipynb"))
    limits = f"--nbval-cell-timeout={_CELL}", f"--casebook-notebook-timeout={_ALL}"
    found = gather(scratch, [path], f"--casebook-course={folder}", *limits)
    [checked] = found.values()
    if checked.problem:
        return _with_problem(submission, checked.problem)
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
            for verdict in sorted(checked.verdicts, key=lambda verdict: [*session.questions].index(verdict.question))
        ),
        written=tuple(
            WrittenAnswer(number_of(identity), _cut(text.strip()))
            for identity, text in arrange.written(notebook, session).items()
        ),
        ids=submission.ids,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _with_problem(submission: Submission, sentence: str) -> Marked:
    return Marked(
        submission.student, submission.session, submission.file, submission.sha256, sentence,
        submission.notes, ids=submission.ids,
    )  # fmt: skip
