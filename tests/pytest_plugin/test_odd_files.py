"""A file that is no notebook, or an odd one, gets one line; the rest of the run goes on."""

import json

from newscase.pytest_plugin.run import check_notebooks


def test_a_file_that_cannot_be_checked_gets_one_line_and_the_run_goes_on(student, newscase, course):
    content = student().content
    bad = {
        "is not a notebook: it is not JSON.": "<html>",
        "holds two versions that git could not merge.": '{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b',
        "is a notebook of format 3, not 4.": json.dumps({**content, "nbformat": 3}),
        "belongs to no session of this course.": json.dumps({**content, "metadata": {}, "cells": []}),
    }
    for index, text in enumerate(bad.values()):
        (course / "exercises" / f"a{index}.ipynb").write_text(text, encoding="utf-8")
    names = [f"exercises/a{index}.ipynb" for index in range(len(bad))]
    result = newscase(course, "check", *names, "1")
    for index, sentence in enumerate(bad):
        assert result.stdout.count(f"a{index}.ipynb {sentence}") == 1, result.stdout
    assert "1.2       Not answered yet" in result.stdout
    assert not result.stderr
    none = newscase(course, "check", names[0])
    assert "No question was checked; the table says why." in none.stdout
    assert none.returncode == 1


def test_a_lesson_is_no_exercise(newscase, course):
    said = newscase(course, "check", "notebooks/01-claims.ipynb").stderr
    assert (
        said == "01-claims.ipynb is a lesson. Its questions are in exercises/01-claims.ipynb; check that.\n"
    )


def test_what_a_teacher_reads_is_kept_beside_what_was_checked(solved, newscase, course):
    work = solved().answer("1.3", "most_frequent_voice = 'reporter'")
    work.remove("question-1-1", "answer-1-1", "check-1-1")
    work.cell("written-1-6")["source"] = "Three words here.\n"
    work.cell("written-1-8").update(id="other", source="Found by its place.")
    path = work.save()
    found = check_notebooks(course, [path], names={path: "essay.ipynb"})[path]
    assert found.session == "01-claims"
    numbers = [result.question for result in found.results.values()]
    assert numbers == ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "Discuss", "1.1"]
    assert found.written == {"1.6": "Three words here.", "1.8": "Found by its place.", "Discuss": ""}
    assert found.results["1.3"].code == "most_frequent_voice = 'reporter'"
    assert found.results["1.1"].error
    output = newscase(course, "check", "1").stdout
    rows = [row.strip().split(maxsplit=4) for row in output.splitlines() if "For your teacher" in row]
    assert [(row[0], row[4]) for row in rows] == [
        ("1.6", "Words written: 3."),
        ("1.8", "Words written: 4."),
        ("Discuss", "Nothing is written yet."),
    ]
    assert "5 of 6 questions are right." in output


def test_a_question_can_have_a_check_and_a_text(student, course):
    path = student("05-sanctions-list").path
    results = check_notebooks(course, [path])[path].results.values()
    both = [str(result.status) for result in results if result.question == "5.8"]
    assert both == ["Not answered yet", "For your teacher"]
