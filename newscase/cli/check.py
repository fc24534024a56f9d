"""Check your exercises and show, question by question, what is right.

Your notebook is run from top to bottom in a fresh kernel; it is not changed.  Save it first.
"""

from pathlib import Path

from newscase import course
from newscase.execute import forking, imports
from newscase.execute.pool import pool

EXAMPLE = (
    "examples:\n  newscase check\n  newscase check 5\n  newscase check exercises/05-sanctions-list.ipynb"
)


def add_arguments(parser):
    parser.add_argument(
        "what", nargs="*", metavar="SESSION or FILE", help="a number such as 5, or a notebook; by default all"
    )


def run(options) -> int:
    folder = course.root()
    paths = [_path(folder, what) for what in options.what] or sorted(
        (folder / "exercises").glob("[0-9]*.ipynb")
    )
    if not paths:
        raise course.CourseError("There is no notebook in exercises/. Put one back with: newscase reset 1")
    if forking.why_cold() is None:
        # It imports while this process imports pytest.
        pool.prepare()
    # Imported here: pytest and nbval are slow to start.
    with imports.without_collecting():
        from newscase.cli.progress import check

    return check(folder, paths)


def _path(folder: Path, what: str) -> Path:
    if what.endswith(".ipynb") or "/" in what or "\\" in what:
        path = Path(what).resolve()
    else:
        path = folder / "exercises" / f"{course.session(what)}.ipynb"
    if not path.is_file():
        raise course.CourseError(f"There is no file {path}. Put a blank exercise back with: newscase reset")
    return path
