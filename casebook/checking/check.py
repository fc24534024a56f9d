"""``check``: compare an answer with the recorded one and say one calm sentence."""

from casebook import course
from casebook.checking import answers
from casebook.checking.evidence import submit
from casebook.checking.judge import judge
from casebook.checking.verdict import NOT_CHECKED, Verdict


def check(question: str, answer: object) -> Verdict:
    """Say whether `answer` is right, and if not, what to do next.

    It never raises and never shows the expected value.

    Parameters
    ----------
    question : str
        The number above the cell, such as ``"5.3"``.
    answer : object
        A number, text, date, list, Series, data frame, plotly figure and so on.
    """
    try:
        if answers.recording():
            # Here, because it takes long to import and a student never needs it.
            from casebook.checking import record

            return record.expect(question, answer)
        return judge(answers.question(course.root(), str(question)), submit(answer))
    except course.CourseError as error:
        return Verdict(str(question), NOT_CHECKED, str(error))
