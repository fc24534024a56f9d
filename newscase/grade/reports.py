"""The pages: ``report.html`` on what the class understood, and ``feedback/STUDENT.html`` for each student."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from newscase.grade.gradebook import Gradebook
from newscase.grade.marked import Marked, State, by_number

_MOST_BARS = 12
_MOST_AT_TOP = 5

_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def prepare() -> None:
    """Compile the templates, while there is nothing else to do."""
    for template in _PAGES.list_templates():
        _PAGES.get_template(template)


def feedback(student: str, book: Gradebook) -> bytes:
    """Return what a student gets back, with the marks and comments that the teacher has entered."""
    return _render("feedback.html", student=student, book=book, State=State)


def report(book: Gradebook, hidden: Mapping[str, str] | None = None) -> bytes:
    """Return the page about the class.

    `hidden` says what to write for each student's name; then sentences that may hold a name are left out.
    """
    shown = hidden or {student: student for student in book.students}
    order = sorted(book.students, key=shown.get) if hidden else book.students
    slips = _slips(book, order, shown)
    totals = [total for student in order if (total := book.total(student)) is not None]
    return _render(
        "report.html",
        book=book,
        shown=shown,
        order=order,
        notebooks=sum(1 for one in book.marked if not one.problem),
        parts=[_part(book, stem, order, shown) for stem in book.stems],
        slips=slips,
        top=[slip for slip in slips if len(slip["students"]) > 1][:_MOST_AT_TOP],
        totals=totals,
        bins=distribution(totals, sum(map(book.possible, book.stems))),
        remarks=[one for student in order for one in book.by_student[student] if one.problem or one.notes],
        hidden=bool(hidden),
        states=list(State),
    )


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


def _slips(book: Gradebook, order: Sequence[str], shown: Mapping[str, str]) -> list[dict]:
    """Return which recorded slip who made, the most frequent first.

    Slips of a question that share a hint are one mistake in several forms.
    """
    made: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for student in order:
        for one in book.by_student[student]:
            for result in one.results:
                if hint := book.texts.hint(one.session, result.question, result.slip):
                    made[one.session, result.question, hint].append(shown[student])
    handed_in = Counter(one.session for one in book.marked if not one.problem)
    ordered = sorted(made, key=lambda key: (-len(made[key]), key[0], by_number(key[1]), key[2]))
    return [
        {
            "session": key[0],
            "question": key[1],
            "hint": key[2],
            "students": made[key],
            "of": handed_in[key[0]],
        }
        for key in ordered
    ]


def _part(book: Gradebook, stem: str, order: Sequence[str], shown: Mapping[str, str]) -> dict:
    """Return what the page says about one session."""
    notebooks = {student: one for student in order if (one := book.of(student, stem))}
    points = [book.points(student, stem) for student in notebooks]
    return {
        "stem": stem,
        "count": len(notebooks),
        "mean": sum(points) / len(points) if points else None,
        "possible": book.possible(stem),
        "bins": distribution(points, book.possible(stem)),
        "questions": [_question(book, stem, number, notebooks.values()) for number in book.questions[stem]],
        "written": [_written(book, stem, number, notebooks, shown) for number in book.written[stem]],
    }


def _question(book: Gradebook, stem: str, number: str, notebooks: Iterable[Marked]) -> dict:
    """Return how many are in which state, and what the checks said where the answer was no recorded slip."""
    results = [{one.question: one for one in notebook.results}.get(number) for notebook in notebooks]
    others = Counter(
        result.sentence
        for result in results
        if result and result.slip is None and State.of(result) in (State.NOT_YET, State.ERROR)
    )
    return {
        "number": number,
        "title": book.texts.title(stem, number),
        "counts": Counter(map(State.of, results)),
        "others": sorted(others.items(), key=lambda item: (-item[1], item[0])),
    }


def _written(book: Gradebook, stem: str, number: str, notebooks: Mapping, shown: Mapping[str, str]) -> dict:
    """Return the answers to a written question, each with its row in the table of marks."""
    answers = [
        (shown[student], text, book.rows.get((student, stem, number)))
        for student, one in notebooks.items()
        if (text := one.written.get(number))
    ]
    return {
        "number": number.partition("-")[0],
        "anchor": f"w-{stem}-{number}",
        "title": book.texts.title(stem, number),
        "model": book.texts.models.get((stem, number)),
        "answers": answers,
        "marked": sum(bool(row and row.mark) for _, _, row in answers),
        "empty": len(notebooks) - len(answers),
    }


def _render(template: str, **content: object) -> bytes:
    return (_PAGES.get_template(template).render(**content).rstrip() + "\n").encode("utf-8", "replace")


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
