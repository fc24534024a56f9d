"""A reader's copy of the article gets its paragraph numbers."""

import csv

import pytest

from newscase.article import fingerprint, numbered

# The article itself is not here; these stand in for its paragraphs.
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
PARAGRAPHS = [f"Opening words {word} and then some more of it, with “marks” and 7 figures." for word in WORDS]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "seeds").mkdir()
    with (tmp_path / "seeds" / "paragraphs.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["paragraph", "first_words", "digest", "fingerprint"])
        for number, text in enumerate(PARAGRAPHS, start=1):
            writer.writerow([number, " ".join(text.split()[:3]), "…", fingerprint(text)])
    return tmp_path


def found(text, folder):
    result = numbered(text, folder)
    return (
        [number for number, _, same in result if same],
        [number for number, text, same in result if text and not same],
        [number for number, text, _ in result if text is None],
    )


def test_what_is_around_the_paragraphs_is_left_out(folder):
    lines = ["A headline", "By somebody", *PARAGRAPHS[:4], "A caption", "A section head", *PARAGRAPHS[4:]]
    assert found("\n\n".join(lines), folder) == ([*range(1, 13)], [], [])


def test_quotation_marks_case_and_spaces_do_not_matter(folder):
    text = "\n".join(PARAGRAPHS).replace("“", '"').replace("”", '"').replace(" and", "  AND")
    assert found(text, folder) == ([*range(1, 13)], [], [])


def test_a_paragraph_may_be_broken_over_lines(folder):
    text = "\n\n".join(paragraph.replace(" and", "\nand") for paragraph in PARAGRAPHS)
    assert found(text, folder) == ([*range(1, 13)], [], [])


def test_a_changed_paragraph_is_shown_and_named(folder):
    changed = [*PARAGRAPHS]
    changed[2] = changed[2].replace("figures", "numbers")
    assert found("\n".join(changed), folder) == ([1, 2, *range(4, 13)], [3], [])


def test_a_paragraph_that_is_not_there_is_named(folder):
    assert found("\n".join(PARAGRAPHS[1:]), folder) == ([*range(2, 13)], [], [1])


def test_another_text_has_none(folder):
    assert found("Something else.\n\nAltogether.", folder) == ([], [], [*range(1, 13)])


def test_the_fingerprint_is_the_published_rule():
    # The first 16 hex digits of: printf abc7 | sha256sum
    assert fingerprint("“A b–C”, é7!") == "53dd02b72c4e7463"
