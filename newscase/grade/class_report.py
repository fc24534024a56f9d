"""``report.html``: what the class can do and what it misunderstood, on one page."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newscase.grade import pages
from newscase.grade.gradebook import Gradebook
from newscase.grade.marked import State, by_number

_MOST_BARS = 12
_MOST_AT_TOP = 5


@dataclass(frozen=True)
class SlipCount:
    """A recorded slip: its hint, and who made it."""

    session: str
    question: str
    title: str
    hint: str
    students: tuple[str, ...]
    of: int


@dataclass(frozen=True)
class QuestionCount:
    """How many are in which state in one question.

    `others` are the sentences of the checks where the answer was no recorded slip, and how many read each.
    """

    number: str
    title: str
    counts: Mapping[State, int]
    others: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Distribution:
    """How many notebooks have how many points, and the same in words."""

    bins: Sequence[tuple[str, int]]
    alt: str


def count_slips(book: Gradebook, cover: Mapping[str, str]) -> list[SlipCount]:
    """Return which recorded slip how many made, the most frequent first.

    Slips of a question that share a hint are one mistake in several forms.  `cover` gives the name under
    which each student is listed.
    """
    made: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for student in _listed(book, cover):
        for one in book.by_student[student]:
            for result in one.results:
                if hint := book.texts.hint(one.session, result.question, result.slip):
                    made[one.session, result.question, hint].append(cover[student])
    handed_in = Counter(one.session for one in book.marked if not one.problem)
    counts = [
        SlipCount(stem, number, book.texts.title(stem, number), hint, tuple(students), handed_in[stem])
        for (stem, number, hint), students in made.items()
    ]
    return sorted(
        counts, key=lambda slip: (-len(slip.students), slip.session, by_number(slip.question), slip.hint)
    )


def count_questions(book: Gradebook, stem: str) -> list[QuestionCount]:
    """Return how many notebooks of a session are in which state, for each question."""
    notebooks = [
        {result.question: result for result in one.results}
        for one in book.marked
        if one.session == stem and not one.problem
    ]
    counts = []
    for number in book.questions[stem]:
        results = [notebook.get(number) for notebook in notebooks]
        states = Counter(map(State.of, results))
        others = Counter(
            result.sentence
            for result in results
            if result and result.slip is None and State.of(result) in (State.NOT_YET, State.ERROR)
        )
        ordered = sorted(others.items(), key=lambda item: (-item[1], item[0]))
        counts.append(QuestionCount(number, book.texts.title(stem, number), states, ordered))
    return counts


def distribution(points: Sequence[float], possible: float, what: str) -> Distribution:
    """Return how many have how many points, in at most twelve bars."""
    most = max([possible, *points, 1])
    whole = all(float(value).is_integer() for value in points)
    if most <= _MOST_BARS and whole:
        bins = [(f"{value}", sum(one == value for one in points)) for value in range(int(most) + 1)]
    else:
        steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9)
        step = next(step for step in steps if most / step <= _MOST_BARS)
        bins = []
        for low in range(0, int(most) + 1, step):
            last = min(low + step - 1, int(most))
            label = (f"{low}–{last}" if last > low else f"{low}") if whole else f"{low} to under {low + step}"
            bins.append((label, sum(low <= one < low + step for one in points)))
    said = ", ".join(f"{label} points: {count}" for label, count in bins if count) or "nothing yet"
    return Distribution(bins, f"Bar chart of the points of {what}. {said}.")


def report(book: Gradebook, hidden: Mapping[str, str] | None = None) -> bytes:
    """Return the page about the class.

    Parameters
    ----------
    book : Gradebook
    hidden : mapping of str to str, optional
        What to write for each student's name.  Sentences that may hold a name are left out, and nothing is
        in the order of the names.
    """
    cover = hidden or {student: student for student in book.students}
    order = _listed(book, cover)
    slips = count_slips(book, cover)
    parts = [_part(book, stem, order, cover) for stem in book.stems]
    totals = None
    if len(parts) > 1:
        sums = [total for student in order if (total := book.total(student)) is not None]
        possible = sum(part["possible"] for part in parts)
        totals = distribution(sums, possible, f"{len(sums)} students over all sessions")
    return pages.render(
        "report.html",
        students=len(book.students),
        notebooks=sum(1 for one in book.marked if not one.problem and one.session),
        parts=parts,
        slips=slips,
        top=[slip for slip in slips if len(slip.students) > 1][:_MOST_AT_TOP],
        totals=totals,
        rows=[
            {
                "name": cover[student],
                "points": [book.points(student, stem) for stem in book.stems],
                "total": book.total(student),
            }
            for student in order
        ],
        remarks=_remarks(book, order, cover, hidden is not None),
        states=list(State),
    )


def _listed(book: Gradebook, cover: Mapping[str, str]) -> list[str]:
    """Return the students in the order in which the page lists them: hidden names in their own."""
    hidden = any(cover[student] != student for student in book.students)
    return sorted(book.students, key=cover.__getitem__) if hidden else book.students


def _part(book: Gradebook, stem: str, order: list[str], cover: Mapping[str, str]) -> dict:
    """Return what the page says about one session."""
    having = [student for student in order if book.of(student, stem)]
    points = [book.points(student, stem) for student in having]
    possible = book.possible(stem)
    return {
        "stem": stem,
        "count": len(having),
        "mean": sum(points) / len(points) if points else None,
        "possible": possible,
        "questions": count_questions(book, stem),
        "distribution": distribution(points, possible, f"{len(having)} notebooks of {stem}"),
        "written": [_written(book, stem, number, having, cover) for number in book.written[stem]],
    }


def _written(book: Gradebook, stem: str, number: str, students: list[str], cover: Mapping[str, str]) -> dict:
    """Return what the page says about one written question."""
    texts = {student: book.of(student, stem).written.get(number, "") for student in students}
    answers = []
    for student in students:
        if not texts[student]:
            continue
        row = book.marks.row(student, stem, number)
        entered = {name: getattr(row, name, "") for name in ("mark", "comment", "flag")}
        answers.append({"name": cover[student], "text": texts[student], **entered})
    return {
        "number": number.partition("-")[0],
        "anchor": f"w-{stem}-{number}",
        "title": book.texts.title(stem, number),
        "model": book.texts.models.get((stem, number)),
        "answers": answers,
        "marked": sum(1 for answer in answers if answer["mark"]),
        "empty": len(students) - len(answers),
    }


def _remarks(book: Gradebook, order: list[str], cover: Mapping[str, str], hidden: bool) -> list[dict]:
    remarks = []
    for student in order:
        for one in book.by_student[student]:
            notes, problem = one.notes, one.problem or ""
            if hidden:
                # The names of files and folders often hold the student's.
                notes = ("There is a note in grades.csv.",) if notes else ()
                problem = problem and "It could not be marked. grades.csv says why."
            if problem or notes:
                remark = {"name": cover[student], "session": one.session, "problem": problem, "notes": notes}
                remarks.append(remark)
    return remarks
