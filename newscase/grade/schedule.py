"""Mark a class: hand submissions to workers, and go on where an interrupted run stopped."""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path

from newscase.course import CourseError
from newscase.grade.mark import Conditions
from newscase.grade.marked import Marked, Submission
from newscase.grade.workers import Workers

_FAULT = "It could not be marked. Please report this:"
_GUILTY = "The process that marked it ended unexpectedly. Run it by hand with: newscase check"


def mark_all(
    submissions: list[Submission], conditions: Conditions, store: Path, workers: Workers
) -> Iterator[Marked]:
    """Yield every submission marked, in the order in which they are done.

    Each result is kept in the folder `store` as soon as it is there, and a later run takes it from there.
    What could not be marked is tried again by another run.
    """
    left = []
    for submission in submissions:
        if (kept := _kept(_place(submission, conditions, store))) is not None:
            yield kept
        elif submission.path is None:
            yield submission.marked()
        else:
            left.append(submission)
    with contextlib.closing(workers(left, conditions)) as results:
        for submission, outcome in results:
            if isinstance(outcome, CourseError):
                raise outcome
            if isinstance(outcome, BrokenExecutor):
                outcome = submission.marked(problem=_GUILTY)
            elif isinstance(outcome, Exception):
                # A fault of ours in one notebook is not to cost the class.
                outcome = submission.marked(problem=f"{_FAULT} {type(outcome).__name__}: {outcome}")
            if not outcome.problem:
                store.mkdir(parents=True, exist_ok=True)
                # What a kill leaves of it is no JSON, and is marked again.
                _place(submission, conditions, store).write_text(json.dumps(outcome.to_json()))
            yield outcome


def _place(submission: Submission, conditions: Conditions, store: Path) -> Path:
    """Return where a result is kept, by all that decides it."""
    identity = [{**vars(submission), "path": None}, conditions.edition, conditions.sandbox]
    return store / f"{hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()}.json"


def _kept(path: Path) -> Marked | None:
    with contextlib.suppress(OSError, ValueError):
        return Marked.from_json(json.loads(path.read_bytes()))
