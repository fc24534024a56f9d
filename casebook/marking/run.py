"""Mark a class: hand submissions to workers, and go on where an interrupted run stopped."""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

from casebook.checking import answers
from casebook.files import write_atomic
from casebook.marking.mark import mark
from casebook.marking.result import Marked
from casebook.marking.submissions import Submission

_TRIES = 2


def mark_all(
    submissions: list[Submission],
    folder: Path,
    store: Path,
    workers: Callable[[], Executor],
    options: tuple[str, ...] = (),
) -> Iterator[Marked]:
    """Yield every submission marked, in the order in which they are done.

    Parameters
    ----------
    submissions : list of Submission
    folder : Path
        The course.
    store : Path
        Where each result is kept as soon as it is there; a later run takes it from there.
    workers : callable
        Starts an executor: local processes, or those of a cluster.
    options : tuple of str
        Further options for pytest.
    """
    answers_now = (folder / answers.FILE).read_bytes()
    left = {}
    for submission in submissions:
        path = store / f"{_key(submission, answers_now)}.json"
        kept = _kept(path)
        if kept is None:
            left[path] = submission
        else:
            yield kept
    for _ in range(_TRIES):
        for path, marked in _tried(left, folder, workers, options):
            write_atomic(path, json.dumps(marked.as_dict(), ensure_ascii=False).encode())
            del left[path]
            yield marked
        if not left:
            return
    for submission in left.values():
        sentence = "The process that marked it ended unexpectedly, twice. Run it by hand with: casebook check"
        yield replace(submission, path=None, problem=sentence).unmarked()


def _tried(left, folder, workers, options) -> Iterator[tuple[Path, Marked]]:
    with workers() as executor:
        futures = {
            executor.submit(mark, submission, folder, options): path for path, submission in [*left.items()]
        }
        for future in as_completed(futures):
            try:
                yield futures[future], future.result()
            except BrokenProcessPool:
                # One submission took its worker with it; the next attempt sorts out which.
                continue


def _key(submission: Submission, answers_now: bytes) -> str:
    identity = [submission.student, submission.session, submission.file, submission.sha256, submission.problem,
                submission.notes, sorted(submission.ids.items())]  # fmt: skip
    return hashlib.sha256(json.dumps(identity).encode() + answers_now).hexdigest()


def _kept(path: Path) -> Marked | None:
    try:
        return Marked.from_dict(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return None
