"""A class is marked as a teacher does it: a folder in, gradebook, feedback and report out."""

import contextlib
import csv
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest
from hand_ins import contents

from newscase.sandbox import bubblewrap

STEM = "01-claims"
SLIP = "named_claims = (claims['voice'] != 'unnamed source').sum()"
# The sandbox, where this computer has one.
USUAL = () if bubblewrap.why_not() is None else ("--no-sandbox",)
needs_sandbox = pytest.mark.skipif(bool(USUAL), reason="There is no sandbox here; install bubblewrap.")


@pytest.fixture
def submissions(course, solved, student, tmp_path):
    """Four students: all right, one slip, untouched, and a file that is no notebook."""
    folder = tmp_path / "submissions"
    blank = student().path.read_bytes()
    works = {
        "Anna": solved().save().read_bytes(),
        "Ben": solved().answer("1.2", SLIP).save().read_bytes(),
        "=HYPERLINK(1)": blank,
        'Zoë "Z" O\'Hara': b"not a notebook",
    }
    (course / "exercises" / f"{STEM}.ipynb").write_bytes(blank)
    for name, content in works.items():
        (folder / name).mkdir(parents=True)
        (folder / name / f"{STEM}.ipynb").write_bytes(content)
    return folder


def grade(newscase, course, submissions, out, *options):
    return newscase(course, "grade", str(submissions), "--out", str(out), *(options or USUAL))


@pytest.mark.parametrize(
    "options",
    [pytest.param((), marks=needs_sandbox), ("--no-sandbox", "--hide-names")],
    ids=["sandbox", "no sandbox"],
)
def test_a_class_is_marked_and_no_submission_is_changed(newscase, course, submissions, tmp_path, options):
    before = contents(submissions), contents(course)
    result = grade(newscase, course, submissions, tmp_path / "graded", *options)
    assert "Traceback" not in result.stdout + result.stderr
    assert (contents(submissions), contents(course)) == before
    assert result.returncode == 1, "one file could not be marked"
    assert "Anna: 01-claims, 6 of 6" in result.stdout
    assert "4 submissions, 2 with a problem." in result.stdout

    with (tmp_path / "graded" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"].lstrip("'"): row for row in csv.DictReader(file)}
    assert set(rows) == {"Anna", "Ben", "=HYPERLINK(1)", 'Zoë "Z" O\'Hara'}
    assert [rows[name]["01-claims points"] for name in ("Anna", "Ben", "=HYPERLINK(1)")] == ["6", "5", ""]
    assert rows["Ben"]["01-claims 1.2"] == "0"
    assert "is not a notebook" in rows['Zoë "Z" O\'Hara']["problems"]

    report = (tmp_path / "graded" / "report.html").read_text(encoding="utf-8")
    assert "51 is the number of claims by the reporter" in report
    assert ("Anna" in report) == ("--hide-names" not in options)
    feedback = (tmp_path / "graded" / "feedback" / "Ben.html").read_text(encoding="utf-8")
    assert "unnamed source" in feedback
    assert "51 is the number of claims by the reporter" in feedback
    assert not (tmp_path / "graded" / ".unfinished").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal.")
def test_a_run_killed_at_ten_random_moments_ends_with_the_same_bytes(newscase, course, submissions, tmp_path):
    for number in range(6):
        shutil.copytree(submissions / ("Anna", "Ben")[number % 2], submissions / f"Student {number}")
    grade(newscase, course, submissions, tmp_path / "undisturbed")
    out, whole = tmp_path / "graded", contents(tmp_path / "undisturbed")
    store = out / ".unfinished"
    command = [sys.executable, "-m", "newscase", "grade", str(submissions), "--out", str(out), *USUAL]
    chance = random.Random(17)
    for _ in range(10):
        before = len([*store.glob("*.json")])
        # Some moments lie before the first result, others just after one more, others anywhere.
        enough, pause = before + chance.choice([1, 1, 2, 99]), chance.uniform(0, 2)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        run = subprocess.Popen(command, cwd=course, start_new_session=True, **quiet)
        end = time.monotonic() + pause
        while time.monotonic() < end and run.poll() is None and len([*store.glob("*.json")]) < enough:
            time.sleep(0.01)
        with contextlib.suppress(ProcessLookupError):  # it may have finished
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        visible = {name: content for name, content in contents(out).items() if name[0] != "."}
        assert visible.items() <= whole.items(), "each file whole or not at all"
    grade(newscase, course, submissions, out)
    assert contents(out) == whole


@needs_sandbox
def test_a_students_code_sees_the_tables_and_nothing_else(newscase, course, submissions, tmp_path, solved):
    """What it finds, it gives as an answer to a question, so that the feedback shows it."""
    server = socket.create_server(("127.0.0.1", 0))
    secret = tmp_path / "secret.txt"
    secret.write_text("the teacher's")
    look = f"""
import os, pathlib, socket
seen = [str(path) for name in ("*.ipynb", "answers.json") for path in pathlib.Path("/").rglob(name)]
seen += [path for path in ({str(secret)!r}, {str(course / "solutions")!r}) if os.path.exists(path)]
seen += [name for name in os.environ if name.startswith("TEACHER")]
seen += [number for number in os.listdir("/proc") if number.isdecimal() and number != str(os.getpid())]
try:
    socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), timeout=1)
    seen.append("the network")
except OSError:
    pass
raise SystemError(f"seen {{len(seen)}}: {{seen}} with {{len(os.listdir('../data')) > 10}}")
"""
    (submissions / "Ben" / f"{STEM}.ipynb").write_bytes(solved().answer("1.2", look).save().read_bytes())
    (course / "exercises" / f"{STEM}.ipynb").unlink()
    result = newscase(course, "grade", str(submissions), "--out", str(tmp_path / "graded"), TEACHER_TOKEN="1")
    assert "Ben: 01-claims, 5 of 6" in result.stdout
    feedback = (tmp_path / "graded" / "feedback" / "Ben.html").read_text(encoding="utf-8")
    assert "SystemError: seen 0: [] with True" in feedback


def test_without_a_sandbox_it_says_what_to_install(newscase, root, tmp_path):
    result = newscase(root, "grade", "submissions", "--out", str(tmp_path / "graded"), PATH=str(tmp_path))
    assert result.returncode == 1
    linux = sys.platform == "linux"
    assert result.stderr.startswith("Install bubblewrap" if linux else "There is no sandbox on this system")
    assert "add --no-sandbox." in result.stderr
    assert not (tmp_path / "graded").exists()


def test_bad_input_gets_one_sentence_before_anything_is_written(newscase, course):
    (course / "empty").mkdir()
    result = grade(newscase, course, "empty", "graded")
    assert result.returncode == 1
    words = "There is no notebook in empty. Give the folder or the zip with the submissions."
    assert result.stderr == f"{words}\n"
    assert not (course / "graded").exists()
