"""``feedback/STUDENT.html``: what a student gets back, one page for all their sessions."""

from collections.abc import Mapping, Sequence

from newscase.checking.result import Status
from newscase.grade import pages
from newscase.grade.marked import Marked, QuestionMark, by_number, in_order
from newscase.grade.model_answers import Model
from newscase.grade.written_marks import Marks


def state(question: QuestionMark) -> str:
    """Return the one state in which a question is counted: right, error, not answered or not yet."""
    if question.status == Status.CORRECT:
        return "right"
    if question.error:
        return "error"
    return "blank" if question.status == Status.NOT_ANSWERED else "notyet"


def feedback(
    student: str,
    marked: Sequence[Marked],
    *,
    marks: Marks,
    models: Mapping[tuple[str, str], Model],
    titles: Mapping[tuple[str, str], str],
) -> bytes:
    """Return the page of one student.

    Parameters
    ----------
    student : str
    marked : sequence of Marked
        This student's submissions.
    marks : Marks
        Marks and comments that the teacher has entered; where there are none, there is room for them.
    models : mapping
        Model answers by session and number.
    titles : mapping
        Titles of questions by session and number.
    """
    sessions = []
    for one in in_order(marked):
        questions = sorted(one.questions, key=lambda question: by_number(question.number))
        sessions.append(
            {
                "stem": one.session,
                "file": one.file,
                "problem": one.problem,
                "notes": one.notes,
                "right": sum(question.status == Status.CORRECT for question in questions),
                "points": one.points,
                "possible": sum(question.points for question in questions),
                "questions": [
                    {
                        "mark": question,
                        "state": state(question),
                        "title": titles.get((one.session, question.number), ""),
                    }
                    for question in questions
                ],
                "written": [
                    {
                        "number": answer.number.partition("-")[0],
                        "title": titles.get((one.session, answer.number), ""),
                        "text": "" if answer.blank else answer.text,
                        "model": models.get((one.session, answer.number)),
                        "row": marks.row(one.student, one.session, answer.number),
                    }
                    for answer in sorted(one.written, key=lambda answer: by_number(answer.number))
                ],
            }
        )
    return pages.render("feedback.html", student=student, sessions=sessions)
