"""What is done to one answer decides its own question and no other, and what was saved decides nothing."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

from newscase.checking.result import Result, Status

QUESTION = "1.2"
RIGHT = "named_claims = (claims['voice'] == 'named source').sum()"
WRONG = "named_claims = (claims['voice'] != 'unnamed source').sum()"
HINT = "Not yet. 51 is the number of claims by the reporter"
SLY = "class Sly(int):\n    __eq__ = lambda *_: True\n    __hash__ = int.__hash__\nnamed_claims = Sly(51)"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (RIGHT, "Correct."),
        (f"import warnings\nwarnings.warn('careful')\n{RIGHT}", "Correct."),
        (WRONG, HINT),
        # What hides errors, outputs or checks.
        (f"get_ipython().showtraceback = lambda *_, **__: None\n{WRONG}", HINT),
        (f"check = lambda question, answer: print('Correct.')\n{WRONG}", HINT),
        (f"import newscase\nnewscase.check = check = lambda *_: None\n{WRONG}", HINT),
        (f"import sys\nsys.modules['newscase'] = None\n{WRONG}", HINT),
        (SLY, "Not yet."),
        # What goes wrong by itself.
        ("named_claims = claims['voise']", "KeyError: 'voise'"),
        ("named_claims = (", "SyntaxError"),
        ("named_clams = 21", "The name named_claims is not set"),
        ("import sys\nsys.exit()", "The name named_claims is not set"),
        ("exit()", "The name named_claims is not set"),
        (
            "get_ipython().set_custom_exc((BaseException,), lambda *_: None)\nnamed_claims = 1 / 0",
            "The name named_claims is not set",
        ),
        ("named_claims = len", "with what it needs in brackets ()"),
        ("named_claims = '21'", "but as text"),
        ("named_claims = [*range(50_000)]", "The answer holds far more than was asked for."),
    ],
)
def test_an_answer(said, code, words):
    assert words in said(code)


def check_cell(**changed):
    return lambda work: work.cell("check-1-2").update(changed)


PASSING = {**Result(QUESTION, Status.CORRECT, "Well done.").output(), "execution_count": 1}


@pytest.mark.parametrize(
    "change",
    [
        lambda work: [cell.update(outputs=[], execution_count=None) for cell in work.cells],
        lambda work: work.remove("check-1-2"),
        check_cell(source='print("1.2 · Correct.")'),
        check_cell(source='check("1.2", 21)'),
        check_cell(source="%%script false --no-raise-error\ncheck('1.2', 1)"),
        check_cell(outputs=[PASSING], execution_count=1),
    ],
)
def test_a_changed_check_changes_nothing(said, change):
    assert said(WRONG, change).startswith(HINT)


def test_cells_that_are_gone_are_named(said):
    told = said(change=lambda work: work.remove("question-1-2", "answer-1-2", "check-1-2"))
    assert told.startswith("Not yet. The cells of this question are no longer in the notebook.")


def test_moved_and_duplicated_cells_change_nothing(said):
    def change(work):
        work.content["cells"] = [*work.cells, *work.cells[-3:]]
        work.cells.insert(3, work.cell("check-1-2"))

    assert said(change=change).startswith("Correct.")


def test_one_question_can_be_run_alone(solved, run_pytest, course):
    path = solved().save()
    assert "1 passed" in run_pytest(course, "--nbval", "-n0", f"{path}::1.4").stdout


def test_whole_notebooks_go_to_workers(solved, run_pytest, course):
    paths = [str(solved(stem).save()) for stem in ("01-claims", "02-voices")]
    result = run_pytest(course, "--nbval", "-n2", "-v", *paths)
    assert result.returncode == 0, result.stdout
    assert all(
        len(set(re.findall(rf"(gw\d).* PASSED .*{stem}", result.stdout))) == 1 for stem in ("01", "02")
    )


def passes_plain_nbval(run_pytest, course, path):
    # It compares with the outputs in the same file.
    result = run_pytest(course, "--nbval-lax", "-p", "no:newscase", "-n0", str(path))
    return result.returncode == 0 and " passed" in result.stdout


def test_a_wrong_answer_that_was_saved(solved, verdicts, run_pytest, course):
    path = solved().answer(QUESTION, WRONG).save()
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    nbformat.write(notebook, path)
    assert passes_plain_nbval(run_pytest, course, path)

    results = verdicts(course)
    assert [number for number, result in results.items() if not result.startswith("Correct.")] == [QUESTION]
    assert results[QUESTION].startswith(HINT)

    plugin = run_pytest(course, "--nbval-lax", "-n0", str(path))
    assert plugin.returncode == 1
    assert f"FAILED exercises/01-claims.ipynb::{QUESTION}" in plugin.stdout
    assert results[QUESTION].removeprefix("Not yet. ") in plugin.stdout
    assert f"1 failed, {len(results) - 1} passed" in plugin.stdout


def test_an_untouched_exercise(student, verdicts, run_pytest, course):
    assert passes_plain_nbval(run_pytest, course, student().path)
    results = verdicts(course)
    assert len(results) >= 5
    assert all(status.startswith("Not answered yet.") for status in results.values())
