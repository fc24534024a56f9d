"""What is generated is what the sources give, byte for byte."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from newscase.authoring import build
from newscase.checking import answer_key

STEMS = [stem for stem in build.solved(Path(__file__).parents[2]) if stem != build.LESSON_ONLY]


def test_generated_files_are_as_built(newscase, root):
    result = newscase(root, "build", "--check")
    assert result.returncode == 0, result.stdout


def test_a_changed_source_is_noticed(newscase, course):
    path = course / "solutions" / "01-claims.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Exercises 1", "Exercise 1"), encoding="utf-8")
    result = newscase(course, "build", "--check", "1")
    assert result.returncode == 1
    assert "exercises/01-claims.ipynb differs" in result.stdout


def test_building_twice_gives_the_same_bytes(newscase, course):
    def content():
        return {path.relative_to(course): path.read_bytes() for path in course.rglob("*") if path.is_file()}

    assert newscase(course, "build", "1").returncode == 0
    first = content()
    assert newscase(course, "build", "1").returncode == 0
    assert content() == first


@pytest.fixture
def nothing_runs(monkeypatch):
    """Let a build find the recorded answers as they are, without running a notebook."""
    monkeypatch.setattr(build, "_record", lambda folder, solutions, progress: {})
    monkeypatch.setattr(build, "_run_lesson", lambda path, progress: None)


def test_building_never_loses_a_students_file(newscase, course, nothing_runs):
    exercise = course / "exercises" / "01-claims.ipynb"
    blank = exercise.read_bytes()
    work = json.loads(blank)
    work["cells"][0]["source"] = "An hour of work"
    exercise.write_text(json.dumps(work), encoding="utf-8")
    written = exercise.read_bytes()
    result = newscase(course, "build", "1")
    assert exercise.read_bytes() == blank
    [kept] = exercise.parent.glob("*.kept-*")
    assert kept.read_bytes() == written
    assert kept.name in result.stdout


def test_an_exercise_that_was_only_run_and_saved_holds_no_work(
    newscase, course, nothing_runs, opened_and_saved
):
    exercise = course / "exercises" / "01-claims.ipynb"
    blank = exercise.read_bytes()
    opened_and_saved(exercise)
    newscase(course, "build", "1")
    assert exercise.read_bytes() == blank
    assert not [*exercise.parent.glob("*.kept-*")]


def test_a_slip_that_is_right_stops_the_build(newscase, course):
    path = course / "solutions" / "01-claims.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in content["cells"] if cell["id"].startswith("slip-1-2"))
    cell["source"] = "".join(cell["source"]) + '\nslip("1.2", 21, "This hint can never be right.")'
    path.write_text(json.dumps(content), encoding="utf-8")
    result = newscase(course, "build", "1")
    assert result.returncode == 1
    assert "accepts this slip as right" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("stem", STEMS)
def test_a_blank_exercise_runs_clean_and_passes_nothing(verdicts, student, course, stem):
    notebook = nbformat.read(student(stem).path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(course / "exercises")}}).execute()
    said = [
        output["data"]["text/plain"]
        for cell in notebook.cells
        if "check" in cell.metadata.get("tags", [])
        for output in cell.outputs
    ]
    assert len(said) >= 5
    assert all(" · Not answered yet. " in text for text in said), said
    results = verdicts(course, stem)
    assert len(results) == len(said)
    assert all(text.startswith("Not answered yet. ") for text in results.values())


@pytest.mark.parametrize("stem", STEMS)
def test_a_solution_as_a_students_work_passes_everything(verdicts, solved, course, root, stem):
    solved(stem).save()
    results = verdicts(course, stem)
    assert set(results) == set(answer_key.read(root)[stem].questions)
    assert all(text.startswith("Correct. ") for text in results.values()), results
