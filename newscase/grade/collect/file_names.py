"""What the name of a file or a folder says: a session, an attempt, a person, what a platform added."""

import contextlib
import re
from datetime import datetime

from newscase import course
from newscase.grade.collect.archives import Found

# A count, a year or a day; a longer number is a student's own.
_COUNT = r"(?<!\d)(?:\d{1,3}|(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))?)(?!\d)"
_STEM = re.compile("|".join(stem.replace("-", "[-_ ]") for stem in course.SESSIONS), re.IGNORECASE)
_ATTEMPT = re.compile(r"(?:[-_ ]?\((?P<a>\d{1,3})\)|-(?P<b>\d{1,3}))$")
# Of a person's own, of a computer in a cloud, of Jupyter.
_COPY = re.compile(
    r"(?i)[-_ ](?:copy\d*|kopie|checkpoint|(?:desktop|laptop)-\w+|\([^()]*conflicted copy[^()]*\))$"
)
_KEPT = re.compile(r"\.kept-[\d-]+$")  # what `newscase reset` puts aside
# A notebook downloaded from the course in a browser is called by its path: exercises_01-claims.ipynb.
_ENDING = re.compile(r"\.ipynb$|(?:exercises|notebooks)_(?=\d\d-)", re.IGNORECASE)
_A_COPY = r"(?:copy|kopie|copie|copia|kopia)"
_WORK = r"(?:ex|exercises?|hw|homework|sessions?|week|task)[-_ ]*\d{1,2}"
_TASK = re.compile(
    rf"^(?:{_WORK}[-_ ]+)+(?=[^\W\d_])|(?<=[^\W\d_])(?:[-_ ]+(?:{_WORK}|homework|final|draft|corrected|"
    rf"{_A_COPY}(?: (?:of|von|de|di))?))+$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:(?:group|student|team|seat|pc)[-_ ]?)?\d{1,4}", re.IGNORECASE)
# Folders of the course itself.
_COURSE = re.compile(r"exercises|notebooks|solutions", re.IGNORECASE)
# Each part in one way only ("of" is one by itself), or a long name would be tried in millions of ways.
_VERSION = re.compile(
    rf"(?:{_A_COPY}(?: (?:von|de|di))?|final|draft|version|v|neu|new|done|fixed|corrected|submission|"
    rf"homework|hw|exercises?|my|work|the|of|end|last|{_COUNT}|[\s._,()+-])*",
    re.IGNORECASE,
)
# Folders that hold students, or parts of a student's work, and are nobody's name.
_GENERIC = re.compile(
    r"(?!student[\s._-]*\d+$)(?:submissions?|submitted|abgaben?|hand-?ins?|handed ?in|assignments?|"
    r"assessment|downloads?|collected|inbox|inbound|students?|class|course|group|all|everyone|week|"
    r"session|exercises?|notebooks?|solutions?|work|my work|data|backup|old|new|late|resubmi(?:ssions?|tted)|"
    rf"working|desktop|documents|files?|archive|zips?|[\s._()-]|drive-download-\d{{8}}T\d{{6}}Z|{_COUNT})+",
    re.IGNORECASE,
)
# What whole names look like that a learning platform gave, by the key of its number in a submission's `ids`,
# which an export to the same platform uses.  Groups: `id`, the number of the student or of the submission;
# `rest`, the file's own name; where there are any, `name` (the student's), `file` (the number of the upload),
# `when` and `late`.  For another platform, add its pattern, and a layout to tests/grade/test_collect.py.
PLATFORMS = {
    "moodle": r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)",
    # What was typed into a box there has no number of an upload.
    "canvas": r"(?P<name>.+?)_(?:(?P<late>LATE)_)?(?P<id>\d+)_"
    r"(?:(?P<file>\d+)_)?(?P<rest>(?(file).+|(?:text|link)\.html))",
    # Canvas, where the assignment is graded anonymously: a number that nothing can be imported by.
    "anonymous": r"(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?P<file>\d+)_(?P<rest>.+)",
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


def session_in(text: str) -> str | None:
    """Return the session whose name stands in a file's name."""
    match = _STEM.search(text)
    return re.sub("[_ ]", "-", match[0].lower()) if match else None


def is_nobody(folder: str) -> bool:
    """Say whether a folder's name is a session or a word such as *submissions*, and not a person's."""
    rest = _STEM.sub("", folder)
    return bool(rest != folder and _VERSION.fullmatch(rest)) or bool(_GENERIC.fullmatch(folder))


def is_certainly_nobody(folder: str) -> bool:
    """Say whether a folder's name is a session or a folder of the course, whatever lies beside it."""
    return _STEM.search(folder) is not None or _COURSE.fullmatch(folder) is not None


def number_in(file: str) -> str:
    """Return a number, such as ``07`` or ``Group 1``, that stands alone beside the session in a file's name.

    Whether it is a student's, only the names beside it can say.
    """
    rest = " ".join(part.strip(" _.,;–—-") for part in _STEM.split(_ENDING.sub("", file), maxsplit=1)).strip()
    return rest if _NUMBERED.fullmatch(rest) else ""


def person_in(file: str) -> str:
    """Return what a notebook's name says besides its session: usually the student's name."""
    stem = _COPY.sub("", _ATTEMPT.sub("", _KEPT.sub("", _ENDING.sub("", file))))
    parts = [
        _TASK.sub("", part.strip(" _.,;–—-")).strip(" _.,;–—-") for part in _STEM.split(stem, maxsplit=1)
    ]
    return " ".join(part for part in parts if part and not _VERSION.fullmatch(part))


def person_of(folder: str) -> str:
    """Return whose a folder or zip is that has a person's name, perhaps with a session or a task."""
    return (person_in(folder) if _STEM.search(folder) else _TASK.sub("", folder)) or folder


def attempt(file: str) -> tuple[bool, int]:
    """Return what orders attempts by their names: whether it is no copy kept by a reset, and its number."""
    stem = _ENDING.sub("", file)
    match = _ATTEMPT.search(_KEPT.sub("", stem))
    return not _KEPT.search(stem), int(match["a"] or match["b"]) if match else 0


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
