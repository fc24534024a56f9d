"""What the tests share: a copy of the course, its commands as a user runs them, a student's notebook."""

import contextlib
import functools
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
from unittest import mock

import hand_ins
import pytest
from hand_ins import user_environment

from newscase.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "sample"
collect_ignore = [str(SAMPLE)]
NOT_COPIED = (".*", "newscase*", "tests", "*.kept-*", "my-page*", "uv.lock")
LONGEST = ("test_hostile", "test_generated", "test_site", "test_lab", "test_stuck_workers", "test_both_ways")
# What opens a JupyterLab that a test starts.
TOKEN = "a-token-for-this-test-only"


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
        # One more than there are cores, because many tests wait for a process or a browser.
        config.option.numprocesses, config.option.dist = (os.cpu_count() or 1) + 1, "loadfile"
        config.option.loadscopereorder = False  # in our own order


def pytest_collection_modifyitems(items):
    """Begin with the files that take longest, so that none is left alone at the end."""
    place = {name: index for index, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


def copy_course(folder: Path, whole: bool = False) -> Path:
    """Copy the course to a folder that does not exist yet, without what a user left in it.

    Its sessions 01 and 05 are those of tests/sample, so that a test of the package does not depend on what
    the lessons ask today; the others are recorded where it is `whole`, because commands read all that are.
    Where the form of a generated file changes: copy the course so, run ``newscase build 1`` and ``newscase
    build 5`` in the copy, and keep what they write.
    """
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    if whole:
        answers = Path("exercises", "answers.json")
        ours, theirs = (json.loads((place / answers).read_bytes()) for place in (SAMPLE, ROOT))
        recorded = {**ours, "sessions": theirs["sessions"] | ours["sessions"]}
        (folder / answers).write_text(json.dumps(recorded), encoding="utf-8")
    return folder


@pytest.fixture
def course(tmp_path) -> Path:
    """A copy of the course to change at will."""
    return copy_course(tmp_path / "course")


@pytest.fixture(scope="session")
def sample_course(tmp_path_factory) -> Path:
    """A whole copy of the course with the sample as its session 01; read it, never write to it."""
    return copy_course(tmp_path_factory.mktemp("sample") / "course", whole=True)


def inside(command):
    """Return a function that runs a command in this process, which has imported what it needs."""

    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        with (
            contextlib.chdir(folder),
            mock.patch.dict(os.environ, user_environment(**environment), clear=True),
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(io.StringIO()) as err,
        ):
            try:
                code = command([*arguments])
            except SystemExit as stop:
                code = stop.code
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture(scope="session")
def newscase_outside():
    """Run a newscase command in a folder in a process of its own, as a user does."""

    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        command, environment = [sys.executable, "-m", "newscase", *arguments], user_environment(**environment)
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment
        )

    return run


@pytest.fixture(scope="session")
def newscase(newscase_outside):
    """Run a newscase command in a folder, in this process where it can; return as `subprocess.run` would."""

    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        command = newscase_outside if arguments[0] in ("grade", "lab") else inside(main)
        return command(folder, *arguments, **environment)

    return run


@pytest.fixture(scope="session")
def run_pytest():
    """Run pytest in a folder with none of this run's settings, and return what `subprocess.run` would."""

    def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        own = ("-p", "no:cacheprovider", f"--rootdir={folder}", "-c", os.devnull)
        return inside(pytest.main)(folder, *own, *arguments, **environment)

    return run


@pytest.fixture(scope="session")
def verdicts(newscase):
    """Check notebooks with ``newscase check``; return {question: "Status. Sentence"} of all of them."""
    row = re.compile(
        r"^\s*(\d+\.\d+)\s+(Correct|Not yet|Not answered yet|Not checked)\s+(.*?)\s*$", re.MULTILINE
    )

    def check(folder: Path, *what: str) -> dict[str, str]:
        rows = row.findall(newscase(folder, "check", *what).stdout)
        return {number: f"{status}. {sentence}" for number, status, sentence in rows}

    return check


@dataclass(frozen=True)
class Lab:
    """A running `newscase lab`: its process, its address and its copy of the course."""

    process: subprocess.Popen
    address: str
    course: Path

    def url(self, path: str, **query: str) -> str:
        """Return the address of a page, with the token that opens it."""
        return f"{self.address}{path}?{urllib.parse.urlencode({'token': TOKEN, **query})}"

    def answers(self) -> bool:
        """Say whether it has started."""
        try:
            return urllib.request.urlopen(self.url("/api"), timeout=2).close() is None
        except OSError:
            return False


@pytest.fixture(scope="session")
def start_lab():
    """Start `newscase lab` on loopback in a folder that does not exist yet, with a copy of the course."""

    @contextlib.contextmanager
    def start(folder: Path):
        home, log = folder / "home", folder / "lab.log"
        home.mkdir(parents=True)
        course = copy_course(folder / "course")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        # A home of its own: nothing of the user's settings decides, and nothing of theirs is touched.
        places = ("JUPYTER_CONFIG", "JUPYTER_DATA", "JUPYTERLAB_SETTINGS", "JUPYTERLAB_WORKSPACES")
        environment = user_environment(
            HOME=str(home), **{f"{place}_DIR": str(home / place) for place in places}
        )
        options = f"--no-browser --allow-root --ip=127.0.0.1 --port={port} --IdentityProvider.token={TOKEN}"
        command = [sys.executable, "-m", "newscase", "lab", "--", *options.split()]
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=environment, cwd=course, stdout=output, stderr=output)
        lab = Lab(process, f"http://127.0.0.1:{port}", course)
        try:
            for _ in range(600):
                if lab.answers() or process.poll() is not None:
                    break
                time.sleep(0.1)
            assert lab.answers(), f"JupyterLab did not start:\n{log.read_text()[-2000:]}"
            yield lab
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()

    return start


@pytest.fixture
def student(course):
    """Open an exercise of the copied course, or another notebook of it."""
    return lambda stem="01-claims", place="exercises": hand_ins.Student(course / place / f"{stem}.ipynb")


@pytest.fixture
def solved(course):
    """Open an exercise in which a student has answered every question as the solution does."""
    return functools.partial(hand_ins.solved, course)
