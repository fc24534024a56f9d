"""The pages: ``report.html`` on what the class understood, and ``feedback/STUDENT.html`` for each student."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from newscase.checking.answer_key import Question
from newscase.checking.result import Result
from newscase.checking.structure.written import VERDICTS
from newscase.grade import names, written_marks
from newscase.grade.gradebook import Gradebook, verdicts
from newscase.grade.submission import State

_MOST_BARS = 12
_MOST_AT_TOP = 5

# Of Markdown only what writes texts; everything else, such as HTML and links, is escaped or stays as it is.
_MARKDOWN = MarkdownIt("zero").enable(["emphasis", "backticks", "list"])
_PAGES = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
_PAGES.loader = jinja2.FileSystemLoader(Path(__file__).with_name("templates"))
_PAGES.undefined = jinja2.StrictUndefined


def feedback(student: str, book: Gradebook, day: str) -> bytes:
    """Return what a student gets back, with the marks and comments that the teacher has entered."""
    mine = book.by_student[student]
    # The next step: a file that could not be marked, or else the first question that is not right yet.
    open_ones = ((one, result) for one in mine for result in one.results if not result.right)
    step = next(((one, None) for one in mine if one.problem), next(open_ones, (None, None)))
    return _render(_FEEDBACK, student=student, book=book, day=day, step=step)


def report(
    book: Gradebook, hidden: Mapping[str, str] | None, name: str, day: str, guide: Mapping[str, str]
) -> bytes:
    """Return the page about the class of that `name`.

    `hidden` says what to write for each student's name, in the order in which the students are listed; then
    the class's name, links to feedback and sentences that may hold a name are left out.  `guide` has the
    address of each session's page in the teacher's guide, or ``""`` where that cannot be linked to.
    """
    shown = hidden or {student: student for student in book.by_student}
    parts = [_part(book, stem, shown) for stem in book.stems]
    questions = [question for part in parts for question in part["questions"]]
    slips = sorted((one for own in questions for one in own["slips"]), key=lambda one: -one["count"])
    # To talk about is what most of those who handed in got wrong, by share: a recorded slip, or a question
    # that fewer than half got right, for reasons that are not recorded.
    few = [one for one in questions if one["counts"][State.RIGHT] < one["of"] / 2]
    top = sorted([*slips, *few], key=lambda one: (-one["count"] / one["of"], -one["count"]))
    known = {"book": book, "claims": verdicts(book), "day": day, "guide": guide, "hidden": bool(hidden)}
    known |= {"class_name": "" if hidden else name, "pages": {} if hidden else names.files(book.by_student)}
    known |= {"parts": parts, "shown": shown, "slips": slips}
    known |= {"top": [one for one in top if one["count"] > 1][:_MOST_AT_TOP]}
    known |= {"totals": [total[0] for student in shown if (total := book.total(student))]}
    return _render(_REPORT, **known)


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


def _part(book: Gradebook, stem: str, shown: Mapping[str, str]) -> dict:
    """Return what the page says about one session; a written answer has its row in the table of marks."""
    notebooks = {student: one for student in shown if (one := book.notebooks.get((student, stem)))}
    written = {number: [] for number in book.written[stem]}
    for student, one in notebooks.items():
        for number, text in one.written.items():
            if text:
                written[number].append((shown[student], text, book.rows.get((student, stem, number))))
    results = {
        shown[student]: {one.question: one for one in own.results} for student, own in notebooks.items()
    }
    return {
        "stem": stem,
        "points": [book.points(student, stem) for student in notebooks],
        "missing": [shown[student] for student in shown if stem in book.missing(student)],
        "possible": book.possible(stem),
        "questions": [
            _question(stem, question, {name: own.get(number) for name, own in results.items()})
            for number, question in book.questions[stem].items()
        ],
        "written": written,
    }


def _question(stem: str, question: Question, results: Mapping[str, Result | None]) -> dict:
    """Return how many are in which state, who made which slip, and what the checks said to the others."""
    # Slips of a question that share a hint are one mistake in several forms.
    made, others = defaultdict(list), Counter()
    for name, result in results.items():
        if result and result.slip is not None:
            made[question.slips[result.slip].hint].append(name)
        elif result and State.of(result) in (State.NOT_YET, State.ERROR):
            others[result.sentence] += 1
    known = {"session": stem, "number": question.number, "hint": None, "of": len(results)}
    return known | {
        "counts": Counter(map(State.of, results.values())),
        "slips": [
            {**known, "hint": hint, "students": names, "count": len(names)}
            for hint, names in sorted(made.items())
        ],
        "others": sorted(others.items(), key=lambda item: (-item[1], item[0])),
        "count": others.total(),
    }


def _render(template: jinja2.Template, **content: object) -> bytes:
    return (template.render(**content).rstrip() + "\n").encode("utf-8", "replace")


def _prose(text: str) -> Markup:
    """Return a text as HTML; each paragraph is written in its own direction."""
    return Markup(re.sub(r"<(p|li)>", r'<\1 dir="auto">', _MARKDOWN.render(text)))


def _number(value: float | None) -> str:
    """Return a number without a needless ``.0``."""
    return "" if value is None else f"{round(value, 2):g}"


_PAGES.filters |= {"prose": _prose, "number": _number}
_PAGES.globals |= {"State": State, "VERDICTS": VERDICTS, "distribution": distribution}
_PAGES.globals["marks_file"] = written_marks.file
_FEEDBACK, _REPORT = map(_PAGES.get_template, ("feedback.html", "report.html"))
