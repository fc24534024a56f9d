"""Make every generated file of the course, or say which ones differ from what is there."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from newscase import course
from newscase.authoring import documents, notebooks, pictures
from newscase.authoring.exercise import blank, checked_expression
from newscase.checking import answer_key, recorder
from newscase.checking.serialize.json_form import from_json
from newscase.files import keep_beside, write_atomic
from newscase.tables import DESCRIPTOR

# Session 00 has its blanks in the lesson itself.
LESSON_ONLY = course.SESSIONS[0]
FEWEST_SLIPS = 3


def build(folder: Path, stems: Iterable[str], progress: Callable[[str], None]) -> list[Path]:
    """Run the solutions and lessons of these sessions, and write all that is made from them.

    Returns the new names of the exercises that were kept because somebody had worked in them.
    """
    before = _recorded(folder)
    solutions, recorded = _record(folder, stems, progress)
    sessions = {**before, **recorded}
    kept = []
    for path, content in _generated(folder, sessions).items():
        if path.suffix == ".ipynb" and path.exists():
            blanks = [known[path.stem].blank for known in (before, sessions) if path.stem in known]
            if not any(blank and notebooks.same_cells(path, blank) for blank in blanks):
                kept.append(keep_beside(path))
        write_atomic(path, content)
    lessons = {path: notebooks.read(path) for path in _paths(folder, "notebooks", stems)}
    _each(lambda path: notebooks.run(lessons[path], path), [*lessons], progress)
    # The glossary has nothing to run; it gets the course's form.
    words = folder / "notebooks" / f"{course.GLOSSARY}.ipynb"
    made = {**solutions, **lessons, words: notebooks.read(words)}
    try:
        pictures.illustrate(made)
    except pictures.NoBrowser as error:
        progress(str(error))
    for path, notebook in made.items():
        write_atomic(path, notebooks.dump(notebook))
    return kept


def differing(folder: Path, stems: Iterable[str], progress: Callable[[str], None]) -> list[Path]:
    """Return the files that ``newscase build`` would change for these sessions; write nothing.

    A lesson or solution is among them when one of its stored figures has no picture, or an old one; whether
    its outputs are old, nbval says.
    """
    solutions, recorded = _record(folder, stems, progress)
    generated = _generated(folder, {**_recorded(folder), **recorded})
    files = [
        path for path, content in generated.items() if not path.is_file() or path.read_bytes() != content
    ]
    stored = [*solutions, *_paths(folder, "notebooks", stems)]
    return files + [path for path in stored if pictures.lacks_picture(notebooks.read(path))]


def _paths(folder: Path, place: str, stems: Iterable[str]) -> list[Path]:
    return [folder / place / f"{stem}.ipynb" for stem in stems]


def _recorded(folder: Path) -> dict[str, answer_key.Session]:
    try:
        return {**answer_key.read(folder)}  # all of them, so that a damaged one is found here
    except course.CourseError:
        return {}


def _record(folder: Path, stems: Iterable[str], progress: Callable[[str], None]) -> tuple[dict, dict]:
    """Run solutions; return these notebooks by their paths, and what is recorded of each session."""
    paths = _paths(folder, "solutions", stems)
    solutions = {path: notebooks.read(path) for path in paths}
    sessions = _each(lambda path: _record_solution(solutions[path], path), paths, progress)
    return solutions, {path.stem: session for path, session in zip(paths, sessions, strict=True)}


def _record_solution(solution: nbformat.NotebookNode, path: Path) -> answer_key.Session:
    """Run a solution notebook, store its outputs in it, and return what is recorded of its session.

    Raises `CourseError` when a cell fails, as it does where a slip is not refused with its own hint, or when
    a question has too few slips.
    """
    checks = [cell.source for cell in solution.cells if "check" in cell.metadata.get("tags", [])]
    expressions = dict(map(checked_expression, checks))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "record.jsonl")
        file.write_text(json.dumps(expressions) + "\n", encoding="utf-8")
        notebooks.run(solution, path, {recorder.RECORD: str(file)})
        _, *lines = file.read_text(encoding="utf-8").splitlines()
    noted = (from_json(json.loads(line), answer_key.Question) for line in lines)
    # The last line of a question has all that is known of it.
    questions = {question.number: question for question in noted}
    for number in expressions:
        if len(questions[number].slips) < FEWEST_SLIPS:
            raise course.CourseError(f"{path.name}: question {number} has fewer than {FEWEST_SLIPS} slips.")
    exercise = blank(solution, path.stem) if path.stem != LESSON_ONLY else None
    return answer_key.Session(exercise, questions)


def _generated(folder: Path, sessions: dict[str, answer_key.Session]) -> dict[Path, bytes]:
    blanks = {stem: session.blank for stem, session in sessions.items() if session.blank}
    exercises = {folder / "exercises" / f"{stem}.ipynb": notebooks.dump(own) for stem, own in blanks.items()}
    return exercises | {
        folder / answer_key.FILE: answer_key.dump(sessions),
        folder / documents.HINTS: documents.hints(sessions),
        folder / documents.CODEBOOK: documents.codebook(folder),
        folder / DESCRIPTOR: documents.descriptor(folder),
    }


def _each(work: Callable, paths: list[Path], progress: Callable[[str], None]) -> list:
    """Return what `work` makes of each notebook; they run in kernels of their own, a thread only waits."""

    def one(path: Path) -> object:
        made = work(path)
        progress(f"{path.parent.name}/{path.name}")
        return made

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(one, paths))
