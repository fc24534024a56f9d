"""Pack the course for your students: everything but solutions/.

The zip file opens and checks on its own.  The answers in it are hidden, not protected.
"""

from pathlib import Path

from newscase import course
from newscase.authoring.handout import contents, packed
from newscase.files import write_atomic

EXAMPLE = "example:\n  newscase handout class.zip"
ARGUMENTS = {"file": {"metavar": "CLASS.zip", "type": Path, "help": "the file to write"}}


def run(options) -> int:
    """Write the zip file, unless there is a file of that name."""
    path = options.file
    if path.suffix != ".zip" or path.exists():
        problem = "is there already" if path.exists() else "does not end in .zip"
        raise course.CourseError(f"{path} {problem}. Give another name, such as class.zip.")
    content = packed(contents(course.root()))
    write_atomic(path, content)
    print(f"{path} is ready ({len(content) / 1e6:.1f} MB). The answers in it are hidden, not protected.")
    return 0
