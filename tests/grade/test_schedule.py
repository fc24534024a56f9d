"""Every submission is marked once, whichever way processes start and whatever ends them."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from newscase.course import CourseError
from newscase.grade import mark, schedule, workers
from newscase.grade.marked import Submission
from newscase.grade.schedule import mark_all

CONDITIONS = mark.Conditions("answers", sandbox=False)
THREADS = partial(ThreadPoolExecutor, 2)


@pytest.fixture
def submissions(tmp_path):
    paths = [tmp_path / f"{number}.ipynb" for number in range(5)]
    for path in paths:
        path.write_bytes(path.name.encode())
    return [Submission(f"S{path.stem}", "01-claims", "x.ipynb", path.stem, path=path) for path in paths]


# Stand-ins for `mark`, here so that a process that starts from nothing can import them.
def fine(submission, content, conditions):
    assert content == f"{submission.sha256}.ipynb".encode()
    return submission.marked()


def deadly(submission, content, conditions):
    if submission.student == "S2":
        os._exit(1)
    return submission.marked()


def faulty(submission, content, conditions):
    if submission.student == "S2":
        raise ZeroDivisionError("by zero")
    return submission.marked()


def mistaken(submission, content, conditions):
    raise CourseError("This computer has no course.")


def problems(submissions, store, start, at_once=2, conditions=CONDITIONS):
    marked = list(mark_all(submissions, conditions, store, start, at_once))
    assert sorted(one.student for one in marked) == [one.student for one in submissions]
    return {one.student: one.problem for one in marked if one.problem}


@pytest.mark.parametrize("method", ["spawn", workers.START_METHOD])
def test_one_that_ends_its_process_is_the_only_one_with_a_problem(submissions, tmp_path, monkeypatch, method):
    monkeypatch.setattr(schedule, "mark", deadly)
    found = problems(submissions, tmp_path / "store", *workers.local(tmp_path, method))
    assert found == {"S2": schedule._GUILTY}


@pytest.mark.parametrize("method", ["spawn", workers.START_METHOD])
def test_a_notebook_is_marked_the_same_whichever_way_processes_start(root, solved, tmp_path, method):
    path = solved().save()
    conditions = mark.Conditions(mark.digest(root), sandbox=False, folder=root)
    one = Submission("Anna", "01-claims", "mine.ipynb", "0", path=path)
    (marked,) = mark_all([one], conditions, tmp_path / "store", *workers.local(tmp_path, method))
    assert (marked.problem, marked.points, marked.session) == (None, 6, "01-claims")
    assert marked.results[0].code
    assert set(marked.written) >= {"1.8"}


def test_where_a_socket_would_have_too_long_a_path_processes_start_without_one(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("long" * 20)))
    start, _ = workers.local(tmp_path)
    assert start.keywords["mp_context"].get_start_method() == "spawn"


def test_a_fault_of_ours_costs_one_notebook_and_a_mistake_of_the_teacher_stops(
    submissions, tmp_path, monkeypatch
):
    monkeypatch.setattr(schedule, "mark", faulty)
    found = problems(submissions, tmp_path / "store", THREADS)
    assert found == {"S2": "It could not be marked. Please report this: ZeroDivisionError: by zero"}
    monkeypatch.setattr(schedule, "mark", mistaken)
    with pytest.raises(CourseError, match="no course"):
        problems(submissions, tmp_path / "other", THREADS)


CHANGES = {
    "the answers": lambda one, conditions, patch: (one, replace(conditions, answers="others")),
    "the sandbox": lambda one, conditions, patch: (one, replace(conditions, sandbox=True)),
    "the notebook": lambda one, conditions, patch: (replace(one, sha256="4"), conditions),
    "the package": lambda one, conditions, patch: (
        patch.setattr(mark.metadata, "version", lambda name: "0.0"),
        (one, conditions),
    )[1],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_result_is_kept_for_the_next_run_under_the_same_conditions(
    submissions, tmp_path, monkeypatch, change
):
    monkeypatch.setattr(schedule, "mark", fine)
    assert not problems(submissions, tmp_path / "store", THREADS)
    monkeypatch.setattr(schedule, "mark", mistaken)
    assert not problems(submissions, tmp_path / "store", THREADS)
    other, conditions = change(submissions[0], CONDITIONS, monkeypatch)
    with pytest.raises(CourseError):
        problems([other], tmp_path / "store", THREADS, conditions=conditions)


def test_a_damaged_result_is_marked_again(submissions, tmp_path, monkeypatch):
    monkeypatch.setattr(schedule, "mark", fine)
    problems(submissions, tmp_path / "store", THREADS)
    for path, damage in zip((tmp_path / "store").iterdir(), (b"", b"{}", b"[1]", b"\xff"), strict=False):
        path.write_bytes(damage)
    assert not problems(submissions, tmp_path / "store", THREADS)


@pytest.fixture
def sleeping(course, student, tmp_path):
    """Start to mark a notebook that takes long; return the run as soon as the notebook is at work."""
    folder, started, scratch = (tmp_path / name for name in ("submissions", "started", "scratch"))
    (folder / "Anna").mkdir(parents=True)
    scratch.mkdir()
    code = f"import time; open({str(started)!r}, 'w').close(); time.sleep(50)"
    student().answer("1.1", code).save().rename(folder / "Anna" / "01-claims.ipynb")
    run = subprocess.Popen(
        [sys.executable, "-m", "newscase", "grade", folder, "--out", tmp_path / "graded", "--no-sandbox"],
        cwd=course, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(scratch)}, start_new_session=True,
    )  # fmt: skip
    while not started.exists():
        assert run.poll() is None, run.communicate()
        time.sleep(0.05)
    yield run
    run.kill()
    run.wait()


needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal.")


@needs_signals
def test_a_run_that_is_stopped_says_so_at_once_and_leaves_nothing_behind(sleeping, tmp_path):
    """The signal reaches the one process only, and not the one that marks."""
    sleeping.send_signal(signal.SIGINT)
    _, errors = sleeping.communicate(timeout=20)
    assert sleeping.returncode == 1
    assert errors == "Stopped. What is marked is kept: the same command goes on from there.\n"
    assert not list((tmp_path / "scratch").iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="It looks for processes in /proc.")
def test_nothing_goes_on_after_a_run_that_was_killed(sleeping):
    def left():
        """Return the other processes of the run's session."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if os.getsid(int(process.name)) == sleeping.pid != int(process.name):
                    found.append(process.name)
        return found

    assert left()
    sleeping.kill()
    sleeping.wait()
    end = time.monotonic() + 20
    while left() and time.monotonic() < end:
        time.sleep(0.05)
    assert not left()
