"""Pack the course for your students: everything but solutions/.

The zip file opens and checks on its own.  The answers in it are hidden, not protected.
"""

from pathlib import Path

from newscase import course
from newscase.files import write_atomic

EXAMPLE = "example:\n  newscase handout class.zip"


def add_arguments(parser):
    """Add this command's arguments to its parser."""
    parser.add_argument("file", metavar="CLASS.zip", help="the file to write")


def run(options) -> int:
    """Write the zip file, unless there is a file of that name."""
    # Imported here because it brings nbformat, which is slow to start.
    from newscase.authoring.handout import handout

    path = Path(options.file)
    if path.suffix != ".zip":
        raise course.CourseError(f"{path} does not end in .zip. Give a name such as class.zip.")
    if path.exists():
        raise course.CourseError(f"{path} is there already. Give another name, or remove it first.")
    content = handout(course.root())
    write_atomic(path, content)
    print(f"{path} is ready ({len(content) / 1e6:.1f} MB). The answers in it are hidden, not protected.")
    return 0
