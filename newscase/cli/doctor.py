"""Look whether this computer has all that a class needs: a line for each thing."""

import importlib.metadata
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from newscase import course

EXAMPLE = "example:\n  newscase doctor"

_OLDEST = (3, 11)
# What a student's notebook and the check need; the rest of requirements.txt comes with them.
_PACKAGES = ("jupyterlab", "ipykernel", "pandas", "plotly", "nbval", "pytest", "rich", "tzdata")


def add_arguments(parser):
    pass


def run(options) -> int:
    sound = True
    for good, what, advice in examine():
        print(f"{'ok  ' if good else 'MEND'}  {what}" + ("" if good else f". {advice}"))
        sound &= good
    print(
        "All is well: newscase lab"
        if sound
        else "Mend the lines marked MEND, then run newscase doctor again."
    )
    return 0 if sound else 1


def examine() -> Iterator[tuple[bool, str, str]]:
    """Yield for each thing: whether it is good, what was found, and what to do when it is not."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield sys.version_info >= _OLDEST, f"Python {version}", "Install Python 3.11 or newer"
    try:
        folder = course.root()
    except course.CourseError as error:
        yield False, "the course folder", str(error)
        return
    yield True, f"the course is in {folder}", ""
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


def _packages(folder: Path) -> Iterator[tuple[bool, str, str]]:
    pinned = _pinned(folder / "requirements.txt")
    for name in _PACKAGES:
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield False, f"{name} is not installed", "Install the course again, as README.md says"
            continue
        wanted = pinned.get(name, {found})
        yield (
            found in wanted,
            f"{name} {found}",
            f"The course needs {' or '.join(sorted(wanted))}. Install it again",
        )


def _pinned(path: Path) -> dict[str, set[str]]:
    """Return the pinned versions by package; one that depends on the Python version has several."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9_.-]+)==([^\s;]+)", path.read_text(encoding="utf-8"), re.MULTILINE
    ):
        versions.setdefault(name.lower(), set()).add(version)
    return versions


def _kernel() -> tuple[bool, str, str]:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    advice = "Install the course again in its own environment, as README.md says"
    try:
        python = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        return False, "no kernel named Python 3", advice
    same = python == "python" or Path(python).parent.resolve() == Path(sys.executable).parent.resolve()
    return same, f"the kernel Python 3 runs {python}", f"It belongs to another Python. {advice}"


def _plotly_in_lab() -> tuple[bool, str, str]:
    from jupyter_core.paths import jupyter_path

    for place in jupyter_path("labextensions"):
        if Path(place, "jupyterlab-plotly", "package.json").is_file():
            return True, "JupyterLab can draw plotly figures", ""
    return (
        False,
        "JupyterLab has no plotly renderer",
        "Install plotly again in the same environment as JupyterLab",
    )


def _data(folder: Path) -> tuple[bool, str, str]:
    import pandas as pd

    try:
        package = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
        paths = [resource["path"] for resource in package["resources"]]
    except (ValueError, KeyError, TypeError):
        return False, "data/datapackage.json cannot be read", "Get that file again from the course"
    for path in paths:
        try:
            pd.read_csv(folder / "data" / path)
        except (OSError, ValueError):
            return False, f"data/{path} cannot be read", "Get that file again from the course"
    return True, f"{len(paths)} tables in data/ can be read", ""


def _answers(folder: Path) -> tuple[bool, str, str]:
    from newscase.checking import answer_key

    try:
        sessions = answer_key.read(folder)
    except course.CourseError as error:
        return False, "the recorded answers", str(error)
    return True, f"the answers of {len(sessions)} sessions are there", ""


def _sandbox() -> tuple[bool, str, str]:
    from newscase.sandbox import bubblewrap

    reason = bubblewrap.why_not()
    # Lessons and exercises need none.
    return True, f"before you mark a class: {reason}" if reason else "a class can be marked in a sandbox", ""


def _writable(folder: Path) -> tuple[bool, str, str]:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return False, f"{folder.name}/ cannot be written to", "Copy the course to a folder of your own"
    return True, f"{folder.name}/ can be written to", ""
