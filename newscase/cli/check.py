"""Check your exercises and show, question by question, what is right.

Your notebook is run from top to bottom in a fresh kernel; it is not changed.  Save it first.
"""

import contextlib
import sys
from pathlib import Path

from newscase import course
from newscase.checking.result import Status
from newscase.execute import imports
from newscase.execute.fork_client import ServerError, fork_server

EXAMPLE = "examples:\n  newscase check\n  newscase check 5\n  newscase check exercises/06-ruble.ipynb"
_HELP = "a number such as 5, or a notebook; by default all"
ARGUMENTS = {"what": {"nargs": "*", "metavar": "SESSION or FILE", "help": _HELP}}

_STYLES = {Status.CORRECT: "green", Status.NOT_YET: "yellow"}


def run(options) -> int:
    """Check what is asked for; return 0 when every question that checks itself is right, else 1."""
    folder = course.root()
    paths = [_path(folder, what) for what in options.what]
    paths = paths or sorted((folder / "exercises").glob("[0-9]*.ipynb"))
    if not paths:
        raise course.CourseError("There is no notebook in exercises/. Put one back with: newscase reset 1")
    course.assert_tables_unchanged(folder)
    if not fork_server.why_not:
        # It imports while this process imports pytest.  What stops it is said where it is needed.
        with contextlib.suppress(ServerError):
            fork_server.start()
    found = _check(folder, paths)
    results = [result for one in found.values() for result in one.results.values()]
    statuses = [result.status for result in results if result.status is not Status.WRITTEN]
    if not statuses:
        print("No question was checked; the table says why.")
        return 1
    right = statuses.count(Status.CORRECT)
    print(f"{right} of {len(statuses)} questions are right.")
    return 0 if right == len(statuses) and not any(one.problem for one in found.values()) else 1


def _path(folder: Path, what: str) -> Path:
    if what.lower().endswith(".ipynb") or "/" in what or "\\" in what:
        path = Path(what).resolve()
    else:
        stem = course.session(what)
        # Session 00 has its questions in the lesson.
        path = folder / ("notebooks" if stem.startswith("00") else "exercises") / f"{stem}.ipynb"
    if not path.is_file():
        is_lesson = path.parent == folder / "notebooks"
        again = "Copy it from the course" if is_lesson else "Put a blank exercise back with: newscase reset"
        raise course.CourseError(f"There is no file {path}. {again}")
    if path.parent == folder / "notebooks" and not path.name.startswith("00"):
        where = f"Its questions are in exercises/{path.name}; check that."
        raise course.CourseError(f"{path.name} is a lesson. {where}")
    return path


def _check(folder: Path, paths: list[Path]) -> dict:
    """Check notebooks while a bar shows how far it is, and print a table of each."""
    # Imported here: pytest and nbval are slow to start.
    with imports.without_collecting():
        from rich.console import Console
        from rich.progress import Progress
        from rich.table import Table
        from rich.text import Text

        from newscase.pytest_plugin.run import check_notebooks

    console = Console(file=sys.stdout)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Starting", total=None)

        def show(name: str, index: int, count: int) -> None:
            progress.update(task, description=name, completed=index, total=count)

        found = check_notebooks(folder, paths, on_start=show)
    for path, one in found.items():
        # Without lines: a table to read aloud and to copy.
        layout = {"title_justify": "left", "box": None, "pad_edge": False}
        table = Table("question", "", "", title=Text(path.name), **layout)
        table.columns[0].no_wrap = table.columns[1].no_wrap = True
        if one.problem:
            table.add_row("", Status.NOT_CHECKED, Text(one.problem))
        for result in one.results.values():
            status = Text(result.status, style=_STYLES.get(result.status, "dim"))
            table.add_row(result.question, status, Text(result.sentence))
        console.print(table)
        for note in dict.fromkeys(one.notes):
            console.print(Text(note))
    return found
