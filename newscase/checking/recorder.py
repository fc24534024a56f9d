"""Note what a solution notebook says of its questions while `newscase.authoring.build` records it."""

import json
import os
from dataclasses import replace
from pathlib import Path

from newscase.checking.answer_key import Question
from newscase.checking.judge import judge
from newscase.checking.parts import names
from newscase.checking.result import Result
from newscase.checking.serialize.json_form import from_json, to_json
from newscase.checking.serialize.read import plain

# The environment variable that is set meanwhile: the checked expressions by question number, as JSON.
RECORD = "NEWSCASE_RECORD"

# What this process has noted so far, by question number; no answer is expected before the check.
questions: dict[str, Question] = {}


class SolutionError(Exception):
    """A solution notebook contradicts itself; the text says what to mend."""


def recording() -> bool:
    """Say whether the solutions are being recorded."""
    return RECORD in os.environ


def save(file: str) -> None:
    """Write what is noted into a file, when the last cell has run."""
    Path(file).write_text(json.dumps([*map(to_json, questions.values())]), encoding="utf-8")


def read(file: str) -> dict[str, Question]:
    """Return the questions that a solution's process saved, by number."""
    noted = from_json(json.loads(Path(file).read_text(encoding="utf-8")), list[Question])
    return {question.number: question for question in noted}


def expect(number: str, answer: object) -> Result:
    """Note the right answer, and refuse one that its finding does not fit; ``check`` while recording."""
    if number not in questions:
        raise SolutionError(f"{number}: put finding({number!r}, …) before the check.")
    expression = json.loads(os.environ[RECORD])[number]
    question = replace(questions[number], expected=plain(answer), expression=expression)
    result = judge(question, {"value": to_json(question.expected)})
    unknown = {*question.rules.letters} - {"", *names(question.expression)}
    if unknown or not result.right:
        reason = f"it has no part {min(unknown)}" if unknown else result.sentence
        raise SolutionError(f"{number}: the finding does not fit the solution's answer: {reason}")
    questions[number] = question
    return result
