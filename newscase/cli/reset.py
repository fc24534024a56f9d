"""Put the blank exercise of a session back.

Your own notebook is never lost: it is kept beside the blank one, under a dated name.
"""

from newscase import course
from newscase.authoring import notebooks
from newscase.checking import answer_key
from newscase.files import keep_beside, write_atomic

EXAMPLE = "example:\n  newscase reset 5"
ARGUMENTS = {"session": {"help": "its number, such as 5"}}


def run(options) -> int:
    """Put the blank exercise back, and keep the notebook there, unless it has the same cells."""
    folder, stem = course.root(), course.session(options.session)
    session = answer_key.read(folder).get(stem)
    if session is None or session.blank is None:
        where = f"Its questions are in the lesson: copy notebooks/{stem}.ipynb from the course again."
        raise course.CourseError(f"Session {stem} has no exercise notebook to put back. {where}")
    path = folder / "exercises" / f"{stem}.ipynb"
    blank_already = notebooks.same_cells(path, session.blank)
    if path.exists() and not blank_already:
        print(f"Your notebook is kept as exercises/{keep_beside(path).name}")
    write_atomic(path, notebooks.dump(session.blank))
    print(f"exercises/{path.name} is blank {'already' if blank_already else 'again'}.")
    return 0
