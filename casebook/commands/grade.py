"""Mark a class: notebooks in, gradebook, feedback and a report of its mistakes out.

SUBMISSIONS is a folder with a folder for each student, a folder of files with the students' names in
theirs, or the zip that Canvas or Moodle gives you.  Nothing in it is changed.  A run that was stopped
goes on where it was, when it is started again.

Students' code runs on this computer with your own rights.  Mark only notebooks that you would run
yourself, and say so with --no-sandbox.
"""

import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from casebook import course

EXAMPLE = "examples:\n  casebook grade submissions/ --out graded/ --no-sandbox\n  casebook grade class.zip --out graded/ --no-sandbox --hide-names"


def add_arguments(parser):
    parser.add_argument("submissions", metavar="SUBMISSIONS", help="a folder, a zip, or one notebook")
    parser.add_argument("--out", required=True, metavar="FOLDER", help="where the results go")
    parser.add_argument("--no-sandbox", action="store_true", help="run students' code with your own rights")
    parser.add_argument("--hide-names", action="store_true", help="leave the names out of report.html")


def run(options) -> int:
    if not options.no_sandbox:
        raise course.CourseError(
            "Students' code would run on this computer with your own rights. If you would run these notebooks "
            "yourself, add --no-sandbox."
        )
    # Imported here: pytest and nbval are slow to start.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from casebook.marking.outputs import write_all
    from casebook.marking.run import mark_all
    from casebook.marking.submissions import gather

    folder, out = course.root(), Path(options.out)
    store = out.with_name(f".{out.name}.unfinished")
    console = Console(file=sys.stdout)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with (
        tempfile.TemporaryDirectory(prefix="casebook-") as scratch,
        Progress(*columns, console=console, transient=True) as progress,
    ):
        submissions = gather(Path(options.submissions), Path(scratch))
        task = progress.add_task("Marking", total=len(submissions))
        marked = []
        for one in mark_all(submissions, folder, store, partial(ProcessPoolExecutor, os.cpu_count())):
            marked.append(one)
            console.print(_line(one), markup=False, highlight=False, soft_wrap=True)
            progress.advance(task)
    written = write_all(marked, out, root=folder, hide_names=options.hide_names)
    shutil.rmtree(store, ignore_errors=True)
    problems = sum(one.problem is not None for one in marked)
    console.print(f"{len(marked)} submissions, {problems} with a problem. Results: {written.folder / 'report.html'}", markup=False)
    return 1 if problems else 0


def _line(one) -> str:
    if one.problem:
        return f"{one.student}: {one.problem}"
    return f"{one.student}: {one.session}, {one.points:g} of {sum(question.points for question in one.questions):g}"
