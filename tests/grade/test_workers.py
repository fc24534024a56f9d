"""Every submission is marked once, whichever way processes start and whatever ends them."""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from newscase.course import CourseError
from newscase.grade import mark, workers
from newscase.grade.submission import Submission
from newscase.grade.workers import mark_all

CONDITIONS = mark.Conditions("edition", sandbox=False)


@pytest.fixture
def submissions(tmp_path):
    paths = [tmp_path / f"{number}.ipynb" for number in range(5)]
    for path in paths:
        path.write_bytes(path.name.encode())
    return [Submission(f"S{path.stem}", "01-claims", "x.ipynb", path.stem, path=path) for path in paths]


def deadly(handed_in, conditions, tell):
    """Stand in for `mark_each`; here, so that a process that starts from nothing can import it."""
    for submission, content in handed_in:
        assert submission.path is None
        assert content == f"{submission.sha256}.ipynb".encode()
        if submission.student == "S2":
            os._exit(1)
        tell(submission)


def obliging(handed_in, conditions, tell):
    for submission, _ in handed_in:
        tell(submission)


def finding(outcome):
    """Return workers for which S2's notebook, or each where that is a mistake, has an outcome of its own."""
    each = isinstance(outcome, CourseError)
    return lambda submissions, conditions: (
        (one, outcome if each or one.student == "S2" else replace(one, path=None)) for one in submissions
    )


FINE, MISTAKEN = finding(Submission("S2", None, "x")), finding(CourseError("There is no course."))


def problems(submissions, store, start, conditions=CONDITIONS):
    marked = list(mark_all(submissions, conditions, store, start))
    assert sorted(one.student for one in marked) == [one.student for one in submissions]
    return {one.student: one.problem for one in marked if one.problem}


def test_a_computer_with_more_cores_than_windows_can_wait_for(submissions, tmp_path, monkeypatch):
    """Windows waits for at most 63 connections at a time."""
    started, start = [], workers._start
    many = [replace(submissions[0], student=f"S{place}") for place in range(100, 200)]
    monkeypatch.setattr(workers, "_start", lambda *job: started.append(job) or start(*job))
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 96)
    monkeypatch.setattr(workers, "mark_each", obliging)
    assert problems(many, tmp_path / "store", workers.local(tmp_path, workers.START_METHOD)) == {}
    assert len(started) == 60


@pytest.mark.parametrize("method", ["spawn", workers.START_METHOD])
def test_one_that_ends_its_process_is_the_only_one_with_a_problem(submissions, tmp_path, monkeypatch, method):
    monkeypatch.setattr(workers, "mark_each", deadly)
    found = problems(submissions, tmp_path / "store", workers.local(tmp_path, method))
    assert found == {"S2": workers._GUILTY}


def test_processes_that_end_before_their_first_notebook_cost_nothing(submissions, tmp_path, monkeypatch):
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(workers, "mark_each", obliging)
    marking = workers.local(tmp_path)
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    assert problems(submissions, tmp_path / "store", marking) == {}


@pytest.mark.parametrize("method", ["spawn", workers.START_METHOD])
def test_a_notebook_is_marked_the_same_whichever_way_processes_start(course, solved, tmp_path, method):
    conditions = mark.Conditions(mark.edition(course), sandbox=False, folder=course)
    one = Submission("Anna", "01-claims", "mine.ipynb", "0", path=solved().save())
    (marked,) = mark_all([one], conditions, tmp_path / "store", workers.local(tmp_path, method))
    assert (marked.problem, marked.points, marked.session) == (None, 6, "01-claims")
    assert marked.results[0].code
    assert set(marked.written) >= {"1.8"}


def test_a_notebook_that_only_its_name_says_the_session_of_keeps_its_marks(course, solved):
    work = solved()
    checks = [one["id"] for one in work.cells if one["id"].startswith("check-")]
    work.remove(*checks).content["metadata"] = {}
    conditions = mark.Conditions(mark.edition(course), sandbox=False, folder=course)
    one = Submission("Anna", "01-claims", "Anna 01-claims.ipynb")
    marked = mark.mark(one, work.save().read_bytes(), conditions)
    assert (marked.problem, marked.session, marked.points) == (None, "01-claims", 6)


def test_a_process_goes_on_after_a_fault_and_begins_again_after_many_notebooks(course, solved, monkeypatch):
    right, content = mark._marked, solved().save().read_bytes()
    monkeypatch.setattr(mark, "_MOST", 2)
    monkeypatch.setattr(mark, "_marked", lambda one, found: right(one, found if one.student != "S0" else 1))
    conditions = mark.Conditions(mark.edition(course), sandbox=False, folder=course)
    marked = []
    handed_in = [(Submission(f"S{number}", "01-claims", "mine.ipynb"), content) for number in range(3)]
    mark.mark_each(handed_in, conditions, marked.append)
    assert [one.student for one in marked] == ["S0", "S1", "S2"]
    assert [one.points for one in marked] == [0, 6, 6]
    assert marked[0].problem.startswith("It could not be marked. Please report this: AttributeError: ")


def test_a_fault_of_ours_costs_one_notebook_and_a_mistake_of_the_teacher_stops(submissions, tmp_path):
    found = problems(submissions, tmp_path / "store", finding(ZeroDivisionError("by zero")))
    assert found == {"S2": "It could not be marked. Please report this: ZeroDivisionError: by zero"}
    with pytest.raises(CourseError, match="no course"):
        problems(submissions, tmp_path / "other", MISTAKEN)


def test_a_result_is_kept_for_the_next_run_under_the_same_conditions(submissions, tmp_path):
    store = tmp_path / "store"
    assert not problems(submissions, store, FINE)
    assert not problems(submissions, store, MISTAKEN)
    one = submissions[0]
    for other, conditions in (
        (one, replace(CONDITIONS, edition="another")),
        (one, replace(CONDITIONS, sandbox=True)),
        (replace(one, sha256="4"), CONDITIONS),
    ):
        with pytest.raises(CourseError):
            problems([other], store, MISTAKEN, conditions)
    for path, damage in zip(store.iterdir(), (b"", b"{}", b"[1]", b"\xff"), strict=False):
        path.write_bytes(damage)
    assert not problems(submissions, store, FINE)


def test_another_package_or_other_answers_are_another_edition(course, monkeypatch):
    editions = {mark.edition(course)}
    with (course / "exercises" / "answers.json").open("a") as file:
        file.write(" ")
    editions.add(mark.edition(course))
    monkeypatch.setattr(mark.metadata, "version", lambda name: "0.0")
    assert len(editions | {mark.edition(course)}) == 3


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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal.")
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
