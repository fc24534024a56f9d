"""Note what a solution notebook says of its questions while `newscase.authoring.build` records it.

The environment variable `RECORD` names a file.  Its first line holds the checked expressions by question
number; each further line is a question as far as it is known, and the last of a question counts.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

from newscase.checking.answer_key import Question
from newscase.checking.judge import judge
from newscase.checking.parts import names
from newscase.checking.result import Result
from newscase.checking.serialize.json_form import to_json
from newscase.checking.serialize.read import plain

RECORD = "NEWSCASE_RECORD"

# What this process has noted so far, by question number; no answer is expected before the check.
questions: dict[str, Question] = {}


class SolutionError(Exception):
    """A solution notebook contradicts itself; the text says what to mend."""


def recording() -> bool:
    """Say whether the solutions are being recorded."""
    return RECORD in os.environ


def note(question: Question) -> None:
    """Note what is known of a question by now."""
    questions[question.number] = question
    with Path(os.environ[RECORD]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(to_json(question), ensure_ascii=False) + "\n")


def expect(number: str, answer: object) -> Result:
    """Note the right answer, and refuse one that its finding does not fit; ``check`` while recording."""
    if number not in questions:
        raise SolutionError(f"{number}: put finding({number!r}, …) before the check.")
    expressions = json.loads(Path(os.environ[RECORD]).read_text(encoding="utf-8").partition("\n")[0])
    question = replace(questions[number], expected=plain(answer), expression=expressions[number])
    result = judge(question, {"value": to_json(question.expected)})
    unknown = {*question.rules.letters} - {"", *names(question.expression)}
    if unknown or not result.right:
        reason = f"it has no part {min(unknown)}" if unknown else result.sentence
        raise SolutionError(f"{number}: the finding does not fit the solution's answer: {reason}")
    note(question)
    return result
