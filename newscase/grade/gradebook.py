"""The marks as tables: ``grades.csv`` for people, and the forms that Canvas and Moodle import.

A session that a student did not hand in, or whose notebook could not be marked, is an empty cell and
not a zero: what is imported by mistake must not become somebody's mark.

Canvas (``lib/gradebook_importer.rb``) wants the headings Student, ID, SIS User ID, SIS Login ID,
Section, then one column an assignment; it finds a student by ID, then by the SIS columns, then by the
whole name.  Moodle has two imports.  The course gradebook (``grade/import/csv``) lets the teacher map
the columns and needs an ID number, e-mail address or username.  An assignment's grading worksheet
(``mod/assign/feedback/offline``) needs Identifier, Grade and Last modified (grade), in the language of
the site; its identifiers are the numbers in the names of a Moodle download and hold for one assignment.  An empty
time of the last change lets Moodle skip a grade that somebody has entered there meanwhile.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from newscase.checking.answer_key import Session
from newscase.grade import spreadsheet
from newscase.grade.marked import Marked, by_name, by_number, in_order
from newscase.grade.written_marks import Marks

GRADES, CANVAS, MOODLE = "grades.csv", "canvas.csv", "moodle.csv"


class Gradebook:
    """Who has how many points, by session.

    Parameters
    ----------
    marked : sequence of Marked
    sessions : mapping of str to Session
        The recorded questions, so that one that nobody has counts too.
    marks : Marks
        The marks for written answers.
    """

    def __init__(self, marked: Sequence[Marked], sessions: Mapping[str, Session], marks: Marks):
        self.marks = marks
        self.students = sorted({one.student for one in marked}, key=by_name)
        self.by_student: dict[str, list[Marked]] = defaultdict(list)
        for one in in_order(marked):
            self.by_student[one.student].append(one)
        self.stems = sorted({one.session for one in marked if one.session})
        by_stem: dict[str, list[Marked]] = defaultdict(list)
        for one in marked:
            by_stem[one.session or ""].append(one)
        self.questions: dict[str, dict[str, float]] = {}
        self.written: dict[str, list[str]] = {}
        for stem in self.stems:
            here = by_stem[stem]
            worth = dict.fromkeys(sessions[stem].questions, 1.0) if stem in sessions else {}
            for question in sorted((question for one in here for question in one.questions), key=repr):
                worth[question.number] = question.points
            self.questions[stem] = {number: worth[number] for number in sorted(worth, key=by_number)}
            numbers = {answer.number for one in here for answer in one.written}
            self.written[stem] = sorted(numbers | marks.numbers(stem), key=by_number)
        # Written answers count from the moment when one of the session has a mark.
        self.counted = {
            stem for stem in self.stems for student in self.students
            if any(marks.number(student, stem, number) is not None for number in self.written[stem])
        }  # fmt: skip

    def of(self, student: str, stem: str) -> Marked | None:
        """Return a student's marked notebook of a session, if it could be marked."""
        for one in self.by_student[student]:
            if one.session == stem and not one.problem:
                return one
        return None

    def points(self, student: str, stem: str) -> float | None:
        """Return a student's points in a session with the written marks, or None where there is nothing."""
        one = self.of(student, stem)
        entered = [self.marks.number(student, stem, number) for number in self.written[stem]]
        entered = [mark for mark in entered if mark is not None]
        if one is None and not entered:
            return None
        return (one.points if one else 0) + sum(entered)

    def total(self, student: str) -> float | None:
        """Return a student's points in all sessions, or None where there is nothing."""
        points = [value for stem in self.stems if (value := self.points(student, stem)) is not None]
        return sum(points) if points else None

    def possible(self, stem: str, written_points: Mapping[tuple[str, str], float]) -> float:
        """Return the most points of a session.

        Written answers count from the moment when one of the session has a mark.
        """
        total = sum(self.questions[stem].values())
        if stem in self.counted:
            total += sum(written_points.get((stem, number), 0) for number in self.written[stem])
        return total


def grades(book: Gradebook, written_points: Mapping[tuple[str, str], float]) -> bytes:
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
            earned = {question.number: question.earned for question in one.questions} if one else {}
            row += [earned.get(number, 0) if one else None for number in book.questions[stem]]
            row += [book.marks.shown(student, stem, number) for number in book.written[stem]]
            possible = book.possible(stem, written_points)
            row += [points, None if points is None else possible]
            most += 0 if points is None else possible
        mine = book.by_student[student]
        total = book.total(student)
        row += [total, None if total is None else most, " ".join(one.problem for one in mine if one.problem),
                " ".join(dict.fromkeys(note for one in mine for note in one.notes))]  # fmt: skip
        rows.append(row)
    return spreadsheet.table(rows, for_excel=True)


def canvas(book: Gradebook, written_points: Mapping[tuple[str, str], float]) -> bytes:
    """Return ``canvas.csv``, which the Canvas gradebook imports; without a byte order mark.

    ID is Canvas's own number, known where the files came from a Canvas download.  Elsewhere Canvas goes by
    the name, and SIS Login ID can be filled in.
    """
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *book.stems]]
    rows.append(
        ["Points Possible", *[None] * 4, *(book.possible(stem, written_points) for stem in book.stems)]
    )
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


def moodle_worksheets(book: Gradebook, written_points: Mapping[tuple[str, str], float]) -> dict[str, bytes]:
    """Return a grading worksheet for each session that came from a Moodle download, by file name."""
    files = {}
    for stem in book.stems:
        rows = []
        for student in book.students:
            one = next((one for one in book.by_student[student] if one.session == stem), None)
            points = book.points(student, stem)
            if one and one.ids.get("moodle") and points is not None:
                rows.append([f"Participant {one.ids['moodle']}", student, points,
                             book.possible(stem, written_points), ""])  # fmt: skip
        if rows:
            head = ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)"]
            files[f"moodle-{stem}.csv"] = spreadsheet.table([head, *rows], for_excel=False)
    return files
