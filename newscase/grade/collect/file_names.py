"""What the name of a file or a folder says that people gave it: a session, an attempt, a person."""

import re

from newscase import course

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
