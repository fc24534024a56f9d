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
IN_GUIDE = re.compile(r"^\| \[\d\d\]\(guide/(\S+?)\.md\) \| .*? \| (\d+) \|", re.MULTILINE)

MINUTES = re.compile(r" \| .*? \| (\d+) \| (\d+) \|")


def prose(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def page(name):
    return (ROOT / "solutions" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("stem", course.SESSIONS)
def test_a_page_of_the_guide_fits_its_notebook(stem):
    text = page(f"guide/{stem}")
    place = "solutions" if (ROOT / "exercises" / f"{stem}.ipynb").exists() else "notebooks"
    assert ROW.findall(text)
    assert ROW.findall(text) == HEADING.findall(prose(ROOT / place / f"{stem}.ipynb"))

    # The minutes fill the session without a gap.
    spans = [tuple(map(int, span)) for span in SPAN.findall(text)]
    assert spans[0][0] == 0
    assert spans[-1][1] == int(dict(IN_GUIDE.findall(page("README")))[stem])
    assert all(end == begin for (_, end), (begin, _) in itertools.pairwise(spans))

    # A sentence of a check that the page quotes is one that the check says.
    section = text.split("## Where they get stuck")[1].split("\n## ")[0]
    for words in re.findall(r"^- \*(This [^*]+)\*", section, re.MULTILINE):
        assert words.split("…")[0].strip() in page("hints")


@pytest.mark.parametrize("stem", course.SESSIONS[1:])
def test_the_guide_and_the_lesson_state_the_same_minutes_in_class_and_at_home(stem):
    in_class, at_home = MINUTES.search(page("README").split(f"(guide/{stem}.md)")[1]).groups()
    lesson = prose(ROOT / "notebooks" / f"{stem}.ipynb")
    row = re.search(r"^\| \**Time\** \| (.*) \|$", lesson, re.MULTILINE)[1]
    assert row.startswith(f"{in_class} minutes")
    if stated := re.search(r"at home about (\d+) more", row):
        assert stated[1] == at_home

    # The home minutes are those of the questions, of what stands before them, and of the lesson's last part.
    questions = prose(ROOT / "solutions" / f"{stem}.ipynb").split("\n## At home")[1]
    minutes = sum(map(int, re.findall(r"^### .* · (\d+) minutes", questions, re.MULTILINE)))
    read_on = "## At home: read on" in lesson
    assert minutes - 12 <= int(at_home) <= minutes + (12, 32)[read_on]
