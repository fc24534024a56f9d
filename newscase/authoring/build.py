"""Make every generated file of the course, or say which ones differ from what is there."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from newscase import course
from newscase.authoring import codebook, hints, notebooks, recording
from newscase.checking import answer_key
from newscase.files import keep_beside, write_atomic

# Session 00 has its blanks in the lesson itself.
LESSON_ONLY = course.SESSIONS[0]


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
    for path, solution in solutions.items():
        write_atomic(path, notebooks.dump(solution))

    def run_lesson(path: Path) -> None:
        lesson = notebooks.read(path)
        notebooks.run(lesson, path)
        write_atomic(path, notebooks.dump(lesson))
        progress(f"notebooks/{path.name}")

    _each(run_lesson, [folder / "notebooks" / path.name for path in solutions])
    return kept


def differing(folder: Path, stems: Iterable[str], progress: Callable[[str], None]) -> list[Path]:
    """Return the generated files that ``newscase build`` would change for these sessions; write nothing."""
    _, recorded = _record(folder, stems, progress)
    generated = _generated(folder, {**_recorded(folder), **recorded})
    return [path for path, content in generated.items() if not path.is_file() or path.read_bytes() != content]


def _recorded(folder: Path) -> dict[str, answer_key.Session]:
    try:
        return answer_key.read(folder)
    except course.CourseError:
        return {}


def _record(folder: Path, stems: Iterable[str], progress: Callable[[str], None]) -> tuple[dict, dict]:
    """Run solutions; return these notebooks by their paths, and what is recorded of each session."""
    paths = [folder / "solutions" / f"{stem}.ipynb" for stem in stems]
    solutions = {path: notebooks.read(path) for path in paths}

    def record(path: Path) -> tuple[str, answer_key.Session]:
        session = recording.record_solution(solutions[path], path, path.stem != LESSON_ONLY)
        progress(f"solutions/{path.name}")
        return path.stem, session

    return solutions, dict(_each(record, paths))


def _generated(folder: Path, sessions: dict[str, answer_key.Session]) -> dict[Path, bytes]:
    return {
        **{
            folder / "exercises" / f"{stem}.ipynb": notebooks.dump(session.blank)
            for stem, session in sessions.items()
            if session.blank
        },
        folder / answer_key.FILE: answer_key.dump(sessions),
        folder / hints.FILE: hints.hints(sessions),
        folder / codebook.FILE: codebook.codebook(folder),
    }


def _each(work: Callable, paths: list[Path]) -> list:
    # Notebooks run in kernels of their own; a thread only waits for one.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(work, paths))
