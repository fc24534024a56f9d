"""Run pytest and nbval over students' notebooks and gather what it finds."""

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from newscase.execute import imports

# Before pytest, whose plugins import it and all that it needs, more than a second.
imports.import_nbformat()

import nbval.plugin
import pytest

from newscase.checking.result import Result, Status
from newscase.pytest_plugin import plugin
from newscase.pytest_plugin.student_notebook import ERROR, NOT_RUN, NOTE, VERDICT

# The two plugins that check notebooks are given as modules.  To look for others would only take time, and so
# do those of pytest's own that are for tests written in Python; some collect the garbage of the whole process.
_NEEDLESS = (
    "cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "monkeypatch", "pastebin",
    "recwarn", "setuponly", "setupplan", "stepwise", "subtests", "threadexception", "tmpdir", "unittest", "unraisableexception",
    "warnings",
)  # fmt: skip
_WITHOUT = ("--disable-plugin-autoload", *(f"-pno:{name}" for name in _NEEDLESS))


@dataclass
class Checked:
    """What a run found in one notebook.

    Attributes
    ----------
    verdicts : list of Result
        One a question, in the order of the notebook.
    errors : set of str
        Questions whose cells stopped, ran too long, or are missing.
    notes : list of str
        What is odd about the file.
    problem : str or None
        Why the notebook could not be checked at all.
    """

    verdicts: list[Result] = field(default_factory=list)
    errors: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    problem: str | None = None


def gather(
    folder: Path,
    paths: list[Path],
    *options: str,
    started: Callable[[str], None] = lambda name: None,
    finished: Callable[[], None] = lambda: None,
    found: Callable[[int], None] = lambda count: None,
) -> dict[str, Checked]:
    """Check notebooks with the answers of the course in `folder`; return what was found, by path.

    Parameters
    ----------
    options : str
        More options for pytest.
    started, finished, found : callable
        Called with each question's name, after each question, and with the number of questions.
    """
    listener = _Listener(started, finished, found)
    # pytest's own words go nowhere: what was found says the same in the words of the checks.
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(
            ["--nbval", "--newscase-work", "--capture=no", f"--rootdir={folder}", "--override-ini=addopts=",
             *_WITHOUT, *options, *map(str, paths)],
            plugins=[nbval.plugin, plugin, listener],
        )  # fmt: skip
    return listener.checked


class _Listener:
    def __init__(self, started, finished, found):
        self.checked: dict[str, Checked] = {}
        self._started, self._finished, self._found = started, finished, found

    def pytest_collection_finish(self, session):
        self._found(len(session.items))

    def pytest_runtest_logstart(self, nodeid, location):
        self._started(nodeid.rpartition("/")[2])

    def pytest_runtest_logreport(self, report):
        # A kernel that cannot start has a report of its own.  How one ends decides nothing.
        if report.when == "teardown" or (report.when == "setup" and not report.failed):
            return
        self._finished()
        path, _, name = report.nodeid.rpartition("::")
        checked = self.checked.setdefault(path, Checked())
        properties = dict(report.user_properties)
        checked.notes += [value for key, value in report.user_properties if key == NOTE]
        if VERDICT in properties:
            checked.verdicts.append(Result.from_json(properties[VERDICT]))
            if properties.get(ERROR):
                checked.errors.add(name)
        elif name == "notebook" or report.longreprtext.startswith(NOT_RUN):
            checked.problem = report.longreprtext
        else:
            checked.verdicts.append(Result(name, Status.NOT_YET, report.longreprtext))
            checked.errors.add(name)
