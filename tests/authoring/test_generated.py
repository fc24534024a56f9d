"""What is generated is what the sources give, byte for byte."""

import nbformat
import pytest
from nbclient import NotebookClient

from newscase import course as courses
from newscase.authoring import build


def test_generated_files_are_as_built(newscase, root):
    result = newscase(root, "build", "--check")
    assert result.returncode == 0, result.stdout


def test_a_changed_source_is_noticed(newscase, course, student):
    solution = student(place="solutions")
    solution.cells[0]["source"] = "# Another title"
    solution.save()
    result = newscase(course, "build", "--check", "1")
    assert result.returncode == 1
    assert "exercises/01-claims.ipynb differs" in result.stdout


def test_building_twice_gives_the_same_bytes(newscase, course):
    def content():
        assert newscase(course, "build", "1").returncode == 0
        return {path.relative_to(course): path.read_bytes() for path in course.rglob("*") if path.is_file()}

    assert content() == content()


def test_building_keeps_a_students_work_and_no_other_file(newscase, course, student, monkeypatch):
    # The recorded answers are as they should be.
    monkeypatch.setattr(build, "_record", lambda folder, stems, progress: ({}, {}))
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


def test_a_slip_that_is_right_stops_the_build(newscase, course, student):
    solution = student(place="solutions")
    solution.cell("slip-1-2")["source"] = 'slip("1.2", share_checkable, "This hint can never be right.")'
    solution.save()
    result = newscase(course, "build", "1")
    assert result.returncode == 1
    assert "accepts this slip as right" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("stem", courses.SESSIONS[1:])
def test_a_blank_exercise_runs_clean_and_passes_nothing(verdicts, student, course, stem):
    notebook = nbformat.read(student(stem).path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(course / "exercises")}}).execute()
    checks = [cell for cell in notebook.cells if "check" in cell.metadata.get("tags", [])]
    said = [output["data"]["text/plain"] for cell in checks for output in cell.outputs]
    assert len(said) >= 5
    assert all(" · Not answered yet. " in text for text in said), said
    results = verdicts(course, stem)
    assert len(results) == len(said)
    assert all(text.startswith("Not answered yet. ") for text in results.values())
