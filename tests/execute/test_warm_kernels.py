"""A kernel that is forked from a warm server judges like one that is started cold, and leaves nothing."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscase.execute import client as kernel
from newscase.execute import forking, process
from newscase.execute import pool as pools
from newscase.pytest_plugin import run as verdicts

QUESTION = "1.2"
SERVER = "newscase.execute.server"
COLD = "--newscase-cold"

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

# Put before an answer: who started this kernel, and which kernel it is.
TELL = """
import os, pathlib
with open("told.txt", "a") as told:
    print(repr((os.getpid(), os.getppid(), pathlib.Path(f"/proc/{os.getppid()}/cmdline").read_text())), file=told)
"""


def told(course) -> list[tuple[int, int, str]]:
    """Return what the kernels told: their number, their parent's, and their parent's command line."""
    return [ast.literal_eval(line) for line in (course / "exercises" / "told.txt").read_text().splitlines()]


def running(number: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except FileNotFoundError:
        return False


def gone(numbers, seconds=10.0) -> bool:
    end = time.monotonic() + seconds
    while any(map(running, numbers)) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(map(running, numbers))


@needs_fork
@pytest.mark.parametrize(
    ("code", "right"),
    [
        (None, 6),
        ("named_claims = 1", 5),
        ("while True:\n    pass", 5),
        ("while True:\n    try:\n        while True: pass\n    except BaseException: pass", 5),
        ("import os\nos._exit(3)", 5),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", 5),
    ],
    ids=["solved", "wrong", "endless", "endless and stubborn", "exit", "killed"],
)
def test_warm_and_cold_give_the_same_verdicts(solved, newscase, course, code, right):
    work = solved()
    if code:
        work.answer(QUESTION, code)
    first = work.cell("answer-1-1")
    first["source"] = TELL + first["source"]
    work.save()
    warm = newscase(course, "check", "1", PYTEST_ADDOPTS="--nbval-cell-timeout=3").stdout
    warm_parents = {parent for _, _, parent in told(course)}
    (course / "exercises" / "told.txt").unlink()
    cold = newscase(course, "check", "1", PYTEST_ADDOPTS=f"--nbval-cell-timeout=3 {COLD}").stdout
    cold_parents = {parent for _, _, parent in told(course)}
    assert all(SERVER in parent for parent in warm_parents)
    assert not any(SERVER in parent for parent in cold_parents)
    assert f"{right} of 6 questions are right." in cold
    assert warm == cold


@needs_fork
def test_two_notebooks_share_nothing(solved, newscase, course):
    code = """
import builtins, random
import numpy as np, pandas as pd
with open("seen.txt", "a") as seen:
    known = "left_over" in globals(), hasattr(builtins, "left_over"), hasattr(pd, "left_over")
    print(repr((os.getcwd(), known, random.random(), np.random.random())), file=seen)
left_over = builtins.left_over = pd.left_over = 1
random.seed(1); np.random.seed(1)
os.chdir("/")
"""
    for stem in ("01-claims", "02-voices"):
        work = solved(stem)
        last = work.cells[-1]
        work.cells.append(
            {
                **last,
                "cell_type": "code",
                "id": f"extra-{stem}",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": TELL + code,
            }
        )
        work.save()
    assert "questions are right." in newscase(course, "check", "1", "2").stdout
    assert len({number for number, _, _ in told(course)}) == 2
    assert len({parent for _, parent, _ in told(course)}) == 1, "both came from the same server"
    seen = [ast.literal_eval(line) for line in (course / "exercises" / "seen.txt").read_text().splitlines()]
    folders, known, chances, numpy_chances = zip(*seen, strict=True)
    assert folders == (str(course / "exercises"),) * 2
    assert known == ((False, False, False),) * 2
    assert len(set(chances)) == 2
    assert len(set(numpy_chances)) == 2


@needs_fork
@pytest.mark.parametrize("end", ["", "os._exit(1)"], ids=["stopped", "ended by itself"])
def test_nothing_is_left_after_a_run(solved, newscase, course, tmp_path, end):
    code = f"""
import subprocess
for session in (False, True):
    child = subprocess.Popen(["sleep", "1000"], start_new_session=session)
    with open("told.txt", "a") as told:
        print(repr((child.pid, child.pid, "")), file=told)
{end}
"""
    solved().answer(QUESTION, TELL + code).save()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    newscase(course, "check", "1", TMPDIR=str(temporary))
    numbers = {number for line in told(course) for number in line[:2]}
    assert len(numbers) >= 4, "a kernel, its server and two children"
    assert gone(numbers)
    assert list(temporary.glob("newscase-*")) == []


@needs_fork
def test_nothing_is_left_when_the_run_is_killed(solved, course):
    solved().answer(QUESTION, TELL + "while True:\n    pass").save()
    run = subprocess.Popen(
        [sys.executable, "-m", "newscase", "check", "1"], cwd=course, stdout=subprocess.DEVNULL
    )
    end = time.monotonic() + 60
    while not (course / "exercises" / "told.txt").exists() and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.2)
    (number, server, parent), *_ = told(course)
    assert SERVER in parent
    assert running(number) and running(server)
    run.kill()
    run.wait()
    assert gone({number, server})


@needs_fork
def test_killing_the_parent_costs_only_its_own_question(solved, verdicts, course):
    solved().answer(QUESTION, TELL + "import signal\nos.kill(os.getppid(), signal.SIGKILL)").save()
    results = verdicts(course, "1")
    assert SERVER in told(course)[0][2]
    assert "The name named_claims is not set" in results.pop(QUESTION)
    assert len(results) == 5
    assert gone({number for line in told(course) for number in line[:2]})
    assert all(words.startswith("Correct.") for words in results.values())


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_cold_when_asked_for_and_says_so_once(solved, run_pytest, course, workers):
    for stem in ("01-claims", "02-voices"):
        work = solved(stem)
        work.cells.append(
            {
                **work.cells[-1],
                "cell_type": "code",
                "id": "extra",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": TELL,
            }
        )
        work.save()
    result = run_pytest(
        course, "--nbval", workers, COLD, "exercises/01-claims.ipynb", "exercises/02-voices.ipynb"
    )
    assert result.returncode == 0, result.stdout
    assert result.stdout.count("Kernels start one by one") == 1
    if sys.platform == "linux":
        assert not any(SERVER in parent for _, _, parent in told(course))


@needs_fork
def test_a_warm_run_says_nothing_of_it(solved, run_pytest, course):
    result = run_pytest(course, "--nbval", "-n0", str(solved().save()))
    assert result.returncode == 0, result.stdout
    assert "one by one" not in result.stdout


@pytest.fixture
def warm(tmp_path):
    """Start warm kernels from a server of this test's own; stop them after it."""
    kernels = []

    def begin() -> kernel.AttentiveKernel:
        kernels.append(kernel.start(tmp_path, 60, warm=True))
        return kernels[-1]

    pools.pool.close()
    forking.allow()
    yield begin
    for one in kernels:
        one.stop()
    pools.pool.close()
    forking.allow()


def run(one: kernel.AttentiveKernel, code: str) -> list[dict]:
    """Run code in a kernel; return the contents of the messages that it sent."""
    asked = one.execute_cell_input(code, allow_stdin=False)
    return listen(one, asked)


def listen(one: kernel.AttentiveKernel, asked: str) -> list[dict]:
    contents = []
    while True:
        message = one.get_message("iopub", timeout=30)
        if message["parent_header"].get("msg_id") == asked:
            contents.append(message["content"])
            if message["content"].get("execution_state") == "idle":
                return contents


def printed(one: kernel.AttentiveKernel, expression: str):
    return ast.literal_eval(
        "".join(content.get("text", "") for content in run(one, f"print(repr({expression}))"))
    )


@needs_fork
def test_an_interrupt_raises_in_the_running_cell(warm):
    one = warm()
    asked = one.execute_cell_input("print('running', flush=True)\nwhile True:\n    pass", allow_stdin=False)
    while one.get_message("iopub", timeout=30)["content"].get("text") != "running\n":
        pass
    one.interrupt()
    assert [content["ename"] for content in listen(one, asked) if "ename" in content] == ["KeyboardInterrupt"]
    assert printed(one, "1 + 1") == 2


@needs_fork
@pytest.mark.parametrize(
    ("code", "status"),
    [("os._exit(3)", 3), ("os.kill(os.getpid(), 9)", -9), ("os.kill(os.getpid(), 11)", -11)],
)
def test_the_end_of_a_kernel_is_noticed_with_its_exit_code(warm, code, status):
    one = warm()
    assert one.is_alive()
    with pytest.raises(kernel.KernelDied):
        run(one, f"import os\n{code}")
    assert not one.is_alive()
    assert one.km.provisioner.process.poll() == status


@needs_fork
def test_a_kernel_outlives_its_neighbour(warm):
    first, second = warm(), warm()
    first.stop()
    assert second.is_alive()
    assert printed(second, "1 + 1") == 2


@needs_fork
def test_everything_is_imported_and_the_server_is_safe_to_fork(warm):
    one = warm()
    modules = printed(
        one,
        "[name for name in ('pandas', 'plotly.express', 'nbformat', 'newscase.checking.check') if name in __import__('sys').modules]",
    )
    assert modules == ["pandas", "plotly.express", "nbformat", "newscase.checking.check"]
    assert printed(one, "'rfc3987_syntax' in __import__('sys').modules") is False
    server = printed(one, "__import__('os').getppid()")
    assert len(os.listdir(f"/proc/{server}/task")) == 1
    own = printed(one, "__import__('os').getpid()")
    assert own == os.getpgid(own) == os.getsid(own)


@needs_fork
def test_a_kernel_that_ends_while_it_is_being_killed_is_no_error(monkeypatch):
    number = os.fork()
    if number == 0:
        os._exit(0)
    handle = os.pidfd_open(number)
    os.waitpid(number, 0)
    one = process.ForkedProcess(number, handle, os.open(os.devnull, os.O_RDONLY), leads_group=False)
    # As it was a moment ago.
    monkeypatch.setattr(one, "poll", lambda: None)
    one.kill()
    assert one.returncode == -9


def test_a_kernel_that_cannot_be_stopped_changes_no_mark(solved, course, monkeypatch):
    stop = kernel.AttentiveKernel.stop

    def fails(self):
        stop(self)
        raise OSError

    monkeypatch.setattr(kernel.AttentiveKernel, "stop", fails)
    path = solved().save()
    (checked,) = verdicts.gather(course, [path]).values()
    assert [verdict.question for verdict in checked.verdicts] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.7"]


@needs_fork
def test_no_descriptor_is_left_open(warm):
    def count():
        return len(os.listdir("/proc/self/fd"))

    warm().stop()
    before = count()
    for _ in range(3):
        warm().stop()
    assert count() <= before


@needs_fork
def test_a_server_that_cannot_start_means_cold(warm, monkeypatch):
    monkeypatch.setattr(pools, "_START", "raise SystemExit(1)")
    one = warm()
    assert printed(one, "1 + 1") == 2
    assert "did not start" in forking.why_cold()
    assert SERVER not in printed(one, "open(f\"/proc/{__import__('os').getppid()}/cmdline\").read()")


@needs_fork
def test_a_kernel_in_a_folder_that_is_gone_is_an_error_and_no_wait(tmp_path, warm):
    # Not "did not start in 60 seconds".
    with pytest.raises(RuntimeError, match="ended while it was starting"):
        kernel.start(tmp_path / "gone", 60, warm=True)
