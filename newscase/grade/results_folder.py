"""The folder with everything that marking a class gives, each file written whole or not at all."""

import json
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from newscase.course import CourseError
from newscase.files import read_if_there, write_atomic
from newscase.grade import gradebook, names, written_marks
from newscase.grade.class_report import report
from newscase.grade.course_texts import CourseTexts
from newscase.grade.feedback import feedback
from newscase.grade.gradebook import Gradebook
from newscase.grade.marked import Marked

FEEDBACK, REPORT = "feedback", "report.html"
# Which files in the folder are ours, by which a later run knows the folder and what is no longer needed.
MANIFEST = ".newscase.json"
# Where results are kept while a class is being marked, and files until they are whole.
UNFINISHED = ".unfinished"
# What decides the order of hidden names; whoever can read it can undo them.
_SECRET = ".hidden-names"

_TRIES = 5
_NEW = "Give a new folder, such as --out graded"


def settle(out: Path, submissions: Path) -> Path:
    """Return the absolute path of a folder for results, if they may be written there.

    Raises `CourseError` when `out` holds something else than a marked class, lies among the submissions,
    cannot be written to, or its ``written.csv`` cannot be read.
    """
    out = Path(os.path.abspath(out))
    if Path(os.path.abspath(submissions)) in (out, *out.parents):
        raise CourseError(f"{out} lies among the submissions. {_NEW}")
    if out.exists() and not out.is_dir():
        raise CourseError(f"{out} is a file. {_NEW}")
    there = next(folder for folder in (out, *out.parents) if folder.exists())
    if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        raise CourseError(f"You may not write in {there}. {_NEW}")
    # The table of marks alone may have been moved here.
    others = {entry.name for entry in os.scandir(there) if not entry.name.startswith(".")}
    if there == out and not (out / MANIFEST).is_file() and others - {written_marks.FILE}:
        raise CourseError(f"{out} holds other files. {_NEW}")
    if entered := read_if_there(out / written_marks.FILE):
        written_marks.parse(entered)
    return out


def write_all(marked: Sequence[Marked], out: Path, root: Path, *, hide_names: bool = False) -> None:
    """Write the gradebook, the feedback and the report of a class into the folder `out`.

    A run that is stopped in between is mended by the next one.  Marks in ``written.csv`` are kept, also those
    that are saved meanwhile, and so is every file that is not ours.

    Parameters
    ----------
    marked : sequence of Marked
        In any order: the same submissions give the same bytes.
    out : Path
        As `settle` returned it; made where it is missing.
    root : Path
        The course, for its questions and model answers.
    hide_names : bool
        In the report only.

    Raises
    ------
    CourseError
        When ``written.csv`` cannot be read, or somebody saves it again and again.
    """
    texts = CourseTexts.read(root)
    for _ in range(_TRIES):
        entered = read_if_there(out / written_marks.FILE)
        rows = written_marks.merge(entered, marked)
        book = Gradebook(marked, texts, rows)
        content = _content(book, names.hidden(book.students, _secret(out)) if hide_names else None)
        earlier = _manifest(out)
        _write(out, MANIFEST, _listed(earlier | content.keys()))
        for name, data in content.items():
            _write(out, name, data)
        # Last, because the teacher may have saved marks since it was read.
        if read_if_there(out / written_marks.FILE) == entered:
            _write(out, written_marks.FILE, written_marks.dump(rows))
            break
    else:
        raise CourseError(
            f"{written_marks.FILE} changes all the time. Close the program that has it open, and start again."
        )
    for name in earlier - content.keys():
        (out / name).unlink(missing_ok=True)
    _write(out, MANIFEST, _listed(content))
    shutil.rmtree(out / UNFINISHED, ignore_errors=True)


def _content(book: Gradebook, hidden: Mapping[str, str] | None) -> dict[str, bytes]:
    """Return every file but the table of marks, by its path in the folder."""
    pages = names.files(book.students).items()
    return {
        **gradebook.tables(book),
        REPORT: report(book, hidden),
        **{f"{FEEDBACK}/{name}.html": feedback(student, book) for student, name in pages},
    }


def _write(out: Path, name: str, content: bytes) -> None:
    if read_if_there(out / name) != content:
        write_atomic(out / name, content, out / UNFINISHED)


def _listed(ours: Sequence[str]) -> bytes:
    return (json.dumps(sorted(ours), indent=1) + "\n").encode()


def _manifest(out: Path) -> set[str]:
    try:
        found = json.loads((out / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return set()
    # What could lead out of the folder was not written by us.
    return {name for name in found if isinstance(name, str) and ".." not in name and not os.path.isabs(name)}


def _secret(out: Path) -> bytes:
    """Return what decides the order of hidden names: random, made once, readable by the teacher alone."""
    path = out / _SECRET
    if not read_if_there(path):
        out.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()
