"""Match a reader's own copy of the article with the course's paragraph key."""

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

KEY = Path("seeds", "paragraphs.csv")


@dataclass(frozen=True)
class Numbered:
    """A copy of the article against the key.

    Attributes
    ----------
    paragraphs : list of (int, str, bool)
        Number, text, and whether the text matches the key, in the order of the numbers.
    missing : list of int
        Paragraphs of the key that are not in the copy at all.
    """

    paragraphs: list[tuple[int, str, bool]]
    missing: list[int]

    @property
    def different(self) -> list[int]:
        """Paragraphs that are there and do not match."""
        return [number for number, _, same in self.paragraphs if not same]


def fingerprint(paragraph: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of a paragraph's letters a to z and digits."""
    return hashlib.sha256(_letters(paragraph).encode("ascii")).hexdigest()[:16]


def numbered(text: str, folder: Path) -> Numbered:
    """Find the 18 paragraphs of the key in `text`, with a paragraph on a line or broken over lines."""
    with (folder / KEY).open(encoding="utf-8", newline="") as file:
        key = list(csv.DictReader(file))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip()]
    return max((_matched(lines, key), _matched(blocks, key)), key=_quality)


def _matched(parts: list[str], key: list[dict]) -> Numbered:
    by_fingerprint = {fingerprint(part): part for part in parts}
    paragraphs, missing = [], []
    for entry in key:
        number = int(entry["paragraph"])
        part = by_fingerprint.get(entry["fingerprint"])
        same = part is not None
        if not same:
            start = _letters(entry["first_words"])
            part = next((part for part in parts if _letters(part).startswith(start)), None)
        if part is None:
            missing.append(number)
        else:
            paragraphs.append((number, part, same))
    return Numbered(paragraphs, missing)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _quality(result: Numbered) -> tuple[int, int]:
    return len(result.paragraphs) - len(result.different), len(result.paragraphs)
