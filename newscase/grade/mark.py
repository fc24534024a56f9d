"""Mark submissions: run each notebook through the pytest plugin, one after the other."""

import hashlib
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from importlib import metadata
from itertools import chain, islice
from pathlib import Path

from newscase import course
from newscase.checking import answer_key
from newscase.checking.result import Status
from newscase.course import CourseError
from newscase.grade.submission import Submission, by_number
from newscase.sandbox import limits

_LONGEST = 30_000  # letters of a student's text; Excel cuts a cell at 32,767
_MOST = 50  # notebooks of one run of pytest, which keeps something of each
_FAULT = "It could not be marked. Please report this:"


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
    """Mark one submission, as `mark_each` does."""
    marked = []
    mark_each([(submission, content)], conditions, marked.append)
    return marked[0]


def mark_each(
    handed_in: Iterable[tuple[Submission, bytes]], conditions: Conditions, tell: Callable[[Submission], None]
) -> None:
    """Say what each submission is worth by the recorded answers, before the next one is asked for.

    They come with the content of their notebooks.  Raises `CourseError` when a worker elsewhere has no
    course, another edition of it, or no sandbox.
    """
    # Imported here: pytest and nbval are slow to start, and only processes that mark need them.
    from newscase.execute.fork_client import fork_server
    from newscase.pytest_plugin.run import check_notebooks

    folder = conditions.folder or _course_here(conditions)
    if conditions.server is None:
        fork_server.disabled = "Nothing is forked, because the process that marks the class does not."
    fork_server.configure(course=folder if conditions.sandbox else None, address=conditions.server or "")
    handed_in, names, found = iter(handed_in), {}, {}

    def paths(some: Iterable[tuple[Submission, bytes]]) -> Iterable[Path]:
        for submission, content in some:
            with tempfile.TemporaryDirectory(prefix="newscase-", ignore_cleanup_errors=True) as scratch:
                path = Path(scratch, "exercises", "notebook.ipynb")
                path.parent.mkdir()
                path.write_bytes(content)
                if not conditions.sandbox:
                    # Its code finds ../data, and nothing else of the course.  A sandbox has its own.
                    shutil.copytree(folder / "data", Path(scratch, "data"))
                names[path] = submission.file
                yield path
                try:
                    marked = _marked(submission, found.pop(path))
                except Exception as error:
                    marked = failed(submission, error)
                tell(marked)

    times = {"cell_timeout": limits.CELL_TIME, "notebook_timeout": limits.NOTEBOOK_TIME}
    for first in handed_in:
        some = paths(chain([first], islice(handed_in, _MOST - 1)))
        check_notebooks(folder, some, names=names, found=found, **times)


def failed(submission: Submission, error: Exception) -> Submission:
    """Return a submission that could not be marked: a fault of ours in it is not to cost the class."""
    return replace(submission, path=None, problem=f"{_FAULT} {type(error).__name__}: {error}")


def _marked(submission: Submission, found) -> Submission:
    """Return a submission with what was found in its notebook."""
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
