"""``feedback/STUDENT.html``: what a student gets back, one page for all their sessions."""

from newscase.grade import pages
from newscase.grade.gradebook import Gradebook
from newscase.grade.marked import State


def feedback(student: str, book: Gradebook) -> bytes:
    """Return the page of one student.

    It has the marks and comments that the teacher has entered; where there are none, there is room for them.
    """
    return pages.render("feedback.html", student=student, book=book, State=State)
