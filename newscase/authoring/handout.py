"""Pack the course for students: everything but the solutions."""

import io
import zipfile
from pathlib import Path

from newscase import course
from newscase.authoring.notebooks import dump
from newscase.checking import answer_key

TOP = "reading-a-crisis-with-data"

_FILES = ("LICENSE", "CITATION.cff", "environment.yml", "pyproject.toml")
_FILES += tuple(f"requirements{more}.txt" for more in ("", "-class", "-site", "-dev"))


def contents(folder: Path) -> dict[str, bytes]:
    """Return what students get of the course in `folder`: the content of each file, by its name.

    Exercises are the recorded blanks, whatever stands in the teacher's own ``exercises/``.
    """
    package = Path(course.__file__).parent
    paths = [folder / name for name in (*_FILES, answer_key.FILE)]
    # Without what JupyterLab and others keep hidden there.
    paths += [path for place in ("data", "seeds") for path in (folder / place).glob("[!.]*")]
    paths += [folder / "notebooks" / f"{stem}.ipynb" for stem in (*course.SESSIONS, course.GLOSSARY)]
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    for stem, session in answer_key.read(folder).items():
        if session.blank:
            found[f"exercises/{stem}.ipynb"] = dump(session.blank)
    for path in package.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            found[f"newscase/{path.relative_to(package).as_posix()}"] = path.read_bytes()
    return {**found, "README.md": (package / "authoring" / "handout_readme.md").read_bytes()}


def packed(files: dict[str, bytes], top: str = f"{TOP}/") -> bytes:
    """Return files, such as `contents`, as a zip file in the folder `top`, the same whenever it is packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(top + name)  # which has a fixed date, 1980
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
