"""The answer of a question for class does not stand in its lesson, where the neighbour would copy it."""

import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from newscase import course
from newscase.checking import answer_key

ROOT = Path(__file__).parents[2]
STEMS = [stem for stem in course.SESSIONS if (ROOT / "solutions" / f"{stem}.ipynb").exists()]


def numbers(value):
    """Yield every number that a recorded answer holds."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from numbers(item)
    elif is_dataclass(value):
        for own in fields(value):
            yield from numbers(getattr(value, own.name))


def telling(value):
    """Say whether a number is not on every second page: three digits or more, and no year."""
    digits = re.sub(r"\D", "", f"{value:.2f}".rstrip("0")).lstrip("0")
    return len(digits) >= 3 and not 1900 <= value <= 2100


def forms(value, decimals):
    """Return how a lesson would write a number."""
    if float(value).is_integer():
        return {f"{value:.0f}", f"{value:,.0f}"}
    return (
        {f"{value:.{decimals}f}", f"{value:,.{decimals}f}"} if decimals else {f"{value:.2f}", f"{value:.1f}"}
    )


def shown(cell):
    """Return what a reader of a lesson's cell sees, without the data under its figures."""
    if cell["cell_type"] == "markdown":
        return "".join(cell["source"])
    outputs = (output.get("data", {}).get("text/plain", output.get("text", "")) for output in cell["outputs"])
    return "\n".join(["".join(cell["source"]), *map("".join, outputs)])


def class_questions(stem):
    """Return the numbers of the questions above the heading *At home*; in 00 all."""
    cells = json.loads((ROOT / "solutions" / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return set(re.findall(r"^### (\d+\.\d+) ", text.split("\n## At home")[0], re.MULTILINE))


@pytest.mark.parametrize("stem", STEMS)
def test_no_answer_of_a_class_question_stands_in_the_lesson(stem):
    cells = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    page = "\n".join(map(shown, cells))
    for number in class_questions(stem):
        question = answer_key.read(ROOT)[stem].questions.get(number)
        for value in set(filter(telling, numbers(question.expected if question else ()))):
            for form in forms(value, question.rules.decimals):
                assert not re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d]|[.,]\d)", page), (
                    f"{number}: {form}"
                )
