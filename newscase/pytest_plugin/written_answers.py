"""What a student wrote for the written questions, wherever between two questions it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping

from newscase import course
from newscase.checking.answer_key import Session
from newscase.pytest_plugin.reading import Notebook

Texts = Mapping[str, set[str]]  # of cells that were given out: the lines of each

_HEADING = re.compile(r"^#{1,3} +(.+)$", re.MULTILINE)


def answers(notebook: Notebook, session: Session) -> Iterator[tuple[str, str, int, str]]:
    """Yield the cell id, name, place in the student's notebook and text of every written answer.

    The text is all that the student added between its heading and the next; code where nothing is checked.
    """
    cells, given = notebook.cells, blank(session)
    out = texts_of(given)
    known = {*out, *(one.check_source for one in session.questions.values())}

    def place_of(cell: dict) -> int | None:
        text = source(cell)
        return notebook.find(cell["id"], text, re.escape(_HEADING.search(text)[0]))

    heads = [cell for cell in given if cell["cell_type"] == "markdown" and _HEADING.search(source(cell))]
    borders = [place for cell in heads if (place := place_of(cell)) is not None]
    for cell, head, name in headed(given):
        # Where it is gone with its heading, what stands in its place is behind the cell that came before.
        before = (notebook.find(one["id"], source(one)) for one in reversed(given[: given.index(head)]))
        places = (place_of(head), notebook.find(cell["id"]), *before, len(cells))
        begin = next(place for place in places if place is not None)
        end = min((place for place in borders if place > begin), default=len(cells))
        checked = any(course.cell_id("question", number) == head["id"] for number in session.questions)
        texts = [
            added(one["source"], out)
            for one in cells[begin:end]
            if one["source"].strip() not in known and not (checked and one["cell_type"] == "code")
        ]
        yield cell["id"], name, begin, "\n\n".join(filter(None, texts))


def headed(cells: Iterable[dict]) -> Iterator[tuple[dict, dict, str]]:
    """Yield the cell of each written answer, that of its heading, and its name: ``5.7``, or ``Discuss``."""
    head = None
    for cell in cells:
        if re.fullmatch(r"written(-\d+)+", cell["id"] or ""):
            heading = _HEADING.search(source(head))[1].strip()
            number = re.match(r"\d+\.\d+", heading)
            yield cell, head, number[0] if number else heading
        elif cell["cell_type"] == "markdown" and _HEADING.search(source(cell)):
            head = cell


def blank(session: Session) -> list[dict]:
    """Return the cells of the blank exercise; session 00 has none."""
    return session.blank["cells"] if session.blank else []


def texts_of(cells: Iterable[dict]) -> Texts:
    """Return the texts of cells, the longest first, each with the lines in it."""
    out = sorted(map(source, cells), key=len, reverse=True)
    return {text: {line.strip() for line in text.splitlines()} - {""} for text in out}


def source(cell: dict) -> str:
    """Return the text of a cell, without the space around it."""
    return "".join(cell["source"]).strip()


def added(own: str, given: Texts) -> str:
    """Return what a cell holds besides the `given` texts, and their lines."""
    for text in given:
        own = own.replace(text, "\n") if " " in text else own
    mine = {line.strip() for line in own.splitlines()}
    # A text of which half is there was changed a little; a line alone, such as |---|, is the student's.
    known = (lines for lines in given.values() if 2 * len(lines & mine) >= len(lines))
    lines = {line for several in known for line in several}
    return "\n".join(line for line in own.splitlines() if line.strip() not in lines).strip()
