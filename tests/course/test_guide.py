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


def page(name):
    return (ROOT / "solutions" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("stem", course.SESSIONS)
def test_a_page_of_the_guide_fits_its_notebook(stem):
    text = page(f"guide/{stem}")
    place = "solutions" if (ROOT / "exercises" / f"{stem}.ipynb").exists() else "notebooks"
    cells = json.loads((ROOT / place / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert ROW.findall(text)
    assert ROW.findall(text) == HEADING.findall(prose)

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
def test_a_lesson_states_the_minutes_of_its_questions_and_the_guide(stem):
    cells = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    row = re.search(r"^\| \**Time\** \| (.*) \|$", "".join(cells[0]["source"]), re.MULTILINE)[1]
    in_class, _, later = row.partition(";")
    total, *parts = map(int, re.findall(r"\d+", in_class))
    assert total == sum(parts) == int(dict(IN_GUIDE.findall(page("README")))[stem])
    cells = json.loads((ROOT / "solutions" / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    first, home = (
        sum(int(minutes) for *_, minutes in HEADING.findall(part)) for part in prose.split("\n## At home")
    )
    assert parts[1] == first
    # About: within seven minutes, with what the lesson itself leaves for home.
    if "at home about" in later:
        stated, *reading = map(int, re.findall(r"\d+", later))
        assert abs(stated - home - sum(reading)) <= 7
