"""What students do to a notebook costs its own question and nothing else."""

import json
import time

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


@pytest.mark.parametrize("mode", ["--nbval", "--nbval-lax"])
@pytest.mark.parametrize("loop", ["while True:\n    pass", "while True:\n    try:\n        while True: pass\n    except BaseException: pass"])
def test_an_endless_loop_costs_one_timeout_and_its_own_question(solved, run_pytest, course, mode, loop):
    path = solved().answer(QUESTION, loop).save()
    result = run_pytest(course, mode, "-n0", "--nbval-cell-timeout=3", str(path))
    assert "A cell ran longer than 3 seconds and was stopped." in result.stdout
    assert "1 failed" in result.stdout
    assert f"::{QUESTION}" in result.stdout


@pytest.mark.parametrize("code", ["import os\nos._exit(1)", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"])
def test_a_dead_kernel_costs_no_wait_and_its_own_question(solved, run_pytest, course, code):
    path = solved().answer(QUESTION, code).save()
    started = time.monotonic()
    result = run_pytest(course, "--nbval", "-n0", "--nbval-cell-timeout=300", str(path))
    assert time.monotonic() - started < 150, "the cell timeout was waited for"
    assert "A cell ended the whole Python process." in result.stdout
    assert "1 failed" in result.stdout


def test_a_warning_decides_nothing(solved, verdicts, course):
    work = solved()
    answer = work.cell("answer-1-2")["source"]
    work.answer(QUESTION, f"import warnings\nwarnings.warn('careful')\n{answer}").save()
    assert verdicts(course, "1")[QUESTION].startswith("Correct.")


def test_whole_notebooks_go_to_workers(solved, run_pytest, course):
    for stem in ("01-claims", "02-voices"):
        solved(stem).save()
    result = run_pytest(course, "--nbval", "-n", "2", "--dist", "loadfile", "exercises")
    assert result.returncode == 0, result.stdout
    assert "failed" not in result.stdout


def bad_files(folder, good):
    """Write one file of each kind that cannot be checked; return what each is told."""
    content = json.loads(good.read_text(encoding="utf-8"))
    changes = {
        "a1.ipynb": (b"<html>", "a1.ipynb is not a notebook: it is not JSON."),
        "a2.ipynb": ({**content, "nbformat": 3}, "a2.ipynb is a notebook of format 3, not 4."),
        "a3.ipynb": ({**content, "metadata": {}, "cells": []}, "a3.ipynb belongs to no session of this course."),
        "a4.ipynb": (b"", "a4.ipynb is empty."),
    }
    for name, (data, _) in changes.items():
        (folder / name).write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return [words for _, words in changes.values()]


def test_a_file_that_cannot_be_checked_gets_one_line_and_the_run_goes_on(solved, casebook, course):
    good = solved().save()
    sentences = bad_files(course / "exercises", good)
    names = sorted(path.name for path in (course / "exercises").glob("a*.ipynb"))
    result = casebook(course, "check", *(f"exercises/{name}" for name in names), "1")
    for sentence in sentences:
        assert len([line for line in result.stdout.splitlines() if sentence in line]) == 1, result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert "1.2       Correct" in result.stdout


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (lambda content: content["metadata"].pop("kernelspec"), "names no kernel"),
        (lambda content: content["metadata"].update(colab={"provenance": []}), "saved by Colab"),
        (lambda content: content["metadata"].update(vscode={}), "saved by VS Code"),
        (lambda content: [cell.pop("id") for cell in content["cells"]], "without ids"),
        (lambda content: [cell.update(id="same") for cell in content["cells"]], "share an id"),
    ],
)
def test_an_odd_file_is_checked_all_the_same(solved, casebook, verdicts, course, change, note):
    work = solved()
    change(work.content)
    work.save()
    output = casebook(course, "check", "1").stdout
    assert len([line for line in output.splitlines() if note in line]) == 1
    assert " Correct " in output
    assert " Not " not in output


def test_a_notebook_anywhere_on_the_computer(solved, verdicts, course, tmp_path):
    path = solved().save()
    elsewhere = path.rename(tmp_path / "homework of Anna (2).ipynb")
    results = verdicts(course, str(elsewhere))
    assert len(results) >= 5
    assert all(status.startswith("Correct.") for status in results.values())
