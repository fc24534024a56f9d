"""Show on the terminal, question by question, what a check finds."""

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from newscase.checking.result import Status
from newscase.pytest_plugin.run import Checked, gather

_STYLES = {Status.CORRECT: "green", Status.NOT_YET: "yellow", Status.NOT_ANSWERED: "dim"}


def check(folder: Path, paths: list[Path]) -> int:
    """Check notebooks and print a table of each; return 0 when every question is right, else 1."""
    console = Console(file=sys.stdout)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, transient=True,
    ) as progress:  # fmt: skip
        task = progress.add_task("Starting", total=None)
        found = gather(
            folder,
            paths,
            started=lambda name: progress.update(task, description=name),
            finished=lambda: progress.advance(task),
            found=lambda count: progress.update(task, total=count),
        )
    for path, checked in found.items():
        console.print(_table(path, checked))
    for note in dict.fromkeys(note for checked in found.values() for note in checked.notes):
        console.print(Text(note))
    verdicts = [verdict for checked in found.values() for verdict in checked.verdicts]
    right = sum(verdict.status == Status.CORRECT for verdict in verdicts)
    console.print(f"{right} of {len(verdicts)} questions are right.")
    problems = any(checked.problem for checked in found.values())
    return 0 if verdicts and right == len(verdicts) and not problems else 1


def _table(path: str, checked: Checked) -> Table:
    # Without lines: a table to read aloud and to copy.
    table = Table(title=Path(path).name, title_justify="left", box=None, pad_edge=False)
    table.add_column("question", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("")
    if checked.problem:
        table.add_row("", Text("Not checked"), Text(checked.problem))
    for verdict in checked.verdicts:
        table.add_row(
            Text(verdict.question),
            Text(verdict.status, style=_STYLES.get(verdict.status, "")),
            Text(verdict.sentence),
        )
    return table
