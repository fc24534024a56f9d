"""A reader's copy of the article gets its paragraph numbers."""

import csv

import pytest

from newscase.cli.article import fingerprint, numbered

# The article itself is not here; these stand in for its paragraphs.
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
PARAGRAPHS = [f"Opening words {word} and then some more of it, with “marks” and 7 figures." for word in WORDS]
ALL = [*range(1, 13)]
LINES = "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("text", "same", "different", "missing"),
    [
        (LINES, ALL, [], []),
        ("A headline\n\nBy somebody\n\n" + LINES.replace("\n", "\n\nA caption\n\n"), ALL, [], []),
        (LINES.replace("“", '"').replace("”", '"').replace(" and", "  AND"), ALL, [], []),
        # Each paragraph is broken over lines.
        (LINES.replace("\n", "\n\n").replace(" and", "\nand"), ALL, [], []),
        (LINES.replace("three and then", "three then"), [1, 2, *range(4, 13)], [3], []),
        ("\n".join(PARAGRAPHS[1:]), [*range(2, 13)], [], [1]),
        ("Something else.\n\nAltogether.", [], [], ALL),
    ],
)
def test_a_copy_is_matched_with_the_key(tmp_path, text, same, different, missing):
    (tmp_path / "seeds").mkdir()
    with (tmp_path / "seeds" / "paragraphs.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["paragraph", "first_words", "digest", "fingerprint"])
        for number, paragraph in enumerate(PARAGRAPHS, start=1):
            first_words = " ".join(paragraph.split()[:3])
            writer.writerow([number, first_words, "…", fingerprint(paragraph)])
    found = numbered(text, tmp_path)
    assert [number for number, _, matches in found if matches] == same
    assert [number for number, part, matches in found if part and not matches] == different
    assert [number for number, part, _ in found if part is None] == missing


def test_the_fingerprint_is_the_published_rule():
    # The first 16 hex digits of: printf abc7 | sha256sum
    assert fingerprint("“A b–C”, é7!") == "53dd02b72c4e7463"
