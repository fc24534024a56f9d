"""A cell that never ends, ends its worker, floods it or forges what it says costs its own question only."""

import re

import pytest
from hand_ins import in_answer
from nbval.plugin import IPyNbCell

from newscase.execute.fork_client import fork_server

_CHANNEL = "channel = get_ipython().send.__self__._channel\n"
_FORGED = f"""{_CHANNEL}
def send(message, **options):
    if "done" in message:
        del channel.send
        message["answer"] = %s
    original(message, **options)
original, channel.send = channel.send, send"""
TOO_LONG = "A cell ran longer than 2 seconds and was stopped."
ENDED = "A cell ended the whole Python process."
FLOOD = "A cell showed far too much and was stopped."
GARBLED = "A cell changed how Python itself works"
# They sleep, because this computer has other tests to run meanwhile.
ENDLESS = "import time\nwhile True:\n    time.sleep(9)"
STUBBORN = "import time\nwhile True:\n    try:\n        time.sleep(9)\n    except BaseException: pass"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (ENDLESS, TOO_LONG),
        (STUBBORN, TOO_LONG),
        ("import os\nos._exit(1)", ENDED),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", ENDED),
        ("while True:\n    print('x' * 10_000)", FLOOD),
        ("display({'text/plain': 'x' * 200_000_000}, raw=True)", FLOOD),
        ("named_claims = 'x' * 30_000_000\n1 / 0", "The answer is too large"),
        (_CHANNEL + "channel.send([1])", GARBLED),
        (_CHANNEL + "channel.send({'output': 'stream', 'name': 7})", GARBLED),
        (_FORGED % "[1]", "Not yet. (?!A cell)"),
        (_FORGED % "{'value': {'kind': 'series', 'items': 7}}", "Not yet. (?!A cell)"),
    ],
)
def test_a_cell_costs_its_own_question(said, monkeypatch, code, sentence):
    # How long nbval waits for a cell that it has interrupted.
    seconds = property(lambda cell: 1, lambda cell, seconds: None)
    monkeypatch.setattr(IPyNbCell, "output_timeout", seconds, raising=False)
    assert re.search(sentence, said(code, cell_timeout=2))


@pytest.mark.skipif(bool(fork_server.why_not), reason="Workers are forked on Linux only.")
def test_a_server_that_ends_costs_nobody_but_who_ends_it(said, tmp_path):
    """Without a sandbox another student's cell can reach the server from which all workers are forked."""
    ends = "os.kill(os.getppid(), 9)\n    import time; time.sleep(99)"
    mark = repr(str(tmp_path / "ended"))
    once = f"import os\nif not os.path.exists({mark}):\n    open({mark}, 'w').close(); {ends}"
    assert said(change=in_answer(once)).startswith("Correct.")
    assert re.search(ENDED, said(f"import os\nif True:\n    {ends}"))


@pytest.mark.parametrize("mode", ["--nbval", "--nbval-lax"])
def test_so_it_is_under_pytest(solved, run_pytest, course, mode):
    path = solved().answer("1.2", ENDLESS).save()
    result = run_pytest(course, mode, "-n0", "--nbval-cell-timeout=2", str(path))
    assert "1.2 · Not yet. A cell ran longer than 2 seconds" in result.stdout
    assert "1 failed" in result.stdout


def test_a_notebook_has_a_time_for_all_its_cells(solved, verdicts, course):
    work = solved()
    work.cell("answer-1-1")["source"] += "\nimport time\ntime.sleep(2)"
    work.save()
    results = verdicts(course, notebook_timeout=1.5)
    assert results.pop("1.1").startswith("Correct.")
    assert all("longer than 1.5 seconds in all" in result for result in results.values())
