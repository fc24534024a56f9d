"""The pytest plugin: nbval for a course.

A notebook in ``notebooks/`` or ``solutions/`` is compared with its stored outputs.  Any other notebook
of the course is a student's work and is judged by ``exercises/answers.json``.
"""

from newscase.execute import imports

# Before anything that imports it together with all that it does not need, more than a second.
imports.import_nbformat()

import pytest

from newscase import course
from newscase.execute import forking
from newscase.pytest_plugin import student_notebook
from newscase.pytest_plugin.course_notebook import CourseNotebook
from newscase.pytest_plugin.student_notebook import StudentNotebook

_TIMEOUT = 60.0  # seconds a cell may run
_NBVAL_TIMEOUT = 2000  # nbval's own default, far too long for a class


def pytest_addoption(parser):
    group = parser.getgroup("nbval")
    group.addoption(
        "--newscase-work",
        action="store_true",
        help="Check notebooks outside the course folder as students' work, too.",
    )
    group.addoption(
        "--newscase-course",
        metavar="FOLDER",
        help="The course whose answers decide, for students' notebooks that lie elsewhere.",
    )
    group.addoption(
        "--newscase-notebook-timeout",
        type=float,
        metavar="SECONDS",
        help="How long all cells of a student's notebook may run together; by default there is no such limit.",
    )
    group.addoption(
        "--newscase-cold",
        action="store_true",
        help="Start every kernel by itself instead of forking it from one that has imported the libraries.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    # Workers take whole notebooks: the cells of one share a kernel.
    if config.getoption("numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadfile"


def pytest_configure(config):
    if getattr(config.option, "nbval_cell_timeout", None) == _NBVAL_TIMEOUT:
        config.option.nbval_cell_timeout = _TIMEOUT
    config.add_cleanup(forking.allow)
    if config.option.newscase_cold:
        forking.forbid("Kernels start one by one, because of the option --newscase-cold.")


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    collected = yield
    if file_path.suffix != ".ipynb" or not any(collected):
        return collected
    try:
        folder = course.root(file_path.parent)
    except course.CourseError:
        return collected
    if folder not in file_path.parents and not parent.config.option.newscase_work:
        return collected
    if file_path.parent in (folder / "notebooks", folder / "solutions"):
        return [CourseNotebook.from_parent(parent, path=file_path)]
    return [StudentNotebook.from_parent(parent, path=file_path)]


def pytest_terminal_summary(terminalreporter):
    notes = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name in (student_notebook.NOTE, student_notebook.COLD)
    ]
    if notes:
        terminalreporter.section("notes")
        for note in dict.fromkeys(notes):
            terminalreporter.line(note)
