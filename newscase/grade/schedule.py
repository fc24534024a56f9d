"""Mark a class: hand submissions to workers, and go on where an interrupted run stopped."""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, wait
from dataclasses import replace
from itertools import islice
from pathlib import Path

from newscase.files import write_atomic
from newscase.grade.mark import Conditions, mark
from newscase.grade.marked import Marked
from newscase.grade.submissions import Submission
from newscase.pytest_plugin.run import NOT_RUN

_MOST_TOGETHER = 8
_GUILTY = "The process that marked it ended unexpectedly, twice. Run it by hand with: newscase check"


def mark_all(
    submissions: list[Submission],
    conditions: Conditions,
    store: Path,
    workers: Callable[[], Executor],
    at_once: int,
) -> Iterator[Marked]:
    """Yield every submission marked, in the order in which they are done.

    Parameters
    ----------
    submissions : list of Submission
    conditions : Conditions
    store : Path
        Where each result is kept as soon as it is there; a later run takes it from there.
    workers : callable
        Starts an executor: local processes, or those of a cluster.
    at_once : int
        How many workers there are to be kept busy.
    """
    left = {}
    for submission in submissions:
        path = store / f"{_key(submission, conditions)}.json"
        kept = _kept(path)
        if kept is not None:
            yield kept
        elif submission.path is None:
            yield submission.unmarked()
        else:
            left[path] = submission

    def keep(path: Path, marked: Marked) -> Marked:
        if (marked.problem or "").startswith(NOT_RUN):
            # Another run may do better.
            return marked
        write_atomic(path, json.dumps(marked.as_dict()).encode())
        return marked

    suspects: dict[Path, Submission] = {}
    while left:
        for path, marked in _tried(left, suspects, conditions, workers, at_once):
            yield keep(path, marked)
    # One of those that were at work when a worker ended has ended it; alone, each answers for itself only.
    for path, submission in suspects.items():
        alone, guilty = {path: submission}, {}
        for _, marked in _tried(alone, guilty, conditions, workers, 1):
            yield keep(path, marked)
        if guilty:
            yield keep(path, replace(submission, path=None, problem=_GUILTY).unmarked())


def _tried(
    left: dict[Path, Submission],
    suspects: dict[Path, Submission],
    conditions: Conditions,
    workers: Callable[[], Executor],
    at_once: int,
) -> Iterator[tuple[Path, Marked]]:
    """Mark what is `left` until nothing is, or the workers cannot go on; move what ended one to `suspects`."""
    at_work = {}
    with workers() as executor:
        try:
            while left or at_work:
                while left and len(at_work) < at_once:
                    some = {path: left[path] for path in islice(left, _share(len(left), at_once))}
                    # Without their paths, which another system may not be able to read.
                    work = [
                        (replace(submission, path=None), submission.path.read_bytes())
                        for submission in some.values()
                    ]
                    at_work[executor.submit(mark, work, conditions)] = some
                    # Only now: submit raises where a worker has ended meanwhile.
                    for path in some:
                        del left[path]
                done, _ = wait(at_work, return_when=FIRST_COMPLETED)
                for future in done:
                    some = at_work.pop(future)
                    if isinstance(future.exception(), BrokenExecutor):
                        suspects.update(some)
                    else:
                        yield from zip(some, future.result(), strict=True)
        except BrokenExecutor:
            # Local processes: one has ended, and all the others with it.  A cluster goes on.
            for some in at_work.values():
                suspects.update(some)


def _share(left: int, at_once: int) -> int:
    """Return how many submissions a worker gets: several while there are many, so that all end together."""
    return max(1, min(_MOST_TOGETHER, 2 * left // (3 * at_once)))


def _key(submission: Submission, conditions: Conditions) -> str:
    identity = [submission.student, submission.session, submission.file, submission.sha256, submission.problem,
                submission.notes, sorted(submission.ids.items()), conditions.answers]  # fmt: skip
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()


def _kept(path: Path) -> Marked | None:
    try:
        return Marked.from_dict(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return None
