"""A solution becomes a blank exercise: answers out, everything else as it was."""

import nbformat
import pytest

from newscase.authoring.exercise import blank, checked_expression
from newscase.course import CourseError


def exercise(*cells):
    """Return the cells of the exercise of a solution of (tag, source) pairs, which has been run."""
    solution = nbformat.v4.new_notebook()
    for tag, source in cells:
        markdown = tag in ("prose", "question", "written")
        new = nbformat.v4.new_markdown_cell if markdown else nbformat.v4.new_code_cell
        solution.cells.append(new(source, metadata={"tags": [tag]}))
        if not markdown:
            solution.cells[-1].update(
                outputs=[nbformat.v4.new_output("stream", text="62")], execution_count=7
            )
    before = nbformat.from_dict(solution)
    made = blank(solution, "01-claims")
    assert solution == before
    assert made.metadata.newscase.session == "01-claims"
    return made.cells


def answer(source, check='check("1.1", count)'):
    return exercise(("answer", source), ("check", check))[0].source


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


def test_the_teachers_cells_the_model_answers_and_the_outputs_are_gone():
    hidden = [(tag, "A secret.") for tag in ("teacher", "finding", "slip", "written")]
    written, check, code = exercise(*hidden, ("check", 'check("1.1", count)'), ("given", "count = 1"))
    assert written.source.startswith("*Write here")
    assert check.source == 'check("1.1", count)'
    assert check.metadata.editable is check.metadata.deletable is False
    assert (code.source, code.outputs, code.execution_count) == ("count = 1", [], None)


@pytest.mark.parametrize(
    "source", ["count = 62", "# BEGIN SOLUTION\ncount = 62", "count = 62\n# END SOLUTION"]
)
def test_a_forgotten_mark_is_refused(source):
    with pytest.raises(CourseError, match="lacks a SOLUTION mark, or one of a pair"):
        answer(source)


@pytest.mark.parametrize(
    "source", ["check(1.1, count)", 'check("1.1")', 'check("1.1", a)\nprint(a)', "count", "check("]
)
def test_a_check_cell_is_one_plain_call(source):
    with pytest.raises(CourseError, match="one line"):
        checked_expression(source)
