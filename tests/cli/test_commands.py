"""The commands as people run them: they say what they did, and bad input gets one sentence."""

import csv
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from newscase.cli import doctor
from newscase.cli.article import fingerprint
from newscase.cli.main import COMMANDS
from newscase.course import CourseError


def one_sentence(result):
    """Assert that a command failed with one line and no traceback; return the line."""
    assert result.returncode != 0
    assert "Traceback" not in result.stdout + result.stderr
    [line] = result.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(newscase, root, command):
    result = newscase(root, command, "--help")
    assert result.returncode == 0
    assert f"newscase {command}" in result.stdout.split("example")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "77"], "There is no session '77'"),
        (["check", "nothing.ipynb"], "There is no file"),
        (["check", "0"], "00-start-here.ipynb. Copy it from the course"),
        (["reset", "banana"], "There is no session 'banana'"),
        (["reset", "0"], "has no exercise notebook"),
        (["article", "nothing.txt"], "nothing.txt: No such file"),
        (["article", "latin.txt"], "is not text"),
        (["build", "77"], "There is no session '77'"),
        (["handout", "class.tar"], "does not end in .zip"),
        (["handout", "README.md"], "is there already"),
    ],
)
def test_bad_input_gets_one_sentence(newscase, course, arguments, words):
    (course / "latin.txt").write_bytes(b"\xff")
    (course / "notebooks" / "00-start-here.ipynb").unlink()
    assert words in one_sentence(newscase(course, *arguments))


# Whole as a file, and one session in it is not.
DAMAGED = b'{"format": 4, "sessions": {"01-claims": "QlpoOTE="}}'


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"format": 99}', b"\xff\xfe", DAMAGED])
def test_missing_or_damaged_answers_get_one_sentence(newscase, course, content):
    path = course / "exercises" / "answers.json"
    path.unlink() if content is None else path.write_bytes(content)
    words = "is missing" if content is None else "is damaged or from another version"
    assert words in one_sentence(newscase(course, "reset", "1"))


def test_a_package_that_is_not_there_gets_one_sentence(newscase, root, monkeypatch):
    monkeypatch.delitem(sys.modules, "newscase.cli.handout", raising=False)
    monkeypatch.setitem(sys.modules, "newscase.authoring.handout", None)
    assert "is not installed here" in one_sentence(newscase(root, "handout", "class.zip"))


def test_reset_puts_the_blank_back_and_keeps_only_work(newscase, student):
    work = student()
    blank = work.path.read_bytes()
    written = work.answer("1.1", "claim_count = 62").save().read_bytes()
    result = newscase(work.path.parent, "reset", "1")
    assert result.returncode == 0
    assert work.path.read_bytes() == blank
    [kept] = work.path.parent.glob("*.kept-*.ipynb")
    assert kept.read_bytes() == written
    assert kept.name in result.stdout

    student().run_all().save()
    assert "blank already" in newscase(work.path.parent, "reset", "1").stdout
    work.path.unlink()
    assert newscase(work.path.parent, "reset", "1").returncode == 0
    assert work.path.read_bytes() == blank
    assert [*work.path.parent.glob("*.kept-*")] == [kept]


def test_doctor_finds_all_well(newscase, root):
    result = newscase(root, "doctor")
    assert result.returncode == 0, result.stdout
    for thing in ("Python 3", "pandas", "kernel", "the tables in data/", "answers", "written to", "class"):
        assert any(line.startswith("ok") and thing in line for line in result.stdout.splitlines()), thing


PINS = (Path(__file__).parents[2] / "requirements.txt").read_text(encoding="utf-8")
OTHER_PIN = re.sub(r"pandas==\S+", "pandas==0.1", PINS)
HIDES = "hides a package that has the same name. Rename that file."


@pytest.mark.parametrize(
    ("file", "content", "thing"),
    [
        ("requirements.txt", OTHER_PIN, "Not as requirements.txt says: pandas "),
        ("kernels/python3/kernel.json", '{"argv": ["/other/python"]}', "runs /other/python, which belongs"),
        ("kernels/python3/kernel.json", '{"argv": []}', "python3/kernel.json is damaged. Delete that folder"),
        ("exercises/answers.json", None, "answers.json is missing"),
        ("data/claims.csv", None, "data/claims.csv is not as given out. Copy the data folder"),
        ("data/claims.csv", "claim_id;voice\nC01;reporter\n", "git checkout data/claims.csv"),
        ("exercises/pandas.py", "x = 1", f"pandas.py {HIDES}"),
        ("exercises/numpy.py", "x = 1", f"numpy.py {HIDES}"),
        # What only an import from that folder shows: it is a file of Python's, and no source.
        ("exercises/numpy.pyc", "x", f"numpy.pyc {HIDES}"),
        ("notebooks/newscase.py", "x = 1", f"newscase.py {HIDES}"),
        ("exercises/plotly/__init__.py", "x = 1", f"exercises/plotly {HIDES}"),
        ("data/datapackage.json", "{", "data/datapackage.json cannot be read"),
        ("notebooks", None, "notebooks/ cannot be written to"),
    ],
)
def test_doctor_names_what_is_wrong(newscase, course, monkeypatch, file, content, thing):
    path = course / file
    if content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    else:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if path.stem != "numpy":  # to import it all takes long
        monkeypatch.setattr(doctor, "_PROGRAM", "print('pandas plotly newscase')")
    result = newscase(course, "doctor", JUPYTER_PATH=str(course))
    assert result.returncode == 1
    [line] = [line for line in result.stdout.splitlines() if line.startswith("MEND")]
    assert thing in line


def test_doctor_names_what_is_not_installed_or_cannot_be_imported(monkeypatch, root):
    monkeypatch.setattr(doctor, "_PACKAGES", ("pandas", "a_package_of_nobody"))
    with pytest.raises(CourseError, match=r"^Not as requirements.txt says: a_package_of_nobody missing. "):
        doctor._packages(root)
    monkeypatch.setattr(doctor, "_PROGRAM", "import plotly.nothing")
    with pytest.raises(CourseError, match=r"\(ModuleNotFoundError: .*'plotly.nothing'\). Install"):
        doctor._imports(root)


@pytest.mark.parametrize("content", ["print('What is it?')\n1 / 0", "input()", "raise SystemExit"])
def test_doctor_finds_what_hides_a_package_whatever_it_does(course, monkeypatch, content):
    place, program = (
        course / "exercises" / "zipfile.py",
        "import zipfile, sys; print('newscase', *sys.modules)",
    )
    place.write_text(content)
    monkeypatch.setattr(doctor, "_PROGRAM", program)
    read, write = os.pipe()  # a person's keyboard
    os.write(write, b"5")
    os.close(write)
    before = os.dup(0)
    os.dup2(read, 0)
    try:
        with pytest.raises(CourseError, match=HIDES):
            doctor._imports(course)
        assert os.read(read, 9) == b"5"
    finally:
        os.dup2(before, 0)
        os.close(before)
        os.close(read)


def test_article_numbers_a_copy_and_names_what_is_missing(newscase, course):
    paragraphs = ["Stand-in for one, in our own words.", "Stand-in for two, in our own words."]
    rows = [f'{number},Stand-in for,"{fingerprint(text)}"' for number, text in enumerate(paragraphs, start=1)]
    (course / "seeds" / "paragraphs.csv").write_text("\n".join(["paragraph,first_words,fingerprint", *rows]))
    (course / "my copy.txt").write_text("The headline\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    result = newscase(course, "article", "my copy.txt")
    assert result.returncode == 0, result.stderr
    assert result.stdout == f"P1  {paragraphs[0]}\n\nP2  {paragraphs[1]}\n\n"
    (course / "my copy.txt").write_text("Something else.", encoding="utf-8")
    result = newscase(course, "article", "my copy.txt")
    assert result.returncode == 1
    assert "P1, P2: not found" in result.stderr


def test_the_key_has_eighteen_paragraphs_with_a_digest_each(root):
    rows = list(csv.DictReader((root / "seeds" / "paragraphs.csv").open(encoding="utf-8", newline="")))
    assert [int(row["paragraph"]) for row in rows] == [*range(1, 19)]
    for row in rows:
        assert re.fullmatch("[0-9a-f]{16}", row["fingerprint"])
        assert len(row["first_words"].split()) == 3, "no more than three words of the article"
        assert row["digest"] in (root / "seeds" / "README.md").read_text(encoding="utf-8")


def test_check_outside_any_course_uses_the_installed_one(newscase_outside, tmp_path, solved):
    path = solved("08-security-council").save().rename(tmp_path / "08-security-council.ipynb")
    before = path.read_bytes()
    result = newscase_outside(tmp_path, "check", path.name)
    assert re.search(r"(\d+) of \1 questions are right\.", result.stdout)
    assert result.returncode == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_has_none_of_the_letters_gets_others(newscase_outside, tmp_path, solved, encoding):
    path = solved("08-security-council").save().rename(tmp_path / "08-security-council Łukasz 张.ipynb")
    result = newscase_outside(tmp_path, "check", path.name, PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert "\\u0141ukasz" in result.stdout
    assert (result.returncode, result.stderr) == (0, "")


def test_check_says_by_its_exit_code_that_something_is_missing(newscase, root):
    assert newscase(root, "check", "1").returncode == 1
