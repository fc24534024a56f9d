"""The marks as tables: ``grades.csv`` for people, forms that Canvas and Moodle import, and ``verdicts.csv``.

A session that a student did not hand in, or whose notebook could not be marked, is an empty cell and
not a zero: what is imported by mistake must not become somebody's mark.

Canvas finds a student by ID, then by the SIS columns, then by the whole name (``lib/gradebook_importer.rb``).
Moodle's course gradebook needs an ID number, e-mail address or username (``grade/import/csv``).  The grading
worksheet of an assignment goes by Identifier, a number in the names of a Moodle download.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from newscase.checking.structure.written import VERDICTS
from newscase.grade import spreadsheet
from newscase.grade.course_texts import CourseTexts
from newscase.grade.submission import NOBODY, Submission, by_name, by_number
from newscase.grade.written_marks import Row

# What a question about verdicts checks, such as [c17, c18], and what a student may give for one.
_CLAIM = re.compile(r"\bc\d\d\b")
_VALUE = re.compile(r"""["'][^"']*["']|\w+""")


class Gradebook:
    """Who has how many points, by session.

    `marked` is in any order; `rows` are the marks for written answers, of which the first counts where there
    are two for one answer.
    """

    def __init__(self, marked: Sequence[Submission], texts: CourseTexts, rows: Iterable[Row] = ()):
        self.texts = texts
        self.rows = {row.key: row for row in reversed(list(rows))}
        # The one order in which everything is listed, however it arrived.
        self.marked = sorted(marked, key=lambda one: (by_name(one.student), one.session or "~", one.file))
        self.stems = sorted(texts.sessions.keys() & {one.session for one in marked})
        self.by_student: dict[str, list[Submission]] = defaultdict(list)
        written = defaultdict(set)
        for one in self.marked:
            self.by_student[one.student].append(one)
            written[one.session].update(one.written)
        for row in self.rows.values():
            if row.mark:
                written[row.session].add(row.question)
        self.notebooks = {(one.student, one.session): one for one in self.marked if not one.problem}
        self.questions = {stem: texts.sessions[stem].questions for stem in self.stems}
        self.written = {stem: sorted(written[stem], key=by_number) for stem in self.stems}
        # The points of each mark that counts; written answers count from the first one of their session.
        self.entered = {key: row.points for key, row in self.rows.items() if row.points is not None}
        self.counted = {stem for student, stem, _ in self.entered if student in self.by_student}

    def points(self, student: str, stem: str) -> float | None:
        """Return a student's points in a session with the written marks, or None where there is nothing."""
        keys = ((student, stem, number) for number in self.written[stem])
        entered = [self.entered[key] for key in keys if key in self.entered]
        one = self.notebooks.get((student, stem))
        return (one.points if one else 0) + sum(entered) if one or entered else None

    def total(self, student: str) -> tuple[float, float] | None:
        """Return a student's points in all sessions that have any, and the most of these; None without."""
        has = [stem for stem in self.stems if self.points(student, stem) is not None]
        sums = sum(self.points(student, stem) for stem in has), sum(map(self.possible, has))
        return sums if has else None

    def missing(self, student: str) -> list[str]:
        """Return the sessions of which a student handed in nothing, though others did."""
        handed_in = {one.session for one in self.by_student[student]}
        return [stem for stem in self.stems if stem not in handed_in and student != NOBODY]

    def possible(self, stem: str) -> float:
        """Return the most points of a session; those of written answers once one of them has a mark."""
        written = self.written[stem] if stem in self.counted else ()
        return len(self.questions[stem]) + sum(self.texts.most((stem, number)) or 0 for number in written)


def tables(book: Gradebook) -> dict[str, bytes]:
    """Return every table by its file name.

    Only the one for Excel has a byte order mark, which an importer would take for a part of the heading.
    """
    canvas = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *book.stems],
        ["Points Possible", *[None] * 4, *map(book.possible, book.stems)],
    ]
    moodle = [["Full name", "ID number", "Email address", *book.stems]]
    counts = [
        (claim, one, of[one]) for claim, of, _ in verdicts(book) for one in VERDICTS.values() if of[one]
    ]
    others = {"canvas.csv": canvas, "moodle.csv": moodle}
    others |= {"verdicts.csv": [("claim_id", "verdict", "count"), *counts]} if counts else {}
    head = ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)"]
    for student, mine in book.by_student.items():
        points = {stem: book.points(student, stem) for stem in book.stems}
        # Known where the files came from a Canvas download.
        number = next(filter(str.isdigit, (one.ids.get("canvas", "") for one in mine)), None)
        canvas.append([student, number, None, None, None, *points.values()])
        # The column that Moodle goes by may not be empty, so what is known is filled in.
        email = student if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", student) else None
        moodle.append([student, student if student.isdigit() else None, email, *points.values()])
        for one in mine:
            if "moodle" in one.ids and (grade := points.get(one.session)) is not None:
                row = [f"Participant {one.ids['moodle']}", student, grade, book.possible(one.session), None]
                others.setdefault(f"moodle-{one.session}.csv", [head]).append(row)
    files = {name: spreadsheet.table(rows, for_excel=False) for name, rows in others.items()}
    return files | {"grades.csv": spreadsheet.table(_grades(book), for_excel=True)}


def _grades(book: Gradebook) -> list[Iterable]:
    """One row a student, with every question."""
    rows = []
    for student, mine in book.by_student.items():
        row = {"student": student}
        for stem in book.stems:
            one, points = book.notebooks.get((student, stem)), book.points(student, stem)
            right = {result.question for result in one.results if result.right} if one else set()
            for number in book.questions[stem]:
                row[f"{stem} {number}"] = int(number in right) if one else None
            for number in book.written[stem]:
                key = student, stem, number
                mark = book.entered.get(key, book.rows[key].mark if key in book.rows else None)
                row[f"{stem} written {number}"] = mark
            row[f"{stem} points"] = points
            row[f"{stem} out of"] = None if points is None else book.possible(stem)
        row["total points"], row["total out of"] = book.total(student) or (None, None)
        row["not handed in"] = ", ".join(book.missing(student))
        row["problems"] = " ".join(one.problem for one in mine if one.problem)
        row["notes"] = " ".join(dict.fromkeys(note for one in mine for note in one.notes))
        rows.append(row)
    return [rows[0], *(row.values() for row in rows)]


def verdicts(book: Gradebook) -> list[tuple[str, Counter, str]]:
    """Return, for each claim that verdicts were given on: its number, the class's verdicts, the course's."""
    rows = []
    results = [result for notebook in book.marked for result in notebook.results]
    for question in (one for own in book.questions.values() for one in own.values()):
        claims = _CLAIM.findall(question.expression)
        expected = question.expected.values if len(claims) > 1 else [question.expected]
        given = [_given(one.code) for one in results if one.question == question.number and claims]
        for claim, course in zip(claims, expected, strict=False):
            named = (VERDICTS.get(own.get(claim), own.get(claim)) for own in given)
            if counts := Counter(verdict for verdict in named if verdict in VERDICTS.values()):
                rows.append((claim.upper(), counts, course.value))
    return sorted(rows, key=lambda row: row[0])


def _given(code: str) -> dict[str, str]:
    """Return a student's verdicts by claim: of ``c17 = limit``, or ``c17, c18 = limit, "holds"``."""
    given = {}
    for line in re.split(r"[\n;]", code):
        *targets, right = line.partition("#")[0].split("=")
        values = [value.strip("\"'") for value in _VALUE.findall(right)]
        for claims in map(_CLAIM.findall, targets):
            given |= dict(zip(claims, values if len(values) > 1 else values * len(claims), strict=False))
    return given
