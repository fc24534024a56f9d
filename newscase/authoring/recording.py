"""Record the solutions: run each, and gather what its questions say."""

import json
import tempfile
from pathlib import Path

import nbformat

from newscase.authoring import notebooks
from newscase.authoring.exercise import blank, checked_expression
from newscase.checking import recorder
from newscase.checking.answer_key import Question, Session
from newscase.checking.serialize.json_form import from_json
from newscase.course import CourseError

FEWEST_SLIPS = 3


def record_solution(solution: nbformat.NotebookNode, path: Path, has_exercise: bool) -> Session:
    """Run a solution notebook, store its outputs in it, and return what is recorded of its session.

    Raises `CourseError` when a cell fails, as it does where a slip is not refused with its own hint, or when
    a question has too few slips.
    """
    expressions = dict(
        checked_expression(cell.source) for cell in solution.cells if "check" in cell.metadata.get("tags", [])
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "record.jsonl")
        file.write_text(json.dumps(expressions) + "\n", encoding="utf-8")
        notebooks.run(solution, path, {recorder.RECORD: str(file)})
        _, *lines = file.read_text(encoding="utf-8").splitlines()
    noted = (from_json(json.loads(line), Question) for line in lines)
    # The last line of a question has all that is known of it.
    questions = {question.number: question for question in noted}
    for number in expressions:
        if len(questions[number].slips) < FEWEST_SLIPS:
            raise CourseError(f"{path.name}: question {number} has fewer than {FEWEST_SLIPS} slips.")
    return Session(blank=blank(solution, path.stem) if has_exercise else None, questions=questions)
