"""A solution becomes a blank exercise: answers out, everything else as it was."""

import nbformat
import pytest

from newscase.authoring.exercise import blank, checked_expression
from newscase.course import CourseError


def solution(*cells):
    """Build a solution from (tag, source) pairs; a tag of None is prose."""
    notebook = nbformat.v4.new_notebook()
    for tag, source in cells:
        new = (
            nbformat.v4.new_markdown_cell
            if tag in (None, "question", "written")
            else nbformat.v4.new_code_cell
        )
        notebook.cells.append(new(source, metadata={"tags": [tag]} if tag else {}))
    return notebook


def answer(source, check='check("1.1", count)'):
    exercise = blank(solution(("answer", source), ("check", check)), "01-claims")
    return exercise.cells[0].source


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("count = len(claims)  # SOLUTION", "count = ..."),
        ("count = (\n    len(claims)\n)  # SOLUTION", "count = ..."),
        ("# a comment stays\ncount = 1  # SOLUTION", "# a comment stays\ncount = ..."),
        ("given = 2\ncount = given + 1  # SOLUTION", "given = 2\ncount = ..."),
        ("print(count)  # SOLUTION", "..."),
        ("# BEGIN SOLUTION\nmask = a == b\ncount = mask.sum()\n# END SOLUTION", "count = ..."),
        ("# BEGIN SOLUTION\nprint(1)\n# END SOLUTION\ncount = 3  # SOLUTION", "...\ncount = ..."),
    ],
)
def test_the_marked_part_becomes_a_blank(source, left):
    assert answer(source) == left


def test_a_block_leaves_a_blank_for_every_name_that_the_check_uses():
    source = "# BEGIN SOLUTION\nrows = 1\nhelper = 2\ncolumns = 3\n# END SOLUTION"
    assert answer(source, 'check("1.1", (rows, columns))') == "rows = ...\ncolumns = ..."


def test_what_only_the_teacher_sees_is_removed():
    exercise = blank(
        solution(
            (None, "# Exercises"),
            ("teacher", "plan"),
            ("finding", "finding('1.1', 'x')"),
            ("slip", "slip('1.1', 1, 'x')"),
        ),
        "01-claims",
    )
    assert [cell.source for cell in exercise.cells] == ["# Exercises"]


def test_a_written_answer_is_emptied():
    exercise = blank(solution(("written", "The model answer.")), "01-claims")
    assert "model answer" not in exercise.cells[0].source
    assert exercise.cells[0].source.startswith("*Write here")


def test_a_check_cell_can_be_neither_edited_nor_deleted():
    exercise = blank(solution(("check", 'check("1.1", count)')), "01-claims")
    assert exercise.cells[0].source == 'check("1.1", count)'
    assert exercise.cells[0].metadata.editable is False
    assert exercise.cells[0].metadata.deletable is False


def test_no_output_is_left():
    notebook = solution((None, "x"), ("check", 'check("1.1", count)'))
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="62")]
    notebook.cells[1].execution_count = 7
    exercise = blank(notebook, "01-claims")
    assert exercise.cells[1].outputs == []
    assert exercise.cells[1].execution_count is None
    assert notebook.cells[1].execution_count == 7, "the solution itself stays as it was"


def test_the_exercise_says_which_session_it_belongs_to():
    assert blank(solution((None, "x")), "01-claims").metadata.newscase.session == "01-claims"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("count = 62", "no # SOLUTION mark"),
        ("# BEGIN SOLUTION\ncount = 62", "without # END SOLUTION"),
        ("count = 62\n# END SOLUTION", "without # BEGIN SOLUTION"),
    ],
)
def test_a_forgotten_mark_is_refused(source, words):
    with pytest.raises(CourseError, match=words):
        answer(source)


@pytest.mark.parametrize(
    "source", ["check(1.1, count)", 'check("1.1")', 'check("1.1", a)\nprint(a)', "count"]
)
def test_a_check_cell_is_one_plain_call(source):
    with pytest.raises(CourseError, match="one line"):
        checked_expression(source)
