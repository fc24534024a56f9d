"""Fourteen notebooks that fool other checkers, and one verdict each.

Right stays right, wrong stays wrong, whatever the notebook does to its own checks, outputs and errors.
The cases about saved outputs, edited and deleted checks stand in test_trap, those about kernels that
hang or die in test_stuck_kernels.
"""

import pytest

QUESTION = "1.2"
RIGHT = "named_claims = (claims['voice'] == 'named source').sum()"
WRONG = "named_claims = (claims['voice'] != 'unnamed source').sum()"
HINT = "This counts the reporter as a named speaker."


def skip_the_check(work):
    work.answer(QUESTION, WRONG).cell("check-1-2")["source"] = (
        "%%script false --no-raise-error\ncheck('1.2', 1)"
    )


def clear_the_outputs(work):
    work.answer(QUESTION, WRONG)
    for cell in work.cells:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)


def swallow_exceptions(work):
    work.answer(QUESTION, f"get_ipython().set_custom_exc((Exception,), lambda *_: None)\n{WRONG}")


def hide_tracebacks(work):
    work.answer(QUESTION, f"get_ipython().showtraceback = lambda *_, **__: None\n{WRONG}")


def raise_behind_a_hidden_traceback(work):
    work.answer(QUESTION, "get_ipython().showtraceback = lambda *_, **__: None\nnamed_claims = 1 / 0")


def transform_the_input(work):
    transformer = (
        "lambda lines: [line.replace('named_claims)', '51)').replace('check', 'print') for line in lines]"
    )
    work.answer(QUESTION, f"{WRONG}\nget_ipython().input_transformers_post.append({transformer})")


def print_the_passing_text(work):
    work.answer(QUESTION, f"{WRONG}\nprint('1.2 · Correct. 21 of the 62 claims have a named source.')")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda work: work.answer(QUESTION, RIGHT), "Correct."),
        (
            lambda work: work.answer(QUESTION, f"import warnings\nwarnings.warn('careful')\n{RIGHT}"),
            "Correct.",
        ),
        (lambda work: work.answer(QUESTION, WRONG), HINT),
        (skip_the_check, HINT),
        (clear_the_outputs, HINT),
        (swallow_exceptions, HINT),
        (hide_tracebacks, HINT),
        (raise_behind_a_hidden_traceback, "is not set"),
        (transform_the_input, "Not yet."),
        (print_the_passing_text, HINT),
    ],
)
def test_a_verdict(solved, verdicts, course, change, words):
    work = solved()
    change(work)
    work.save()
    results = verdicts(course, "1")
    assert words in results[QUESTION]
    assert results["1.1"].startswith("Correct.")
