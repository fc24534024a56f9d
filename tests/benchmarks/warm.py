"""How fast kernels start and a class is checked, cold and warm, in one run.

    python tests/benchmarks/warm.py [RUNS]

Times are medians of interleaved runs on this computer, with every library's byte code compiled.  Of a
class both are shown, the time on the clock and the time of all processors, which other work on the same
computer disturbs less.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nbval.kernel import RunningKernel
from speed import ROOT

from casebook.grading import kernel
from casebook.grading.warm import JUPYTER_PATH, forking
from casebook.grading.warm.pool import pool

SESSION = "05-sanctions-list"
SUBMISSIONS = 20
CELLS = [
    "import pandas as pd, plotly.express as px, plotly.graph_objects as go\nfrom casebook import check, show",
    "px.bar(x=[1, 2], y=[3, 4])",
]


def kernels(runs: int) -> None:
    """Time a kernel's start, imports, first figure and stop: nbval's own, ours cold, ours warm."""
    os.environ["JUPYTER_PATH"] = str(JUPYTER_PATH)
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
        print(f"  {name:24s}" + "".join(f"{part:8.3f}" for part in [*parts, statistics.median(map(sum, rows))]) + " s")


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
    return [end - begin for begin, end in zip(marks, marks[1:])]


def a_class(runs: int) -> None:
    """Time 20 students' notebooks of one session, with two workers: plain nbval, ours cold, ours warm."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("data", "notebooks", "solutions", "pyproject.toml", "environment.yml", "README.md"):
            (folder / name).symlink_to(ROOT / name)
        (folder / "exercises").mkdir()
        (folder / "exercises" / "answers.json").symlink_to(ROOT / "exercises" / "answers.json")
        notebook = _answered(SESSION)
        for number in range(SUBMISSIONS):
            (folder / "exercises" / f"{SESSION}-{number:02d}.ipynb").write_text(notebook, encoding="utf-8")
        (folder / "one").mkdir()

        def run(*options, paths=("exercises",)):
            arguments = ["-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
                         f"--rootdir={folder}", *options, *paths]  # fmt: skip
            return lambda: subprocess.run(
                [sys.executable, *arguments], cwd=folder, stdout=subprocess.DEVNULL, env=_outside()
            )

        def check(*options):
            return lambda: subprocess.run(
                [sys.executable, "-m", "casebook", "check", f"exercises/{SESSION}-00.ipynb"],
                cwd=folder, stdout=subprocess.DEVNULL, env={**_outside(), "PYTEST_ADDOPTS": " ".join(options)},
            )  # fmt: skip

        two = ("-n2", "--dist", "loadfile")
        own, cold, warm = _both(runs, run("-p", "no:casebook", *two), run("--casebook-cold", *two), run(*two))
        alone_cold, alone_warm = _both(2 * runs + 1, check("--casebook-cold"), check())
    print(f"{SUBMISSIONS} notebooks of {SESSION}, two workers (medians of {runs})   clock  processors")
    for name, (clock, work) in {"plain nbval": own, "ours, cold": cold, "ours, warm": warm}.items():
        print(f"  {name:20s} {clock:7.2f} s {work:7.2f} s   {own[0] / clock:4.1f} and {own[1] / work:4.1f} times as fast (aim: 6)")
    print("casebook check of one notebook")
    for name, (clock, work) in {"cold (aim: 2)": alone_cold, "warm": alone_warm}.items():
        print(f"  {name:20s} {clock:7.2f} s {work:7.2f} s")


def _both(runs: int, *works) -> list[tuple[float, float]]:
    """Return the median seconds on the clock and of the processors of each work; the works take turns."""
    times = [[] for _ in works]
    for _ in range(runs):
        for work, rows in zip(works, times, strict=True):
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            work()
            clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            rows.append((clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return [tuple(map(statistics.median, zip(*rows, strict=True))) for rows in times]


def _answered(stem: str) -> str:
    """Return an exercise answered as its solution, with the outputs that plain nbval would compare."""
    exercise = json.loads((ROOT / "exercises" / f"{stem}.ipynb").read_text(encoding="utf-8"))
    solution = json.loads((ROOT / "solutions" / f"{stem}.ipynb").read_text(encoding="utf-8"))
    solved = {cell["id"]: cell for cell in solution["cells"] if cell["id"].startswith("answer-")}
    exercise["cells"] = [solved.get(cell["id"], cell) for cell in exercise["cells"]]
    return json.dumps(exercise)


def _outside() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "JUPYTER_PATH"))}


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as home:
        os.environ["IPYTHONDIR"] = home
        kernels(4 * count)
        a_class(count)
