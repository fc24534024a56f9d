"""A class is marked by a Dask cluster, started as a teacher starts it, whatever becomes of its parts."""

import json
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hand_ins import contents, solved, user_environment

from newscase.course import CourseError
from newscase.grade import workers
from newscase.grade.mark import Conditions, edition, mark
from newscase.grade.submission import Submission
from newscase.sandbox import bubblewrap

distributed = pytest.importorskip("distributed")

ROOT = Path(__file__).parents[2]
STEM = "01-claims"

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


def hand_in(folder, student, right="", first=None):
    """Hand in the exercise with these questions answered, and `first` as the answer to 1.1."""
    work = solved(ROOT, STEM, right)
    if first:
        work.answer("1.1", first)
    work.path = folder / student / f"{STEM}.ipynb"
    work.path.parent.mkdir(parents=True)
    work.save()


@pytest.fixture(scope="module")
def submissions(tmp_path_factory):
    """Eight students; each but the last two answers one question more than the one before."""
    folder = tmp_path_factory.mktemp("dask") / "submissions"
    for number in range(6):
        hand_in(folder, f"Student {number}", "12345"[:number])
    hand_in(folder, "Student 6", "1234567", "print('no answer')")
    (folder / "Student 7").mkdir()
    (folder / "Student 7" / f"{STEM}.ipynb").write_bytes(b"not a notebook")
    return folder


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


class Cluster:
    """A scheduler and its two workers, which are started again when they end."""

    def __init__(self, folder):
        # Two workers to be ended by a notebook are enough; Dask by itself tries four.
        self._settings = user_environment(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1")
        self._folder, file = folder, folder / "scheduler.json"
        self.scheduler = self._start(f"scheduler --host 127.0.0.1 --port 0 --scheduler-file {file}")
        self.address = until(lambda: json.loads(file.read_text(encoding="utf-8"))["address"])
        options = f"--nworkers 2 --nthreads 1 --local-directory {folder}"
        self.workers = self._start(f"worker {self.address} {options}")

    def _start(self, command):
        program = [sys.executable, "-m", "dask", *command.split(), "--no-dashboard"]
        with (self._folder / "log").open("a") as log:
            return subprocess.Popen(program, cwd=self._folder, env=self._settings, stdout=log, stderr=log)

    def client(self):
        return distributed.Client(self.address, set_as_default=False)

    def end(self):
        for process in (self.workers, self.scheduler):
            process.terminate()
            process.wait()


@pytest.fixture(scope="module")
def clusters(tmp_path_factory):
    """The clusters of all tests, of which the last one may still run."""
    started = []
    yield started
    for one in started:
        one.end()


@pytest.fixture
def cluster(clusters, tmp_path_factory):
    """A cluster with all its workers, the one of the test before if that has left it alive."""
    if not clusters or clusters[-1].scheduler.poll() is not None:
        clusters.append(Cluster(tmp_path_factory.mktemp("cluster")))
    with clusters[-1].client() as client:
        client.wait_for_workers(2)
    return clusters[-1]


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

    def start(cluster, *options):
        run = subprocess.Popen(
            [sys.executable, "-m", "newscase", "grade", str(submissions), "--out", str(tmp_path / "graded"),
             "--dask", cluster.address, *options],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env=user_environment(),
        )  # fmt: skip
        until(lambda: any((tmp_path / "graded" / ".unfinished").glob("*.json")))
        return run

    return start


def test_a_cluster_marks_as_this_computer_does_also_what_a_killed_worker_had(
    cluster, grading, expected, tmp_path
):
    # In a sandbox where this computer has one, which changes nothing.
    run = grading(cluster, *(["--no-sandbox"] if bubblewrap.why_not() else []))
    if os.name != "nt":  # Windows has no such signal
        with cluster.client() as client:
            os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
    output, errors = run.communicate()
    assert "Traceback" not in output + errors
    assert contents(tmp_path / "graded") == expected
    assert [output.count(f"Student {number}: ") for number in range(8)] == [1] * 8


@pytest.mark.skipif(sys.platform != "linux", reason="The deadly notebook looks for its worker in /proc.")
def test_a_notebook_that_ends_every_worker_is_the_only_one_with_a_problem(grade, root, cluster, tmp_path):
    hand_in(tmp_path / "class", "Deadly", first=DEADLY)
    for number in range(4):
        hand_in(tmp_path / "class", f"Student {number}", first="x = 1")
    result = grade(root, tmp_path / "class", "--no-sandbox", "--dask", cluster.address)
    assert "Deadly: The process that marked it ended unexpectedly." in result.stdout
    assert "5 submissions, 1 with a problem." in result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal.")
def test_what_was_marked_before_the_scheduler_was_lost_is_kept(
    grade, root, cluster, grading, submissions, expected, tmp_path
):
    run = grading(cluster, "--no-sandbox")
    cluster.scheduler.kill()
    _, errors = run.communicate()
    assert run.returncode == 1
    assert errors.startswith(f"The Dask scheduler at {cluster.address} was lost. What is marked is kept")
    assert errors.count("\n") == 1
    kept = len(list((tmp_path / "graded" / ".unfinished").glob("*.json")))
    assert kept
    grade(root, submissions, "--no-sandbox")
    assert contents(tmp_path / "graded") == expected


THREADS = "4 threads, but a process marks one notebook at a time. Start it with: dask worker"
UNFIT = {
    "edition": (1, rf"The worker on {platform.node()} has another edition of the course .*\n"),
    "threads": (4, rf"The worker at \S+ has {THREADS} tcp\S+ --nworkers 4 --nthreads 1\n"),
}


@pytest.mark.parametrize(("threads", "words"), UNFIT.values(), ids=UNFIT)
def test_a_worker_that_must_not_mark_gets_one_sentence(grade, course, submissions, tmp_path, threads, words):
    with (course / "exercises" / "answers.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    settings = {"threads_per_worker": threads, "protocol": "tcp", "dashboard_address": ":0"}
    with distributed.LocalCluster(1, **settings, processes=False) as in_this_process:
        address = in_this_process.scheduler_address
        result = grade(course, submissions, "--no-sandbox", "--dask", address)
    assert result.returncode == 1
    assert re.fullmatch(words, result.stderr)
    assert not (tmp_path / "graded").exists()


def test_a_worker_without_a_sandbox_gets_one_sentence(root, monkeypatch):
    monkeypatch.setattr(bubblewrap, "why_not", lambda: "Install bubblewrap")
    words = rf"The worker on {platform.node()} has no sandbox\. Install bubblewrap"
    with pytest.raises(CourseError, match=words):
        mark(Submission("Anna", None, "x.ipynb"), b"", Conditions(edition(root), sandbox=True))


def test_a_wrong_address_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(workers, "_WAIT", 0.1)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(CourseError, match=f"No Dask scheduler answers at {address}. Start one with: "):
            workers.cluster(address)


def test_without_dask_the_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    advice = re.escape('In the folder of the course, run: pip install -e ".[dev]"')
    with pytest.raises(CourseError, match=f"Dask is not installed. {advice}"):
        workers.cluster("tcp://127.0.0.1:8786")
