"""The commands as people run them: they say what they did, and bad input gets one sentence."""

import csv
import json
import os
import re
import sys

import pytest

from newscase.article import fingerprint
from newscase.cli import doctor
from newscase.cli.main import COMMANDS


def one_sentence(result):
    """Assert that a command failed with one line and no traceback; return the line."""
    assert result.returncode != 0
    assert "Traceback" not in result.stdout + result.stderr
    [line] = result.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(newscase_outside, root, command):
    result = newscase_outside(root, command, "--help")
    assert result.returncode == 0
    assert f"newscase {command}" in result.stdout.split("example")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "77"], "There is no session '77'"),
        (["check", "nothing.ipynb"], "There is no file"),
        (["reset", "banana"], "There is no session 'banana'"),
        (["reset", "0"], "has no exercise notebook"),
        (["article", "nothing.txt"], "nothing.txt: No such file"),
        (["build", "77"], "There is no session '77'"),
    ],
)
def test_bad_input_gets_one_sentence(newscase, course, arguments, words):
    assert words in one_sentence(newscase(course, *arguments))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 99}', b"\xff\xfe"])
def test_damaged_answers_get_one_sentence(newscase, course, content):
    (course / "exercises" / "answers.json").write_bytes(content)
    assert "is damaged or from another version" in one_sentence(newscase(course, "reset", "1"))


def test_missing_answers_get_one_sentence(newscase, course):
    (course / "exercises" / "answers.json").unlink()
    assert "is missing" in one_sentence(newscase(course, "reset", "1"))


def test_reset_puts_the_blank_back_and_keeps_the_work(newscase, student):
    work = student()
    blank = work.path.read_bytes()
    written = work.answer("1.1", "claim_count = 62").save().read_bytes()
    result = newscase(work.path.parent, "reset", "1")
    assert result.returncode == 0
    assert work.path.read_bytes() == blank
    [kept] = work.path.parent.glob("*.kept-*.ipynb")
    assert kept.read_bytes() == written
    assert kept.name in result.stdout


def test_reset_of_a_blank_that_was_run_and_saved_keeps_nothing(newscase, student, opened_and_saved):
    path = student().path
    opened_and_saved(path)
    assert "blank already" in newscase(path.parent, "reset", "1").stdout
    assert not [*path.parent.glob("*.kept-*")]


def test_reset_brings_a_deleted_exercise_back(newscase, student):
    path = student().path
    blank = path.read_bytes()
    path.unlink()
    assert newscase(path.parent, "reset", "1").returncode == 0
    assert path.read_bytes() == blank


def test_doctor_finds_all_well(newscase, course):
    result = newscase(course, "doctor")
    assert result.returncode == 0, result.stdout
    for thing in (
        "Python 3",
        "pandas",
        "jupyterlab",
        "nbval",
        "kernel",
        "plotly figures",
        "tables in data/",
        "written to",
    ):
        assert any(line.startswith("ok") and thing in line for line in result.stdout.splitlines()), thing


@pytest.mark.parametrize(
    ("harm", "thing"),
    [
        (lambda course: (course / "exercises" / "answers.json").unlink(), "the recorded answers"),
        (lambda course: (course / "data" / "claims.csv").unlink(), "data/claims.csv cannot be read"),
        (lambda course: _pin(course, "pandas==0.1"), "pandas "),
        (lambda course: (course / "data" / "datapackage.json").write_text("{"), "data/datapackage.json"),
    ],
)
def test_doctor_names_what_is_wrong(newscase, course, harm, thing):
    harm(course)
    result = newscase(course, "doctor")
    assert result.returncode == 1
    [line] = [line for line in result.stdout.splitlines() if line.startswith("MEND")]
    assert thing in line


def test_doctor_names_what_is_not_installed(newscase, course, monkeypatch):
    monkeypatch.setattr(doctor, "_PACKAGES", ("pandas", "a_package_of_nobody"))
    result = newscase(course, "doctor")
    assert result.returncode == 1
    assert "MEND  not installed: a_package_of_nobody. Install the course again" in result.stdout


def test_doctor_notices_the_kernel_of_another_python(newscase, course, tmp_path):
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text('{"argv": ["/elsewhere/bin/python"]}')
    result = newscase(course, "doctor", JUPYTER_PATH=str(tmp_path))
    assert "runs /elsewhere/bin/python. It belongs to another Python." in result.stdout
    assert result.returncode == 1


def test_a_package_that_is_not_there_gets_one_sentence(newscase, course, monkeypatch):
    monkeypatch.delitem(sys.modules, "newscase.cli.handout", raising=False)
    monkeypatch.setitem(sys.modules, "newscase.authoring.handout", None)
    assert "is not installed here" in one_sentence(newscase(course, "handout", "class.zip"))


def _pin(course, line):
    path = course / "requirements.txt"
    path.write_text(re.sub(r"^pandas==.*$", line, path.read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="This user may write everywhere.")
def test_doctor_notices_a_folder_that_cannot_be_written(newscase, course):
    (course / "exercises").chmod(0o500)
    result = newscase(course, "doctor")
    assert "exercises/ cannot be written to" in result.stdout


def test_article_numbers_a_copy(newscase, course):
    paragraphs = [f"Stand-in for paragraph {number}, in our own words." for number in range(1, 19)]
    rows = list(csv.DictReader((course / "seeds" / "paragraphs.csv").open(encoding="utf-8", newline="")))
    for row, text in zip(rows, paragraphs, strict=True):
        row.update(fingerprint=fingerprint(text), first_words="Stand-in for paragraph")
    with (course / "seeds" / "paragraphs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    copy = course / "my copy.txt"
    copy.write_text("The headline\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    result = newscase(course, "article", "my copy.txt")
    assert result.returncode == 0, result.stderr
    assert "P18  Stand-in for paragraph 18" in result.stdout
    assert "headline" not in result.stdout


def test_article_names_what_is_not_there(newscase, course):
    copy = course / "copy.txt"
    copy.write_text("Something else altogether.", encoding="utf-8")
    result = newscase(course, "article", "copy.txt")
    assert result.returncode == 1
    assert "P18: were not found" in result.stderr


def test_the_key_has_eighteen_paragraphs_with_a_digest_each(root):
    rows = list(csv.DictReader((root / "seeds" / "paragraphs.csv").open(encoding="utf-8", newline="")))
    assert [int(row["paragraph"]) for row in rows] == [*range(1, 19)]
    for row in rows:
        assert re.fullmatch("[0-9a-f]{16}", row["fingerprint"])
        assert len(row["first_words"].split()) == 3, "no more than three words of the article"
        assert row["digest"] in (root / "seeds" / "README.md").read_text(encoding="utf-8")


def test_check_outside_any_course_uses_the_installed_one(newscase_outside, tmp_path, solved):
    solved().save().rename(tmp_path / "01-claims.ipynb")
    result = newscase_outside(tmp_path, "check", "01-claims.ipynb")
    assert "6 of 6 questions are right." in result.stdout
    assert result.returncode == 0


def test_check_says_by_its_exit_code_that_something_is_missing(newscase, course):
    assert newscase(course, "check", "1").returncode == 1


def test_check_changes_nothing(newscase, solved):
    path = solved().save()
    before = path.read_bytes()
    newscase(path.parent, "check", "1")
    assert path.read_bytes() == before
    assert json.loads(before)["cells"]
