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

    The groups of the pattern of a whole name: ``id``, the number of the student or of the submission;
    ``rest``, the file's own name; where there are any, ``name`` (the student's), ``file`` (the number of the
    upload) and ``late``.
    """

    name: str  # the key in a submission's `ids`, for the export to the same platform
    pattern: str
    names_folders: bool = False  # and not only files and zips
    id_of_assignment: bool = False  # a student's number differs between two assignments


PLATFORMS = (
    Platform(
        "moodle",
        r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)",
        names_folders=True,
        id_of_assignment=True,
    ),
    Platform("canvas", r"(?P<name>.+?)_(?:(?P<late>LATE)_)?(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)"),
    # Canvas, where the assignment is graded anonymously: a number that nothing can be imported by.
    Platform("anonymous", r"(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?P<file>\d+)_(?P<rest>.+)"),
)


def named_by_platform(found: Found, index: int) -> bool:
    """Say whether a platform named the part at `index` of a file's path; fill in what such a name says."""
    is_file = index == len(found.parts) - 1
    for platform in PLATFORMS:
        match = re.fullmatch(platform.pattern, found.parts[index], re.DOTALL)
        if match and (is_file or index in found.containers or platform.names_folders):
            said = match.groupdict()
            found.student = said.get("name") or f"anon {said['id']}"
            found.ids = {platform.name: said["id"]} if "name" in said else {}
            found.identity, found.late = said["id"], bool(said.get("late"))
            found.upload = int(said.get("file") or 0)
            # Inside a folder or zip that was named so, files have names of their own.
            found.rest = said["rest"] if is_file else ""
            if platform.id_of_assignment:
                found.assignment = "/".join(found.parts[:index]) or "."
            return True
    return False
