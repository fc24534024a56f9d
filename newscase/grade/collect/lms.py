"""How learning platforms name what they let a teacher download.

To accept the download of another platform, add a `Platform` with its pattern to `PLATFORMS`, and a layout
to tests/grade/test_collect.py.
"""

import re
from dataclasses import dataclass

from newscase.grade.collect.found import Found


@dataclass(frozen=True)
class Platform:
    """A learning platform's way to name files.

    Attributes
    ----------
    name : str
        The key of its number in a submission's ``ids``, for the export to the same platform.
    pattern : re.Pattern
        What a whole name looks like.  Groups: ``id``, the number of the student or of the submission;
        ``rest``, the file's own name; where there are any, ``name`` (the student's), ``file`` (the number
        of the upload) and ``late``.
    names_folders : bool
        Whether it names folders so, not only files and zips.
    id_of_assignment : bool
        Whether a student's number differs between two assignments.
    """

    name: str
    pattern: re.Pattern
    names_folders: bool = False
    id_of_assignment: bool = False


PLATFORMS = (
    Platform(
        "moodle",
        re.compile(r"(?s)(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)"),
        names_folders=True,
        id_of_assignment=True,
    ),
    Platform(
        "canvas",
        re.compile(r"(?s)(?P<name>.+?)_(?:(?P<late>LATE)_)?(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)"),
    ),
    # Canvas, where the assignment is graded anonymously: a number that nothing can be imported by.
    Platform(
        "anonymous",
        re.compile(r"(?s)(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?P<file>\d+)_(?P<rest>.+)"),
    ),
)


def named_by_platform(found: Found, index: int) -> bool:
    """Say whether a platform named the part at `index` of a file's path; fill in what such a name says."""
    file_or_zip = index == len(found.parts) - 1 or index in found.containers
    for platform in PLATFORMS:
        match = platform.pattern.fullmatch(found.parts[index])
        if match is None or not (file_or_zip or platform.names_folders):
            continue
        said = match.groupdict()
        found.platform, found.identity = platform.name, said["id"]
        if "name" in said:
            found.student, found.ids = said["name"], {platform.name: said["id"]}
        else:
            found.student = f"anon {said['id']}"
        found.rest, found.late = said["rest"], bool(said.get("late"))
        found.upload = int(said.get("file") or 0)
        return True
    return False


def assignment(found: Found) -> str | None:
    """Return the place of the download in which a file lies; None where numbers hold for all assignments."""
    for platform in PLATFORMS:
        if platform.name == found.platform and platform.id_of_assignment:
            for index, part in enumerate(found.parts):
                if platform.pattern.fullmatch(part):
                    return "/".join(found.parts[:index])
    return None
