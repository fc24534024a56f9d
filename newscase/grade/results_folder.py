"""Write everything that marking a class gives, all at once or not at all."""

import ctypes
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from newscase import course
from newscase.checking import answer_key
from newscase.course import CourseError
from newscase.files import write_atomic
from newscase.grade import gradebook, model_answers, names, written_marks
from newscase.grade.class_report import report
from newscase.grade.feedback import feedback
from newscase.grade.gradebook import Gradebook
from newscase.grade.marked import Marked, in_order

FEEDBACK, REPORT = "feedback", "report.html"
_OURS = (gradebook.GRADES, gradebook.CANVAS, gradebook.MOODLE, written_marks.FILE, REPORT)
_TRIES = 3


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes
    ----------
    folder : Path
    files : tuple of str
        Paths below the folder.
    flagged : int
        Marks for written answers that need another look.
    """

    folder: Path
    files: tuple[str, ...]
    flagged: int


def write_all(
    marked: Sequence[Marked],
    out: Path,
    *,
    root: Path | None = None,
    sessions: Mapping[str, answer_key.Session] | None = None,
    hide_names: bool = False,
) -> Written:
    """Write the gradebook, the feedback and the report of a class into the folder `out`.

    The new folder is built beside `out` and then takes its place in one step: whoever looks sees the old
    one or the new one.  Marks in ``written.csv`` are kept, and so is every file in `out` that is not ours.

    Parameters
    ----------
    marked : sequence of Marked
        In any order: the same submissions give the same bytes.
    out : Path
        Made where it is missing.
    root : Path, optional
        The course, for its questions and model answers; by default the one that holds the current folder.
    sessions : mapping, optional
        The recorded questions, where they are at hand.
    hide_names : bool
        In the report only.

    Raises
    ------
    CourseError
        When `out` holds something else than a marked class, or its ``written.csv`` cannot be read.
    """
    root = course.root() if root is None else root
    sessions = answer_key.read(root) if sessions is None else sessions
    out = Path(out).absolute()
    _recover(out)
    _refuse_foreign(out)
    for _ in range(_TRIES):
        entered = _entered(out)
        content, flagged = _content(
            in_order(marked), entered, sessions, model_answers.models(root), hide_names
        )
        before = _put(out, content)
        # Marks that the teacher saved while we were writing are in the folder that was there before.
        late = _entered(before) if before else entered
        if late == entered or not _rescue(before, out):
            break
    if before:
        shutil.rmtree(before, ignore_errors=True)
    return Written(out, tuple(sorted(content)), flagged)


def _content(marked, entered, sessions, models, hide_names) -> tuple[dict[str, bytes], int]:
    """Return every file by its path, and how many written answers are flagged."""
    rows = written_marks.merge(entered, marked)
    marks = written_marks.Marks(rows)
    titles = model_answers.titles(sessions)
    worth = {key: model.points for key, model in models.items() if model.points is not None}
    book = Gradebook(marked, sessions, marks)
    content = {
        gradebook.GRADES: gradebook.grades(book, worth),
        gradebook.CANVAS: gradebook.canvas(book, worth),
        gradebook.MOODLE: gradebook.moodle(book),
        **gradebook.moodle_worksheets(book, worth),
        written_marks.FILE: written_marks.dump(rows),
        REPORT: report(
            marked, sessions=sessions, marks=marks, models=models, titles=titles, hide_names=hide_names
        ),
    }
    for student, name in names.files(book.students).items():
        content[f"{FEEDBACK}/{name}.html"] = feedback(
            student, book.by_student[student], marks=marks, models=models, titles=titles
        )
    return content, sum(bool(row.flag) for row in rows)


def _entered(folder: Path) -> bytes | None:
    try:
        return (folder / written_marks.FILE).read_bytes()
    except FileNotFoundError:
        return None


def _next(out: Path) -> Path:
    return out.with_name(f".{out.name}.next")


def _before(out: Path) -> Path:
    return out.with_name(f".{out.name}.before")


def _recover(out: Path) -> None:
    """Finish what a run that was stopped in the middle left behind."""
    if _before(out).exists() and not out.exists():
        os.rename(_before(out), out)
    _rescue(_before(out), out)
    for left in (_next(out), _before(out)):
        shutil.rmtree(left, ignore_errors=True)


def _rescue(before: Path, out: Path) -> bool:
    """Put back the ``written.csv`` of the earlier folder where it was saved after the one in its place."""
    ours, theirs = out / written_marks.FILE, before / written_marks.FILE
    try:
        newer = theirs.stat().st_mtime_ns > ours.stat().st_mtime_ns
        content = theirs.read_bytes()
    except OSError:
        return False
    if newer:
        write_atomic(ours, content)
    return newer


def _refuse_foreign(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise CourseError(f"{out} is a file. Give a new folder, such as --out graded")
    inside = [entry.name for entry in os.scandir(out) if not entry.name.startswith(".")]
    if inside and not any(name in inside for name in _OURS):
        raise CourseError(f"{out} holds other files. Give a new folder, such as --out graded")


def _put(out: Path, content: Mapping[str, bytes]) -> Path | None:
    """Put a folder with `content` at `out` in one step; return where the earlier one is now."""
    new, before = _next(out), _before(out)
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(before, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        for name, data in content.items():
            path = new / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        earlier = out.exists()
        if earlier:
            _carry_over(out, new)
        if hasattr(os, "sync"):
            os.sync()  # after a power cut the new name must not lead to empty files
        if earlier:
            if _exchange(new, out):
                os.rename(new, before)
            else:
                os.rename(out, before)
                os.rename(new, out)
            return before
        os.rename(new, out)
        return None
    except BaseException:
        if before.exists() and not out.exists():
            os.rename(before, out)
        shutil.rmtree(new, ignore_errors=True)
        raise


def _carry_over(out: Path, new: Path) -> None:
    """Copy what is not ours."""
    for entry in sorted(os.scandir(out), key=lambda entry: entry.name):
        ours = entry.name in (*_OURS, FEEDBACK) or (
            entry.name.startswith("moodle-") and entry.name.endswith(".csv")
        )
        if ours:
            continue
        if entry.is_dir(follow_symlinks=False):
            shutil.copytree(entry.path, new / entry.name, symlinks=True)
        else:
            shutil.copy2(entry.path, new / entry.name, follow_symlinks=False)
    if (out / FEEDBACK).is_dir():
        for entry in os.scandir(out / FEEDBACK):
            if entry.is_file(follow_symlinks=False) and not entry.name.endswith(".html"):
                shutil.copy2(entry.path, new / FEEDBACK / entry.name)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in a single step where the system can (Linux); say whether it did."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here, exchange = -100, 2
    return rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0
