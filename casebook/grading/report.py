"""Run the check of some notebooks and show it on the terminal, question by question."""

import contextlib
import io
import sys
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from casebook.checking.verdict import CORRECT, NOT_ANSWERED, NOT_YET
from casebook.grading.student_notebook import NOTE, VERDICT

_STYLES = {CORRECT: "green", NOT_YET: "yellow", NOT_ANSWERED: "dim"}


def check(folder: Path, paths: list[Path]) -> int:
    """Check notebooks through pytest and nbval; return 0 when every question is right, else 1."""
    console = Console(file=sys.stdout)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, transient=True,
    ) as progress:  # fmt: skip
        listener = _Listener(progress)
        # pytest's own words go nowhere: the table below says the same in the words of the checks.
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main(
                ["--nbval", "--casebook-work", "--capture=no", "-p", "no:cacheprovider", "-n0",
                 f"--rootdir={folder}", "--override-ini=addopts=", *map(str, paths)],
                plugins=[listener],
            )  # fmt: skip
    right = total = 0
    for path, rows in listener.rows.items():
        console.print(_table(path, rows))
        right += sum(status == CORRECT for _, status, _ in rows)
        total += len(rows)
    for note in dict.fromkeys(listener.notes):
        console.print(Text(note))
    console.print(f"{right} of {total} questions are right.")
    return 0 if total and right == total else 1


class _Listener:
    """Gathers the verdicts of a pytest run and moves the progress bar."""

    def __init__(self, progress: Progress):
        self.rows: dict[str, list[tuple[str, str, str]]] = {}
        self.notes: list[str] = []
        self._progress = progress
        self._task = progress.add_task("Starting", total=None)

    def pytest_collection_finish(self, session):
        self._progress.update(self._task, total=len(session.items))

    def pytest_runtest_logstart(self, nodeid, location):
        self._progress.update(self._task, description=nodeid.rpartition("/")[2])

    def pytest_runtest_logreport(self, report):
        if report.when != "call" and not report.failed:
            return
        self._progress.advance(self._task)
        path, _, name = report.nodeid.rpartition("::")
        properties = dict(report.user_properties)
        self.notes += [value for key, value in report.user_properties if key == NOTE]
        verdict = properties.get(VERDICT, {"status": NOT_YET, "sentence": report.longreprtext})
        self.rows.setdefault(path, []).append((name, verdict["status"], verdict["sentence"]))


def _table(path: str, rows: list[tuple[str, str, str]]) -> Table:
    # Without lines: a table to read aloud and to copy.
    table = Table(title=Path(path).name, title_justify="left", box=None, pad_edge=False)
    table.add_column("question", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("")
    for name, status, sentence in rows:
        table.add_row(Text(name), Text(status, style=_STYLES.get(status, "")), Text(sentence))
    return table
