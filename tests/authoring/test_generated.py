"""What is generated is what the sources give, byte for byte."""

import shutil

import nbformat
import pytest
from hand_ins import contents

from newscase import course as courses
from newscase.authoring import build, documents, notebooks
from newscase.checking import answer_key


def changed(path, find, source):
    """Change the first cell of a notebook whose source has this text; return its id."""
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if find in cell.source)
    cell.source = source
    nbformat.write(notebook, path)
    return cell.id


def record_nothing(monkeypatch):
    """Take what is recorded for what the solutions say, so that none is run."""
    monkeypatch.setattr(build, "_record", lambda folder, *more: ({}, *[{**answer_key.read(folder)}] * 2))


@pytest.mark.parametrize("stem", courses.SESSIONS)
def test_a_solution_gives_what_is_stored_and_recorded(root, run_pytest, tmp_path, monkeypatch, stem):
    """Run it once for both: under nbval, which compares its outputs, and recorded as a build does it."""
    shutil.copytree(root / "data", tmp_path / "data")
    (tmp_path / "solutions").mkdir()

    def run(notebook, path, environment):
        copy = tmp_path / "solutions" / path.name
        nbformat.write(notebook, copy)
        done = run_pytest(tmp_path, "--nbval", "-n0", str(copy), **environment)
        assert done.returncode == 0, done.stdout

    monkeypatch.setattr(notebooks, "run", run)
    path = root / "solutions" / f"{stem}.ipynb"
    session = build._session(notebooks.read(path), path)
    assert answer_key.dump({stem: session}) == answer_key.dump({stem: answer_key.read(root)[stem]})


def test_generated_files_are_as_built(newscase, root, monkeypatch):
    # Lessons and solutions run under nbval.
    record_nothing(monkeypatch)
    monkeypatch.setattr(notebooks, "run", lambda *_: None)
    result = newscase(root, "build", "--check")
    assert result.returncode == 0, result.stdout


def test_a_changed_source_is_noticed(newscase, course, monkeypatch):
    run = notebooks.run
    monkeypatch.setattr(notebooks, "run", lambda own, path, *more: run(own, path, *more) if more else None)
    changed(course / "solutions" / "01-claims.ipynb", "# ", "# Another title")
    result = newscase(course, "build", "--check", "1")
    assert result.returncode == 1
    assert "exercises/01-claims.ipynb differs" in result.stdout


def test_building_again_gives_the_same_bytes(newscase, course):
    # The sample and the lesson are as they were built; this one is of all sessions.
    (course / documents.HINTS).write_bytes(documents.hints(answer_key.read(course)))
    before = contents(course)
    result = newscase(course, "build", "1")
    assert (result.returncode, result.stdout) == (0, "Built: 01-claims.\n")
    after = contents(course)
    assert [path for path in before | after if before.get(path) != after.get(path)] == []


def test_building_keeps_a_students_work_and_no_other_file(newscase, course, student, monkeypatch):
    # The recorded answers and the outputs are as they should be.
    record_nothing(monkeypatch)
    monkeypatch.setattr(notebooks, "run", lambda notebook, path: None)
    work = student()
    blank = work.path.read_bytes()
    work.run_all().save()
    newscase(course, "build", "1")
    assert work.path.read_bytes() == blank
    assert not [*course.rglob("*.kept-*")]
    written = work.answer("1.1", "claim_count = 62").save().read_bytes()
    result = newscase(course, "build", "1")
    assert work.path.read_bytes() == blank
    [kept] = course.rglob("*.kept-*")
    assert kept.read_bytes() == written
    assert kept.name in result.stdout


@pytest.mark.parametrize(
    ("place", "find", "source", "option", "said"),
    [
        ("solutions", "named_claims =", "1 / 0  # SOLUTION", "--check", "ZeroDivisionError: division by"),
        ("solutions", 'slip("1.2"', 'slip("1.2", named_claims, "Wrong.")', "", "accepts this slip as right"),
        ("notebooks", "read_csv", "unknown", "", "NameError: name 'unknown' is not defined"),
        ("notebooks", "read_csv", "unknown", "--check", "NameError: name 'unknown' is not defined"),
    ],
)
def test_a_cell_that_stops_is_named(newscase, course, monkeypatch, place, find, source, option, said):
    if place == "notebooks":
        record_nothing(monkeypatch)
    cell = changed(course / place / "01-claims.ipynb", find, source)
    result = newscase(course, "build", "1", *filter(None, [option]))
    assert result.returncode == 1
    assert result.stderr.count("\n") == len(result.stderr.splitlines()) <= 2
    assert f"{place}/01-claims.ipynb, cell " in result.stderr
    assert f"({cell}): stopped with " in result.stderr
    assert said in result.stderr
    assert "as they should be" not in result.stdout
