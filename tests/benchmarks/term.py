"""How long a whole term takes to mark, and whether time and memory grow straight with the work.

    python tests/benchmarks/term.py [STUDENTS] [--no-sandbox]

STUDENTS (300) hand in all sessions, answered as in the solutions; a third of them has one known slip in
each.  One line is printed after each tenth of the notebooks: minutes, notebooks a second since the last line,
and the largest memory of all processes together until then (shared pages counted once).  It needs Linux.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from speed import ROOT

from newscase import course
from newscase.checking import answer_key

_LOOK_EVERY = 1.0  # seconds


class Memory(threading.Thread):
    """The largest memory of a process and all that descend from it, looked at again and again."""

    def __init__(self, number: int):
        super().__init__(daemon=True)
        self.most = 0
        self._process = psutil.Process(number)

    def run(self):
        """Look until the process has ended."""
        while self._process.is_running():
            try:
                every = [self._process, *self._process.children(recursive=True)]
                self.most = max(self.most, sum(map(_memory, every)))
            except psutil.NoSuchProcess:
                return
            time.sleep(_LOOK_EVERY)


def _memory(process: psutil.Process) -> int:
    try:
        return process.memory_full_info().pss
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def hand_in(folder: Path, students: int) -> int:
    """Write every student's notebooks; return how many there are."""
    for stem, session in answer_key.read(ROOT).items():
        if not session.blank:
            continue
        right, wrong = _answered(stem), _answered(stem)
        first = next(iter(session.questions))
        cell = next(cell for cell in wrong["cells"] if cell["id"] == course.cell_id("answer", first))
        name = session.questions[first].expression.strip("[]() ").split(",")[0]
        cell["source"] = [*cell["source"], f"\n{name} = 'not this'"]
        for number in range(students):
            path = folder / f"Student {number:04d}" / f"{stem}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            notebook = wrong if number % 3 == 0 else right
            # No two are the same.
            notebook["metadata"]["number"] = number
            path.write_text(json.dumps(notebook), encoding="utf-8")
    return sum(1 for _ in folder.glob("*/*.ipynb"))


def _answered(stem: str) -> dict:
    exercise = json.loads((ROOT / "exercises" / f"{stem}.ipynb").read_text(encoding="utf-8"))
    solution = json.loads((ROOT / "solutions" / f"{stem}.ipynb").read_text(encoding="utf-8"))
    answers = ("answer-", "written-")
    solved = {cell["id"]: cell for cell in solution["cells"] if cell["id"].startswith(answers)}
    exercise["cells"] = [solved.get(cell["id"], cell) for cell in exercise["cells"]]
    for cell in exercise["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    return exercise


def main() -> None:
    """Hand in, mark, and print what it took."""
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("students", nargs="?", type=int, default=300, metavar="STUDENTS")
    parser.add_argument("--no-sandbox", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        submissions, out = Path(temporary, "submissions"), Path(temporary, "graded")
        count = hand_in(submissions, options.students)
        command = [sys.executable, "-m", "newscase", "grade", str(submissions), "--out", str(out)]
        begin = last = time.monotonic()
        run = subprocess.Popen(
            [*command, *(["--no-sandbox"] if options.no_sandbox else [])],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "COLUMNS": "200", "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        memory = Memory(run.pid)
        memory.start()
        done = before = 0
        print(f"{count} notebooks of {options.students} students, {os.cpu_count()} processors")
        print("notebooks   minutes   a second   memory")
        for line in run.stdout:
            done += line.startswith("Student ")
            if done * 10 // count > before * 10 // count:
                now = time.monotonic()
                speed = (done - before) / (now - last)
                line = f"{done:9d}{(now - begin) / 60:10.2f}{speed:11.2f}{memory.most / 1e6:7.0f} MB"
                print(line, flush=True)
                before, last = done, now
        run.wait()
        minutes, size = (time.monotonic() - begin) / 60, memory.most / 1e6
        print(f"with the pages: {minutes:.2f} minutes, {size:.0f} MB, exit code {run.returncode}")
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        report = (out / "report.html").stat().st_size
        print(f"report.html {report / 1e6:.1f} MB, all results {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
