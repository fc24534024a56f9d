"""``feedback/STUDENT.html``: what a student gets back, one page for all their sessions."""

from newscase.grade import pages
from newscase.grade.gradebook import Gradebook
from newscase.grade.marked import Marked, State, by_number


def feedback(student: str, book: Gradebook) -> bytes:
    """Return the page of one student.

    It has the marks and comments that the teacher has entered; where there are none, there is room for them.
    """
    return pages.render(
        "feedback.html", student=student, sessions=[_session(one, book) for one in book.by_student[student]]
    )


def _session(one: Marked, book: Gradebook) -> dict:
    texts = book.texts
    results = sorted(one.results, key=lambda result: by_number(result.question))
    return {
        "stem": one.session,
        "file": one.file,
        "problem": one.problem,
        "notes": one.notes,
        "points": one.points,
        "questions": [
            {"result": result, "state": state, "words": _words(state, result),
             "title": texts.title(one.session, result.question)}
            for result in results
            for state in [State.of(result)]
        ],
        "written": [
            {
                "number": number.partition("-")[0],
                "title": texts.title(one.session, number),
                "text": one.written[number],
                "model": texts.models.get((one.session, number)),
                "row": book.marks.row(one.student, one.session, number),
            }
            for number in sorted(one.written, key=by_number)
        ],
    }  # fmt: skip


def _words(state, result) -> str:
    return "Stopped with an error" if state is State.ERROR else result.status
