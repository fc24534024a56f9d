"""What a worker answers, and that its client believes nothing of it."""

import json
import socket
import struct
import time
from queue import Empty

import pytest
from asking import outputs, run, value

from newscase.execute import worker_kernel
from newscase.execute.channel import Channel, TooLong

CHANNEL = "channel = get_ipython().send.__self__._channel\n"
FORGED = """
send = channel.send
def forged(message, **options):
    if "done" in message:
        channel.send = send
        message = {**message, "answer": %r}
    send(message, **options)
channel.send = forged
"""
NUMBER = {"value": {"kind": "number", "value": 21}}


def lost(reason):
    return pytest.raises(worker_kernel.KernelLost, match=reason)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("1 + 1", None),
        ("import sys\nprint('a')\nprint('b', file=sys.stderr); display('c')", None),
        ("import plotly.express as px\npx.bar(x=[1], y=[2]).show()", None),
        ("1 / 0", "ZeroDivisionError"),
        ("input()", "StdinNotImplementedError"),
        ("exit()", None),
        ("import asyncio\nawait asyncio.sleep(0)", None),
        ("!echo a", None),
        ("class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd", "Odd"),
        ("raise ValueError('x' * 50_000_000)", "ValueError"),
        ("display({'text/plain': 7}, raw=True)", "TypeError"),
    ],
)
def test_what_a_cell_shows(shared, code, error):
    assert [one["ename"] for one in run(shared, code)] == [error] * bool(error)
    assert value(shared, "1 + 1") == 2


def test_a_syntax_error_names_the_line_of_the_cell(shared):
    (error,) = run(shared, "x = 1\ny = = 2")
    assert error == {"ename": "SyntaxError", "evalue": "invalid syntax (line 2 of the cell)", "traceback": []}


@pytest.mark.parametrize(
    ("code", "question", "answer"),
    [
        ("x = 21", "x", NUMBER),
        ("x = 21\n1 / 0", "x", None),
        ("", "y", None),
        ("", "[1][7]", None),
        (
            "x = 'x' * 30_000_000",
            "x",
            {"unreadable": "The answer is too large to check. Give a smaller one."},
        ),
        ("check = newscase = print = None; x = 21", "x", NUMBER),
        ("import json\njson.dumps = json.loads = lambda *_, **__: {}\nx = 21", "x", NUMBER),
        ("import os\nos.fork()\nx = 21", "x", NUMBER),
    ],
)
def test_the_answer_comes_with_the_cell(shared, code, question, answer):
    run(shared, code, question)
    assert shared.answer == answer
    run(shared, "x = 1")
    assert shared.answer is None
    assert value(shared, "x") == 1


@pytest.mark.parametrize("answer", [[1], {"data": [1]}, "text", 7])
def test_a_forged_answer_is_that_of_its_own_cell_only(shared, answer):
    run(shared, CHANNEL + FORGED % (answer,))
    assert shared.answer == answer
    assert value(shared, "20 + 1") == 21


FOREIGN = [
    [1], 7, None, {}, {"done": 1, "answer": 1}, {"ename": "x"}, {"data": [1]}, {"flood": 7},
    {"ename": {}, "evalue": ""},
]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["b'{'", "b'[' * 100_000", "b'1' * 10_000", "b'\\xff'", *map(json.dumps, FOREIGN)]
)
def test_what_no_worker_says_is_refused(any_kernel, text):
    if not text.startswith("b'"):
        text = repr(text.encode())
    code = f"import struct, time\ntext = {text}\nchannel._socket.sendall(struct.pack('!I', len(text)) + text)"
    with lost(worker_kernel.GARBLED):
        run(any_kernel, f"{CHANNEL}{code}\ntime.sleep(20)", timeout=10)


@pytest.mark.parametrize(
    "code",
    [
        "while True:\n    print('x' * 10_000)",
        "while True:\n    display(1)",
        CHANNEL + "while True:\n    channel.send({'done': '', 'answer': 1})",
        "print('x' * 1_000_000_000)",
        "display({'text/plain': 'x' * 200_000_000}, raw=True)",
        CHANNEL + "channel._socket.sendall(b'\\xff' * 8)",
    ],
)
def test_too_much_is_not_taken_in(any_kernel, code):
    with lost(worker_kernel.TOO_MUCH_OUTPUT):
        run(any_kernel, code, timeout=300)


def test_an_interrupt_raises_in_the_running_cell_only(kernel, tmp_path):
    cell = kernel.execute_cell_input("open('running', 'w').close()\nwhile True:\n    pass")
    while not (tmp_path / "running").exists():
        with pytest.raises(Empty):
            kernel.await_reply(cell, timeout=0.05)
    kernel.interrupt()
    assert [error["ename"] for error in outputs(kernel)] == ["KeyboardInterrupt"]
    kernel.interrupt()
    time.sleep(0.2)
    assert value(kernel, "1 + 1") == 2


@pytest.mark.parametrize(("code", "status"), [("os._exit(3)", 3), ("os.kill(os.getpid(), 9)", -9)])
def test_the_end_of_a_worker_is_noticed_at_once(kernel, code, status):
    with lost(worker_kernel.DIED):
        run(kernel, f"import os\n{code}", timeout=300)
    assert kernel._process.poll() == status
    with lost(worker_kernel.DIED):
        run(kernel, "1", timeout=300)


@pytest.mark.parametrize("code", [CHANNEL + "channel.close()", "import os\nos.closerange(3, 100)"])
def test_a_worker_that_closes_its_connection_is_lost_at_once(kernel, code):
    with lost(f"{worker_kernel.DIED}|{worker_kernel.GARBLED}"):
        # Later than a second, when nothing of the worker's own looks after the connection by chance.
        run(kernel, f"import time\ntime.sleep(1.2)\n{code}\ntime.sleep(100)", timeout=30)


def test_a_folder_that_is_gone_is_an_error_and_no_wait(kind, tmp_path):
    with pytest.raises(RuntimeError, match=r"could not get ready|could not be started"):
        worker_kernel.start(tmp_path / "gone", 60)


def test_a_channel_keeps_what_has_come_of_a_message():
    ours, theirs = socket.socketpair()
    channel = Channel(ours, longest=100)
    theirs.sendall(struct.pack("!I", 4) + b"nu")
    with pytest.raises(TimeoutError):
        channel.receive(0)
    theirs.sendall(b"ll" + struct.pack("!I", 101))
    assert channel.receive(1) is None
    with pytest.raises(TooLong):
        channel.receive(1)
    with pytest.raises(TooLong):
        channel.send("x" * 100, longest=10)
    theirs.close()
    with pytest.raises(EOFError):
        Channel(ours.dup()).receive(1)
