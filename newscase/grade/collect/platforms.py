"""What the names say that a learning platform gives in its downloads: the student, numbers, the time.

For another platform, add its pattern to `PLATFORMS`, and a layout to tests/grade/test_collect.py.
"""

import contextlib
import re
from datetime import datetime

from newscase.grade.collect.archives import Found

# What a whole name looks like, by the key of its number in a submission's `ids`, which an export to the same
# platform uses.  Groups: `id`, the number of the student or of the submission; `rest`, the file's own name;
# where there are any, `name` (the student's), `file` (the number of the upload), `when` and `late`.
PLATFORMS = {
    "moodle": r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)",
    # What was typed into a box there has no number of an upload.
    "canvas": r"(?P<name>.+?)_(?:(?P<late>LATE)_)?(?P<id>\d+)_"
    r"(?:(?P<file>\d{1,20})_)?(?P<rest>(?(file).+|(?:text|link)\.html))",
    # Canvas, where the assignment is graded anonymously: a number that nothing can be imported by.
    "anonymous": r"(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?P<file>\d{1,20})_(?P<rest>.+)",
    # 397063-2557369 - Anna Lee - Sep 24, 2024 926 PM, a folder for each attempt.
    "brightspace": r"(?P<id>\d+)-\d+ - (?P<name>.+?) - (?P<when>(?:(?! - ).)*\b20\d\d\b(?:(?! - ).)*)"
    r"(?: - (?P<rest>.+))?",
    # The name of the assignment, which may be Exercise_01, then that of the user.
    "blackboard": r"[^_]+_(?:\d{1,2}_)*(?P<name>.+)_attempt_(?P<when>20\d\d(?:-\d\d){5})"
    r"(?:_(?P<rest>.+)|\.txt)",
    # The exchange of nbgrader: anna+01-claims+2024-09-24 21:26:03 UTC; Windows takes no colon in a name.
    "nbgrader": r"(?P<name>[^+]+)\+[^+]+\+(?P<when>20\d\d-\d\d-\d\d \d\d(?:\D\d\d){2})\b.*",
}
_NAME_FOLDERS = ("moodle", "brightspace", "nbgrader")  # and not only files and zips
_DAYS = ("%d %B", "%d %b", "%B %d", "%b %d")
_WHEN = ("%Y-%m-%d-%H-%M-%S", "%Y-%m-%d %H-%M-%S", *(f"{day}, %Y %I%M %p" for day in _DAYS))


def named_by_platform(found: Found, index: int) -> bool:
    """Say whether a platform named the part at `index` of a file's path; fill in what such a name says."""
    part, is_file = found.parts[index], index == len(found.parts) - 1
    for platform, pattern in PLATFORMS.items():
        match = re.fullmatch(pattern, part, re.DOTALL)
        if match and (is_file or part.lower().endswith(".zip") or platform in _NAME_FOLDERS):
            said = match.groupdict()
            found.student = said.get("name") or f"anon {said['id']}"
            found.ids = {platform: said["id"]} if {"name", "id"} <= said.keys() else {}
            found.late = bool(said.get("late"))
            found.upload = int(said.get("file") or _moment(said.get("when", "")))
            # Inside a folder or zip that was named so, files have names of their own.
            found.rest = (is_file and said.get("rest")) or ""
            if platform in ("moodle", "brightspace"):  # a student may have another number in each assignment
                found.assignment = "/".join(found.parts[:index]) or "."
            return True
    return False


def _moment(when: str) -> int:
    """Return a number that grows with time, 0 where a platform wrote it in another way."""
    when = re.sub(r"[:_]", "-", re.sub(r" (?=\d{3} [AP]M)", " 0", when))
    for form in _WHEN:
        with contextlib.suppress(ValueError):
            return int(datetime.strptime(when, form).timestamp())
    return 0
