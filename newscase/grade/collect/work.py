"""How much a student worked in a notebook, so that a lesson or a blank exercise never counts before work."""

from functools import lru_cache
from pathlib import Path

from newscase import course
from newscase.checking.answer_key import Session
from newscase.pytest_plugin import arrange, reading, written_answers
from newscase.pytest_plugin.reading import Notebook


def done(notebook: Notebook, session: Session) -> set[str] | None:
    """Return the questions of an exercise at which the student added anything; None for a lesson."""
    steps = arrange.arrange(notebook, session)
    if all(step.missing for step in steps) and is_lesson(notebook):
        return None
    texts = {name for _, name, _, text in written_answers.answers(notebook, session) if text}
    return {step.question.number for step in steps if step.own_code} | texts


def is_lesson(notebook: Notebook) -> bool:
    """Say whether more than half of a notebook's cells stand in one of the lessons, or in the glossary."""
    sources = {cell["source"].strip() for cell in notebook.cells} - {""}
    return any(len(sources & lesson) * 2 > len(sources) for lesson in _lessons(course.root()))


@lru_cache(maxsize=1)
def _lessons(folder: Path) -> list[set[str]]:
    """Return the texts of the cells of each lesson."""
    notebooks = map(reading.read, sorted((folder / "notebooks").glob("*.ipynb")))
    return [{cell["source"].strip() for cell in one.cells} - {""} for one in notebooks]
