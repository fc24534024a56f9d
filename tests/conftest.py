"""What the tests share: a copy of the course, its commands as a user runs them, a student's notebook."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newscase.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "notebooks",
    "data",
    "seeds",
    "exercises",
    "solutions",
    "environment.yml",
    "README.md",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
)
# Commands that the tests run in a process of their own.
OUTSIDE = ("grade", "lab")
# A wide terminal, so that no table is folded.
TERMINAL = {"COLUMNS": "400", "PYTHONUTF8": "1"}


@pytest.fixture(scope="session")
def root() -> Path:
    """The course as it stands in the repository; read it, never write to it."""
    return ROOT


def pytest_cmdline_main(config):
    """Run test files on all cores unless the command line says otherwise; students have no pytest-xdist."""
    controller = not hasattr(config, "workerinput")
    if controller and config.pluginmanager.hasplugin("xdist") and config.option.numprocesses is None:
        config.option.numprocesses, config.option.dist = (
            config.hook.pytest_xdist_auto_num_workers(config=config),
            "loadfile",
        )


def copy_course(folder: Path) -> Path:
    """Copy the course to a folder that does not exist yet, without what a user left in it."""
    folder.mkdir()
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("*.kept-*", ".ipynb_checkpoints")
            shutil.copytree(source, folder / name, ignore=ignore)
        else:
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture
def course(tmp_path) -> Path:
    """A copy of the course to change at will."""
    return copy_course(tmp_path / "course")


def _outside(module: str):
    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=folder, capture_output=True, text=True, encoding="utf-8",
            env={**_environment(), **TERMINAL, **environment},
        )  # fmt: skip

    return run


def _inside(command):
    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.chdir(folder)
            for name in set(os.environ) - set(_environment()):
                patch.delenv(name)
            for name, value in {**TERMINAL, **environment}.items():
                patch.setenv(name, value)
            try:
                code = command([*arguments])
            except SystemExit as stop:
                code = stop.code
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture(scope="session")
def newscase_outside():
    """Run a newscase command in a folder in a process of its own, as a user does."""
    return _outside("newscase")


@pytest.fixture(scope="session")
def newscase(newscase_outside):
    """Run a newscase command in a folder and return what `subprocess.run` would.

    Most commands run in this process, which has imported already what they need.
    """
    inside = _inside(main)

    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        command = newscase_outside if arguments[0] in OUTSIDE else inside
        return command(folder, *arguments, **environment)

    return run


@pytest.fixture(scope="session")
def run_pytest():
    """Run pytest in a folder with none of this run's settings, and return what `subprocess.run` would."""
    inside = _inside(pytest.main)

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
        return inside(folder, "-p", "no:cacheprovider", f"--rootdir={folder}", "-c", os.devnull, *arguments)

    return run


@pytest.fixture(scope="session")
def verdicts(newscase):
    """Check notebooks with ``newscase check``; return {question: "Status. Sentence"} of all of them."""

    def check(folder: Path, *what: str) -> dict[str, str]:
        output = newscase(folder, "check", *what).stdout
        rows = re.findall(
            r"^\s*(\d+\.\d+)\s+(Correct|Not yet|Not answered yet|Not checked)\s+(.*?)\s*$",
            output,
            re.MULTILINE,
        )
        return {number: f"{status}. {sentence}" for number, status, sentence in rows}

    return check


def _environment() -> dict[str, str]:
    # A test run by pytest-xdist must look like a user's own to the runs that it starts.
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "NEWSCASE_"))
    }


class Student:
    """A student's exercise notebook: change its cells, save it."""

    def __init__(self, path: Path):
        self.path = path
        self.content = json.loads(path.read_text(encoding="utf-8"))

    @property
    def cells(self) -> list[dict]:
        return self.content["cells"]

    def cell(self, identity: str) -> dict:
        return next(cell for cell in self.cells if cell["id"] == identity)

    def answer(self, number: str, code: str) -> "Student":
        """Type `code` into the answer cell of a question."""
        self.cell(f"answer-{number.replace('.', '-')}")["source"] = code
        return self

    def remove(self, *identities: str) -> "Student":
        self.content["cells"] = [cell for cell in self.cells if cell["id"] not in identities]
        return self

    def save(self) -> Path:
        self.path.write_text(json.dumps(self.content), encoding="utf-8")
        return self.path


@pytest.fixture(scope="session")
def opened_and_saved():
    """Change a notebook file as JupyterLab does when somebody opens it, runs its cells and saves it."""

    def change(path: Path) -> None:
        content = json.loads(path.read_text(encoding="utf-8"))
        content["metadata"]["language_info"] = {"name": "python", "version": "3.14.1"}
        for cell in content["cells"]:
            if cell["cell_type"] == "code":
                stream = {"output_type": "stream", "name": "stdout", "text": ["what it printed"]}
                cell.update(outputs=[stream], execution_count=1)
        path.write_text(json.dumps(content), encoding="utf-8")

    return change


@pytest.fixture
def student(course):
    """Open an exercise of the copied course as a student."""
    return lambda stem="01-claims": Student(course / "exercises" / f"{stem}.ipynb")


@pytest.fixture
def solved(course, student):
    """Open an exercise in which a student has answered every question as the solution does."""

    def fill(stem="01-claims"):
        work = student(stem)
        solution = json.loads((course / "solutions" / f"{stem}.ipynb").read_text(encoding="utf-8"))
        answers = {
            cell["id"]: "".join(cell["source"])
            for cell in solution["cells"]
            if cell["id"].startswith("answer-")
        }
        for cell in work.cells:
            if cell["id"] in answers:
                cell["source"] = answers[cell["id"]]
        return work

    return fill
