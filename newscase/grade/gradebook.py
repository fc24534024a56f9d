"""The marks as tables: ``grades.csv`` for people, and the forms that Canvas and Moodle import.

A session that a student did not hand in, or whose notebook could not be marked, is an empty cell and
not a zero: what is imported by mistake must not become somebody's mark.

Canvas (``lib/gradebook_importer.rb``) wants the headings Student, ID, SIS User ID, SIS Login ID,
Section, then one column an assignment; it finds a student by ID, then by the SIS columns, then by the
whole name.  Moodle has two imports.  The course gradebook (``grade/import/csv``) lets the teacher map
the columns and needs an ID number, e-mail address or username.  An assignment's grading worksheet
(``mod/assign/feedback/offline``) needs Identifier, Grade and Last modified (grade), in the language of
the site; its identifiers are the numbers in the names of a Moodle download and hold for one assignment.
An empty time of the last change lets Moodle skip a grade that somebody has entered there meanwhile.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from newscase.grade import spreadsheet
from newscase.grade.course_texts import CourseTexts
from newscase.grade.marked import Marked, by_name, by_number, in_order
from newscase.grade.written_marks import Marks

GRADES, CANVAS, MOODLE = "grades.csv", "canvas.csv", "moodle.csv"


class Gradebook:
    """Who has how many points, by session.

    Parameters
    ----------
    marked : sequence of Marked
        In any order.
    texts : CourseTexts
        The course's questions, so that one that nobody has counts too.
    marks : Marks
        The marks for written answers.
    """

    def __init__(self, marked: Sequence[Marked], texts: CourseTexts, marks: Marks):
        self.marks, self.texts = marks, texts
        self.marked = in_order(marked)
        self.students = sorted({one.student for one in marked}, key=by_name)
        self.stems = sorted({one.session for one in marked if one.session})
        self.by_student: dict[str, list[Marked]] = defaultdict(list)
        questions = {stem: set(texts.questions(stem)) for stem in self.stems}
        written = {stem: marks.numbers(stem) for stem in self.stems}
        for one in self.marked:
            self.by_student[one.student].append(one)
            if one.session:
                questions[one.session].update(result.question for result in one.results)
                written[one.session].update(one.written)
        self.questions = {stem: sorted(numbers, key=by_number) for stem, numbers in questions.items()}
        self.written = {stem: sorted(numbers, key=by_number) for stem, numbers in written.items()}
        # Written answers count from the moment when one of the session has a mark.
        self.counted = {
            stem for stem in self.stems if any(self._entered(name, stem) for name in self.students)
        }

    def of(self, student: str, stem: str) -> Marked | None:
        """Return a student's marked notebook of a session, if it could be marked."""
        for one in self.by_student[student]:
            if one.session == stem and not one.problem:
                return one
        return None

    def points(self, student: str, stem: str) -> float | None:
        """Return a student's points in a session with the written marks, or None where there is nothing."""
        one, entered = self.of(student, stem), self._entered(student, stem)
        if one is None and not entered:
            return None
        return (one.points if one else 0) + sum(entered)

    def _entered(self, student: str, stem: str) -> list[float]:
        marks = (self.marks.number(student, stem, number) for number in self.written[stem])
        return [mark for mark in marks if mark is not None]

    def total(self, student: str) -> float | None:
        """Return a student's points in all sessions, or None where there is nothing."""
        points = [value for stem in self.stems if (value := self.points(student, stem)) is not None]
        return sum(points) if points else None

    def possible(self, stem: str) -> float:
        """Return the most points of a session; those of written answers once one of them has a mark."""
        written = self.written[stem] if stem in self.counted else ()
        return len(self.questions[stem]) + sum(self.texts.worth(stem, number) for number in written)


def grades(book: Gradebook) -> bytes:
    """Return ``grades.csv``: one row a student; for Excel, so with a byte order mark."""
    head = ["student"]
    for stem in book.stems:
        head += [f"{stem} {number}" for number in book.questions[stem]]
        head += [f"{stem} written {number}" for number in book.written[stem]]
        head += [f"{stem} points", f"{stem} out of"]
    rows = [[*head, "total points", "total out of", "problems", "notes"]]
    for student in book.students:
        row: list[object] = [student]
        most = 0.0
        for stem in book.stems:
            one, points = book.of(student, stem), book.points(student, stem)
            right = {result.question for result in one.results if result.right} if one else set()
            row += [int(number in right) if one else None for number in book.questions[stem]]
            row += [book.marks.shown(student, stem, number) for number in book.written[stem]]
            row += [points, None if points is None else book.possible(stem)]
            most += 0 if points is None else book.possible(stem)
        mine, total = book.by_student[student], book.total(student)
        problems = " ".join(one.problem for one in mine if one.problem)
        notes = " ".join(dict.fromkeys(note for one in mine for note in one.notes))
        rows.append([*row, total, None if total is None else most, problems, notes])
    return spreadsheet.table(rows, for_excel=True)


def canvas(book: Gradebook) -> bytes:
    """Return ``canvas.csv``, which the Canvas gradebook imports; without a byte order mark.

    ID is Canvas's own number, known where the files came from a Canvas download.  Elsewhere Canvas goes by
    the name, and SIS Login ID can be filled in.
    """
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *book.stems]]
    rows.append(["Points Possible", *[None] * 4, *map(book.possible, book.stems)])
    for student in book.students:
        known = [one.ids["canvas"] for one in book.by_student[student] if one.ids.get("canvas", "").isdigit()]
        row = [student, known[0] if known else "", "", "", ""]
        rows.append(row + [book.points(student, stem) for stem in book.stems])
    return spreadsheet.table(rows, for_excel=False)


def moodle(book: Gradebook) -> bytes:
    """Return ``moodle.csv`` for the import into a course's gradebook; without a byte order mark.

    Moodle finds a student by ID number, e-mail address or username; the first two are columns to fill in,
    and Moodle skips a row where the one that is mapped is empty.
    """
    rows = [["Full name", "ID number", "Email address", *book.stems]]
    for student in book.students:
        email = student if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", student) else ""
        number = student if student.isdigit() else ""
        rows.append([student, number, email, *(book.points(student, stem) for stem in book.stems)])
    return spreadsheet.table(rows, for_excel=False)


def moodle_worksheets(book: Gradebook) -> dict[str, bytes]:
    """Return a grading worksheet for each session that came from a Moodle download, by file name."""
    files = {}
    for stem in book.stems:
        rows = []
        for student in book.students:
            one = next((one for one in book.by_student[student] if one.session == stem), None)
            points = book.points(student, stem)
            if one and one.ids.get("moodle") and points is not None:
                identifier = f"Participant {one.ids['moodle']}"
                rows.append([identifier, student, points, book.possible(stem), ""])
        if rows:
            head = ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)"]
            files[f"moodle-{stem}.csv"] = spreadsheet.table([head, *rows], for_excel=False)
    return files
