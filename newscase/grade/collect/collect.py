"""Collect a class: read what is there, say whose it is, and choose the attempts that count."""

import re
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from newscase import course
from newscase.checking import answer_key
from newscase.checking.answer_key import Session
from newscase.course import CourseError
from newscase.grade import names
from newscase.grade.collect import archives, file_names, students
from newscase.grade.collect.archives import EMPTY, NO_NOTEBOOK, Found
from newscase.grade.submission import NOBODY, Submission, by_name, by_number
from newscase.pytest_plugin import arrange, reading, written_answers
from newscase.pytest_plugin.reading import Notebook

_MOST_NOTES = 8  # about files of one student that do not count
_MOST_FILES = 3  # that a sentence names
_LESSON = "is a lesson and no exercise."
_BLANK = "is the exercise as it was given out."
# A line that prepares work on some computer and is none.
_SETUP = re.compile(
    r"(?:[%!]\w.*|(?:import|from [\w.]+ import) [\w.*]+(?: as \w+|, *[\w.*]+)*|drive\.mount\(.*\)|"
    r"os\.chdir\(.*\)|check\(.*\)|\w+ *= *pd\.read_\w+\([^()]*\))?"
)


def collect(path: Path, scratch: Path) -> list[Submission]:
    """Return what was handed in below `path`, at most one notebook for each student and session.

    `path` is a folder, a zip or one notebook; copies of the notebooks go to `scratch`, an empty folder of our
    own.  Raises `CourseError` when there is nothing at `path`, or nothing in it that can be read.
    """
    advice = "Give the folder or the zip with the submissions."
    if not path.exists():
        raise CourseError(f"There is nothing at {path}. {advice}")
    scratch.mkdir(parents=True, exist_ok=True)
    found = archives.read(path, scratch)
    students.name_owners(found)
    # A list or a note of the teacher's own beside the students is nobody's submission.
    found = [one for one in found if one.student != NOBODY or not one.note]
    if not found:
        raise CourseError(f"There is no notebook in {path}. {advice}")
    for one in found:
        _recognise(one)
    students.tell_apart(found)
    of_student: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        of_student[one.student].append(one)
    return [
        submission
        for student in sorted(of_student, key=by_name)
        for submission in _submissions(student, of_student[student])
    ]


def _recognise(one: Found) -> None:
    """Find the session of a file and what was worked on in it, or say why a notebook has none."""
    name = PurePosixPath(names.tidy(one.name)).name
    notebook = None
    if one.copy:
        try:
            notebook = reading.read(one.copy, name)
            one.session = arrange.session_of(notebook, name, course.SESSIONS[1:])
            work = _work(notebook, answer_key.read(course.root())[one.session])
            one.work = work or set()
            if not work:
                one.leave_out(_LESSON if work is None else _BLANK)
            return
        except reading.NotebookError as error:
            if notebook and _is_lesson(notebook):
                one.leave_out(_LESSON)
                return
            one.problem = str(error)
    one.session = file_names.session_in(name) or file_names.session_in("/".join(one.parts[-2:]))


def _work(notebook: Notebook, session: Session) -> set[str] | None:
    """Return the questions of an exercise at which the student added anything; None for a lesson."""
    steps = arrange.arrange(notebook, session)
    if all(step.missing for step in steps) and _is_lesson(notebook):
        return None
    texts = [(name, text) for _, name, _, text in written_answers.answers(notebook, session)]
    texts += [(step.question.number, step.own_code) for step in steps]
    lines = [(number, line) for number, text in texts for line in text.splitlines()]
    given = {*"\n".join(map(written_answers.source, written_answers.blank(session))).splitlines()}
    return {number for number, line in lines if line not in given and not _SETUP.fullmatch(line.strip())}


def _is_lesson(notebook: Notebook) -> bool:
    """Say whether more than half of a notebook's cells stand in one of the lessons, or in the glossary."""
    sources = _sources(notebook)
    return any(len(sources & lesson) * 2 > len(sources) for lesson in _lessons(course.root()))


@lru_cache(maxsize=1)
def _lessons(folder: Path) -> list[set[str]]:
    return [_sources(reading.read(path)) for path in sorted((folder / "notebooks").glob("*.ipynb"))]


def _sources(notebook: Notebook) -> set[str]:
    return {cell["source"].strip() for cell in notebook.cells} - {""}


def _submissions(student: str, found: list[Found]) -> list[Submission]:
    """Return one student's submissions, at most one for each session; the first has the notes."""
    # Empty folders count only where there is nothing else.
    found = [one for one in found if not one.is_empty] or found[:1]
    left_out = []
    attempts: dict[str, list[Found]] = defaultdict(list)
    for one in sorted(found, key=lambda one: (one.session or "", one.parts)):
        (left_out if one.note else attempts[one.session or "~"]).append(one)
    if student == NOBODY:
        for several in attempts.values():
            verb = "names" if len(several) == 1 else "name"
            advice = "Put each into a folder with the student's name."
            several[:] = [replace(several[0], problem=f"{_listed(several)} {verb} no student. {advice}")]
    chosen = [_chosen(several) for _, several in sorted(attempts.items())]
    if not chosen:
        sessions = sorted({one.session for one in left_out if one.session})
        exercise = f"exercises/{sessions[0]}.ipynb" if len(sessions) == 1 else "the .ipynb file with the work"
        blank = " as given out" * all(one.note.endswith(_BLANK) for one in left_out)
        problem = f"No work was handed in, only {_listed(left_out)}{blank}. Ask for {exercise}."
        chosen = [(replace(left_out[0], problem=problem), [])]
        left_out = [one for one in left_out if not one.note.endswith((NO_NOTEBOOK, _LESSON, _BLANK, EMPTY))]
    for why, kind in ((_LESSON, "Lessons"), (_BLANK, "Exercises as given out"), (NO_NOTEBOOK, "Other files")):
        several = [one for one in left_out if one.note.endswith(why)]
        if len(several) > 1:
            left_out = [one for one in left_out if one not in several]
            chosen[0][1].append(f"{kind} do not count: {_listed(several)}.")
    chosen[0][1].extend(one.note for one in left_out)
    return [_submission(student, one, list(dict.fromkeys(notes))) for one, notes in chosen]


def _listed(found: list[Found]) -> str:
    """Name the first few files."""
    files = list(dict.fromkeys(names.tidy(one.name) or EMPTY for one in found))
    more = f" and {len(files) - _MOST_FILES} more" if len(files) > _MOST_FILES else ""
    return ", ".join(files[:_MOST_FILES]) + more


def _chosen(attempts: list[Found]) -> tuple[Found, list[str]]:
    """Return the attempt at a session that counts, and what is to be said about it.

    It is the one with the most questions worked on, and of several such the last.
    """
    failed = [one for one in attempts if one.problem]
    readable = [one for one in attempts if not one.problem]
    if not readable:
        return failed[0], [one.problem for one in failed[1:]]
    # Platforms and browsers put a number at the end of the name (-1, (2)); it comes before the times.
    readable.sort(
        key=lambda one: (len(one.work), *file_names.attempt(one.name), one.upload, one.modified, one.parts)
    )
    chosen = readable[-1]
    notes = [one.problem for one in failed]
    if others := [one for one in readable if one.sha256 != chosen.sha256]:
        # With their folders where names repeat.
        unique = len({one.name for one in readable}) == len(readable)
        shown = [names.tidy(one.name if unique else "/".join(one.parts)) for one in (*others, chosen)]
        times, earlier = len({one.sha256 for one in readable}), ", ".join(dict.fromkeys(shown[:-1]))
        said = f"{chosen.session} was handed in {times} times; {shown[-1]} counts, not {earlier}."
        if any(len(one.work) < len(chosen.work) for one in others):
            said += " It has more work in it."
        if alone := set().union(*(one.work for one in others)) - chosen.work:
            several = ", ".join(sorted(alone, key=by_number)[:_MOST_NOTES])
            said += f" Only what does not count answers {several}: ask for one notebook with everything."
        notes.append(said)
    if chosen.late:
        notes.append(f"{chosen.session} was handed in late, says Canvas.")
    return chosen, notes


def _submission(student: str, one: Found, notes: list[str]) -> Submission:
    if (more := len(notes) - _MOST_NOTES) > 0:
        notes[_MOST_NOTES:] = [f"{more} more files were left out."]
    file = names.tidy(PurePosixPath(one.name).name) or names.tidy("/".join(one.parts)) or "(zip)"
    path = None if one.problem else one.copy
    return Submission(student, one.session, file, one.sha256, one.problem, tuple(notes), one.ids, path)
