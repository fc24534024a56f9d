"""Names of students: as people read them, as names of files on any computer, and hidden."""

import hashlib
import hmac
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

# Characters that are not seen but turn the text after them around.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u200b]")
_NOT_IN_FILES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_LONGEST_SHOWN = 200  # letters
_LONGEST = 120  # bytes of a file name, without its ending


def tidy(name: str) -> str:
    """Return a name on one line, in one Unicode form, without characters that are not seen."""
    # A file name that is not UTF-8 reaches Python with lone surrogates, which no file of ours can hold.
    name = name.encode("utf-8", "replace").decode("utf-8")
    name = _TURNING.sub("", unicodedata.normalize("NFC", name))
    name = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in name)
    name = " ".join(name.split())
    return name if len(name) <= _LONGEST_SHOWN else name[: _LONGEST_SHOWN - 1] + "…"


def for_file(name: str) -> str:
    """Return a name that any computer takes as the name of a file."""
    name = _NOT_IN_FILES.sub("_", tidy(name)).strip(" .") or "no name"
    if _RESERVED.fullmatch(name) or name.startswith((".", "-", "~")):
        name = f"_{name}"
    return name.encode()[:_LONGEST].decode("utf-8", "ignore").rstrip()


def files(students: Iterable[str]) -> dict[str, str]:
    """Return a file name without ending for each student; those that would be one have a digest behind."""
    plain = {student: for_file(student) for student in sorted(students)}
    folded = {student: unicodedata.normalize("NFKC", name).casefold() for student, name in plain.items()}
    count = Counter(folded.values())
    for student, name in folded.items():
        if count[name] > 1:
            plain[student] += f"-{hashlib.sha256(student.encode()).hexdigest()[:6]}"
    return plain


def hidden(students: Iterable[str], secret: bytes) -> dict[str, str]:
    """Return ``Student 01`` and so on for each student, in an order that only `secret` gives again."""
    students = sorted(students, key=lambda name: hmac.digest(secret, name.encode(), "sha256"))
    width = max(2, len(str(len(students))))
    return {student: f"Student {number:0{width}}" for number, student in enumerate(students, 1)}
