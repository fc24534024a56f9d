"""Mark one submission: run its notebook through the pytest plugin, by itself."""

import hashlib
import platform
import shutil
import tempfile
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from newscase import course
from newscase.checking import answer_key
from newscase.checking.result import Status
from newscase.course import CourseError
from newscase.grade.submission import Submission, by_number

CELL_TIMEOUT = 60  # seconds
NOTEBOOK_TIMEOUT = 300  # seconds for all cells together

_LONGEST = 30_000  # letters of a student's text; Excel cuts a cell at 32,767


@dataclass(frozen=True)
class Conditions:
    """Under which conditions a class is marked, the same for every submission.

    A worker elsewhere is sent no folder and takes its own course, of the same `edition`.  `server` is the
    address of a fork server, ``""`` where a worker starts its own, None where nothing is to be forked.
    """

    edition: str
    sandbox: bool
    folder: Path | None = None
    server: str | None = ""


def edition(folder: Path) -> str:
    """Return a SHA-256 of this package's version and the recorded answers of the course in `folder`."""
    version = metadata.version("newscase").encode()
    return hashlib.sha256(version + (folder / answer_key.FILE).read_bytes()).hexdigest()


def mark(submission: Submission, content: bytes, conditions: Conditions) -> Submission:
    """Return a submission with what it is worth by the recorded answers; `content` is its notebook.

    Raises `CourseError` when a worker elsewhere has no course, another edition of it, or no sandbox.
    """
    # Imported here: pytest and nbval are slow to start, and only processes that mark need them.
    from newscase.execute import fork_support
    from newscase.execute.fork_client import fork_server
    from newscase.pytest_plugin.run import check_notebooks

    folder = conditions.folder or _course_here(conditions)
    if conditions.server is None and fork_support.why_not() is None:
        fork_support.disable("Nothing is forked, because the process that marks the class does not.")
    fork_server.configure(course=folder if conditions.sandbox else None, address=conditions.server or "")
    with tempfile.TemporaryDirectory(prefix="newscase-") as scratch:
        path = Path(scratch, "exercises", "notebook.ipynb")
        path.parent.mkdir()
        path.write_bytes(content)
        if not conditions.sandbox:
            # The student's code finds ../data, and nothing else of the course.  A sandbox has its own.
            shutil.copytree(folder / "data", Path(scratch, "data"))
        limits = {"cell_timeout": CELL_TIMEOUT, "notebook_timeout": NOTEBOOK_TIMEOUT}
        found = check_notebooks(folder, [path], names={path: submission.file}, **limits)[path]
    results = [
        replace(result, code=_cut(result.code))
        for result in sorted(found.results.values(), key=lambda result: by_number(result.question))
        if result.status is not Status.WRITTEN
    ]
    return replace(
        submission,
        path=None,
        session=found.session or submission.session,
        problem=found.problem,
        notes=(*submission.notes, *dict.fromkeys(found.notes)),
        results=tuple(results),
        written={number: _cut(found.written[number]) for number in sorted(found.written, key=by_number)},
    )


def _course_here(conditions: Conditions) -> Path:
    """Return the course that this worker is installed from, if it can mark as it should."""
    from newscase.sandbox import bubblewrap

    here = f"The worker on {platform.node()} has"
    try:
        folder = course.root(Path(__file__).parent)
    except CourseError:
        raise CourseError(f"{here} no course. Install it from its own folder: pip install -e .") from None
    if edition(folder) != conditions.edition:
        raise CourseError(f"{here} another edition of the course in {folder}. Install the same everywhere.")
    if conditions.sandbox and (reason := bubblewrap.why_not()):
        advice = "To run these notebooks with the worker's rights, add --no-sandbox."
        raise CourseError(f"{here} no sandbox. {reason}: students' code runs in it. {advice}")
    return folder


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
