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

_OPTIONS = (
    "--nbval",
    # Nothing outside the course configures the run: no configuration file, no conftest.py, no plugin
    # that happens to be installed.
    f"--config-file={os.devnull}",
    "--noconftest",
    "--disable-plugin-autoload",
    "--rootdir=.",
    "--confcutdir=.",
    # _Run puts the notebooks in its place: in arguments pytest takes [ and :: for parts of a test's name.
    ".",
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
    cell_timeout: float = plugin.CELL_TIMEOUT,
    notebook_timeout: float | None = None,
    on_start: Callable[[str, int, int], None] = lambda name, index, count: None,
) -> dict[Path, NotebookResults]:
    """Check students' notebooks; return what was found in each, in the order of `paths`.

    The recorded answers of the course in `folder` decide.  `names` are those under which files were handed
    in, where they have others now.  A cell, and all cells of a notebook, may run for so many seconds.
    `on_start` is called before each question with its name, its index, and the number of all questions.
    Only one call at a time is possible in a process.  Raises `CourseError` when pytest could not run.
    """
    given = {path: (names or {}).get(path, path.name) for path in paths}
    run = _Run(given, on_start, course_folder=folder, notebook_timeout=notebook_timeout)
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
    if len(run.notebooks) < len(given) or code == pytest.ExitCode.INTERNAL_ERROR:
        raise CourseError("No notebook was checked: pytest could not run. Install the course again.")
    found = {notebook.path: notebook.found for notebook in run.notebooks}
    for one in found.values():
        if not one.results and not one.problem:
            one.problem = f"{NOT_RUN}: no question of it could be prepared."
    return found


class _Run:
    """The pytest plugin of one run: it collects the notebooks and tells how far it is."""

    def __init__(self, paths, on_start, **arguments):
        self.notebooks: list[StudentNotebook] = []
        self._paths, self._on_start, self._arguments = paths, on_start, arguments

    @pytest.hookimpl(tryfirst=True)
    def pytest_collect_directory(self, path, parent):
        directory = pytest.Dir.from_parent(parent, path=path)
        self.notebooks = [
            StudentNotebook.from_parent(directory, path=path, handed_in_as=name, **self._arguments)
            for path, name in self._paths.items()
        ]
        # They are its children, wherever they lie.
        directory.collect = lambda: self.notebooks
        return directory

    def pytest_runtest_protocol(self, item):
        items = item.session.items
        self._on_start(item.reportinfo()[2], items.index(item), len(items))
