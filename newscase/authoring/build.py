"""Make every generated file of the course, or say which ones differ from what is there."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from newscase import course
from newscase.authoring import codebook, hints, notebooks, recording
from newscase.checking import answer_key
from newscase.files import keep_beside, write_atomic

# Session 00 has its blanks in the lesson itself.
LESSON_ONLY = course.SESSIONS[0]

Progress = Callable[[str], None]


def build(folder: Path, stems: Iterable[str], progress: Progress) -> list[Path]:
    """Run the solutions and lessons of these sessions, and write all that is made from them.

    Returns the new names of the exercises that were kept because somebody had worked in them.
    """
    solutions = _solutions(folder, stems)
    before = _recorded(folder)
    sessions = {**before, **_record(folder, solutions, progress)}
    kept = []
    for path, content in _generated(folder, sessions).items():
        if path.suffix == ".ipynb" and path.exists():
            blanks = [known[path.stem].blank for known in (before, sessions) if path.stem in known]
            if not any(blank and notebooks.same_cells(path, blank) for blank in blanks):
                kept.append(keep_beside(path))
        write_atomic(path, content)
    for stem, solution in solutions.items():
        write_atomic(_solution(folder, stem), notebooks.dump(solution))
    _each(lambda stem: _run_lesson(folder / "notebooks" / f"{stem}.ipynb", progress), solutions)
    return kept


def differing(folder: Path, stems: Iterable[str], progress: Progress) -> list[Path]:
    """Return the generated files that ``newscase build`` would change for these sessions; write nothing."""
    sessions = {**_recorded(folder), **_record(folder, _solutions(folder, stems), progress)}
    generated = _generated(folder, sessions)
    return [path for path, content in generated.items() if not path.is_file() or path.read_bytes() != content]


def solved(folder: Path) -> list[str]:
    """Return the sessions that have a solution notebook."""
    return [stem for stem in course.SESSIONS if _solution(folder, stem).is_file()]


def _solutions(folder: Path, stems: Iterable[str]) -> dict[str, nbformat.NotebookNode]:
    return {stem: notebooks.read(_solution(folder, stem)) for stem in stems}


def _solution(folder: Path, stem: str) -> Path:
    return folder / "solutions" / f"{stem}.ipynb"


def _recorded(folder: Path) -> dict[str, answer_key.Session]:
    try:
        return answer_key.read(folder)
    except course.CourseError:
        return {}


def _record(folder: Path, solutions: dict, progress: Progress) -> dict[str, answer_key.Session]:
    def record(item):
        stem, solution = item
        session = recording.record_solution(solution, _solution(folder, stem), stem != LESSON_ONLY)
        progress(f"solutions/{stem}.ipynb")
        return stem, session

    return dict(_each(record, solutions.items()))


def _generated(folder: Path, sessions: dict[str, answer_key.Session]) -> dict[Path, bytes]:
    exercises = {
        folder / "exercises" / f"{stem}.ipynb": notebooks.dump(session.blank)
        for stem, session in sessions.items()
        if session.blank
    }
    return {
        **exercises,
        folder / answer_key.FILE: answer_key.dump(sessions),
        folder / hints.FILE: hints.hints(sessions),
        folder / codebook.FILE: codebook.codebook(folder),
    }


def _run_lesson(path: Path, progress: Progress) -> None:
    lesson = notebooks.read(path)
    notebooks.run(lesson, path)
    write_atomic(path, notebooks.dump(lesson))
    progress(f"notebooks/{path.name}")


def _each(work: Callable, items: Iterable) -> list:
    # Notebooks run in kernels of their own; a thread only waits for one.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(work, items))
