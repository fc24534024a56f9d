"""A cell that never ends, or that ends the kernel, costs its own question and nothing else."""

import pytest

QUESTION = "1.2"


@pytest.mark.parametrize("mode", ["--nbval", "--nbval-lax"])
@pytest.mark.parametrize(
    "loop",
    [
        "while True:\n    pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ],
)
def test_an_endless_loop_costs_one_timeout_and_its_own_question(solved, run_pytest, course, mode, loop):
    path = solved().answer(QUESTION, loop).save()
    result = run_pytest(course, mode, "-n0", "--nbval-cell-timeout=3", str(path))
    assert "A cell ran longer than 3 seconds and was stopped." in result.stdout
    assert "1 failed" in result.stdout
    assert f"::{QUESTION}" in result.stdout


@pytest.mark.parametrize(
    "code", ["import os\nos._exit(1)", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"]
)
def test_a_dead_kernel_costs_no_wait_and_its_own_question(solved, run_pytest, course, code):
    path = solved().answer(QUESTION, code).save()
    result = run_pytest(course, "--nbval", "-n0", "--nbval-cell-timeout=300", str(path))
    assert "A cell ended the whole Python process." in result.stdout
    assert "1 failed" in result.stdout


@pytest.mark.parametrize(
    "flood",
    [
        "while True:\n    print('x' * 10_000)",
        "print('x' * 1_000_000_000)",
        "from IPython.display import HTML, display\nwhile True:\n    display(HTML('x' * 100_000))",
        "display({'text/plain': 'x' * 200_000_000}, raw=True)",
    ],
)
def test_a_loop_that_prints_is_stopped_at_once_and_costs_its_own_question(solved, run_pytest, course, flood):
    path = solved().answer(QUESTION, flood).save()
    result = run_pytest(course, "--nbval", "-n0", "--nbval-cell-timeout=300", str(path))
    assert "A cell showed far too much and was stopped." in result.stdout
    assert "1 failed" in result.stdout


def test_a_kernel_that_no_longer_shows_anything_costs_its_own_question(solved, run_pytest, course):
    path = (
        solved()
        .answer(QUESTION, "get_ipython().kernel.iopub_socket.send_multipart = lambda *_, **__: None")
        .save()
    )
    result = run_pytest(course, "--nbval", "-n0", "--nbval-cell-timeout=300", str(path))
    assert "What a cell shows did not arrive." in result.stdout
    assert "1 failed" in result.stdout


def test_an_answer_too_large_to_be_read_costs_its_own_question(solved, run_pytest, course):
    # The error keeps it from coming with the cell's reply, so that it is asked for alone.
    path = solved().answer(QUESTION, "named_claims = 'x' * 30_000_000\n1 / 0").save()
    result = run_pytest(course, "--nbval", "-n0", "--nbval-cell-timeout=300", str(path))
    assert "1.2 · Not yet. A cell stopped with ZeroDivisionError" in result.stdout
    assert "1 failed" in result.stdout
