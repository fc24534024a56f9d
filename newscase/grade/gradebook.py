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
from collections.abc import Iterable, Sequence

from newscase.grade import spreadsheet
from newscase.grade.course_texts import CourseTexts
from newscase.grade.marked import Marked, by_name, by_number, in_order
from newscase.grade.written_marks import Row


class Gradebook:
    """Who has how many points, by session.

    Parameters
    ----------
    marked : sequence of Marked
        In any order.
    texts : CourseTexts
        The course's questions, so that one that nobody has counts too.
    rows : iterable of Row
        The marks for written answers; of two for one answer the first counts.
    """

    def __init__(self, marked: Sequence[Marked], texts: CourseTexts, rows: Iterable[Row] = ()):
        self.texts = texts
        self.rows = {row.key: row for row in reversed(list(rows))}
        self.marked = in_order(marked)
        self.students = sorted({one.student for one in marked}, key=by_name)
        self.stems = sorted({one.session for one in marked if one.session})
        self.by_student: dict[str, list[Marked]] = defaultdict(list)
        questions = {stem: set(texts.questions(stem)) for stem in self.stems}
        written = {stem: set() for stem in self.stems}
        for row in self.rows.values():
            if row.mark and row.session in written:
                written[row.session].add(row.question)
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
        mine = (one for one in self.by_student[student] if one.session == stem and not one.problem)
        return next(mine, None)

    def points(self, student: str, stem: str) -> float | None:
        """Return a student's points in a session with the written marks, or None where there is nothing."""
        one, entered = self.of(student, stem), self._entered(student, stem)
        return (one.points if one else 0) + sum(entered) if one or entered else None

    def _entered(self, student: str, stem: str) -> list[float]:
        rows = (self.rows.get((student, stem, number)) for number in self.written[stem])
        return [row.number for row in rows if row and row.number is not None]

    def total(self, student: str) -> float | None:
        """Return a student's points in all sessions, or None where there is nothing."""
        points = [value for stem in self.stems if (value := self.points(student, stem)) is not None]
        return sum(points) if points else None

    def possible(self, stem: str) -> float:
        """Return the most points of a session; those of written answers once one of them has a mark."""
        written = self.written[stem] if stem in self.counted else ()
        return len(self.questions[stem]) + sum(self.texts.worth(stem, number) for number in written)


def tables(book: Gradebook) -> dict[str, bytes]:
    """Return every table by its file name.

    Only the one for Excel has a byte order mark, which an importer would take for a part of the heading.
    """
    found = {"grades.csv": spreadsheet.table(_grades(book), for_excel=True)}
    others = {"canvas.csv": _canvas(book), "moodle.csv": _moodle(book), **_worksheets(book)}
    return found | {name: spreadsheet.table(rows, for_excel=False) for name, rows in others.items()}


def _points(book: Gradebook, student: str) -> list[float | None]:
    return [book.points(student, stem) for stem in book.stems]


def _grades(book: Gradebook) -> list[list]:
    """One row a student, with every question."""
    head = ["student"]
    for stem in book.stems:
        head += [f"{stem} {number}" for number in book.questions[stem]]
        head += [f"{stem} written {number}" for number in book.written[stem]]
        head += [f"{stem} points", f"{stem} out of"]
    rows = [[*head, "total points", "total out of", "problems", "notes"]]
    for student in book.students:
        line: list[object] = [student]
        most = 0.0
        for stem, points in zip(book.stems, _points(book, student), strict=True):
            one = book.of(student, stem)
            right = {result.question for result in one.results if result.right} if one else set()
            line += [int(number in right) if one else None for number in book.questions[stem]]
            for number in book.written[stem]:
                row = book.rows.get((student, stem, number))
                line.append(row and (row.mark if row.number is None else row.number))
            possible = None if points is None else book.possible(stem)
            line += [points, possible]
            most += possible or 0
        mine, total = book.by_student[student], book.total(student)
        problems = " ".join(one.problem for one in mine if one.problem)
        notes = " ".join(dict.fromkeys(note for one in mine for note in one.notes))
        rows.append([*line, total, None if total is None else most, problems, notes])
    return rows


def _canvas(book: Gradebook) -> list[list]:
    """For the Canvas gradebook; ID is known where the files came from a Canvas download."""
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *book.stems]]
    rows.append(["Points Possible", *[None] * 4, *map(book.possible, book.stems)])
    for student in book.students:
        numbers = (one.ids.get("canvas", "") for one in book.by_student[student])
        number = next(filter(str.isdigit, numbers), None)
        rows.append([student, number, None, None, None, *_points(book, student)])
    return rows


def _moodle(book: Gradebook) -> list[list]:
    """For a Moodle course's gradebook, which skips a row where the column that it goes by is empty."""
    rows = [["Full name", "ID number", "Email address", *book.stems]]
    for student in book.students:
        email = student if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", student) else None
        rows.append([student, student if student.isdigit() else None, email, *_points(book, student)])
    return rows


def _worksheets(book: Gradebook) -> dict[str, list[list]]:
    """For a Moodle assignment, by file name: a worksheet for each session from a Moodle download."""
    head = ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)"]
    files = {}
    for stem in book.stems:
        for one in book.marked:
            points = book.points(one.student, stem)
            if one.session == stem and one.ids.get("moodle") and points is not None:
                row = [f"Participant {one.ids['moodle']}", one.student, points, book.possible(stem), None]
                files.setdefault(f"moodle-{stem}.csv", [head]).append(row)
    return files
