"""How fast a worker starts and runs a notebook, beside the bare code, in one run.

    python tests/benchmarks/execute.py [RUNS]

Times are medians of interleaved runs on this computer, with every library's byte code compiled.  A notebook
is session 01, answered as in the solution; the floor runs the same code in a fork and does nothing else.
"""

import json
import os
import statistics
import sys
import tempfile
import time

from speed import ROOT

from newscase.execute import imports, worker_kernel
from newscase.execute.fork_client import ForkServer, fork_server

STEM = "01-claims"


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
            worker_kernel.fork_server = server
            begin = time.perf_counter()
            (_worked if server else _floor)(steps)
            if turn:
                times[name].append(time.perf_counter() - begin)
    worker_kernel.fork_server = fork_server
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
    one = worker_kernel.start(ROOT / "exercises", 60)
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
