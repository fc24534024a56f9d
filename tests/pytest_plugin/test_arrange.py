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


def question(number, ids=True):
    name = number.replace(".", "-")
    return [
        cell(f"### {number} ★ Heading", f"question-{name}" if ids else None, "markdown"),
        cell(f"x{number[-1]} = {number}", f"answer-{name}" if ids else None),
        cell(f'check("{number}", x{number[-1]})', f"check-{name}" if ids else None),
    ]


def steps(*cells):
    return [
        (step.question.number, step.sources, step.place is not None)
        for step in arrange(Notebook([*cells], {}), SESSION)
    ]


BLANK = [cell("import pandas"), *question("1.1"), *question("1.2"), *question("1.20")]
EXPECTED = [
    ("1.1", ("import pandas", "x1 = 1.1"), True),
    ("1.2", ("x2 = 1.2",), True),
    ("1.20", ("x0 = 1.20",), True),
]


def test_the_blank_itself():
    assert steps(*BLANK) == EXPECTED


def test_without_ids_the_headings_tell():
    cells = [
        cell("import pandas"),
        *question("1.1", False),
        *question("1.2", False),
        *question("1.20", False),
    ]
    assert steps(*cells) == EXPECTED


def test_without_check_cells():
    assert steps(*(item for item in BLANK if not item["source"].startswith("check"))) == EXPECTED


def test_without_question_cells():
    assert steps(*(item for item in BLANK if item["cell_type"] == "code")) == EXPECTED


def test_a_check_that_was_edited_runs_as_any_other_code():
    cells = [*BLANK]
    cells[3] = cell('check("1.1", 62)', "check-1-1")
    assert steps(*cells)[0] == ("1.1", ("import pandas", "x1 = 1.1", 'check("1.1", 62)'), True)


def test_work_below_an_old_check_still_counts():
    cells = [*BLANK[:4], cell("x1 = 7"), *BLANK[4:]]
    assert steps(*cells)[0] == ("1.1", ("import pandas", "x1 = 1.1", "x1 = 7"), True)


def test_questions_in_another_order():
    assert [row[0] for row in steps(*question("1.2"), *question("1.1"), *question("1.20"))] == [
        "1.2",
        "1.1",
        "1.20",
    ]


def test_a_question_without_cells_comes_last_and_is_marked():
    assert steps(*question("1.1"), *question("1.20"))[-1] == ("1.2", (), False)


def test_a_notebook_with_other_cells_only_is_still_run():
    assert steps(cell("x1 = 1")) == [("1.1", ("x1 = 1",), False), ("1.2", (), False), ("1.20", (), False)]


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
