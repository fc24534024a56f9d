"""A file that is no notebook, or an odd one, gets one line; the rest of the run goes on."""

import json

import pytest

from newscase.pytest_plugin.run import check_notebooks


def bad_files(folder, good):
    """Write one file of each kind that cannot be checked; return what each is told."""
    content = json.loads(good.read_text(encoding="utf-8"))
    changes = {
        "a1.ipynb": (b"<html>", "a1.ipynb is not a notebook: it is not JSON."),
        "a2.ipynb": ({**content, "nbformat": 3}, "a2.ipynb is a notebook of format 3, not 4."),
        "a3.ipynb": (
            {**content, "metadata": {}, "cells": []},
            "a3.ipynb belongs to no session of this course.",
        ),
        "a4.ipynb": (b"", "a4.ipynb is empty."),
    }
    for name, (data, _) in changes.items():
        (folder / name).write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return [words for _, words in changes.values()]


def test_a_file_that_cannot_be_checked_gets_one_line_and_the_run_goes_on(solved, newscase, course):
    good = solved().save()
    sentences = bad_files(course / "exercises", good)
    names = sorted(path.name for path in (course / "exercises").glob("a*.ipynb"))
    result = newscase(course, "check", *(f"exercises/{name}" for name in names), "1")
    for sentence in sentences:
        assert len([line for line in result.stdout.splitlines() if sentence in line]) == 1, result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    result_of_none = newscase(course, "check", f"exercises/{names[0]}")
    assert "No question was checked; the table says why." in result_of_none.stdout
    assert result_of_none.returncode == 1
    lesson = newscase(course, "check", "notebooks/01-claims.ipynb")
    assert (
        lesson.stderr
        == "01-claims.ipynb is a lesson. Its questions are in exercises/01-claims.ipynb; check that.\n"
    )
    assert "1.2       Correct" in result.stdout


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(metadata={"colab": {"provenance": []}, "vscode": {}}),
        lambda content: [cell.pop("id") for cell in content["cells"]],
        lambda content: [cell.update(id="same") for cell in content["cells"]],
    ],
)
def test_an_odd_file_is_checked_all_the_same(solved, verdicts, course, change):
    work = solved()
    change(work.content)
    work.save()
    assert all(result.startswith("Correct.") for result in verdicts(course, "1").values())


def test_a_notebook_anywhere_on_the_computer(solved, verdicts, course, tmp_path):
    path = solved().save()
    elsewhere = path.rename(tmp_path / "homework of Anna (2).ipynb")
    results = verdicts(course, str(elsewhere))
    assert len(results) >= 5
    assert all(status.startswith("Correct.") for status in results.values())


def test_what_a_teacher_reads_is_kept_beside_what_was_checked(solved, newscase, course):
    work = (
        solved()
        .answer("1.3", "most_frequent_voice = 'reporter'")
        .remove("question-1-1", "answer-1-1", "check-1-1")
    )
    work.cell("written-1-6")["source"] = "Three words here.\n"
    work.cell("written-1-8").update(id="other", source="Found by its place.")
    path = work.save()
    found = check_notebooks(course, [path], names={path: "essay.ipynb"})[path]
    assert found.session == "01-claims"
    numbers = [result.question for result in found.results.values()]
    assert numbers == ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.8-2", "1.1"]
    assert found.written == {"1.6": "Three words here.", "1.8": "Found by its place.", "1.8-2": ""}
    assert found.results["1.3"].code == "most_frequent_voice = 'reporter'"
    assert found.results["1.1"].error
    output = newscase(course, "check", "1").stdout
    rows = [row.strip().split(maxsplit=4) for row in output.splitlines() if "For your teacher" in row]
    assert [(row[0], row[4]) for row in rows] == [
        ("1.6", "Words written: 3."),
        ("1.8", "Words written: 4."),
        ("1.8-2", "Discuss: Nothing is written yet."),
    ]
    assert "5 of 6 questions are right." in output


def test_a_question_can_have_a_check_and_a_text(student, course):
    path = student("05-sanctions-list").path
    results = check_notebooks(course, [path])[path].results.values()
    both = [str(result.status) for result in results if result.question == "5.8"]
    assert both == ["Not answered yet", "For your teacher"]
