"""Make every generated file of the course, or say which ones differ from what is there."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from newscase import course
from newscase.authoring import documents, notebooks, pictures
from newscase.authoring.exercise import blank, checked_expression
from newscase.checking import answer_key, recorder
from newscase.files import keep_beside, read_if_there, write_atomic

_FEWEST_SLIPS = 3


def build(folder: Path, stems: Iterable[str]) -> list[Path]:
    """Run the solutions and lessons of these sessions, and write all that is made from them.

    Returns the new names of the exercises that were kept because somebody had worked in them.
    """
    solutions, before, sessions = _record(folder, stems)
    kept = []
    for path, content in _generated(folder, sessions).items():
        if path.suffix == ".ipynb" and path.exists():
            blanks = [known[path.stem].blank for known in (before, sessions) if path.stem in known]
            if not any(blank and notebooks.same_cells(path, blank) for blank in blanks):
                kept.append(keep_beside(path))
        write_atomic(path, content)
    # The glossary has nothing to run; it gets the course's form.
    words = folder / "notebooks" / f"{course.GLOSSARY}.ipynb"
    # The lessons read the answers that have just been written.
    lessons = _each(notebooks.run, folder, "notebooks", stems)
    made = {**solutions, **lessons, words: notebooks.read(words)}
    try:
        pictures.illustrate(made)
    except pictures.NoBrowser:
        why = "because no browser was found: install the extra dev and Chromium."
        print(f"  New figures have no picture, {why}", file=sys.stderr)
    for path, notebook in made.items():
        write_atomic(path, notebooks.dump(notebook))
    return kept


def differing(folder: Path, stems: Iterable[str]) -> list[Path]:
    """Return the files that ``newscase build`` would change for these sessions; write nothing.

    Lessons and solutions are run, and are among the files when one of their stored figures has no picture or
    an old one; whether their outputs are old, nbval says.
    """
    solutions, _, sessions = _record(folder, stems)
    stored = [*solutions, *_each(notebooks.run, folder, "notebooks", stems)]
    generated = _generated(folder, sessions).items()
    files = [path for path, content in generated if read_if_there(path) != content]
    return files + [path for path in stored if pictures.lacks_picture(notebooks.read(path))]


def _each(
    work: Callable, folder: Path, place: str, stems: Iterable[str]
) -> dict[Path, nbformat.NotebookNode]:
    """Return the notebooks of these sessions by their paths, after `work`, which runs each of them."""

    def one(path: Path) -> nbformat.NotebookNode:
        notebook = notebooks.read(path)
        work(notebook, path)
        print(f"  {place}/{path.name}", file=sys.stderr)
        return notebook

    paths = [folder / place / f"{stem}.ipynb" for stem in stems]
    # They run in kernels of their own; a thread only waits.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return dict(zip(paths, pool.map(one, paths), strict=True))


def _record(folder: Path, stems: Iterable[str]) -> tuple[dict, dict, dict]:
    """Run solutions; return these notebooks by their paths, and what was and is recorded of all sessions."""
    try:
        before = {**answer_key.read(folder)}  # all of them, so that a damaged one is found here
    except course.CourseError:
        before = {}
    sessions = {**before}

    def work(solution: nbformat.NotebookNode, path: Path) -> None:
        sessions[path.stem] = _session(solution, path)

    return _each(work, folder, "solutions", stems), before, sessions


def _session(solution: nbformat.NotebookNode, path: Path) -> answer_key.Session:
    """Run a solution notebook, store its outputs in it, and return what is recorded of its session.

    Raises `CourseError` when a cell fails, as it does where a slip is not refused with its own hint, or when
    a question has too few slips.
    """
    checks = [cell.source for cell in solution.cells if "check" in cell.metadata.get("tags", [])]
    expressions = dict(map(checked_expression, checks))
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder, "record.json"))
        save = f"from newscase.checking import recorder\nrecorder.save({file!r})"
        solution.cells.append(nbformat.v4.new_code_cell(save))
        notebooks.run(solution, path, {recorder.RECORD: json.dumps(expressions)})
        solution.cells.pop()
        questions = recorder.read(file)
    for number in expressions:
        if len(questions[number].slips) < _FEWEST_SLIPS:
            raise course.CourseError(f"{path.name}: question {number} has fewer than {_FEWEST_SLIPS} slips.")
    # The first session has its blanks in the lesson itself.
    exercise = blank(solution, path.stem) if path.stem != course.SESSIONS[0] else None
    return answer_key.Session(exercise, questions)


def _generated(folder: Path, sessions: dict[str, answer_key.Session]) -> dict[Path, bytes]:
    blanks = {stem: session.blank for stem, session in sessions.items() if session.blank}
    exercises = {folder / "exercises" / f"{stem}.ipynb": notebooks.dump(own) for stem, own in blanks.items()}
    return exercises | {
        folder / answer_key.FILE: answer_key.dump(sessions),
        folder / documents.HINTS: documents.hints(sessions),
        **documents.codebook(folder),
    }
