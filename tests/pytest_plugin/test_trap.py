"""A wrong answer that was run and saved is no reference: the recorded answers are.

Plain nbval compares a notebook with the outputs in the same file, so it passes the first two cases.
"""

import nbformat
import pytest
from nbclient import NotebookClient

from newscase.checking.result import Result, Status

STEM = "01-claims"
QUESTION = "1.2"
WRONG = "named_claims = len(claims) - 11  # everyone who is not nameless"
HINT = "Not yet. This counts the reporter as a named speaker."


def passes_plain_nbval(run_pytest, course, path):
    result = run_pytest(course, "--nbval-lax", "-p", "no:newscase", "-n0", str(path))
    return result.returncode == 0 and " passed" in result.stdout


def test_a_wrong_answer_that_was_saved(solved, verdicts, run_pytest, course):
    path = solved().answer(QUESTION, WRONG).save()
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    nbformat.write(notebook, path)
    assert passes_plain_nbval(run_pytest, course, path)

    results = verdicts(course, "1")
    assert [number for number, result in results.items() if not result.startswith("Correct.")] == [QUESTION]
    assert results[QUESTION].startswith(HINT)

    plugin = run_pytest(course, "--nbval-lax", "-n0", str(path))
    assert plugin.returncode == 1
    assert f"FAILED exercises/{STEM}.ipynb::{QUESTION}" in plugin.stdout
    assert results[QUESTION].removeprefix("Not yet. ") in plugin.stdout
    assert f"1 failed, {len(results) - 1} passed" in plugin.stdout


def test_an_untouched_exercise(student, verdicts, run_pytest, course):
    assert passes_plain_nbval(run_pytest, course, student().path)
    results = verdicts(course, "1")
    assert len(results) >= 5
    assert all(status.startswith("Not answered yet.") for status in results.values())


def edit_the_check(work):
    work.cell("check-1-2")["source"] = 'print("1.2 · Correct.")'


def type_the_answer_into_the_check(work):
    work.cell("check-1-2")["source"] = 'check("1.2", 21)'


def delete_the_check(work):
    work.remove("check-1-2")


def save_a_passing_output(work):
    output = {**Result(QUESTION, Status.CORRECT, "Well done.").output(), "execution_count": 1}
    work.cell("check-1-2").update(execution_count=1, outputs=[output])


def own_check(code):
    return lambda work: work.answer(QUESTION, f"{code}\n{WRONG}")


@pytest.mark.parametrize(
    ("trick", "says"),
    [
        (edit_the_check, HINT),
        (type_the_answer_into_the_check, HINT),
        (delete_the_check, HINT),
        (save_a_passing_output, HINT),
        (own_check("check = lambda question, answer: print('Correct.')"), HINT),
        (own_check("import newscase\nnewscase.check = check = lambda *_: None"), HINT),
        (own_check("__builtins__.print = check = lambda *_: None"), HINT),
        (
            lambda work: work.answer(
                QUESTION,
                "class Sly(int):\n    __eq__ = lambda *_: True\n    __hash__ = int.__hash__\n"
                "named_claims = Sly(51)",
            ),
            "Not yet. ",
        ),
    ],
)
def test_a_trick_changes_nothing(solved, verdicts, course, trick, says):
    work = solved().answer(QUESTION, WRONG)
    trick(work)
    work.save()
    assert verdicts(course, "1")[QUESTION].startswith(says)


def test_moved_and_duplicated_cells_change_nothing(solved, verdicts, course):
    work = solved()
    work.content["cells"] = [*work.cells, *work.cells[-3:]]
    work.content["cells"].insert(3, work.cell("check-1-2"))
    work.save()
    results = verdicts(course, "1")
    assert all(status.startswith("Correct.") for status in results.values())
