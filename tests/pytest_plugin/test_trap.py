"""A wrong answer that was run and saved is no reference: the recorded answers are.

Plain nbval compares a notebook with the outputs in the same file, so it passes every case here.
"""

import nbformat
import pytest
from nbclient import NotebookClient

STEM = "01-claims"
QUESTION = "1.2"
WRONG = "named_claims = len(claims) - 11  # everyone who is not nameless"


def run_and_save(work):
    """Run a student's notebook from top to bottom and save it, as JupyterLab does."""
    path = work.save()
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}, allow_errors=True).execute()
    nbformat.write(notebook, path)
    return path


def passes_plain_nbval(run_pytest, course, path):
    result = run_pytest(course, "--nbval-lax", "-p", "no:newscase", "-n0", str(path))
    return result.returncode == 0 and " passed" in result.stdout


def others(results):
    return {status for number, status in results.items() if number != QUESTION}


@pytest.fixture
def hint(solved, verdicts, course):
    """What the check says to the wrong answer when nobody plays tricks."""
    solved().answer(QUESTION, WRONG).save()
    return verdicts(course, "1")[QUESTION]


def test_a_wrong_answer_that_was_saved(solved, verdicts, run_pytest, course):
    path = run_and_save(solved().answer(QUESTION, WRONG))
    assert passes_plain_nbval(run_pytest, course, path)

    results = verdicts(course, "1")
    assert results[QUESTION].startswith("Not yet. ")
    assert all(status.startswith("Correct.") for status in others(results))

    plugin = run_pytest(course, "--nbval-lax", "-n0", str(path))
    assert plugin.returncode == 1
    assert f"FAILED exercises/{STEM}.ipynb::{QUESTION}" in plugin.stdout
    assert results[QUESTION].removeprefix("Not yet. ") in plugin.stdout
    assert "1 failed" in plugin.stdout
    assert f"{len(results) - 1} passed" in plugin.stdout


def test_an_untouched_exercise(student, verdicts, run_pytest, course):
    path = student().path
    assert passes_plain_nbval(run_pytest, course, path)
    results = verdicts(course, "1")
    assert len(results) >= 5
    assert all(status.startswith("Not answered yet.") for status in results.values())


def test_an_edited_check_cell(solved, verdicts, run_pytest, course, hint):
    work = solved().answer(QUESTION, WRONG)
    work.cell("check-1-2")["source"] = 'print("1.2 · Correct.")'
    path = run_and_save(work)
    assert passes_plain_nbval(run_pytest, course, path)
    assert verdicts(course, "1")[QUESTION] == hint


def test_a_check_cell_with_the_right_answer_typed_in(solved, verdicts, run_pytest, course, hint):
    work = solved().answer(QUESTION, WRONG)
    work.cell("check-1-2")["source"] = 'check("1.2", 21)'
    path = run_and_save(work)
    assert passes_plain_nbval(run_pytest, course, path)
    assert verdicts(course, "1")[QUESTION] == hint


def test_a_deleted_check_cell(solved, verdicts, run_pytest, course, hint):
    path = run_and_save(solved().answer(QUESTION, WRONG).remove("check-1-2"))
    assert passes_plain_nbval(run_pytest, course, path)
    assert verdicts(course, "1")[QUESTION] == hint


@pytest.mark.parametrize(
    "trick",
    [
        "check = lambda question, answer: print('Correct.')",
        "import newscase\nnewscase.check = check = lambda *_: None",
        "from IPython.display import HTML\ndef check(*_):\n    return HTML('<b>Correct.</b>')",
        "__builtins__.print = check = lambda *_: None",
    ],
)
def test_a_check_of_the_students_own(solved, verdicts, run_pytest, course, hint, trick):
    path = run_and_save(solved().answer(QUESTION, f"{trick}\n{WRONG}"))
    assert passes_plain_nbval(run_pytest, course, path)
    assert verdicts(course, "1")[QUESTION] == hint


def test_a_value_that_says_it_equals_everything(solved, verdicts, run_pytest, course):
    code = (
        "class Sly(int):\n    __eq__ = lambda *_: True\n    __hash__ = int.__hash__\nnamed_claims = Sly(51)"
    )
    path = run_and_save(solved().answer(QUESTION, code))
    assert passes_plain_nbval(run_pytest, course, path)
    assert verdicts(course, "1")[QUESTION].startswith("Not yet. ")


def test_moved_and_duplicated_cells_change_nothing(solved, verdicts, course):
    work = solved()
    work.content["cells"] = [*work.cells, *work.cells[-3:]]
    work.content["cells"].insert(3, work.cell("check-1-2"))
    work.save()
    results = verdicts(course, "1")
    assert all(status.startswith("Correct.") for status in results.values())
