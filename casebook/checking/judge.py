"""Judge a submitted answer: right, a known mistake, or the first difference."""

from casebook.checking.answers import Question
from casebook.checking.compare import difference
from casebook.checking.values import Unreadable, plain, unanswered
from casebook.checking.verdict import CORRECT, NOT_ANSWERED, NOT_YET, Verdict

_BLANK = "Replace the ... in the cell above with your answer. Then run that cell and this one."


def submit(answer: object) -> dict:
    """Return an answer in the form in which it is judged: its plain value, or why it has none.

    The form is JSON, so that an answer can be judged in another process than the student's.
    """
    try:
        return {"value": plain(answer)}
    except Unreadable as reason:
        return {"unreadable": str(reason)}


def judge(question: Question, submitted: dict) -> Verdict:
    """Judge what `submit` returned.  Known mistakes come first, then the first difference."""
    number = question.number
    if "unreadable" in submitted:
        return Verdict(number, NOT_YET, submitted["unreadable"])
    value = submitted["value"]
    if unanswered(value):
        return Verdict(number, NOT_ANSWERED, _BLANK)
    reason = difference(value, question.expected, question.rules)
    if reason is None:
        return Verdict(number, CORRECT, question.finding)
    for index, slip in enumerate(question.slips):
        if difference(value, slip.value, question.rules) is None:
            return Verdict(number, NOT_YET, slip.hint, slip=index)
    return Verdict(number, NOT_YET, reason)
