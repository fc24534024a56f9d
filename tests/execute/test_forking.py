"""A forked worker shares nothing with its neighbours and leaves nothing, and there is a way without forks."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from asking import run, value

from newscase.execute import fork_client, worker_kernel
from newscase.execute.fork_client import fork_server

pytestmark = pytest.mark.skipif(bool(fork_server.why_not), reason="Workers are forked on Linux only.")
OWN = "__import__('os').getpid()"
PARENT = "__import__('os').getppid()"


def gone(*numbers: int) -> bool:
    """Wait until the processes have ended; return whether they have."""
    end = time.monotonic() + 10
    while any(map(running, numbers)) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(map(running, numbers))


def running(number: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # the second, where it ends while it is read
        return False


def test_two_workers_of_one_server_share_nothing(begin, tmp_path):
    first, second = begin(), begin()
    code = (
        "import os, builtins, random, pandas\nbuiltins.left = pandas.left = 1\nrandom.seed(1)\nos.chdir('/')"
    )
    run(first, code)
    assert value(first, PARENT) == value(second, PARENT)
    known = "int(hasattr(__import__('builtins'), 'left') or hasattr(__import__('pandas'), 'left'))"
    assert (value(first, known), value(second, known)) == (1, 0)
    assert value(second, "__import__('os').getcwd()") == str(tmp_path)
    draws = ["__import__('random').random()", "__import__('numpy').random.rand()"]
    chances = [value(begin(), draw) for draw in (*draws, *draws)]
    assert len({*chances, random.Random(1).random()}) == 5
    first.stop()
    assert second.is_alive()
    assert value(second, "1 + 1") == 2


def test_everything_is_imported_and_the_server_is_safe_to_fork(begin):
    one = begin()
    modules = "pandas", "plotly.express", "nbformat", "newscase.checking.check"
    assert value(one, f"sum(name in __import__('sys').modules for name in {modules})") == 4
    foreign = "zmq", "jupyter_client", "ipykernel", "rfc3987_syntax"
    assert value(one, f"sum(name in __import__('sys').modules for name in {foreign})") == 0
    assert len(os.listdir(f"/proc/{value(one, PARENT)}/task")) == 1
    own = value(one, OWN)
    assert own == os.getpgid(own) == os.getsid(own)


@pytest.mark.parametrize("end", ["stop", "os._exit(1)", "kill the server", "close the server"])
def test_nothing_is_left(begin, tmp_path, end):
    one = begin()
    child = "subprocess.Popen(['sleep', '1000'], start_new_session=new).pid"
    run(one, f"import os, subprocess\nchildren = [{child} for new in (False, True)]")
    numbers = [value(one, OWN), *(value(one, f"children[{index}]") for index in (0, 1))]
    assert all(map(running, numbers))
    if end == "stop":
        one.stop()
    elif end == "close the server":
        fork_server.close()
    else:
        with pytest.raises(worker_kernel.KernelLost, match=worker_kernel.DIED):
            run(one, "os.kill(os.getppid(), 9)\nwhile True: pass" if end == "kill the server" else end)
    assert gone(numbers[0])
    if end != "kill the server":
        assert gone(*numbers)
    for number in filter(running, numbers):
        os.kill(number, 9)
    # The next one does not suffer.
    assert value(begin(), "1 + 1") == 2


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("kind", ["forked", "fresh"])
def test_nothing_is_left_when_the_client_ends(tmp_path, kind, end):
    program = (
        "import select; from newscase.execute import worker_kernel;"
        f"worker_kernel.fork_server.disabled = {kind!r} == 'fresh' and 'for this test';"
        "kernel = worker_kernel.start('.', 60);"
        "kernel.execute_cell_input('import os; raise OSError(os.getpid(), os.getppid())');"
        "numbers = kernel.get_message('iopub', 30)['content']['evalue'];"
        # What the client has not read when it ends must not hide from the worker that it has.
        "kernel.execute_cell_input('get_ipython().send(1)\\nwhile True: pass');"
        "select.select([kernel._channel], [], []); print(numbers, flush=True); input()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as client:
        numbers = [int(text) for text in re.findall(rb"\d+", client.stdout.readline())]
        assert (client.pid in numbers) is (kind == "fresh")
        assert all(map(running, numbers))
        client.send_signal(end)
    assert gone(*numbers)


def test_several_processes_share_a_server(begin, tmp_path):
    server = value(begin(), PARENT)
    address = fork_server.address
    other = fork_client.ForkServer()
    other.configure(course=None, address=address)
    ours, its = worker_kernel.socket.socketpair()
    with its:
        process = other.fork(str(tmp_path), its)
    kernel = worker_kernel.WorkerKernel(worker_kernel.Channel(ours), process)
    kernel.await_ready(30)
    assert value(kernel, PARENT) == server
    number = value(kernel, OWN)
    other.close()
    assert running(number)
    kernel.stop()
    assert gone(number)


def test_a_fork_of_this_process_does_not_end_its_server(begin):
    server = value(begin(), PARENT)
    number = os.fork()
    if number == 0:
        fork_server.close()
        os._exit(0)
    os.waitpid(number, 0)
    assert value(begin(), PARENT) == server


def test_no_descriptor_and_no_folder_is_left(begin, tmp_path, monkeypatch):
    fork_server.close()
    monkeypatch.setattr(fork_client.tempfile, "gettempdir", lambda: str(tmp_path))
    begin().stop()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        begin().stop()
    assert len(os.listdir("/proc/self/fd")) <= before
    fork_server.close()
    assert list(tmp_path.glob("newscase-*")) == []


def test_a_client_needs_nothing_that_only_linux_has():
    program = "import sys, newscase.execute.worker_kernel; print([*sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout
    assert "newscase.sandbox.bubblewrap" in loaded
    for name in ("system_calls", "linux", "confine", "'resource'", "zmq", "jupyter_client", "IPython"):
        assert name not in loaded


@pytest.mark.parametrize(
    "start", ["raise SystemExit(1)", fork_client._START.replace("main()", "imports.warm_up = None; main()")]
)
def test_a_server_that_cannot_start_means_fresh_workers(begin, monkeypatch, start):
    fork_server.close()
    monkeypatch.setattr(fork_client, "_START", start)
    one = begin()
    assert value(one, PARENT) == os.getpid()
    assert "none could be forked" in fork_server.why_not
