"""A student's notebook as steps to run: a session's questions, found whatever was done to its cells."""

import importlib.util
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from newscase import course
from newscase.checking.answer_key import Question, Session
from newscase.checking.result import Result, Status
from newscase.pytest_plugin import reading, written_answers
from newscase.pytest_plugin.reading import Notebook, NotebookError

_NOT_REACHED = "The check was stopped before this question."
# A text that is the path of a table, with the marks around it: "C:\\Users\\me\\claims.csv".
_TABLE = re.compile(r"""(["'])(?:[^"'\n]*[\\/])?([\w-]+\.csv)\1""", re.IGNORECASE)
# What an Excel copy of a table would need, and the course's own never do.
_OPTION = re.compile(r""",\s*(?:sep|delimiter|decimal|thousands|encoding)\s*=\s*(["'])[^"'\n]*\1""")
_IMPORT = re.compile(r"[ \t]*(?:import|from)[ \t]+(\w+)")
_NAME = re.compile(r"[^\W\d]\w*")
# The left side of an assignment, what an import brings, and the name of a function.
_SET = re.compile(
    r"^(?:([\w, \t()*]+)(?::[^=\n]*)?=(?!=)|.*\bimport\b(.*)|(?:def|class)[ \t]+(\w+))", re.MULTILINE
)
# What needs a notebook and somebody before it: a magic, a question, an end; and the marks of code in text.
_MAGIC = re.compile(r"""[ \t]*(?:[%!]|```)|[^#"'\n]*\b(?:input|getpass|exit|quit)\(""")
_USE = re.compile(r"\b([^\W\d]\w*)[.(]")


@dataclass
class NotebookResults:
    """What was found in one student's notebook: the form in which the plugin hands it to whoever asked."""

    session: str = ""  # the stem of its session; empty where that is not known
    # In the order of the notebook, by question number; written answers by the id of their cell, such as
    # written-1-8, because a question can have both.
    results: dict[str, Result] = field(default_factory=dict)
    # What the student wrote, by the question's number, or by the heading where it has none: Discuss.
    written: dict[str, str] = field(default_factory=dict)
    problem: str | None = None  # why it could not be checked at all, in a sentence; then without results
    notes: list[str] = field(default_factory=list)  # what was done so that right work keeps its marks


@dataclass(frozen=True)
class Code:
    """A code cell to run, as `versions`: where one stops, the next is tried.

    Cells that were given out have the recorded source as their last version, so that nothing which a student
    did to them costs an answer; `own` is whether the student's notebook has it as code, and `added` what is
    not in the blank exercise.
    """

    versions: tuple[str, ...]
    own: bool = True
    added: str = ""


@dataclass(frozen=True)
class Step:
    """One checked question and the student's code that comes before its check."""

    question: Question
    cells: tuple[Code, ...]  # to run, in order, since the step before
    own_code: str  # all that is not in the blank exercise
    place: int  # the index of the question's first cell
    missing: bool  # the notebook has no cell of it; its place is the end then
    text: bool = False  # its answer cell is text and no code


def read_work(path: Path, name: str, sessions: Mapping[str, Session]) -> tuple[NotebookResults, list[Step]]:
    """Read the notebook at `path`, handed in as `name`; return results without checks, and the steps to run.

    Raises `NotebookError` when it cannot be read, or belongs to none of the sessions.
    """
    notebook = reading.read(path, name)
    stem = session_of(notebook, name, sessions)
    steps = arrange(notebook, sessions[stem])
    others = ", ".join(one for one in asked_in(notebook, sessions) if one not in (stem, course.SESSIONS[0]))
    advice = "which do not count: hand in a notebook for each session."
    note = f"{name} also holds questions of {others}, {advice}"
    found, placed = NotebookResults(stem, notes=[note] * bool(others)), []
    for step in steps:
        result = Result(step.question.number, Status.NOT_CHECKED, _NOT_REACHED, code=step.own_code)
        placed.append((step.place, result.question, result))
    for cell_id, name, place, text in written_answers.answers(notebook, sessions[stem]):
        found.written[name] = text
        sentence = f"Words written: {len(text.split())}." if text else "Nothing is written yet."
        placed.append((place, cell_id, Result(name, Status.WRITTEN, sentence)))
    found.results = {key: result for _, key, result in sorted(placed, key=lambda one: one[0])}
    return found, steps


def session_of(notebook: Notebook, file_name: str, stems: Collection[str]) -> str:
    """Return a notebook's session, by its metadata, name or questions; raises `NotebookError` without."""
    mark = notebook.metadata.get("newscase")
    marked = mark.get("session") if isinstance(mark, dict) else None
    asked = asked_in(notebook, stems)
    found = [
        # Session 00 has no exercise, so no student's notebook can carry its mark.
        *(stem for stem in stems if stem == marked and stem != course.SESSIONS[0]),
        *(stem for stem in stems if stem in file_name),
        *asked,
    ]
    if found:
        # The mark and the name of a notebook into which another session's cells were put do not count.
        return next((stem for stem in found if stem in asked), found[0])
    raise NotebookError(
        f"{file_name} belongs to no session of this course. "
        "Keep the name that the exercise had, such as 01-claims.ipynb."
    )


def asked_in(notebook: Notebook, stems: Collection[str]) -> list[str]:
    """Return the sessions of the checks in a notebook, in their order there."""
    code = "\n".join(cell["source"] for cell in notebook.cells)
    numbers = dict.fromkeys(re.findall(r'check\(\s*["\'](\d{1,2})\.\d+["\']', code))
    return [stem for number in numbers for stem in stems if stem.startswith(f"{number:0>2}-")]


def arrange(notebook: Notebook, session: Session) -> list[Step]:
    """Return the steps of a check, in the order in which the questions stand in the notebook.

    A question's check comes just before the next question, so that work below the old check still counts;
    what sets its names only further down runs before it, too.
    """
    cells, end = notebook.cells, len(notebook.cells)
    starts = {number: _start(number, notebook) for number in session.questions}
    code = _code(notebook, session)
    steps, known, begin = [], set(), -1
    # The cells above the first question belong to it: so do all where none is recognised, because the code
    # may still set the right names.
    for number in sorted(starts, key=starts.get):
        border = min((start for start in starts.values() if start > starts[number]), default=end)
        places, begin = range(begin, border), max(begin, border)
        run = [one for place in places for one in code[place]]
        known.update(*(_names(one.added) for one in run))
        question, answer = session.questions[number], course.cell_id("answer", number)
        wanted = {*_NAME.findall(question.expression)} - known
        run += [one for place in range(begin, end) for one in code[place] if wanted & _names(one.added)]
        own = "\n\n".join(one.added for one in run if one.added)
        own_cells = cells[max(places.start, 0) : places.stop]
        text = any(cell["id"] == answer and cell["cell_type"] != "code" for cell in own_cells)
        steps.append(Step(question, tuple(run), own, starts[number], starts[number] == end, text))
    return steps


def _code(notebook: Notebook, session: Session) -> dict[int, list[Code]]:
    """Return what to run, by the index of the student's cell after which a lost one belongs; -1 is the top.

    The check cells are put back by the run itself; a student's own copy has nothing to add.
    """
    blank = written_answers.blank(session)
    given = written_answers.texts_of(blank)
    blanks = {written_answers.source(cell) for cell in blank if "answer" in cell["metadata"].get("tags", ())}
    skipped = {"", *(question.check_source for question in session.questions.values())}
    cells, recorded, lost, last = notebook.cells, {}, defaultdict(list), -1
    for cell in blank:
        source = written_answers.source(cell)
        if cell["cell_type"] != "code" or source in skipped | blanks:
            continue
        place = notebook.find(cell["id"], source)
        last = last if place is None else place
        own = cells[place] if place is not None else {"cell_type": None}
        # One that was emptied, or that sets other names, is lost as well.
        if own["cell_type"] == "code" and _names(source) <= _names(own["source"]):
            recorded[place] = source
        else:
            lost[last].append(Code((source,), own=False))
    run = {place: cell["source"] for place, cell in enumerate(cells) if cell["cell_type"] == "code"}
    done = {name for own in run.values() if own.strip() not in given for name in _names(own)}
    wanted = {name for one in session.questions.values() for name in _NAME.findall(one.expression)} - done
    # Text that sets such a name, as no code does, is an answer cell that was turned into text.
    for place, cell in enumerate(cells):
        if place not in run and cell["source"].strip() not in given and wanted & _names(cell["source"]):
            run[place] = written_answers.added(cell["source"], given)
            done |= _names(run[place])
    gone = _names("\n".join(map(str.strip, filter(_is_missing, "\n".join(run.values()).splitlines()))))
    code = defaultdict(list)
    for place, own in run.items():
        # A blank copy of an answer cell undoes no answer, wherever it stands.
        if own.strip() in skipped or (own.strip() in blanks and _names(own) <= done):
            continue
        added = "" if own.strip() in given else own
        own = _OPTION.sub("", own) if ".csv" in own else own
        versions = dict.fromkeys([own, _mended(own, gone), recorded.get(place, own)])
        code[place].append(Code(tuple(versions), added=added))
    for place, several in lost.items():
        code[place] += several
    return code


def _mended(source: str, gone: frozenset[str]) -> str:
    """Return a cell as it runs here: tables by their names, without what only another place has."""
    lines = (
        _TABLE.sub(lambda path: f"{path[1]}../data/{path[2].lower()}{path[1]}", line)
        for line in source.splitlines()
        if not (_MAGIC.match(line) or _is_missing(line) or (gone and gone.intersection(_USE.findall(line))))
    )
    return "\n".join(lines)


def _is_missing(line: str) -> bool:
    """Say whether a line imports what is not installed here."""
    return bool(found := _IMPORT.match(line)) and not _is_here(found[1])


@lru_cache(maxsize=1_000)
def _is_here(module: str) -> bool:
    # Those that are loaded first, because __main__ cannot be found.
    return module in sys.modules or importlib.util.find_spec(module) is not None


@lru_cache(maxsize=1_000)
def _names(source: str) -> frozenset[str]:
    """Return the names that code sets, found without a parser, which a student's text could break."""
    return frozenset(name for groups in _SET.findall(source) for name in _NAME.findall(" ".join(groups)))


def _start(number: str, notebook: Notebook) -> int:
    """Return where a question begins: its cell by id, else its heading or check; without any, the end."""
    kinds, digits = ("question", "answer", "check"), re.escape(number)
    patterns = (None, None, None, rf"^##+ .*(?<![\d.]){digits}(?![\d.]*\d)", rf'check\(\s*["\']{digits}["\']')
    for kind, pattern in zip((*kinds, "", ""), patterns, strict=True):
        if (place := notebook.find(course.cell_id(kind, number), pattern=pattern)) is not None:
            return place
    return len(notebook.cells)
