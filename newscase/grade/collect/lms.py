"""How learning platforms name what they let a teacher download.

For another platform, add its pattern to `PLATFORMS`, and a layout to tests/grade/test_collect.py.
"""

import re

from newscase.grade.collect.archives import Found

# What a whole name looks like, by the key of its number in a submission's `ids`, which an export to the same
# platform uses.  Groups: `id`, the number of the student or of the submission; `rest`, the file's own name;
# where there are any, `name` (the student's), `file` (the number of the upload) and `late`.
PLATFORMS = {
    "moodle": r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)",
    "canvas": r"(?P<name>.+?)_(?:(?P<late>LATE)_)?(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)",
    # Canvas, where the assignment is graded anonymously: a number that nothing can be imported by.
    "anonymous": r"(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?P<file>\d+)_(?P<rest>.+)",
}


def named_by_platform(found: Found, index: int) -> bool:
    """Say whether a platform named the part at `index` of a file's path; fill in what such a name says."""
    part, is_file = found.parts[index], index == len(found.parts) - 1
    for platform, pattern in PLATFORMS.items():
        match = re.fullmatch(pattern, part, re.DOTALL)
        # Only Moodle names folders, and not only files and zips.
        if match and (is_file or part.lower().endswith(".zip") or platform == "moodle"):
            said = match.groupdict()
            found.student = said.get("name") or f"anon {said['id']}"
            found.ids = {platform: said["id"]} if "name" in said else {}
            found.identity, found.late = said["id"], bool(said.get("late"))
            found.upload = int(said.get("file") or 0)
            # Inside a folder or zip that was named so, files have names of their own.
            found.rest = said["rest"] if is_file else ""
            if platform == "moodle":  # a student has another number in each assignment
                found.assignment = "/".join(found.parts[:index]) or "."
            return True
    return False
