"""Put the blank exercise of a session back.

Your own notebook is never lost: it is kept beside the blank one, under a dated name.
"""

from newscase import course
from newscase.checking import answer_key
from newscase.files import keep_beside, write_atomic

EXAMPLE = "example:\n  newscase reset 5"


def add_arguments(parser):
    """Add this command's arguments to its parser."""
    parser.add_argument("session", help="its number, such as 5")


def run(options) -> int:
    """Put the blank exercise back, unless the notebook there has its cells already."""
    folder = course.root()
    stem = course.session(options.session)
    session = answer_key.read(folder).get(stem)
    if session is None or session.blank is None:
        raise course.CourseError(f"Session {stem} has no exercise notebook to put back.")
    # Imported here because it brings nbformat, which is slow to start.
    from newscase.authoring import notebooks

    path = folder / "exercises" / f"{stem}.ipynb"
    if notebooks.same_cells(path, session.blank):
        write_atomic(path, notebooks.dump(session.blank))
        print(f"exercises/{path.name} is blank already.")
        return 0
    if path.exists():
        print(f"Your notebook is kept as exercises/{keep_beside(path).name}")
    write_atomic(path, notebooks.dump(session.blank))
    print(f"exercises/{path.name} is blank again.")
    return 0
