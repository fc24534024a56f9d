"""Number the paragraphs of your own copy of the article.

The course does not reprint the article.  Save your copy as plain text, one paragraph a line, and this
prints it with the numbers P1 to P18 that the lessons use, and says which paragraphs differ from the
edition that the course was made from.
"""

import csv
import hashlib
import re
import sys
from pathlib import Path

from newscase import course

EXAMPLE = "example:\n  newscase article my-copy.txt"
ARGUMENTS = {"copy": {"metavar": "COPY.txt", "type": Path, "help": "the article as plain text"}}


def run(options) -> int:
    """Print the paragraphs with their numbers; return 1 when some differ or are missing."""
    try:
        text = options.copy.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise course.CourseError(f"{options.copy} is not text. Save it as plain text (UTF-8).") from None
    found = numbered(text, course.root())
    for number, paragraph, same in found:
        if paragraph:
            print(f"P{number}{'' if same else ' (differs)'}  {paragraph}\n")
    if missing := ", ".join(f"P{number}" for number, paragraph, _ in found if not paragraph):
        print(f"{missing}: not found. Compare by eye with seeds/README.md.", file=sys.stderr)
    matching = sum(same for *_, same in found)
    print(f"{matching} of {len(found)} paragraphs match the edition of the course.", file=sys.stderr)
    return 0 if matching == len(found) else 1


def numbered(text: str, folder: Path) -> list[tuple[int, str | None, bool]]:
    """Return each paragraph of the course's key: its number, its text in a copy, and whether this matches."""
    with (folder / "seeds" / "paragraphs.csv").open(encoding="utf-8", newline="") as file:
        key = list(csv.DictReader(file))
    # A paragraph is a line, or it is broken over lines with an empty line behind it.
    ways = [text.splitlines(), re.split(r"\n\s*\n", text)]
    found = [[_match(entry, [" ".join(part.split()) for part in parts]) for entry in key] for parts in ways]
    return max(found, key=lambda way: (sum(same for *_, same in way), sum(bool(text) for _, text, _ in way)))


def _match(entry: dict[str, str], parts: list[str]) -> tuple[int, str | None, bool]:
    for part in parts:
        if fingerprint(part) == entry["fingerprint"]:
            return int(entry["paragraph"]), part, True
    start = _letters(entry["first_words"])
    alike = (part for part in parts if _letters(part).startswith(start))
    return int(entry["paragraph"]), next(alike, None), False


def fingerprint(paragraph: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of a paragraph's letters a to z and digits."""
    return hashlib.sha256(_letters(paragraph).encode("ascii")).hexdigest()[:16]


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
