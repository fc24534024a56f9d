"""The teacher's page of a session and its notebooks say the same."""

import itertools
import json
import re
from pathlib import Path

import pytest

from newscase import course

ROOT = Path(__file__).parents[2]
HEADING = re.compile(r"^### (\d+\.\d+) (★+) .*? · (\d+) minutes", re.MULTILINE)
ROW = re.compile(r"^\| (\d+\.\d+) (★+) \| (\d+) \|", re.MULTILINE)
SPAN = re.compile(r"^\| (\d+)–(\d+) \|", re.MULTILINE)
IN_GUIDE = re.compile(r"^\| \[(\d\d)\]\((guide/\S+?\.md)\) \| .*? \| (\d+) \|", re.MULTILINE)


def page(stem):
    return (ROOT / "solutions" / "guide" / f"{stem}.md").read_text(encoding="utf-8")


def texts(stem):
    place = "solutions" if (ROOT / "exercises" / f"{stem}.ipynb").exists() else "notebooks"
    cells = json.loads((ROOT / place / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.mark.parametrize("stem", course.SESSIONS)
def test_the_table_of_exercises_is_that_of_the_notebook(stem):
    rows = ROW.findall(page(stem))
    assert rows
    assert rows == HEADING.findall(texts(stem))


@pytest.mark.parametrize("stem", course.SESSIONS)
def test_the_minutes_fill_the_session_without_a_gap(stem):
    minutes = {
        path: int(length)
        for _, path, length in IN_GUIDE.findall(
            (ROOT / "solutions" / "README.md").read_text(encoding="utf-8")
        )
    }
    spans = [tuple(map(int, span)) for span in SPAN.findall(page(stem))]
    assert spans[0][0] == 0
    assert spans[-1][1] == minutes[f"guide/{stem}.md"]
    assert all(end == begin for (_, end), (begin, _) in itertools.pairwise(spans))


@pytest.mark.parametrize("stem", course.SESSIONS)
def test_a_sentence_of_a_check_that_the_page_quotes_is_one_that_it_says(stem):
    said = (ROOT / "solutions" / "hints.md").read_text(encoding="utf-8")
    section = page(stem).split("## Where they get stuck")[1].split("\n## ")[0]
    for words in re.findall(r"^- \*(This [^*]+)\*", section, re.MULTILINE):
        assert words.split("…")[0].strip() in said
