"""Questions are found in a student's notebook, whatever was done to its cells."""

import pytest

from newscase.checking.answer_key import Question, Session
from newscase.pytest_plugin.arrange import arrange, session_of
from newscase.pytest_plugin.reading import Notebook, NotebookError

SESSION = Session(
    blank={"cells": []},
    questions={
        number: Question(number, f"x{number[-1]}", None, None, "", ()) for number in ("1.1", "1.2", "1.20")
    },
)


def cell(source, identity=None, kind="code"):
    return {"cell_type": kind, "id": identity, "metadata": {}, "source": source}


def question(number):
    name = number.replace(".", "-")
    return [
        cell(f"### {number} ★ Heading", f"question-{name}", "markdown"),
        cell(f"x{number[-1]} = {number}", f"answer-{name}"),
        cell(f'check("{number}", x{number[-1]})', f"check-{name}"),
    ]


def steps(*cells):
    return [
        (step.question.number, tuple(code.versions[0] for code in step.cells), not step.missing)
        for step in arrange(Notebook([*cells], {}), SESSION)
    ]


BLANK = [cell("import pandas"), *question("1.1"), *question("1.2"), *question("1.20")]
EXPECTED = [
    ("1.1", ("import pandas", "x1 = 1.1"), True),
    ("1.2", ("x2 = 1.2",), True),
    ("1.20", ("x0 = 1.20",), True),
]


@pytest.mark.parametrize(
    "cells",
    [
        BLANK,
        [{**item, "id": None} for item in BLANK],
        [{**item, "id": "answer-1-2"} for item in BLANK],
        [item for item in BLANK if not item["source"].startswith("check")],
        [item for item in BLANK if item["cell_type"] == "code"],
    ],
    ids=["blank", "no ids", "one id", "no checks", "no questions"],
)
def test_each_question_is_found(cells):
    assert steps(*cells) == EXPECTED


def test_a_long_text_holds_nobody_up():
    """Where the rest of a line was looked at again from each of its spaces, this took hours."""
    assert len(steps(cell("# " + " " * 1_000_000), *BLANK)) == 3


@pytest.mark.parametrize("source", ["x1 = 7", 'check("1.1", 62)'])
def test_work_below_a_check_still_counts_and_so_does_an_edited_check(source):
    first = steps(*BLANK[:4], cell(source), *BLANK[4:])[0]
    assert first == ("1.1", ("import pandas", "x1 = 1.1", source), True)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([*question("1.2"), *question("1.1"), *question("1.20")], "1.2 1.1 1.20"),
        ([*question("1.1"), *question("1.20")], "1.1 1.20 -1.2"),
        ([cell("x1 = 1"), cell('check("1.20", x0)'), cell("x2 = 1")], "1.20 -1.1 -1.2"),
        ([cell("x1 = 1")], "-1.1 -1.2 -1.20"),
    ],
)
def test_questions_stand_in_the_order_of_the_notebook_and_missing_ones_last(cells, expected):
    found = steps(*cells)
    assert " ".join(("" if there else "-") + number for number, _, there in found) == expected
    # All code is run, also that of a notebook in which nothing is recognised.
    assert [code for _, codes, _ in found for code in codes] == [
        item["source"] for item in cells if item["source"].startswith("x")
    ]


@pytest.mark.parametrize(
    ("metadata", "name", "source"),
    [
        ({"newscase": {"session": "02-voices"}}, "anna.ipynb", ""),
        ({}, "02-voices (1).ipynb", ""),
        ({}, "anna_02-voices.ipynb", ""),
        ({}, "homework.ipynb", 'check("2.3", share)'),
        ({"newscase": {"session": ["odd"]}}, "homework.ipynb", "check('2.3', share)"),
    ],
)
def test_the_session_is_known_by_mark_name_or_questions(metadata, name, source):
    sessions = {"01-claims": SESSION, "02-voices": SESSION}
    assert session_of(Notebook([cell(source)], metadata), name, sessions) == "02-voices"


def test_a_notebook_of_no_session_is_refused():
    with pytest.raises(NotebookError, match=r"homework\.ipynb belongs to no session"):
        session_of(Notebook([cell('check("77.1", x)')], {}), "homework.ipynb", {"01-claims": SESSION})
