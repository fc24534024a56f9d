"""Look whether this computer has all that a class needs: a line for each thing."""

import importlib.metadata
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from newscase import course

EXAMPLE = "example:\n  newscase doctor"

_OLDEST = (3, 11)
# What a student's notebook and the check need; the rest of requirements.txt comes with them.
_PACKAGES = ("jupyterlab", "ipykernel", "pandas", "plotly", "nbval", "pytest", "rich", "tzdata")

_AGAIN = "Install the course again in its own environment, as README.md says"
_COPY = "Get that file again from the course"


def add_arguments(parser):
    """Add nothing: this command has no arguments."""


def run(options) -> int:
    """Print a line for each thing; return 1 when one of them needs mending."""
    code = 0
    for what, advice in examine():
        print(f"MEND  {what}. {advice}" if advice else f"ok    {what}")
        code = 1 if advice else code
    print(
        "Mend the lines marked MEND, then run newscase doctor again." if code else "All is well: newscase lab"
    )
    return code


def examine() -> Iterator[tuple[str, str]]:
    """Yield for each thing what was found, and what to do about it; "" when it is good."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield f"Python {version}", "" if sys.version_info >= _OLDEST else "Install Python 3.11 or newer"
    try:
        folder = course.root()
    except course.CourseError as error:
        yield "the course folder", str(error)
        return
    yield f"the course is in {folder}", ""
    if missing := [name for name in _PACKAGES if find_spec(name) is None]:
        yield f"not installed: {', '.join(missing)}", _AGAIN
        return
    yield from _packages(folder)
    yield _kernel()
    yield _plotly_in_lab()
    yield _data(folder)
    yield _answers(folder)
    for name in ("notebooks", "exercises"):
        yield _writable(folder / name)
    # Only a teacher has them, and only a teacher marks.
    if (folder / "solutions").is_dir():
        yield _sandbox()


def _packages(folder: Path) -> Iterator[tuple[str, str]]:
    pins = (folder / "requirements.txt").read_text(encoding="utf-8")
    for name in _PACKAGES:
        # Several, where the version depends on that of Python.
        wanted = re.findall(rf"^{name}==([^\s;]+)", pins, re.MULTILINE)
        found = importlib.metadata.version(name)
        needed = f"The course needs {' or '.join(wanted)}. {_AGAIN}"
        yield f"{name} {found}", "" if found in wanted else needed


def _kernel() -> tuple[str, str]:
    specification = _installed("kernels", "python3/kernel.json")
    if specification is None:
        return "no kernel named Python 3", _AGAIN
    python = json.loads(specification.read_text(encoding="utf-8"))["argv"][0]
    same = python == "python" or Path(python).parent.resolve() == Path(sys.executable).parent.resolve()
    return f"the kernel Python 3 runs {python}", "" if same else f"It belongs to another Python. {_AGAIN}"


def _plotly_in_lab() -> tuple[str, str]:
    if _installed("labextensions", "jupyterlab-plotly/package.json"):
        return "JupyterLab can draw plotly figures", ""
    return "JupyterLab cannot draw plotly figures", _AGAIN


def _installed(kind: str, name: str) -> Path | None:
    """Return a file of Jupyter's data from the first place where Jupyter would look for it."""
    from jupyter_core.paths import jupyter_path

    return next((Path(place, name) for place in jupyter_path(kind) if Path(place, name).is_file()), None)


def _data(folder: Path) -> tuple[str, str]:
    import pandas as pd

    path = "datapackage.json"
    try:
        package = json.loads((folder / "data" / path).read_text(encoding="utf-8"))
        tables = [resource["path"] for resource in package["resources"]]
        for path in tables:
            pd.read_csv(folder / "data" / path)
    except (OSError, ValueError, KeyError, TypeError):
        return f"data/{path} cannot be read", _COPY
    return f"{len(tables)} tables in data/ can be read", ""


def _answers(folder: Path) -> tuple[str, str]:
    from newscase.checking import answer_key

    try:
        return f"the answers of {len(answer_key.read(folder))} sessions are there", ""
    except course.CourseError as error:
        return "the recorded answers", str(error)


def _sandbox() -> tuple[str, str]:
    from newscase.sandbox import bubblewrap

    reason = bubblewrap.why_not()
    # Lessons and exercises need none, so that this is no fault.
    return f"before you mark a class: {reason}" if reason else "a class can be marked in a sandbox", ""


def _writable(folder: Path) -> tuple[str, str]:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return f"{folder.name}/ can be written to", ""
    except OSError:
        return f"{folder.name}/ cannot be written to", "Copy the course to a folder of your own"
