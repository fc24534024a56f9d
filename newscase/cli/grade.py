"""Mark a class: notebooks in, gradebook, feedback and a report of its mistakes out.

SUBMISSIONS is a folder with a folder for each student, a folder of files with the students' names in
theirs, or the zip that Canvas, Moodle, Brightspace or Blackboard gives you.  Nothing in it is changed.  A run
that was stopped goes on where it was, when it is started again.

Students' code runs in a sandbox (bubblewrap, on Linux), which shows it the tables of the course and nothing
else of this computer.

With --dask the workers of a Dask cluster mark, each with the course that it is installed from and with the
sandbox of its own computer.
"""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from newscase import course
from newscase.execute import imports
from newscase.execute.fork_client import ServerError, fork_server
from newscase.sandbox import bubblewrap

EXAMPLE = """examples:
  newscase grade submissions/ --out graded/
  newscase grade class.zip --out graded/ --hide-names"""
ARGUMENTS = {
    "submissions": {"metavar": "SUBMISSIONS", "type": Path, "help": "a folder, a zip, or one notebook"},
    "--out": {"metavar": "FOLDER", "type": Path, "required": True, "help": "where the results go"},
    "--no-sandbox": {"action": "store_true", "help": "run students' code with your own rights"},
    "--dask": {"metavar": "tcp://HOST:PORT", "help": "mark on the cluster of this scheduler"},
    "--hide-names": {"action": "store_true", "help": "leave the names out of report.html"},
}


def run(options) -> int:
    """Mark a class; return 0 when every submission could be marked and every mark counts, else 1."""
    folder, sandboxed = course.root(), not options.no_sandbox
    course.assert_tables_unchanged(folder)
    if not options.dask and sandboxed and (reason := bubblewrap.why_not()):
        raise course.CourseError(
            f"{reason}: students' code runs in it, so that it can harm nothing. "
            "If you would run these notebooks yourself, with your own rights, add --no-sandbox."
        )
    with tempfile.TemporaryDirectory(prefix="newscase-", ignore_cleanup_errors=True) as scratch:
        # IPython would make a folder in the teacher's home.
        os.environ["IPYTHONDIR"] = scratch
        # The folder from which the teacher starts the command may hold a file that is called like a library.
        os.environ["PYTHONSAFEPATH"] = "1"
        try:
            return _grade(options, folder, sandboxed, Path(scratch))
        except KeyboardInterrupt:
            words = "Stopped. What is marked is kept: the same command goes on from there."
            raise course.CourseError(words) from None


def _grade(options, folder: Path, sandboxed: bool, scratch: Path) -> int:
    # First, because it takes longest and needs nothing else; it ends with this process.
    server = "" if options.dask else _server(folder, sandboxed)
    from newscase.grade import mark, results_folder, spreadsheet, workers, written_marks
    from newscase.grade.collect import collect

    # What can be refused is refused before anything is read or marked.
    out = results_folder.settle(options.out, options.submissions)
    marking = workers.cluster(options.dask) if options.dask else workers.local(scratch)
    conditions = mark.Conditions(mark.edition(folder), sandboxed, None if options.dask else folder, server)
    # Imported here, while servers and workers import what they need.
    with imports.without_collecting():
        from rich.console import Console
        from rich.progress import track
    console = Console(file=sys.stdout, markup=False, highlight=False, soft_wrap=True)
    found = collect.collect(options.submissions, scratch / "submissions")
    bar = {"console": console, "transient": True, "disable": not console.is_terminal}
    marked, store = [], out / results_folder.UNFINISHED
    with contextlib.closing(workers.mark_all(found, conditions, store, marking)) as results:
        for one in track(results, "Marking", len(found), **bar):
            marked.append(one)
            said = one.problem or f"{one.session}, {one.points} of {len(one.results)}"
            console.print(f"{one.student}: {said}")
            for note in one.notes:
                console.print(f"  {note}")
    name = options.submissions.resolve().name.removesuffix(".zip")
    lost = results_folder.write_all(marked, out, folder, name=name, hide_names=options.hide_names)
    for row in lost:
        console.print(f"{row.student}, {row.session} {row.question}, mark {row.mark!r}: {row.flag}")
    if not spreadsheet.has_openpyxl():
        advice = "For an Excel table, in which names stay as they are, begin with: uv run --extra class"
        console.print(f"Marks go into {written_marks.file()}. {advice}")
    if not options.dask and (reason := fork_server.why_not):
        console.print(reason)
    problems, place = sum(bool(one.problem) for one in marked), out / results_folder.REPORT
    console.print(f"{len(marked)} submissions, {problems} with a problem. Results: {place}")
    return 1 if problems or lost else 0


def _server(folder: Path, sandboxed: bool) -> str | None:
    """Start the server from which students' processes are forked; return its address for `Conditions`."""
    if fork_server.why_not:
        return None
    fork_server.configure(course=folder if sandboxed else None)
    try:
        fork_server.start()
    except ServerError as error:
        raise course.CourseError(f"Students' code cannot be started: {error}") from None
    return fork_server.address
