"""``check``: compare an answer with the recorded one and say one calm sentence."""

from newscase import course
from newscase.checking import answer_key, recorder
from newscase.checking.judge import judge
from newscase.checking.result import Result, Status
from newscase.checking.serialize.read import submit

_WRITTEN = (
    "No check judges a written answer. On your own, compare it with the worked example or the list "
    "that belongs to the question."
)


def check(question: str, answer: object) -> Result:
    """Say whether `answer` is right, and if not, what to do next; never the expected value.

    `question` is the number above the cell, such as ``"5.3"``; `answer` a number, text, date, list, Series,
    data frame, plotly figure and so on.
    """
    number = str(question)
    if recorder.recording():
        return recorder.expect(number, answer)
    try:
        known = answer_key.question(course.root(), number)
    except course.CourseError as error:
        return Result(number, Status.NOT_CHECKED, str(error))
    return judge(known, submit(answer)) if known else Result(number, Status.WRITTEN, _WRITTEN)
