"""The pages: ``report.html`` on what the class understood, and ``feedback/STUDENT.html`` for each student."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from newscase.checking.result import Result
from newscase.grade import names, written_marks
from newscase.grade.gradebook import Gradebook
from newscase.grade.submission import State, Submission, by_number
from newscase.grade.verdicts import VERDICTS

_MOST_BARS = 12
_MOST_AT_TOP = 5

_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def feedback(student: str, book: Gradebook, day: str) -> bytes:
    """Return what a student gets back, with the marks and comments that the teacher has entered."""
    step = _next_step(book.by_student[student])
    return _render(_FEEDBACK, student=student, book=book, State=State, day=day, step=step)


def _next_step(mine: Sequence[Submission]) -> tuple[Submission | None, Result | None]:
    """Return the first file that could not be marked, or else the first question that is not right yet."""
    open_ones = ((one, result) for one in mine for result in one.results if not result.right)
    return next(((one, None) for one in mine if one.problem), next(open_ones, (None, None)))


def report(
    book: Gradebook, hidden: Mapping[str, str] | None, name: str, day: str, guide: Mapping, claims: Sequence
) -> bytes:
    """Return the page about the class of that `name`; `claims` are its `verdicts.tally`.

    `hidden` says what to write for each student's name, in the order in which the students are listed; then
    the class's name, links to feedback and sentences that may hold a name are left out.  `guide` has the
    address of each session's page in the teacher's guide, or ``""`` where that cannot be linked to.
    """
    shown = hidden or {student: student for student in book.students}
    slips = _slips(book, shown)
    parts = [_part(book, stem, shown) for stem in book.stems]
    totals = [total for student in shown if (total := book.total(student)) is not None]
    known = {"book": book, "day": day, "guide": guide, "shown": shown, "parts": parts, "slips": slips}
    known |= {"class_name": "" if hidden else name, "pages": {} if hidden else names.files(book.students)}
    known |= {"totals": totals, "bins": distribution(totals, sum(map(book.possible, book.stems)))}
    known |= {"claims": [row for row in claims if row[1]], "verdicts": [*VERDICTS.values()]}
    known |= {"top": _to_talk_about(slips, parts), "states": [*State], "marks_file": written_marks.file()}
    notebooks = sum(1 for one in book.marked if not one.problem)
    return _render(_REPORT, **known, notebooks=notebooks, hidden=bool(hidden))


def distribution(points: Sequence[float], possible: float) -> list[tuple[str, int]]:
    """Return how many have how many points, in a dozen bars at most, as (label, count)."""
    most = max([possible, *points, 1])
    whole = all(float(value).is_integer() for value in points)
    steps = (digit * 10**power for power in range(10) for digit in (1, 2, 5))
    step = next(step for step in steps if most / step <= _MOST_BARS)
    bins = []
    for low in range(0, int(most) + 1, step):
        last = min(low + step - 1, int(most))
        label = (f"{low}–{last}" if last > low else f"{low}") if whole else f"{low} to under {low + step}"
        bins.append((label, sum(low <= one < low + step for one in points)))
    return bins


def _slips(book: Gradebook, shown: Mapping[str, str]) -> list[dict]:
    """Return which recorded slip who made, the most frequent first.

    Slips of a question that share a hint are one mistake in several forms.
    """
    made: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for student, name in shown.items():
        for one in book.by_student[student]:
            for result in one.results:
                if result.slip is not None:
                    question = book.texts.sessions[one.session].questions[result.question]
                    made[one.session, result.question, question.slips[result.slip].hint].append(name)
    of = Counter(one.session for one in book.marked if not one.problem)
    slips = [
        {"session": stem, "question": number, "hint": hint, "students": names, "of": of[stem]}
        for (stem, number, hint), names in made.items()
    ]
    slips.sort(key=lambda slip: (slip["session"], by_number(slip["question"]), slip["hint"]))
    return sorted(slips, key=lambda slip: -len(slip["students"]))


def _to_talk_about(slips: Sequence[dict], parts: Sequence[dict]) -> list[dict]:
    """Return what most of those who handed in got wrong, by share.

    That is a recorded slip, or a question that fewer than half got right, for reasons that are not recorded.
    """
    found = [{**slip, "count": len(slip["students"])} for slip in slips]
    for part in parts:
        few = (one for one in part["questions"] if one["counts"][State.RIGHT] < one["of"] / 2)
        found += [{**one, "session": part["stem"], "question": one["number"], "hint": None} for one in few]
    found.sort(key=lambda one: (-one["count"] / one["of"], -one["count"]))
    return [one for one in found if one["count"] > 1][:_MOST_AT_TOP]


def _part(book: Gradebook, stem: str, shown: Mapping[str, str]) -> dict:
    """Return what the page says about one session; a written answer has its row in the table of marks."""
    notebooks = {student: one for student in shown if (one := book.of(student, stem))}
    points = [book.points(student, stem) for student in notebooks]
    written = {number: [] for number in book.written[stem]}
    for student, one in notebooks.items():
        for number, text in one.written.items():
            if text:
                written[number].append((shown[student], text, book.rows.get((student, stem, number))))
    return {
        "stem": stem,
        "points": points,
        "missing": [shown[student] for student in shown if stem in book.missing(student)],
        "possible": book.possible(stem),
        "bins": distribution(points, book.possible(stem)),
        "questions": [_question(number, notebooks.values()) for number in book.questions[stem]],
        "written": written,
    }


def _question(number: str, notebooks: Iterable[Submission]) -> dict:
    """Return how many are in which state, and what the checks said where the answer was no recorded slip."""
    results = [{one.question: one for one in notebook.results}.get(number) for notebook in notebooks]
    others = Counter(
        result.sentence
        for result in results
        if result and result.slip is None and State.of(result) in (State.NOT_YET, State.ERROR)
    )
    return {
        "number": number,
        "counts": Counter(map(State.of, results)),
        "of": len(results),
        "count": others.total(),
        "others": sorted(others.items(), key=lambda item: (-item[1], item[0])),
    }


def _render(template: jinja2.Template, **content: object) -> bytes:
    return (template.render(**content).rstrip() + "\n").encode("utf-8", "replace")


def _prose(text: str) -> Markup:
    """Return a text as paragraphs, with bold, italic and code; everything else is escaped."""
    # Escaped before anything is marked up, so only our own tags are in the page.
    safe = str(escape(text)).replace("\r\n", "\n")
    safe = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", safe)
    safe = re.sub(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*", r"<strong>\1</strong>", safe)
    safe = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"<em>\1</em>", safe)
    paragraphs = re.split(r"\n\s*\n", safe.strip())
    return Markup("\n".join(f'<p dir="auto">{part}</p>' for part in paragraphs if part))


def _number(value: float | None) -> str:
    """Return a number without a needless ``.0``."""
    return "" if value is None else f"{round(value, 2):g}"


_PAGES.filters |= {"prose": _prose, "number": _number}
_FEEDBACK, _REPORT = map(_PAGES.get_template, ("feedback.html", "report.html"))
