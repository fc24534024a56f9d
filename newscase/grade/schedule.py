"""Mark a class: hand submissions to workers, and go on where an interrupted run stopped."""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from pathlib import Path

from newscase.course import CourseError
from newscase.files import write_atomic
from newscase.grade.mark import Conditions, mark
from newscase.grade.marked import Marked, Submission

_FAULT = "It could not be marked. Please report this:"
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
        How many submissions are to be given out at a time.
    """
    left: dict[Path, Submission] = {}
    for submission in submissions:
        path = store / f"{_key(submission, conditions)}.json"
        if (kept := _kept(path)) is not None:
            yield kept
        elif submission.path is None:
            yield submission.marked()
        else:
            left[path] = submission
    suspects: dict[Path, Submission] = {}
    while left:
        yield from _tried(left, suspects, conditions, workers, at_once)
    # One of those that were at work when a worker ended has ended it; alone, each answers for itself only.
    for path, submission in suspects.items():
        guilty: dict[Path, Submission] = {}
        yield from _tried({path: submission}, guilty, conditions, workers, 1)
        if guilty:
            yield submission.marked(problem=_GUILTY)


def _tried(
    left: dict[Path, Submission],
    suspects: dict[Path, Submission],
    conditions: Conditions,
    workers: Callable[[], Executor],
    at_once: int,
) -> Iterator[Marked]:
    """Mark what is `left` until nothing is, or no worker can; move what may have ended one to `suspects`."""
    at_work: dict[Future, Path] = {}
    doing: dict[Path, Submission] = {}
    with workers() as executor:
        try:
            while left or at_work:
                while left and len(at_work) < at_once:
                    path, submission = next(iter(left.items()))
                    content = submission.path.read_bytes()
                    # Without its path, which another system may not be able to read.
                    future = executor.submit(mark, replace(submission, path=None), content, conditions)
                    # Only now: submit raises where a worker has ended meanwhile.
                    at_work[future], doing[path] = path, left.pop(path)
                done, _ = wait(at_work, return_when=FIRST_COMPLETED)
                for future in done:
                    path = at_work.pop(future)
                    try:
                        marked = future.result()
                    except BrokenExecutor:
                        suspects[path] = doing[path]
                        continue
                    except CourseError:
                        raise
                    except Exception as error:
                        # A fault of ours in one notebook is not to cost the class.
                        marked = doing[path].marked(problem=f"{_FAULT} {type(error).__name__}: {error}")
                    # What could not be marked is tried again by another run.
                    if not marked.problem:
                        write_atomic(path, json.dumps(marked.to_json()).encode())
                    yield marked
        except BrokenExecutor:
            # Local processes: one has ended, and all the others with it.  A cluster goes on.
            suspects.update({path: doing[path] for path in at_work.values()})


def _key(submission: Submission, conditions: Conditions) -> str:
    identity = {**vars(submission), "path": None}
    return hashlib.sha256(json.dumps([identity, conditions.key], sort_keys=True).encode()).hexdigest()


def _kept(path: Path) -> Marked | None:
    try:
        return Marked.from_json(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return None
