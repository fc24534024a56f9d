"""What the tests share: a copy of the course, its commands as a user runs them, a student's notebook."""

import contextlib
import importlib.util
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
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
# What opens a JupyterLab that a test starts.
TOKEN = "a-token-for-this-test-only"
# A wide terminal, so that no table is folded.
TERMINAL = {"COLUMNS": "400", "PYTHONUTF8": "1"}


@pytest.fixture(scope="session")
def root() -> Path:
    """The course as it stands in the repository; read it, never write to it."""
    return ROOT


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Run test files on all cores, unless the command line says otherwise or this is such a run's worker."""
    if importlib.util.find_spec("xdist") is None:
        raise pytest.UsageError("The tests need more than the course: uv run --extra dev pytest")
    if not hasattr(config, "workerinput") and config.option.numprocesses is None:
        config.option.numprocesses, config.option.dist = "auto", "loadfile"


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


@dataclass(frozen=True)
class Lab:
    """A running `newscase lab`: its process, its address and its copy of the course."""

    process: subprocess.Popen
    address: str
    course: Path

    def url(self, path: str, **query: str) -> str:
        """Return the address of a page, with the token that opens it."""
        return f"{self.address}{path}?{urllib.parse.urlencode({'token': TOKEN, **query})}"


@pytest.fixture(scope="session")
def start_lab():
    """Start `newscase lab` on loopback in a folder that does not exist yet, with a copy of the course."""

    @contextlib.contextmanager
    def start(folder: Path):
        folder.mkdir()
        course, home, log = copy_course(folder / "course"), folder / "home", folder / "lab.log"
        home.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        # A home of its own: nothing of the user's settings decides, and nothing of theirs is touched.
        environment = {
            **_environment(),
            "HOME": str(home),
            **{f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA")},
            **{f"JUPYTERLAB_{name}_DIR": str(home / name) for name in ("SETTINGS", "WORKSPACES")},
        }
        options = f"--no-browser --allow-root --ip=127.0.0.1 --port={port} --IdentityProvider.token={TOKEN}"
        command = [sys.executable, "-m", "newscase", "lab", "--", *options.split()]
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=environment, cwd=course, stdout=output, stderr=output)
        lab = Lab(process, f"http://127.0.0.1:{port}", course)
        try:
            _wait(lab, log)
            yield lab
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()

    return start


def _wait(lab: Lab, log: Path) -> None:
    for _ in range(600):
        if lab.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(lab.url("/api"), timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


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
