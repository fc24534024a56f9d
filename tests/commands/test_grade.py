"""A class is marked as a teacher does it: a folder in, gradebook, feedback and report out."""

import csv
import os
import signal
import subprocess
import sys
import time

import pytest

STEM = "01-claims"
SLIP = "named_claims = (claims['voice'] != 'unnamed source').sum()"


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


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def grade(casebook, course, submissions, out, *options):
    return casebook(course, "grade", str(submissions), "--out", str(out), "--no-sandbox", *options)


def test_a_class_is_marked_and_no_submission_is_changed(casebook, course, submissions, tmp_path):
    before = contents(submissions), contents(course)
    result = grade(casebook, course, submissions, tmp_path / "graded")
    assert "Traceback" not in result.stdout + result.stderr
    assert (contents(submissions), contents(course)) == before
    assert result.returncode == 1, "one file could not be marked"
    assert "Anna: 01-claims, 6 of 6" in result.stdout
    assert "4 submissions, 1 with a problem." in result.stdout

    with (tmp_path / "graded" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"].lstrip("'"): row for row in csv.DictReader(file)}
    assert set(rows) == {"Anna", "Ben", "=HYPERLINK(1)", 'Zoë "Z" O\'Hara'}
    assert [rows[name]["01-claims points"] for name in ("Anna", "Ben", "=HYPERLINK(1)")] == ["6", "5", "0"]
    assert rows["Ben"]["01-claims 1.2"] == "0"
    assert "is not a notebook" in rows['Zoë "Z" O\'Hara']["problems"]

    report = (tmp_path / "graded" / "report.html").read_text(encoding="utf-8")
    assert "This counts the reporter as a named speaker." in report
    feedback = (tmp_path / "graded" / "feedback" / "Ben.html").read_text(encoding="utf-8")
    assert "unnamed source" in feedback and "This counts the reporter as a named speaker." in feedback
    assert not list(tmp_path.glob(".graded*"))


def test_names_are_hidden_on_request(casebook, course, submissions, tmp_path):
    grade(casebook, course, submissions, tmp_path / "graded", "--hide-names")
    assert "Anna" not in (tmp_path / "graded" / "report.html").read_text(encoding="utf-8")


def test_marks_for_written_answers_are_kept(casebook, course, submissions, tmp_path):
    out = tmp_path / "graded"
    grade(casebook, course, submissions, out)
    path = out / "written.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["mark"] = "3"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    grade(casebook, course, submissions, out)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["mark"] == "3"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal.")
def test_a_run_that_was_killed_goes_on_to_the_same_bytes(casebook, course, submissions, tmp_path):
    grade(casebook, course, submissions, tmp_path / "undisturbed")
    out = tmp_path / "graded"
    command = [sys.executable, "-m", "casebook", "grade", str(submissions), "--out", str(out), "--no-sandbox"]
    run = subprocess.Popen(command, cwd=course, stdout=subprocess.DEVNULL, start_new_session=True)
    store = tmp_path / ".graded.unfinished"
    for _ in range(600):
        if any(store.glob("*.json")) or run.poll() is not None:
            break
        time.sleep(0.1)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert contents(store) and not out.exists()
    grade(casebook, course, submissions, out)
    assert contents(out) == contents(tmp_path / "undisturbed")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing", "--out", "graded", "--no-sandbox"], "There is nothing at nothing."),
        (["exercises", "--out", "graded"], "add --no-sandbox"),
        (["empty", "--out", "graded", "--no-sandbox"], "There is no notebook in empty."),
    ],
)
def test_bad_input_gets_one_sentence(casebook, course, arguments, words):
    (course / "empty").mkdir()
    result = casebook(course, "grade", *arguments)
    assert result.returncode == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert not (course / "graded").exists()
