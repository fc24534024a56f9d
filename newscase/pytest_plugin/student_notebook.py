"""A student's exercise under nbval: one test a question, judged by the recorded answers.

nbval compares a notebook with the outputs stored in the same file, so a wrong answer that was run and
saved would be its own reference.  Here the check cells and their passing outputs come from
``answers.json``; of the student's file only the code counts.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile

from newscase.checking import answer_key
from newscase.checking.judge import judge
from newscase.checking.result import Result, Status
from newscase.course import CourseError
from newscase.pytest_plugin import arrange
from newscase.pytest_plugin.reading import NotebookError, shown
from newscase.pytest_plugin.student_run import NotRun, StudentRun

_UNREADABLE = "The answer could not be read. Give a plain value."


class StudentNotebook(IPyNbFile):
    """An exercise notebook, in whatever state it is.

    Parameters
    ----------
    course_folder : Path
        The course whose recorded answers decide.
    handed_in_as : str
        The name of the file when it was handed in; by default the name that it has.
    notebook_timeout : float or None
        Seconds that all cells may run together.

    Attributes
    ----------
    found : NotebookResults
        Complete when the last of its tests has run.
    run : StudentRun
    """

    def __init__(self, *, course_folder: Path, handed_in_as=None, notebook_timeout=None, **arguments):
        super().__init__(**arguments)
        self.found = arrange.NotebookResults()
        self._course, self._name = course_folder, handed_in_as or self.path.name
        self._timeout = notebook_timeout

    def collect(self):
        """Yield a test for each checked question; raises CollectError when the file cannot be checked."""
        try:
            sessions = answer_key.read(self._course)
            self.found, steps = arrange.read_work(self.path, self._name, sessions)
        except (NotebookError, CourseError) as error:
            self.found.problem = str(error)
            raise self.CollectError(self.found.problem) from None
        # Beside its own data, or where the data of the course is.
        own_data = (self.path.parent.parent / "data").is_dir()
        folder = self.path.parent if own_data else self._course / "exercises"
        self.run = StudentRun(self, steps, folder, self._timeout)
        for index, step in enumerate(steps):
            yield QuestionItem.from_parent(self, cell_num=index, step=step)

    def setup(self):
        """Do nothing; the run starts a worker when it needs one."""

    def teardown(self):
        """Stop the worker, also one that has ended by itself, which nbval would leave."""
        if self.kernel is not None:
            self.kernel.stop()


class QuestionItem(IPyNbCell):
    """One question of a student's notebook; the cell is its recorded check cell with the passing output."""

    def __init__(self, *, step: arrange.Step, **arguments):
        question = step.question
        passing = NotebookNode(Result(question.number, Status.CORRECT, question.finding).output())
        cell = NotebookNode(source=question.check_source, outputs=[passing])
        super().__init__(name=question.number, cell=cell, options={}, **arguments)
        self.step = step

    def setup(self):
        """Do nothing; nbval would expect every question after a timeout to fail."""

    def runtest(self):
        """Run the student's code up to here, judge the answer, and compare with the passing output."""
        found = self.parent.found
        try:
            if not found.problem:
                result = replace(self._result(), code=self.step.own_code)
        except NotRun as error:
            found.problem, found.results = str(error), {}
        if found.problem:
            pytest.fail(found.problem, pytrace=False)
        found.results[result.question] = result
        if not self.compare_outputs([NotebookNode(result.output())], self.cell.outputs):
            pytest.fail(repr(result), pytrace=False)

    def _result(self) -> Result:
        question = self.step.question
        answer, sentence = self.parent.run.answer(self.cell_num)
        if answer is not None:
            return _judged(question, answer)
        if self.step.missing:
            sentence = (
                "The cells of this question are no longer in the notebook. "
                f"For a blank copy beside yours, run: newscase reset {question.number.split('.')[0]}"
            )
        elif not sentence:
            sentence = (
                f"The name {question.expression} is not set. Put it back into the answer cell, "
                "with its own spelling."
            )
        return Result(question.number, Status.NOT_YET, sentence, error=True)

    def repr_failure(self, excinfo):
        """Return the sentence alone."""
        return str(excinfo.value)

    def reportinfo(self):
        """Return where the test is, named by its question."""
        return self.path, None, f"{self.path.name}::{self.name}"


def _judged(question: answer_key.Question, handed_in: object) -> Result:
    try:
        result = judge(question, handed_in)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        # Only code that imitates HandedIn sends anything that judge cannot read.
        return Result(question.number, Status.NOT_YET, _UNREADABLE)
    if result.right:
        return result
    # It may name what the student's answer holds, and nothing else.
    return replace(result, sentence=shown(result.sentence, 600) or _UNREADABLE)
