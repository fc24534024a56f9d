"""Collect a class: read what is there, say whose it is, and choose the attempts that count."""

from collections import defaultdict
from pathlib import Path, PurePosixPath

from newscase import course
from newscase.course import CourseError
from newscase.grade import names
from newscase.grade.collect import archives, file_names, students
from newscase.grade.collect.attempts import submissions_of
from newscase.grade.collect.found import NOBODY, Found
from newscase.grade.marked import Submission, by_name
from newscase.pytest_plugin import arrange, reading


def collect(path: Path, scratch: Path, limits: archives.Limits | None = None) -> list[Submission]:
    """Return what was handed in below `path`, at most one notebook for each student and session.

    `path` is a folder, a zip or one notebook; copies of the notebooks go to `scratch`, an empty folder of our
    own.  Raises `CourseError` when there is nothing at `path`, or nothing in it that can be read.
    """
    if not path.exists():
        raise CourseError(f"There is nothing at {path}. Give the folder or the zip with the submissions.")
    scratch.mkdir(parents=True, exist_ok=True)
    found = archives.read(path, scratch, limits or archives.Limits())
    students.name_owners(found)
    # A list or a note of the teacher's own beside the students is nobody's submission.
    found = [one for one in found if one.student != NOBODY or not one.note]
    if not found:
        raise CourseError(f"There is no notebook in {path}. Give the folder or the zip with the submissions.")
    for one in found:
        _recognise(one)
    students.tell_apart(found)
    of_student: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        of_student[one.student].append(one)
    return [
        submission
        for student in sorted(of_student, key=by_name)
        for submission in submissions_of(student, of_student[student])
    ]


def _recognise(one: Found) -> None:
    """Find the session of a file, or say why a notebook has none."""
    name = PurePosixPath(names.tidy(one.name)).name
    if one.copy:
        try:
            notebook = reading.read(one.copy, name)
            one.session = arrange.session_of(notebook, name, course.SESSIONS[1:])
            return
        except reading.NotebookError as error:
            one.problem = str(error)
    one.session = file_names.session_in(name) or file_names.session_in("/".join(one.parts[-2:]))
