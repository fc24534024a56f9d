"""The teacher's page of a session and its notebooks say the same."""

import itertools
import json
import re
from pathlib import Path

import pytest

from newscase import course
from newscase.checking import answer_key

ROOT = Path(__file__).parents[2]
SESSIONS = answer_key.read(ROOT)
HEADING = re.compile(r"^### (\d+\.\d+) (★+) .*? · (\d+) minutes", re.MULTILINE)
ROW = re.compile(r"^\| (\d+\.\d+) (★+) \| (\d+) \|", re.MULTILINE)
SPAN = re.compile(r"^\| (\d+)–(\d+) \|", re.MULTILINE)
IN_GUIDE = re.compile(r"^\| \[\d\d\]\(guide/(\S+?)\.md\) \| .*? \| (\d+) \| (\d+|–) \|", re.MULTILINE)


def prose(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def page(name):
    return (ROOT / "solutions" / f"{name}.md").read_text(encoding="utf-8")


def minutes(stem):
    """Return the minutes in class and at home that the guide's table states for a session."""
    return next((here, home) for other, here, home in IN_GUIDE.findall(page("README")) if other == stem)


@pytest.mark.parametrize("stem", course.SESSIONS)
def test_a_page_of_the_guide_fits_its_notebook(stem):
    text = page(f"guide/{stem}")
    place = "solutions" if (ROOT / "exercises" / f"{stem}.ipynb").exists() else "notebooks"
    assert ROW.findall(text)
    assert ROW.findall(text) == HEADING.findall(prose(ROOT / place / f"{stem}.ipynb"))

    # The minutes fill the session without a gap.
    spans = [tuple(map(int, span)) for span in SPAN.findall(text)]
    assert spans[0][0] == 0
    assert spans[-1][1] == int(minutes(stem)[0])
    assert all(end == begin for (_, end), (begin, _) in itertools.pairwise(spans))

    # A sentence of a check that the page quotes is one that the check says.
    said = [slip.hint for question in SESSIONS[stem].questions.values() for slip in question.slips]
    section = text.split("## Where they get stuck")[1].split("\n## ")[0]
    for words in re.findall(r"^- \*((?:This|These|\d+) [^*]+)\*", section, re.MULTILINE):
        assert any(words.split("…")[0].strip() in hint for hint in said), words


@pytest.mark.parametrize("stem", course.SESSIONS[1:])
def test_a_lesson_states_the_minutes_of_its_questions_and_the_guide(stem):
    in_class, at_home = map(int, minutes(stem))
    lesson = prose(ROOT / "notebooks" / f"{stem}.ipynb")
    row = re.search(r"^\| \**Time\** \| (.*) \|$", lesson, re.MULTILINE)[1]
    questions = [
        [int(found) for *_, found in HEADING.findall(part)]
        for part in prose(ROOT / "solutions" / f"{stem}.ipynb").split("\n## At home")
    ]
    first, home = map(sum, questions)
    assert len(questions[0]) == 4
    total, *parts = map(int, re.findall(r"\d+", row.partition(";")[0]))
    assert total == sum(parts) == in_class
    assert parts[1] == first
    # At home come the questions, what stands before them, and the lesson's last part.
    assert int(re.search(r"at home about (\d+) more", row)[1]) == at_home
    assert home - 12 <= at_home <= home + (32 if "## At home: read on" in lesson else 12)
