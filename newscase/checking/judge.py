"""Judge a submitted answer: right, a known mistake, or the first difference.

This runs in the process of the check as well as in the student's; it needs none of the course's
libraries.
"""

import re

from newscase.checking.answer_key import Question
from newscase.checking.compare.compare import difference
from newscase.checking.result import Result, Status

_BLANK = "Replace the ... in the cell above with your answer. Then run that cell and this one."


def judge(question: Question, submitted: dict) -> Result:
    """Judge what `newscase.checking.hand_in.submit` returned; of anything else, some error says so.

    Known mistakes come first, then the first difference.  Where criteria judge the answer, only the
    first one that is not met counts.
    """
    number = question.number
    if "unreadable" in submitted:
        if not isinstance(submitted["unreadable"], str):
            raise TypeError("the reason is no text")
        return Result(number, Status.NOT_YET, submitted["unreadable"])
    value = submitted["value"]
    if unanswered(value):
        return Result(number, Status.NOT_ANSWERED, _BLANK)
    if question.rules.criteria:
        return _judge_by_criteria(question, value)
    reason = difference(value, question.expected, question.rules)
    if reason is None:
        return Result(number, Status.CORRECT, question.finding)
    for index, slip in enumerate(question.slips):
        if difference(value, slip.value, question.rules) is None:
            return Result(number, Status.NOT_YET, slip.hint, slip=index)
    return Result(number, Status.NOT_YET, _named(reason, question.expression))


def _named(reason: str, expression: str) -> str:
    """Say the name that stands at a position of ``check("1.1", [rows, columns])``."""
    names = re.findall(r"\w+", expression) if expression.startswith(("[", "(")) else []
    place = re.search(r" at position (\d+)", reason)
    if place and int(place[1]) < len(names):
        return reason.replace(place[0], f" of {names[int(place[1])]}")
    return reason


def _judge_by_criteria(question: Question, value: dict) -> Result:
    # Few questions have criteria; the others need not wait for their patterns.
    from newscase.checking.structure.criteria import first_unmet

    reason = first_unmet(question.rules.criteria, value)
    if reason is None:
        return Result(question.number, Status.CORRECT, question.finding)
    # A class report counts by slip, so an answer gets the one that shows the same criterion.
    slips = [index for index, slip in enumerate(question.slips) if slip.hint == reason]
    same = next((index for index in slips if question.slips[index].value == value), None)
    return Result(question.number, Status.NOT_YET, reason, slip=slips[0] if same is None and slips else same)


def unanswered(plain_value: dict) -> bool:
    """Say whether a plain value still has a ``...`` (or the text "...") anywhere in it."""
    if plain_value.get("kind") == "unanswered" or plain_value.get("value") == "...":
        return True
    if plain_value.get("of", "mixed") != "mixed":
        return plain_value["of"] == "text" and "..." in plain_value["items"]
    return any(
        isinstance(part, dict) and unanswered(part)
        for inner in plain_value.values()
        for part in (inner if isinstance(inner, list) else [inner])
    )
