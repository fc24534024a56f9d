"""Run pytest and nbval over students' notebooks, by themselves, and gather what they find."""

import io
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import nbval.plugin
import pytest

from newscase.course import CourseError
from newscase.pytest_plugin import plugin
from newscase.pytest_plugin.arrange import NotebookResults
from newscase.pytest_plugin.student_notebook import NOT_RUN, StudentNotebook
from newscase.sandbox import limits

_OPTIONS = (
    "--nbval",
    # Nothing outside the course configures the run: no configuration file, no conftest.py, no plugin
    # that happens to be installed.
    f"--config-file={os.devnull}",
    "--noconftest",
    "--disable-plugin-autoload",
    "--rootdir=.",
    "--capture=no",
    # It would write into the current folder.
    "-pno:cacheprovider",
    # Both collect the garbage of the whole process, which takes longer than the rest of pytest's start.
    "-pno:unraisableexception",
    "-pno:threadexception",
)


def check_notebooks(
    folder: Path,
    paths: Iterable[Path],
    *,
    names: Mapping[Path, str] | None = None,
    cell_timeout: float = limits.CELL_TIME,
    notebook_timeout: float | None = None,
    on_start: Callable[[str, int, int], None] = lambda name, index, count: None,
    found: dict[Path, NotebookResults] | None = None,
) -> dict[Path, NotebookResults]:
    """Check students' notebooks by the course in `folder`; return what was found in each, by its path.

    It stands in `found`, if this is given, before the next path is asked for.  `names` are those under which
    files were handed in, where they have others now; it may be filled while the paths come.  Time-outs are in
    seconds.  `on_start` is called before each question with its name, its index, and their number.
    """
    arguments = {"course_folder": folder, "notebook_timeout": notebook_timeout}
    run = _Run(paths, {} if names is None else names, on_start, {} if found is None else found, arguments)
    # What pytest prints is not shown: the results say the same in the words of the checks.
    nowhere = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(nowhere), redirect_stderr(nowhere):
        # By PYTEST_ADDOPTS, PYTEST_PLUGINS and their like others could configure the run.
        for name in [name for name in os.environ if name.startswith("PYTEST_")]:
            patch.delenv(name)
        options = [*_OPTIONS, f"--nbval-cell-timeout={cell_timeout}"]
        code = pytest.main(options, plugins=[nbval.plugin, plugin, run])
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if not run.complete:
        raise CourseError("No notebook was checked: pytest could not run. Install the course again.")
    return run.found


class _Run:
    """The pytest plugin of one run: it collects a notebook, runs it, and goes on to the next."""

    def __init__(self, paths, names, on_start, found, arguments):
        self.found, self.complete = found, False
        self._paths, self._names, self._on_start, self._arguments = paths, names, on_start, arguments

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self):
        """Collect nothing yet, because more paths may only come while the first notebooks run."""
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        """Check one notebook after the other, wherever they lie."""
        for path in self._paths:
            name = self._names.get(path, path.name)
            notebook = StudentNotebook.from_parent(session, path=path, handed_in_as=name, **self._arguments)
            items = [*session.genitems(notebook)]
            for index, item in enumerate(items):
                self._on_start(item.reportinfo()[2], index, len(items))
                following = items[index + 1] if index + 1 < len(items) else None
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            self.found[path] = notebook.found
            if not (notebook.found.results or notebook.found.problem):
                notebook.found.problem = f"{NOT_RUN}: no question of it could be prepared."
        self.complete = True
        return True
