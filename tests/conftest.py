"""What the tests share: a copy of the course, its commands as a user runs them, a student's notebook."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
)


@pytest.fixture(scope="session")
def root() -> Path:
    """The course as it stands in the repository; read it, never write to it."""
    return ROOT


@pytest.fixture
def course(tmp_path) -> Path:
    """A copy of the course to change at will."""
    folder = tmp_path / "course"
    folder.mkdir()
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("*.kept-*", ".ipynb_checkpoints")
            shutil.copytree(source, folder / name, ignore=ignore)
        else:
            shutil.copy(source, folder / name)
    return folder


@pytest.fixture(scope="session")
def newscase():
    """Run a newscase command in a folder, as a user does; return the finished process."""

    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "newscase", *arguments],
            cwd=folder, capture_output=True, text=True, encoding="utf-8",
            env={**_environment(), "COLUMNS": "400", "PYTHONUTF8": "1", **environment},
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def run_pytest():
    """Run pytest in a folder, as a user does; return the finished process."""

    def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--rootdir={folder}", "-c", os.devnull, *arguments],
            cwd=folder, capture_output=True, text=True, encoding="utf-8",
            env={**_environment(), "COLUMNS": "400"},
        )  # fmt: skip

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
