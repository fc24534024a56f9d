"""Match a reader's own copy of the article with the course's paragraph key."""

import csv
import hashlib
import re
from pathlib import Path

KEY = Path("seeds", "paragraphs.csv")


def fingerprint(paragraph: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of a paragraph's letters a to z and digits."""
    return hashlib.sha256(_letters(paragraph).encode("ascii")).hexdigest()[:16]


def numbered(text: str, folder: Path) -> list[tuple[int, str | None, bool]]:
    """Find the paragraphs of the key of the course in `folder` in a copy of the article.

    Returns the number of each, its text in the copy (None when it is not there), and whether this matches.
    """
    with (folder / KEY).open(encoding="utf-8", newline="") as file:
        key = list(csv.DictReader(file))
    lines = [line.strip() for line in text.splitlines()]
    # Or a paragraph is broken over lines, with an empty line behind it.
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
    return max(([_match(entry, parts) for entry in key] for parts in (lines, blocks)), key=_quality)


def _match(entry: dict[str, str], parts: list[str]) -> tuple[int, str | None, bool]:
    number, start = int(entry["paragraph"]), _letters(entry["first_words"])
    for part in parts:
        if fingerprint(part) == entry["fingerprint"]:
            return number, part, True
    return number, next((part for part in parts if _letters(part).startswith(start)), None), False


def _quality(found: list[tuple[int, str | None, bool]]) -> tuple[int, int]:
    return sum(same for *_, same in found), sum(text is not None for _, text, _ in found)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
