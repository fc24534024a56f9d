"""A class is marked by a Dask cluster, started as a teacher starts it, whatever becomes of its parts."""

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import time

import pytest

from newscase.course import CourseError
from newscase.grade.mark import Conditions, edition, mark
from newscase.grade.submission import Submission
from newscase.sandbox import bubblewrap

distributed = pytest.importorskip("distributed")

STEM = "01-claims"
SLIP = "named_claims = (claims['voice'] != 'unnamed source').sum()"

# Ends the process that marks it: from the kernel upwards, the first that is Dask's own.
DEADLY = """
import os, re, signal
def text(number, name):
    with open(f"/proc/{number}/{name}", "rb") as file:
        return file.read()
worker = os.getpid()
while b"spawn_main" not in text(worker, "cmdline"):
    worker = int(re.search(rb"PPid:\\s*(\\d+)", text(worker, "status"))[1])
os.kill(worker, signal.SIGKILL)
"""

needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal.")


@pytest.fixture(scope="module")
def submissions(root, tmp_path_factory):
    """Eight students; each but the last two answers one question more than the one before."""
    blank = json.loads((root / "exercises" / f"{STEM}.ipynb").read_text(encoding="utf-8"))
    solution = json.loads((root / "solutions" / f"{STEM}.ipynb").read_text(encoding="utf-8"))
    answers = {cell["id"]: cell["source"] for cell in solution["cells"] if cell["id"].startswith("answer-")}
    folder = tmp_path_factory.mktemp("dask") / "submissions"
    for number in range(6):
        known = dict(list(answers.items())[:number])
        write(folder, f"Student {number}", blank, known)
    write(folder, "Student 6", blank, {**answers, "answer-1-2": SLIP})
    (folder / "Student 7").mkdir()
    (folder / "Student 7" / f"{STEM}.ipynb").write_bytes(b"not a notebook")
    return folder


def write(folder, student, blank, answers):
    cells = [{**cell, "source": answers.get(cell["id"], cell["source"])} for cell in blank["cells"]]
    (folder / student).mkdir(parents=True)
    (folder / student / f"{STEM}.ipynb").write_text(json.dumps({**blank, "cells": cells}), encoding="utf-8")


@pytest.fixture
def grade(newscase, tmp_path):
    """Mark a class to its end."""
    return lambda course, submissions, *options: newscase(
        course, "grade", str(submissions), "--out", str(tmp_path / "graded"), *options
    )


@pytest.fixture(scope="module")
def expected(newscase, root, submissions):
    """What the processes of this computer make of the class."""
    out = submissions.with_name("local")
    newscase(root, "grade", str(submissions), "--out", str(out), "--no-sandbox")
    return contents(out)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder, workers, threads, **settings):
        self._settings, self._folder = settings, folder
        file = folder / "scheduler.json"
        self.scheduler = self._start(f"scheduler --host 127.0.0.1 --port 0 --scheduler-file {file}")
        self.address = until(lambda: json.loads(file.read_text(encoding="utf-8"))["address"])
        options = f"--nworkers {workers} --nthreads {threads} --local-directory {folder}"
        self.workers = self._start(f"worker {self.address} {options}")
        with self.client() as client:
            client.wait_for_workers(workers)

    def _start(self, command):
        arguments = command.split()
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "NEWSCASE_"))
        }
        with (self._folder / f"{arguments[0]}.log").open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
                cwd=self._folder, env={**environment, **self._settings}, stdout=log, stderr=log,
            )  # fmt: skip

    def client(self):
        return distributed.Client(self.address, set_as_default=False)

    def stop(self):
        for process in (self.workers, self.scheduler):
            process.terminate()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    """Start clusters that end with the test."""
    started = []

    def start(workers, threads, **settings):
        folder = tmp_path / f"cluster-{len(started)}"
        folder.mkdir()
        started.append(Cluster(folder, workers, threads, **settings))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def until(happened):
    """Return what `happened` returns as soon as that is something."""
    for _ in range(600):
        try:
            if found := happened():
                return found
        except (OSError, ValueError):
            pass
        time.sleep(0.1)
    raise AssertionError("It never happened.")


@pytest.fixture
def grading(root, submissions, tmp_path):
    """Start to mark the class on a cluster, and return as soon as one submission is done."""

    def start(cluster):
        run = subprocess.Popen(
            [sys.executable, "-m", "newscase", "grade", str(submissions), "--out", str(tmp_path / "graded"),
             "--no-sandbox", "--dask", cluster.address],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "COLUMNS": "400", "PYTHONUTF8": "1"},
        )  # fmt: skip
        until(lambda: any((tmp_path / "graded" / ".unfinished").glob("*.json")))
        return run

    return start


@needs_signals
def test_what_a_killed_worker_had_is_marked_by_another(cluster, grading, expected, tmp_path):
    there = cluster(2, 1)
    run = grading(there)
    with there.client() as client:
        os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
    output, errors = run.communicate()
    assert "Traceback" not in output + errors
    assert contents(tmp_path / "graded") == expected
    assert [output.count(f"Student {number}: ") for number in range(8)] == [1] * 8


def test_a_worker_with_several_threads_is_refused(grade, root, cluster, submissions, tmp_path):
    there = cluster(1, 4)
    result = grade(root, submissions, "--dask", there.address)
    assert result.returncode == 1
    assert "has 4 threads, but a process marks one notebook at a time." in result.stderr
    assert result.stderr.endswith(f"Start it with: dask worker {there.address} --nworkers 4 --nthreads 1\n")
    assert not (tmp_path / "graded").exists()


def test_a_cluster_marks_as_this_computer_does(grade, root, cluster, submissions, expected, tmp_path):
    there = cluster(2, 1)
    # In a sandbox where this computer has one, which changes nothing.
    options = ["--no-sandbox"] if bubblewrap.why_not() else []
    grade(root, submissions, "--dask", there.address, *options)
    assert contents(tmp_path / "graded") == expected


@needs_signals
def test_what_was_marked_before_the_scheduler_was_lost_is_kept(
    grade, root, cluster, grading, submissions, expected, tmp_path
):
    there = cluster(2, 1)
    run = grading(there)
    there.scheduler.kill()
    _, errors = run.communicate()
    assert run.returncode == 1
    assert errors.startswith(f"The Dask scheduler at {there.address} was lost. What is marked is kept")
    assert errors.count("\n") == 1
    kept = len(list((tmp_path / "graded" / ".unfinished").glob("*.json")))
    assert kept
    grade(root, submissions, "--no-sandbox")
    assert contents(tmp_path / "graded") == expected


@pytest.mark.skipif(sys.platform != "linux", reason="The deadly notebook looks for its worker in /proc.")
def test_a_notebook_that_ends_every_worker_is_the_only_one_with_a_problem(
    grade, root, cluster, submissions, tmp_path
):
    blank = json.loads((root / "exercises" / f"{STEM}.ipynb").read_text(encoding="utf-8"))
    write(tmp_path / "class", "Deadly", blank, {"answer-1-1": DEADLY})
    for number in range(4):
        write(tmp_path / "class", f"Student {number}", blank, {})
    # One worker to be ended is enough; Dask by itself tries four.
    there = cluster(2, 1, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    result = grade(root, tmp_path / "class", "--no-sandbox", "--dask", there.address)
    assert "Deadly: The process that marked it ended unexpectedly." in result.stdout
    assert "5 submissions, 1 with a problem." in result.stdout
    assert "Traceback" not in result.stderr


def test_another_edition_of_the_course_gets_one_sentence(grade, course, cluster, submissions, tmp_path):
    with (course / "exercises" / "answers.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    there = cluster(1, 1)
    result = grade(course, submissions, "--no-sandbox", "--dask", there.address)
    assert result.returncode == 1
    assert f"The worker on {platform.node()} has another edition of the course" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "graded").exists()


def test_a_worker_without_a_sandbox_gets_one_sentence(root, monkeypatch):
    monkeypatch.setattr(bubblewrap, "why_not", lambda: "Install bubblewrap")
    words = rf"The worker on {platform.node()} has no sandbox\. Install bubblewrap"
    with pytest.raises(CourseError, match=words):
        mark(Submission("Anna", None, "x.ipynb"), b"", Conditions(edition(root), sandbox=True))


def test_a_wrong_address_gets_one_sentence(grade, root, submissions, tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        result = grade(root, submissions, "--dask", address)
    assert result.returncode == 1
    assert result.stderr == f"No Dask scheduler answers at {address}. Start one with: dask scheduler\n"


def test_without_dask_the_sentence_says_how_to_install_it(root, submissions, tmp_path):
    program = (
        "import sys; sys.modules['distributed'] = None; from newscase.cli.main import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", program, "grade", submissions, "--out", tmp_path / "graded"]
    command += ["--dask", "tcp://127.0.0.1:8786"]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert result.returncode == 1
    advice = 'In the folder of the course, run: pip install -e ".[dev]"'
    assert result.stderr == f"Dask is not installed. {advice}\n"
