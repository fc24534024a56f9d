"""A student's exercise under nbval: one test a question, judged by the recorded answers.

nbval compares a notebook with the outputs stored in the same file, so a wrong answer that was run and
saved would be its own reference.  Here the check cells and their passing outputs come from ``answers.json``,
and only the student's code counts.  A cell that costs its worker costs its own question: a new one goes on.
"""

import contextlib
import json
import math
import time
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from newscase.checking import answer_key
from newscase.checking.judge import judge
from newscase.checking.result import Result, Status
from newscase.course import CourseError
from newscase.execute import worker_kernel
from newscase.execute.worker_kernel import KernelLost, ServerLost
from newscase.pytest_plugin import arrange
from newscase.pytest_plugin.reading import NotebookError, shown

# How the sentence begins where this computer, and not the student, is to blame.
NOT_RUN = "The notebook could not be run here"

_UNREADABLE = "The answer could not be read. Give a plain value."
_TOO_MUCH = "The answer holds far more than was asked for. Give only that."
# Letters of an answer as JSON.  The longest known mistake has 57,000; to judge more would take its time.
LONGEST = 100_000


class StudentNotebook(IPyNbFile):
    """An exercise notebook, in whatever state it is; `found` is complete when its last test has run.

    The recorded answers of `course_folder` decide; sentences call the file `handed_in_as`; all cells
    together may run for `notebook_timeout` seconds.
    """

    def __init__(self, *, course_folder: Path, handed_in_as=None, notebook_timeout=None, **arguments):
        super().__init__(**arguments)
        self.found = arrange.NotebookResults()
        self._course, self._name = course_folder, handed_in_as or self.path.name
        self._timeout, self._seconds = notebook_timeout or math.inf, 0.0
        self._steps: list[arrange.Step] = []  # those that have not run
        self._done: list[str] = []  # cells that have run and did not cost their worker

    def collect(self):
        """Yield a test for each checked question; raises CollectError when the file cannot be checked."""
        try:
            sessions = answer_key.read(self._course)
            self.found, steps = arrange.read_work(self.path, self._name, sessions)
        except (NotebookError, CourseError) as error:
            self.found.problem = str(error)
            raise self.CollectError(self.found.problem) from None
        self._steps += steps
        for index, step in enumerate(steps):
            yield QuestionItem.from_parent(self, cell_num=index, step=step)

    def setup(self):
        """Do nothing; the first cell starts a worker."""

    def teardown(self):
        """Stop the worker, also one that has ended by itself, which nbval would leave."""
        if self.kernel is not None:
            self.kernel.stop()

    def answer(self, wanted: arrange.Step) -> tuple[object, str | None]:
        """Run the steps up to one; return its answer, JSON of any shape or None, and its first trouble."""
        if self.kernel is None:
            self._start()
        answer = trouble = None
        while wanted in self._steps:
            step = self._steps.pop(0)
            answer = trouble = None
            for index, code in enumerate((*step.cells, arrange.Code(("",))), 1):
                # The last cell brings the answer along; where it did not, an empty one asks for it again.
                question = step.question.expression if index >= len(step.cells) else None
                answer, stopped = self._run_code(code, question)
                trouble = trouble or stopped
                if answer is not None:
                    break
        return answer, trouble

    def _run_code(self, code: arrange.Code, question: str | None) -> tuple[object, str | None]:
        """Run a cell in its first version that does not stop; return as `_run` does for the first."""
        trouble = None
        for version in code.versions:
            answer, stopped = self._run(version, question)
            trouble = trouble or stopped
            if stopped is None:
                break
        else:
            return answer, trouble if code.own else None
        if trouble or not code.own:
            ran, own = (shown(one.strip().split("\n", 1)[0], 60) for one in (version, code.versions[0]))
            instead = f"or was gone, so this ran in its place: {ran}"
            self.found.notes.append(f"A cell stopped {instead if ran else f'and was left out: {own}'}")
        # A line that was left out may be the one that sets the answer.
        return answer, trouble if question else None

    def _run(self, source: str, question: str | None, again: bool = True) -> tuple[object, str | None]:
        """Run one cell; return the answer to `question`, and what stopped the cell, in a sentence.

        It runs `again` where another notebook may have stopped it.
        """
        if self._seconds > self._timeout:
            return None, (
                f"The notebook ran longer than {self._timeout:g} seconds in all "
                "and was stopped before this cell. Make it faster."
            )
        try:
            outputs = self._execute(source, question)
        except KernelLost as lost:
            self._start()
            if again and isinstance(lost, ServerLost):
                return self._run(source, question, again=False)
            return None, str(lost)
        error = next((output for output in outputs if output.output_type == "error"), None)
        if error and error.ename == "KeyboardInterrupt" and self.timed_out:
            self.timed_out = False
            return self.kernel.answer, self._too_long
        self._done.append(source)
        if error is None:
            return self.kernel.answer, None
        what = ": ".join(filter(None, [shown(error.ename, 60), shown(error.evalue, 120).rstrip(".")]))
        return self.kernel.answer, f"A cell stopped with {what}. Mend that cell first."

    def _execute(self, source: str, question: str | None = None) -> list[NotebookNode]:
        """Run code through nbval; return the outputs, or raise `KernelLost`.  The kernel keeps the answer."""
        self.kernel.question = question
        cell = NotebookNode(source=source, execution_count=None, outputs=[])
        options = {"check": False, "check_exception": True, "skip": False}
        run = IPyNbCell.from_parent(self, name="cell", cell_num=0, cell=cell, options=options)
        begin = time.monotonic()
        try:
            run.runtest()
        except NbCellError:
            raise KernelLost(self._too_long) from None
        except RuntimeError:
            # What nbval says of a kernel that has ended before the cell.
            raise self.kernel.ended() from None
        finally:
            self._seconds += time.monotonic() - begin
        return run.test_outputs

    def _start(self) -> None:
        """Start a worker, in place of one that a cell cost, and run again the cells that did not."""
        if self.kernel is not None:
            self.kernel.stop()
        self.timed_out = False
        # Where ../data is.
        own_data = (self.path.parent.parent / "data").is_dir()
        folder = self.path.parent if own_data else self._course / "exercises"
        begin = time.monotonic()
        try:
            self.kernel = worker_kernel.start(folder, self.config.option.nbval_kernel_startup_timeout)
        except RuntimeError as error:
            self.found.problem, self.found.results = f"{NOT_RUN}: {error}", {}
            pytest.fail(self.found.problem, pytrace=False)
        # Counted, so that a notebook cannot cost one worker after another without end.
        self._seconds += time.monotonic() - begin
        with contextlib.suppress(KernelLost):
            for source in self._done:
                if self._seconds <= self._timeout:
                    self._execute(source)

    @property
    def _too_long(self) -> str:
        limit = self.config.option.nbval_cell_timeout
        return f"A cell ran longer than {limit:g} seconds and was stopped. Look for a loop that never ends."


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
        if found.problem:
            pytest.fail(found.problem, pytrace=False)
        result = replace(self._result(), code=self.step.own_code)
        found.results[result.question] = result
        if not self.compare_outputs([NotebookNode(result.output())], self.cell.outputs):
            pytest.fail(repr(result), pytrace=False)

    def _result(self) -> Result:
        question = self.step.question
        answer, sentence = self.parent.answer(self.step)
        if answer is not None:
            if len(json.dumps(answer)) > LONGEST:
                return Result(question.number, Status.NOT_YET, _TOO_MUCH)
            try:
                result = judge(question, answer)
            except Exception:
                # A value that nobody has foreseen costs its own question and no other.
                return Result(question.number, Status.NOT_YET, _UNREADABLE)
            if not result.right:
                # It may name what the student's answer holds, and nothing else.
                result = replace(result, sentence=shown(result.sentence, 600) or _UNREADABLE)
            return result
        if self.step.missing:
            session = question.number.split(".")[0]
            again = f"For a blank copy beside yours, run: newscase reset {session}"
            if session == "0":  # its questions are in the lesson
                again = "Copy notebooks/00-start-here.ipynb from the course again."
            sentence = f"The cells of this question are no longer in the notebook. {again}"
        elif self.step.text:
            sentence = "The answer cell is text. Make it a code cell again (the menu above says Markdown)."
        elif not sentence:
            what = "The name" if question.expression.isidentifier() else "A name in"
            advice = "is not set. Put it back into the answer cell, with its own spelling."
            sentence = f"{what} {question.expression} {advice}"
        return Result(question.number, Status.NOT_YET, sentence, error=True)

    def repr_failure(self, excinfo):
        """Return the sentence alone."""
        return str(excinfo.value)

    def reportinfo(self):
        """Return where the test is, named by its question."""
        return self.path, None, f"{self.path.name}::{self.name}"
