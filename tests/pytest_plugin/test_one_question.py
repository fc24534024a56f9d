"""What is done to one answer decides its own question and no other."""

import re

import pytest

QUESTION = "1.2"
RIGHT = "named_claims = (claims['voice'] == 'named source').sum()"
WRONG = "named_claims = (claims['voice'] != 'unnamed source').sum()"
HINT = "Not yet. This counts the reporter as a named speaker."
TRANSFORMER = "lambda lines: [line.replace('named_claims)', '51)') for line in lines]"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (RIGHT, "Correct."),
        (f"import warnings\nwarnings.warn('careful')\n{RIGHT}", "Correct."),
        (WRONG, HINT),
        # What hides errors, outputs or checks.
        (f"get_ipython().set_custom_exc((Exception,), lambda *_: None)\n{WRONG}", HINT),
        (f"get_ipython().showtraceback = lambda *_, **__: None\n{WRONG}", HINT),
        ("get_ipython().showtraceback = lambda *_, **__: None\nnamed_claims = 1 / 0", "is not set"),
        (f"get_ipython().input_transformers_post.append({TRANSFORMER})\n{WRONG}", "Not yet."),
        (f"{WRONG}\nprint('1.2 · Correct. 21 of the 62 claims have a named source.')", HINT),
        # What goes wrong by itself.
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
def test_an_answer(solved, verdicts, course, code, words):
    solved().answer(QUESTION, code).save()
    results = verdicts(course, "1")
    assert words in results.pop(QUESTION)
    assert len(results) >= 5
    assert all(result.startswith("Correct.") for result in results.values())


def skip_the_check(work):
    work.cell("check-1-2")["source"] = "%%script false --no-raise-error\ncheck('1.2', 1)"


def clear_the_outputs(work):
    for cell in work.cells:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (skip_the_check, HINT),
        (clear_the_outputs, HINT),
        (
            lambda work: work.remove("question-1-2", "answer-1-2", "check-1-2"),
            "Not yet. The cells of this question are no longer in the notebook.",
        ),
    ],
)
def test_changed_cells(solved, verdicts, course, change, words):
    work = solved().answer(QUESTION, WRONG)
    change(work)
    work.save()
    results = verdicts(course, "1")
    assert results.pop(QUESTION).startswith(words)
    assert all(result.startswith("Correct.") for result in results.values())


def test_one_question_can_be_run_alone(solved, run_pytest, course):
    path = solved().save()
    assert "1 passed" in run_pytest(course, "--nbval", "-n0", f"{path}::1.4").stdout


def test_whole_notebooks_go_to_workers(solved, run_pytest, course):
    paths = [str(solved(stem).save()) for stem in ("01-claims", "02-voices")]
    # By the course's own settings, which are read again because run_pytest leaves them out.
    result = run_pytest(course, "-c", "pyproject.toml", "-n2", "-v", *paths)
    assert result.returncode == 0, result.stdout
    assert all(
        len(set(re.findall(rf"(gw\d).* PASSED .*{stem}", result.stdout))) == 1 for stem in ("01", "02")
    )
