"""Right work keeps its marks and its words, whatever was done to the cells around it."""

import hand_ins
import pytest

from newscase.checking.result import Status
from newscase.pytest_plugin.run import check_notebooks
from newscase.pytest_plugin.written_answers import added, texts_of


def test_what_ran_instead_is_said_and_a_wrong_answer_stays_wrong(solved, course):
    path = solved().save()
    assert check_notebooks(course, [path])[path].notes == []
    work = solved().answer("1.2", "named_claims = 3")
    hand_ins.CHANGES["a table on Windows"](work)
    work.save()
    found = check_notebooks(course, [path])[path]
    assert [one.question for one in found.results.values() if one.status is Status.NOT_YET] == ["1.2"]
    instead = 'so this ran in its place: claims = pd.read_csv("../data/sample_claims.csv")'
    assert found.notes == [f"A cell stopped or was gone, {instead}"]


def test_an_answer_cell_of_words_is_told_that_it_is_text(solved, course):
    work = solved()
    work.cell("answer-1-2").update(cell_type="markdown", source="I counted five of them.")
    path = work.save()
    told = check_notebooks(course, [path])[path].results["1.2"]
    assert told.sentence.startswith("The answer cell is text. Make it a code cell again")


@pytest.mark.parametrize("text", ["named_claims = 3", "```python\nnamed_claims = 3\n```"])
def test_a_note_beside_an_answer_changes_no_name_that_code_sets(said, text):
    def note(work):
        place = work.cells.index(work.cell("answer-1-2"))
        work.cells.insert(place + 1, {**hand_ins.cell(text), "cell_type": "markdown"})

    assert said(change=note).startswith("Correct.")


@pytest.mark.parametrize("write", hand_ins.WRITTEN)
@pytest.mark.parametrize("ids", [True, False])
def test_words_between_two_questions_are_the_answer(solved, course, write, ids):
    work = solved()
    write(work)
    for one in work.cells if not ids else ():
        one.pop("id")
    path = work.save()
    written = check_notebooks(course, [path])[path].written
    assert written["1.6"].replace("\n\n", " on ").lstrip("# ") == hand_ins.WORDS
    assert set(written.values()) == {written["1.6"], ""}


def test_a_cell_of_which_nothing_is_left_is_named(solved, course):
    work = solved()
    work.cells.insert(0, hand_ins.cell("from google.colab import drive"))
    path = work.save()
    said = "A cell stopped and was left out: from google.colab import drive"
    assert check_notebooks(course, [path])[path].notes == [said]


def test_a_second_session_in_a_notebook_is_said(solved, newscase, course):
    work = solved()
    work.cells.append(hand_ins.cell('check("5.1", share)'))
    work.save()
    said = newscase(course, "check", "1").stdout
    assert "01-claims.ipynb also holds questions of 05-sanctions-list, which do not count: hand in" in said


def test_a_check_of_the_first_lesson_is_nothing_to_hand_in(solved, course):
    work = solved()
    work.cells.append(hand_ins.cell('check("0.1", 5)'))
    path = work.save()
    assert check_notebooks(course, [path])[path].notes == []


def test_a_table_or_a_comment_of_ones_own_stays_whole():
    rubric = "### 1.6\n\nUse these words.\n\n| word | sense |\n|---|---|\n| fact | it is so |"
    given = texts_of([{"source": rubric}, {"source": "ten = claims.head(10)\nten"}])
    table = "| claim | mine |\n|---|---|\n| C01 | fact |"
    assert added(table, given) == table
    assert added(f"ten = claims.head(10)\nten\n# {hand_ins.WORDS}", given) == f"# {hand_ins.WORDS}"
    assert added(rubric.replace("these words.", f"those.\n\n{hand_ins.WORDS}"), given).endswith(
        hand_ins.WORDS
    )
