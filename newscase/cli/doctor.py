"""Look whether this computer has all that a class needs: a line for each thing."""

import json
import subprocess
import sys
import tempfile
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

from newscase import course
from newscase.course import CourseError

EXAMPLE = "example:\n  newscase doctor"

# What a student's notebook and the check need; the rest of requirements.txt comes with them.
_PACKAGES = ("jupyterlab", "ipykernel", "pandas", "plotly", "nbval", "pytest", "rich", "tzdata")
_IMPORTED = ("pandas", "plotly.express", "newscase")
_PROGRAM = f"import {', '.join(_IMPORTED)}, sys; print(*sys.modules)"
_AGAIN = "Install the course again in its own environment, as README.md says."


def run(options) -> int:
    """Print a line for each thing; return 1 when one of them needs mending."""
    folder, code = course.root(), 0
    print(f"ok    Python {sys.version.split()[0]}; the course is in {folder}")
    probes = [_packages, _kernel, _imports, _given, _writable]
    if (folder / "solutions").is_dir():  # only a teacher has them, and only a teacher marks
        probes.append(_sandbox)
    for probe in probes:
        try:
            print(f"ok    {probe(folder)}")
        except (CourseError, ModuleNotFoundError) as error:
            print(f"MEND  {error}")
            code = 1
    print("Mend what is marked MEND, then look again." if code else "All is well: newscase lab")
    return code


def _packages(folder: Path) -> str:
    # A package has several pins, where the version depends on that of Python.
    pins = (folder / "requirements.txt").read_text(encoding="utf-8").split()
    installed = {str(package.name).lower(): package.version for package in distributions()}
    found = [(name, installed.get(name, "missing")) for name in _PACKAGES]
    if wrong := [f"{name} {version}" for name, version in found if f"{name}=={version}" not in pins]:
        raise CourseError(f"Not as requirements.txt says: {', '.join(wrong)}. {_AGAIN}")
    return ", ".join(f"{name} {version}" for name, version in found)


def _kernel(folder: Path) -> str:
    from jupyter_core.paths import jupyter_path

    # Jupyter takes the first; a folder in the user's home may hide that of this environment.
    found = [file for place in jupyter_path("kernels") for file in Path(place).glob("python3/kernel.json")]
    if not found:
        raise CourseError(f"There is no kernel named Python 3. {_AGAIN}")
    try:
        python = str(json.loads(found[0].read_text(encoding="utf-8"))["argv"][0])
    except (ValueError, LookupError, TypeError):
        raise CourseError(f"{found[0]} is damaged. Delete that folder: {found[0].parent}") from None
    if python != "python" and Path(python).parent.resolve() != Path(sys.executable).parent.resolve():
        raise CourseError(f"The kernel Python 3 runs {python}, which belongs to another Python. {_AGAIN}")
    return f"the kernel Python 3 runs {python}"


def _imports(folder: Path) -> str:
    """Import what a lesson imports where exercises are solved, and look for files that hide a package."""
    place, program = folder / "exercises", [sys.executable, "-c", _PROGRAM]
    place = place if place.is_dir() else folder
    found = subprocess.run(program, cwd=place, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    needed = {*found.stdout.split()}
    if "newscase" not in needed:  # it failed, and what else would have been needed is not known
        needed = {*sys.stdlib_module_names, *packages_distributions()}
    for path in (*folder.glob("notebooks/*"), *folder.glob("exercises/*")):
        if path.stem in needed and (path.suffix.startswith(".py") or (path / "__init__.py").is_file()):
            raise CourseError(f"{path} hides a package that has the same name. Rename that file.")
    if found.returncode:
        reason = found.stderr.strip().splitlines()[-1:] or ["Python ended"]
        raise CourseError(f"{', '.join(_IMPORTED)} cannot be imported ({reason[0]}). {_AGAIN}")
    return f"{', '.join(_IMPORTED)} can be imported where students work"


def _given(folder: Path) -> str:
    from newscase.checking import answer_key

    course.assert_tables_unchanged(folder)
    count = len([*answer_key.read(folder).values()])
    return f"the tables in data/ are as given out, and the answers of {count} sessions are there"


def _writable(folder: Path) -> str:
    for name in ("notebooks", "exercises"):
        try:
            tempfile.TemporaryFile(dir=folder / name).close()
        except OSError:
            advice = "Copy the course to a folder of your own."
            raise CourseError(f"{name}/ cannot be written to. {advice}") from None
    return "notebooks/ and exercises/ can be written to"


def _sandbox(folder: Path) -> str:
    from newscase.sandbox import bubblewrap

    # Lessons and exercises need none, so that this is no fault.
    if reason := bubblewrap.why_not():
        return f"before you mark a class: {reason}"
    measured = "the memory of a notebook's processes together is measured 20 times a second"
    return f"a class can be marked in a sandbox; {measured}, and Linux limits each by itself"
