"""How fast workers start and run a notebook, beside nbval's own kernel and the bare code, in one run.

    python tests/benchmarks/execute.py [RUNS]

Times are medians of interleaved runs on this computer, with every library's byte code compiled.  A notebook
is session 01, answered as in the solution; the floor runs the same code in a fork and does nothing else.
"""

import itertools
import json
import os
import statistics
import sys
import tempfile
import time

from floor import CELLS
from nbval.kernel import RunningKernel
from speed import ROOT

from newscase.execute import client, forking, imports
from newscase.execute.fork_client import ForkServer, fork_server

STEM = "01-claims"


def kernels(runs: int) -> None:
    """Time a kernel's start, imports, first figure and stop: nbval's own, a fresh worker, a forked one."""
    fork_server.start()
    with tempfile.TemporaryDirectory() as folder:

        def fresh():
            forking.disable("fresh")
            try:
                return client.start(folder, 60)
            finally:
                forking.enable()

        ways = {
            "nbval's own kernel": lambda: RunningKernel("python3", cwd=folder),
            "fresh worker": fresh,
            "forked worker": lambda: client.start(folder, 60),
        }
        times = {name: [] for name in ways}
        for turn in range(runs + 1):
            for name, start in ways.items():
                seconds = _life(start)
                if turn:
                    times[name].append(seconds)
    print(f"one kernel (medians of {runs})     ready  imports  figure   stop    all")
    for name, rows in times.items():
        parts = [statistics.median(column) for column in zip(*rows, strict=True)]
        whole = statistics.median(map(sum, rows))
        print(f"  {name:24s}" + "".join(f"{part:8.3f}" for part in [*parts, whole]) + " s")


def _life(start) -> list[float]:
    marks = [time.perf_counter()]
    one = start()
    marks.append(time.perf_counter())
    for cell in CELLS:
        asked = one.execute_cell_input(cell, allow_stdin=False)
        one.await_reply(asked, timeout=60)
        one.await_idle(asked, 60)
        marks.append(time.perf_counter())
    one.stop()
    marks.append(time.perf_counter())
    return [end - begin for begin, end in itertools.pairwise(marks)]


def notebooks(runs: int) -> None:
    """Time the code of one notebook: in a bare fork, in a forked worker, and in one in a sandbox."""
    steps = _steps()
    with imports.without_collecting():
        imports.warm_up()
    plain, boxed = ForkServer(), ForkServer()
    boxed.configure(course=ROOT)
    ways = {"the floor": None, "forked worker": plain, "in a sandbox": boxed}
    times = {name: [] for name in ways}
    for turn in range(runs + 1):
        for name, server in ways.items():
            client.fork_server = server
            begin = time.perf_counter()
            (_worked if server else _floor)(steps)
            if turn:
                times[name].append(time.perf_counter() - begin)
    client.fork_server = fork_server
    plain.close()
    boxed.close()
    floor = statistics.median(times["the floor"])
    print(f"one notebook of {sum(len(sources) for sources, _ in steps)} cells (medians of {runs})")
    for name, rows in times.items():
        middle = statistics.median(rows)
        print(f"  {name:24s}{middle:8.3f} s{middle / floor:8.2f} times the floor")


def _steps() -> list[tuple[list[str], str]]:
    """Return the code of each question and the expression of its answer."""
    notebook = json.loads((ROOT / "solutions" / f"{STEM}.ipynb").read_text(encoding="utf-8"))
    steps, sources = [], []
    for cell in notebook["cells"]:
        kind = cell["id"].partition("-")[0]
        if kind == "check":
            expression = "".join(cell["source"]).partition(",")[2].strip().removesuffix(")")
            steps.append((sources, expression))
            sources = []
        elif cell["cell_type"] == "code" and not set(cell["metadata"].get("tags", [])) & {"finding", "slip"}:
            sources.append("".join(cell["source"]))
    return steps


def _floor(steps) -> None:
    number = os.fork()
    if number == 0:
        status = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.chdir(ROOT / "exercises")
            names = {"__name__": "__main__"}
            for sources, expression in steps:
                for source in sources:
                    exec(source, names)
                eval(expression, names)
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(number, 0)[1] == 0


def _worked(steps) -> None:
    one = client.start(ROOT / "exercises", 60)
    for sources, expression in steps:
        for source in sources:
            one.question = expression if source is sources[-1] else None
            one.await_reply(one.execute_cell_input(source), 60)
            while one.get_message("iopub", 60)["msg_type"] != "status":
                pass
        assert one.answer is not None
    one.stop()


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as home:
        os.environ.update({"IPYTHONDIR": home, **imports.ONE_THREAD})
        notebooks(count)
        kernels(count)
