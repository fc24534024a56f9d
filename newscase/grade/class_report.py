"""``report.html``: what the class can do and what it misunderstood, on one page."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from newscase.checking.answer_key import Session
from newscase.grade import names, pages
from newscase.grade.feedback import state
from newscase.grade.gradebook import Gradebook
from newscase.grade.marked import Marked, by_number, in_order
from newscase.grade.model_answers import Model
from newscase.grade.written_marks import Marks

STATES = ("right", "notyet", "blank", "error")
WORDS = {"right": "right", "notyet": "not yet", "blank": "not answered", "error": "in error"}

_MOST_BARS = 12
_MOST_AT_TOP = 5


@dataclass
class SlipCount:
    """A known mistake: its hint, and who made it."""

    session: str
    question: str
    title: str
    hint: str
    students: list[str]
    of: int

    @property
    def count(self) -> int:
        return len(self.students)

    @property
    def share(self) -> float:
        return 100 * self.count / self.of


@dataclass
class QuestionCount:
    """How many are in which state in one question."""

    number: str
    title: str
    counts: dict[str, int]
    slips: list[SlipCount] = field(default_factory=list)
    others: list[tuple[str, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def alt(self) -> str:
        said = ", ".join(f"{self.counts[one]} {WORDS[one]}" for one in STATES)
        return f"Bar of question {self.number}, {self.total} notebooks: {said}."

    def share(self, one: str) -> float:
        return 100 * self.counts[one] / self.total if self.total else 0


@dataclass
class Distribution:
    """How many notebooks have how many points."""

    bins: list[tuple[str, int]]
    alt: str

    @property
    def most(self) -> int:
        return max((count for _, count in self.bins), default=0) or 1


def count_slips(
    marked: Sequence[Marked], sessions: Mapping[str, Session], titles: Mapping = {}
) -> list[SlipCount]:
    """Return which known mistake how many made, the most frequent first.

    Slips of a question that share a hint are one mistake in several forms.
    """
    made: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    handed_in = Counter(one.session for one in marked if one.session and not one.problem)
    for one in in_order(marked):
        if one.problem or one.session not in sessions:
            continue
        recorded = sessions[one.session].questions
        for question in one.questions:
            slips = recorded[question.number].slips if question.number in recorded else ()
            if question.slip is not None and 0 <= question.slip < len(slips):
                made[one.session, question.number, slips[question.slip].hint].append(one.student)
    result = [
        SlipCount(stem, number, titles.get((stem, number), ""), hint, students, handed_in[stem])
        for (stem, number, hint), students in made.items()
    ]
    return sorted(result, key=lambda slip: (-slip.count, slip.session, by_number(slip.question), slip.hint))


def count_questions(
    marked: Sequence[Marked], book: Gradebook, sessions: Mapping[str, Session], titles: Mapping = {}
) -> dict[str, list[QuestionCount]]:
    """Return the states of every question, by session; a question that a notebook lacks is in error."""
    slips = count_slips(marked, sessions, titles)
    result = {}
    for stem in book.stems:
        here = [one for one in in_order(marked) if one.session == stem and not one.problem]
        rows = []
        for number in book.questions[stem]:
            counts: Counter[str] = Counter()
            others: Counter[str] = Counter()
            for one in here:
                question = next((question for question in one.questions if question.number == number), None)
                counts[state(question) if question else "error"] += 1
                if question and question.slip is None and state(question) in ("notyet", "error"):
                    others[question.sentence] += 1
            rows.append(
                QuestionCount(
                    number,
                    titles.get((stem, number), ""),
                    {one: counts[one] for one in STATES},
                    [slip for slip in slips if (slip.session, slip.question) == (stem, number)],
                    sorted(others.items(), key=lambda item: (-item[1], item[0])),
                )
            )
        result[stem] = rows
    return result


def distribution(points: Sequence[float], possible: float, what: str) -> Distribution:
    """Return how many have how many points, in at most twelve bars."""
    most = max([possible, *points, 1])
    if most <= _MOST_BARS and all(float(value).is_integer() for value in points):
        bins = [(f"{value}", sum(1 for one in points if one == value)) for value in range(int(most) + 1)]
    else:
        step = next(
            step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if most / step <= _MOST_BARS
        )
        whole = all(float(value).is_integer() for value in points)
        bins = []
        for low in range(0, int(most) + 1, step):
            last = min(low + step - 1, int(most))
            label = (f"{low}–{last}" if last > low else f"{low}") if whole else f"{low} to under {low + step}"
            bins.append((label, sum(1 for one in points if low <= one < low + step)))
    said = ", ".join(f"{label} points: {count}" for label, count in bins if count) or "nothing yet"
    return Distribution(bins, f"Bar chart of the points of {what}. {said}.")


def report(
    marked: Sequence[Marked],
    *,
    sessions: Mapping[str, Session],
    marks: Marks,
    models: Mapping[tuple[str, str], Model],
    titles: Mapping[tuple[str, str], str],
    hide_names: bool = False,
) -> bytes:
    """Return the page about the class.

    Parameters
    ----------
    marked : sequence of Marked
    sessions : mapping of str to Session
        The recorded questions with their slips, as `newscase.checking.answer_key.read` returns them.
    marks : Marks
    models : mapping
    titles : mapping
    hide_names : bool
        Write Student 01 and so on for the names, also where a sentence holds one.
    """
    book = Gradebook(marked, sessions, marks)
    cover = names.hidden(book.students) if hide_names else {student: student for student in book.students}
    # With hidden names, an order by name would give them away.
    order = sorted(book.students, key=cover.get) if hide_names else book.students
    worth = {key: model.points for key, model in models.items() if model.points is not None}
    questions = count_questions(marked, book, sessions, titles)
    slips = count_slips(marked, sessions, titles)
    for slip in slips + [slip for rows in questions.values() for row in rows for slip in row.slips]:
        slip.students = [cover[student] for student in slip.students]
        if hide_names:
            slip.students.sort()
    parts = []
    for stem in book.stems:
        points = [
            value
            for student in order
            if (value := book.points(student, stem)) is not None and book.of(student, stem)
        ]
        possible = book.possible(stem, worth)
        count = sum(1 for student in order if book.of(student, stem))
        parts.append(
            {
                "stem": stem,
                "count": count,
                "mean": sum(points) / len(points) if points else None,
                "possible": possible,
                "questions": questions[stem],
                "distribution": distribution(points, possible, f"{count} notebooks of {stem}"),
                "written": _written(book, stem, order, cover, marks, models, titles),
            }
        )
    totals = None
    if len(parts) > 1:
        sums = [total for student in order if (total := book.total(student)) is not None]
        totals = distribution(
            sums, sum(part["possible"] for part in parts), f"{len(sums)} students over all sessions"
        )
    return pages.render(
        "report.html",
        students=len(book.students),
        notebooks=sum(1 for one in marked if not one.problem and one.session),
        parts=parts,
        slips=slips,
        top=[slip for slip in slips if slip.count > 1][:_MOST_AT_TOP],
        totals=totals,
        rows=[
            {"name": cover[student], "points": [book.points(student, stem) for stem in book.stems],
             "total": book.total(student)}
            for student in order
        ],
        remarks=_remarks(book, order, cover, hide_names),
        states=STATES,
        words=WORDS,
        hide_names=hide_names,
    )  # fmt: skip


def _written(book: Gradebook, stem: str, order, cover, marks: Marks, models, titles) -> list[dict]:
    result = []
    for number in book.written[stem]:
        answers, empty = [], 0
        for student in order:
            one = book.of(student, stem)
            answer = (
                next((answer for answer in one.written if answer.number == number), None) if one else None
            )
            if one is None:
                continue
            if answer is None or answer.blank:
                empty += 1
                continue
            row = marks.row(student, stem, number)
            answers.append({"name": cover[student], "text": answer.text, "mark": row.mark if row else "",
                            "comment": row.comment if row else "", "flag": row.flag if row else ""})  # fmt: skip
        result.append(
            {
                "number": number.partition("-")[0],
                "anchor": f"w-{stem}-{number}",
                "title": titles.get((stem, number), ""),
                "model": models.get((stem, number)),
                "answers": answers,
                "marked": sum(1 for answer in answers if answer["mark"]),
                "empty": empty,
            }
        )
    return result


def _remarks(book: Gradebook, order, cover, hide_names: bool) -> list[dict]:
    result = []
    for student in order:
        for one in book.by_student[student]:
            if not (one.problem or one.notes):
                continue
            notes = list(one.notes)
            problem = one.problem or ""
            if hide_names:
                # The names of files and folders often hold the student's.
                notes = ["There is a note in grades.csv."] if notes else []
                problem = "It could not be marked. grades.csv says why." if problem else ""
            result.append(
                {"name": cover[student], "session": one.session, "problem": problem, "notes": notes}
            )
    return result
