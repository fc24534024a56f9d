"""What is generated is what the sources give, byte for byte."""

import nbformat
import pytest
from nbclient import NotebookClient

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


@pytest.fixture
def lessons_do_not_run(monkeypatch):
    """A lesson keeps its outputs (nbval runs all lessons); a solution runs."""
    run = notebooks.run
    monkeypatch.setattr(notebooks, "run", lambda own, path, *more: run(own, path, *more) if more else None)


def test_generated_files_are_as_built(newscase, root, lessons_do_not_run):
    result = newscase(root, "build", "--check")
    assert result.returncode == 0, result.stdout


def test_a_changed_source_is_noticed(newscase, course, lessons_do_not_run):
    changed(course / "solutions" / "01-claims.ipynb", "# ", "# Another title")
    result = newscase(course, "build", "--check", "1")
    assert result.returncode == 1
    assert "exercises/01-claims.ipynb differs" in result.stdout


def test_building_again_gives_the_same_bytes(newscase, course):
    def content():
        return {path.relative_to(course): path.read_bytes() for path in course.rglob("*") if path.is_file()}

    # The sample and the lesson are as they were built; these two are of all sessions.
    sessions = answer_key.read(course)
    (course / answer_key.FILE).write_bytes(answer_key.dump(sessions))
    (course / documents.HINTS).write_bytes(documents.hints(sessions))
    before = content()
    result = newscase(course, "build", "1")
    assert (result.returncode, result.stdout) == (0, "Built: 01-claims.\n")
    after = content()
    assert [path for path in before | after if before.get(path) != after.get(path)] == []


def test_building_keeps_a_students_work_and_no_other_file(newscase, course, student, monkeypatch):
    # The recorded answers and the outputs are as they should be.
    monkeypatch.setattr(build, "_record", lambda folder, *more: ({}, *[answer_key.read(folder)] * 2))
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
        (
            "solutions",
            "named_claims =",
            "1 / 0  # SOLUTION",
            "--check",
            "ZeroDivisionError: division by zero",
        ),
        ("solutions", 'slip("1.2"', 'slip("1.2", named_claims, "Wrong.")', "", "accepts this slip as right"),
        ("notebooks", "read_csv", "unknown", "", "NameError: name 'unknown' is not defined"),
        ("notebooks", "read_csv", "unknown", "--check", "NameError: name 'unknown' is not defined"),
    ],
)
def test_a_cell_that_stops_is_named(newscase, course, monkeypatch, place, find, source, option, said):
    if place == "notebooks":
        monkeypatch.setattr(build, "_record", lambda folder, *more: ({}, *[answer_key.read(folder)] * 2))
    cell = changed(course / place / "01-claims.ipynb", find, source)
    result = newscase(course, "build", "1", *filter(None, [option]))
    assert result.returncode == 1
    assert result.stderr.count("\n") == len(result.stderr.splitlines()) <= 2
    assert f"{place}/01-claims.ipynb, cell " in result.stderr
    assert f"({cell}): stopped with " in result.stderr
    assert said in result.stderr
    assert "as they should be" not in result.stdout


@pytest.mark.parametrize("stem", courses.SESSIONS[1:])
def test_a_blank_exercise_runs_clean_and_passes_nothing(verdicts, sample_course, stem):
    path = sample_course / "exercises" / f"{stem}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    checks = [cell for cell in notebook.cells if "check" in cell.metadata.get("tags", [])]
    said = [output["data"]["text/plain"] for cell in checks for output in cell.outputs]
    assert len(said) >= 5
    assert all(" · Not answered yet. " in text for text in said), said
    results = verdicts(sample_course, stem)
    assert len(results) == len(said)
    assert all(text.startswith("Not answered yet. ") for text in results.values())
