"""Run the code of a class and do nothing else: the least time that anything that runs it can take.

    python tests/benchmarks/floor.py

The current folder is a class as `marking.py` makes it.  The code of every student's cells and the
expressions of the check cells are run as they stand, in forks of this process, two at a time, once it has
imported the libraries and drawn a first figure.  What it prints is JSON: whose code ran to its end, and the
seconds that the forks took, on the clock and of all processors.
"""

import gc
import json
import os
import resource
import time
import traceback
from pathlib import Path

from IPython.display import display

CELLS = [
    "import pandas as pd, plotly.express as px, plotly.graph_objects as go\nfrom newscase import check, show",
    "px.bar(x=[1, 2], y=[3, 4])",
]
WORKERS = 2


def main() -> None:
    """Get ready, run every student's code, and print what came of it."""
    # A process with the threads of the linear algebra library is not safe to fork.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    names = {}
    exec(CELLS[0], names)
    eval(CELLS[1], names).to_json()
    gc.freeze()
    begin, worked = time.perf_counter(), _worked()
    waiting, running, ended = sorted(Path("floor").glob("*.json")), {}, []
    while waiting or running:
        while waiting and len(running) < WORKERS:
            path = waiting.pop(0)
            running[fork(path, Path("exercises"))] = path.stem
        number, status = os.wait()
        student = running.pop(number)
        if status == 0:
            ended.append(student)
    print(json.dumps({"ended": ended, "forks": [time.perf_counter() - begin, _worked() - worked]}))


def fork(path: Path, folder: Path) -> int:
    """Run a student's code in a fork of this process; return its number.

    `path` is JSON: for each question the sources of its cells, and the expression of its answer.
    """
    number = os.fork()
    if number:
        return number
    status = 1
    try:
        # What the cells show comes as text and goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        steps = json.loads(path.read_text(encoding="utf-8"))
        os.chdir(folder)
        # What a notebook knows without an import.
        names = {"__name__": "__main__", "display": display}
        for sources, expression in steps:
            for source in sources:
                exec(source, names)
            eval(expression, names)
        status = 0
    except BaseException:
        # Whatever a student's code raises, the fork must not go on as if it were the first process.
        traceback.print_exc()
    finally:
        os._exit(status)


def _worked() -> float:
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


if __name__ == "__main__":
    main()
