"""Record the solutions: run each, and gather what its questions say."""

import json
import tempfile
from pathlib import Path

import nbformat

from newscase.authoring import notebooks
from newscase.authoring.exercise import blank, checked_expression
from newscase.checking import answer_key
from newscase.checking.answer_key import Question, Session, Slip
from newscase.checking.compare.compare import Rules
from newscase.checking.structure.criteria import CRITERIA
from newscase.course import CourseError

FEWEST_SLIPS = 3


def record_solution(solution: nbformat.NotebookNode, path: Path, has_exercise: bool) -> Session:
    """Run a solution notebook, store its outputs in it, and return what is recorded of its session.

    Raises
    ------
    CourseError
        When a cell fails, a slip is not refused with its own hint, a question has too few slips, or
        none for one of its criteria.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "record.jsonl")
        notebooks.run(solution, path, {answer_key.RECORD: str(file)})
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    entries = [json.loads(line) for line in lines]
    expressions = dict(
        checked_expression(cell.source) for cell in solution.cells if "check" in cell.metadata.get("tags", [])
    )
    questions = {
        entry["question"]: Question(
            number=entry["question"],
            expression=expressions[entry["question"]],
            expected=entry["expected"],
            rules=Rules.from_dict(entry["rules"]),
            finding=entry["finding"],
            slips=tuple(
                Slip(other["slip"], other["hint"])
                for other in entries
                if "slip" in other and other["question"] == entry["question"]
            ),
        )
        for entry in entries
        if "expected" in entry
    }
    for number, question in questions.items():
        hints = {slip.hint for slip in question.slips}
        for criterion in CRITERIA.get(question.rules.criteria, ()):
            if criterion.sentence not in hints:
                raise CourseError(f"{path.name}: question {number} has no slip for: {criterion.sentence}")
    for number in expressions:
        if len(questions[number].slips) < FEWEST_SLIPS:
            raise CourseError(f"{path.name}: question {number} has fewer than {FEWEST_SLIPS} slips.")
    return Session(blank=blank(solution, path.stem) if has_exercise else None, questions=questions)
