"""How fast a worker starts and runs a notebook, beside the bare code, in one run.

    python tests/benchmarks/execute.py [RUNS]

Times are medians of interleaved runs on this computer, with every library's byte code compiled.  A notebook
is session 01, answered as in the solution; the floor runs the same code in a fork and does nothing else.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from floor import fork
from speed import ROOT, interleaved

from newscase.execute import imports, worker_kernel
from newscase.execute.fork_client import ForkServer

STEM = "01-claims"


def notebooks(runs: int, path: Path) -> None:
    """Time the code of one notebook: in a bare fork, in a forked worker, and in one in a sandbox."""
    steps = _steps()
    path.write_text(json.dumps(steps), encoding="utf-8")
    with imports.without_collecting():
        imports.warm_up()
    plain, boxed = ForkServer(), ForkServer()
    boxed.configure(course=ROOT)
    ways = {
        "the floor": lambda: _waited(fork(path, ROOT / "exercises")),
        "forked worker": lambda: _worked(steps, plain),
        "in a sandbox": lambda: _worked(steps, boxed),
    }
    times = interleaved(runs, *ways.values())
    plain.close()
    boxed.close()
    print(f"one notebook of {sum(len(sources) for sources, _ in steps)} cells (medians of {runs})")
    for name, seconds in zip(ways, times, strict=True):
        print(f"  {name:24s}{seconds:8.3f} s{seconds / times[0]:8.2f} times the floor")


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


def _waited(number: int) -> None:
    assert os.waitpid(number, 0)[1] == 0


def _worked(steps, server: ForkServer) -> None:
    worker_kernel.fork_server = server
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
        notebooks(count, Path(home, "steps.json"))
