"""Pack the course for students: everything but the solutions."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from newscase import course
from newscase.authoring.notebooks import dump
from newscase.checking import answer_key

TOP = "reading-a-crisis-with-data"

_README = Path(__file__).parent / "handout_readme.md"
_FILES = ("LICENSE", "CITATION.cff", "environment.yml", "pyproject.toml")
_FILES += ("requirements.txt", "requirements-dev.txt")
_PACKAGE = (".py", ".json", ".md", ".html", ".css", ".svg")

# The same bytes whenever it is packed: a zip's oldest date.
_DATE = (1980, 1, 1, 0, 0, 0)


def handout(folder: Path) -> bytes:
    """Return the course in `folder` as a zip file for students.

    Exercises are the recorded blanks, whatever stands in the teacher's own ``exercises/``.

    Raises
    ------
    CourseError
        When the recorded answers are missing.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(_contents(folder)):
            entry = zipfile.ZipInfo(f"{TOP}/{name}", _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    yield "README.md", _README.read_bytes()
    for name in _FILES:
        yield name, (folder / name).read_bytes()
    for place in ("data", "seeds"):
        for path in (folder / place).iterdir():
            yield f"{place}/{path.name}", path.read_bytes()
    for stem in course.SESSIONS:
        lesson = folder / "notebooks" / f"{stem}.ipynb"
        if lesson.is_file():
            yield f"notebooks/{stem}.ipynb", lesson.read_bytes()
    for stem, session in answer_key.read(folder).items():
        if session.blank:
            yield f"exercises/{stem}.ipynb", dump(session.blank)
    yield answer_key.FILE.as_posix(), (folder / answer_key.FILE).read_bytes()
    package = Path(course.__file__).parent
    for path in package.rglob("*"):
        if path.suffix in _PACKAGE:
            yield f"newscase/{path.relative_to(package).as_posix()}", path.read_bytes()
