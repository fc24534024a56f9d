"""Note what a solution notebook says of its questions while `newscase.authoring.build` records it.

The environment variable `RECORD` names a file.  Its first line holds the checked expressions by question
number; each further line is a question as far as it is known, of which the last counts, or one more slip.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

from newscase.checking.answer_key import Question, Slip
from newscase.checking.judge import judge
from newscase.checking.parts import names
from newscase.checking.result import Result
from newscase.checking.serialize.json_form import from_json, to_json
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
    _write(to_json(question))


def note_slip(number: str, slip: Slip) -> None:
    """Note one more slip of a question; by itself, because a question may have hundreds."""
    questions[number] = replace(questions[number], slips=(*questions[number].slips, slip))
    _write({"number": number, "slip": to_json(slip)})


def _write(content: dict) -> None:
    with Path(os.environ[RECORD]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(content, ensure_ascii=False) + "\n")


def read(file: Path) -> dict[str, Question]:
    """Return the questions that are noted in a file, by number."""
    noted, slips = {}, {}
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        content = json.loads(line)
        if "slip" in content:
            slips.setdefault(content["number"], []).append(from_json(content["slip"], Slip))
        else:
            question = from_json(content, Question)
            noted[question.number] = question
    return {number: replace(one, slips=(*slips.get(number, ()),)) for number, one in noted.items()}


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
