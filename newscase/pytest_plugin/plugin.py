"""The pytest plugin: nbval for a course.

A notebook in ``notebooks/`` or ``solutions/`` is compared with its stored outputs.  Any other notebook
of the course is a student's work and is judged by ``exercises/answers.json``.
"""

import pytest

from newscase import course
from newscase.pytest_plugin.course_notebook import CourseNotebook
from newscase.pytest_plugin.student_notebook import StudentNotebook
from newscase.sandbox import limits

_NBVAL_TIMEOUT = 2000  # nbval's own default, far too long for a class


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config):
    """Let pytest-xdist give whole notebooks to its workers, because the cells of one need each other."""
    # A wrapper runs before xdist's own hook, which would choose to spread the tests of a file.
    if config.getoption("numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadfile"
    return (yield)


def pytest_configure(config):
    """Set the cell timeout, and what a file that cannot be read costs."""
    # Without nbval, as with -p no:nbval, there are no such options.
    if config.getoption("nbval", False) or config.getoption("nbval_lax", False):
        # A file that cannot be read is reported, and the others are checked.
        config.option.continue_on_collection_errors = True
        if config.option.nbval_cell_timeout == _NBVAL_TIMEOUT:
            config.option.nbval_cell_timeout = limits.CELL_TIME


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Take a notebook of the course over from nbval."""
    collected = yield
    if file_path.suffix != ".ipynb" or not any(collected):
        return collected
    try:
        folder = course.root(file_path.parent)
    except course.CourseError:
        return collected
    if folder not in file_path.parents:
        return collected
    if file_path.parent in (folder / "notebooks", folder / "solutions"):
        return [CourseNotebook.from_parent(parent, path=file_path)]
    return [StudentNotebook.from_parent(parent, path=file_path, course_folder=folder)]
