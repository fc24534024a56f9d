"""What students do to a notebook costs its own question and nothing else."""

import pytest

QUESTION = "1.2"


def others_are_correct(results):
    return len(results) >= 5 and all(
        status.startswith("Correct.") for number, status in results.items() if number != QUESTION
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("named_claims = claims['voise']", "KeyError: 'voise'"),
        ("named_claims = (", "SyntaxError"),
        ("named_clams = 21", "The name named_claims is not set"),
        ("import sys\nsys.exit()", "SystemExit"),
        ("exit()", "The name named_claims is not set"),
        ("quit", "The name named_claims is not set"),
        ("named_claims = len", "add brackets () after its name"),
        ("named_claims = '21'", "is text, not a number"),
    ],
)
def test_an_error_fails_its_own_question(solved, verdicts, course, code, words):
    solved().answer(QUESTION, code).save()
    results = verdicts(course, "1")
    assert words in results[QUESTION]
    assert others_are_correct(results)


def test_a_question_whose_cells_are_deleted(solved, verdicts, course):
    solved().remove("question-1-2", "answer-1-2", "check-1-2").save()
    results = verdicts(course, "1")
    assert results[QUESTION].startswith("Not yet. The cells of this question are no longer in the notebook.")
    assert others_are_correct(results)


def test_a_warning_decides_nothing(solved, verdicts, course):
    work = solved()
    answer = work.cell("answer-1-2")["source"]
    work.answer(QUESTION, f"import warnings\nwarnings.warn('careful')\n{answer}").save()
    assert verdicts(course, "1")[QUESTION].startswith("Correct.")


def test_whole_notebooks_go_to_workers(solved, run_pytest, course):
    paths = [str(solved(stem).save()) for stem in ("01-claims", "02-voices")]
    result = run_pytest(course, "--nbval", "-n", "2", "--dist", "loadfile", *paths)
    assert result.returncode == 0, result.stdout
    assert "failed" not in result.stdout
