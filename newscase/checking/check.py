"""``check``: compare an answer with the recorded one and say one calm sentence."""

from newscase import course
from newscase.checking import answer_key
from newscase.checking.hand_in import submit
from newscase.checking.judge import judge
from newscase.checking.result import Result, Status


def check(question: str, answer: object) -> Result:
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
        if answer_key.recording():
            # Here, because it takes long to import and a student never needs it.
            from newscase.authoring import statements as record

            return record.expect(question, answer)
        return judge(answer_key.question(course.root(), str(question)), submit(answer))
    except course.CourseError as error:
        return Result(str(question), Status.NOT_CHECKED, str(error))
