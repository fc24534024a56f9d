"""The folder with everything that marking a class gives, each file written whole or not at all."""

import json
import os
import secrets
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from newscase.course import CourseError
from newscase.files import read_if_there, write_atomic
from newscase.grade import course_texts, gradebook, names, written_marks
from newscase.grade.gradebook import Gradebook
from newscase.grade.reports import feedback, report
from newscase.grade.submission import Submission
from newscase.grade.written_marks import Row

REPORT = "report.html"
# Which files in the folder are ours, by which a later run knows the folder and what is no longer needed.
MANIFEST = ".newscase.json"
# Where results are kept while a class is being marked, and files until they are whole.
UNFINISHED = ".unfinished"
# What decides the order of hidden names; whoever can read it can undo them.
_SECRET = ".hidden-names"

_NEW = "Give a new folder, such as --out graded"


def settle(out: Path, submissions: Path) -> Path:
    """Return the absolute path of a folder for results; raise `CourseError` if they may not be there."""
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
    if there == out and not (out / MANIFEST).is_file() and others - {*written_marks.FILES}:
        raise CourseError(f"{out} holds other files. {_NEW}")
    for name, content in _marks(out).items():
        written_marks.parse(name, content)
    return out


def write_all(
    marked: Sequence[Submission], out: Path, root: Path, *, name: str = "", hide_names: bool = False
) -> list[Row]:
    """Write the gradebook, the feedback and the report of a class into the folder `out`.

    Returns the rows whose marks do not count.  The same submissions, in any order, give the same bytes on one
    day, and a run that is stopped in between is mended by the next one.  The teacher's marks and files that
    are not ours are kept.  `root` is the course, `name` the class's, `hide_names` for the report only.
    Raises `CourseError` when the marks cannot be read, or another program holds a file open.
    """
    texts = course_texts.read(root, {one.session for one in marked})
    day, guide = f"{date.today():%d %B %Y}".lstrip("0"), _guide(root.resolve(), out.resolve())
    earlier = {*json.loads(read_if_there(out / MANIFEST) or b"[]")}
    entered = None
    # Again where the teacher has saved marks while the files were written.
    while entered != (entered := _marks(out)):
        rows = written_marks.merge(entered, marked, texts.most)
        book = Gradebook(marked, texts, rows)
        hidden = names.hidden(book.by_student, _secret(out)) if hide_names else None
        # Every file but the table of marks, by its path in the folder.
        content = gradebook.tables(book)
        content[REPORT] = report(book, hidden, name, day, guide)
        for student, page in names.files(book.by_student).items():
            content[f"feedback/{page}.html"] = feedback(student, book, day)
        earlier |= content.keys()
        _write(out, {MANIFEST: json.dumps(sorted(earlier)).encode(), **content})
    table = written_marks.dump(rows)
    _write(out, table)
    # The other table of marks, too: what was in it is in the one that was written.
    for file in {*earlier, *entered} - content.keys() - table.keys():
        (out / file).unlink(missing_ok=True)
    _write(out, {MANIFEST: json.dumps(sorted(content)).encode()})
    shutil.rmtree(out / UNFINISHED, ignore_errors=True)
    marked = [row for row in rows if row.mark]
    odd = [row for row in marked if row.key[0] not in book.by_student or row.key[1] not in texts.sessions]
    return [row for row in marked if row.points is None or row in odd or written_marks.TWICE in row.flag]


def _guide(root: Path, out: Path) -> dict[str, str]:
    """Return the address of each session's page in the teacher's guide, ``""`` where `out` is elsewhere."""
    pages = root.glob("solutions/guide/*.md")
    inside = out.is_relative_to(root)  # else they may lie on two disks, or be moved one without the other
    return {page.stem: Path(os.path.relpath(page, out)).as_posix() if inside else "" for page in pages}


def _marks(out: Path) -> dict[str, bytes]:
    """Return the tables of marks by their names, the one that was saved last at first."""
    there = [out / name for name in written_marks.FILES if (out / name).is_file()]
    return {path.name: path.read_bytes() for path in sorted(there, key=lambda path: -path.stat().st_mtime_ns)}


def _write(out: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        try:
            if read_if_there(out / name) != content:
                write_atomic(out / name, content, out / UNFINISHED)
        except PermissionError:  # on Windows while Excel has it open
            advice = "Close it where it is open, then give the same command again; what is marked is kept."
            raise CourseError(f"{out / name} cannot be changed. {advice}") from None


def _secret(out: Path) -> bytes:
    """Return what decides the order of hidden names: random, made once, readable by the teacher alone."""
    path = out / _SECRET
    if not read_if_there(path):
        out.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()
