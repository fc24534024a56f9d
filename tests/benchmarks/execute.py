"""How fast kernels start, cold and warm, in one run.

    python tests/benchmarks/warm.py [RUNS]

Times are medians of interleaved runs on this computer, with every library's byte code compiled.
"""

import itertools
import os
import statistics
import sys
import tempfile
import time

from floor import CELLS
from nbval.kernel import RunningKernel

from newscase.execute import client as kernel
from newscase.execute import forking
from newscase.execute.pool import pool


def kernels(runs: int) -> None:
    """Time a kernel's start, imports, first figure and stop: nbval's own, ours cold, ours warm."""
    pool.prepare()
    with tempfile.TemporaryDirectory() as folder:

        def nbvals_own():
            # The start that the course's kernels had before: nbval's, over TCP.
            return RunningKernel("python3", cwd=folder)

        def cold():
            forking.forbid("cold")
            try:
                return kernel.start(folder, 60, warm=True)
            finally:
                forking.allow()

        ways = {"nbval's own": nbvals_own, "cold": cold, "warm": lambda: kernel.start(folder, 60, warm=True)}
        times = {name: [] for name in ways}
        for turn in range(runs + 1):
            for name, start in ways.items():
                seconds = _life(start)
                if turn:
                    times[name].append(seconds)
    print(f"one kernel (medians of {runs})     ready  imports  figure   stop    all")
    for name, rows in times.items():
        parts = [statistics.median(column) for column in zip(*rows, strict=True)]
        print(
            f"  {name:24s}"
            + "".join(f"{part:8.3f}" for part in [*parts, statistics.median(map(sum, rows))])
            + " s"
        )


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


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as home:
        os.environ["IPYTHONDIR"] = home
        kernels(count)
