"""A student's exercise under nbval: one test a question, judged by the recorded answers.

nbval compares a notebook with the outputs stored in the same file, so a wrong answer that was run and
saved would be its own reference.  Here the check cells and their passing outputs come from
``answers.json``; of the student's file only the code counts.
"""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from newscase import course
from newscase.checking import answer_key, submission
from newscase.checking.judge import judge
from newscase.checking.result import Result, Status
from newscase.execute import client as kernel
from newscase.execute import forking
from newscase.execute.pool import pool
from newscase.pytest_plugin import arrange, reading
from newscase.pytest_plugin.course_notebook import NotebookProblem
from newscase.sandbox import limits

# The names under which a test's report carries what the command line and the terminal show.
VERDICT = "newscase-verdict"
NOTE = "newscase-note"
ERROR = "newscase-error"
COLD = "newscase-cold"

# How the sentence begins where this computer, and not the student, is to blame.
NOT_RUN = "The notebook could not be run here"

_RESTARTS = 3

_LOST = {
    kernel.TooMuchOutput: "A cell showed far too much and was stopped. Look for a loop that prints.",
    kernel.Silent: "What a cell shows did not arrive. Look for a loop that prints, or for what changes how Python shows things.",
    kernel.Garbled: "A cell changed how Python itself works, so nothing could be read after it. Take that out.",
    limits.TOO_MUCH_MEMORY: (
        f"A cell used more than {limits.MEMORY / 1e9:g} GB of memory and was stopped. Look for what grows without end."
    ),
    limits.TOO_MANY_PROCESSES: (
        f"A cell started more than {limits.PROCESSES} processes and was stopped. Look for what starts them."
    ),
}
_UNREADABLE = "The answer could not be read. Give a plain value."
_DIED = "A cell ended the whole Python process. Look for what ends it."


class StudentNotebook(IPyNbFile):
    """An exercise notebook, in whatever state it is."""

    def setup(self):
        # Beside its own data, or where the data of the course is.
        folder = self.path.parent
        if not (folder.parent / "data").is_dir():
            folder = self.root / "exercises"
        try:
            self.kernel = kernel.start(folder, self.config.option.nbval_kernel_startup_timeout, warm=True)
        except RuntimeError as error:
            problem = f"{NOT_RUN}: {error}"
        else:
            return
        # Outside, so that the sentence does not bring along what led to it.
        pytest.fail(problem, pytrace=False)

    def teardown(self):
        # nbval stops only a kernel that is alive, and leaves the files of one that is not.
        if self.kernel is not None:
            self.kernel.stop()
        pool.rest()

    def collect(self):
        try:
            self.root = Path(self.config.option.newscase_course or course.root(self.path.parent))
            sessions = answer_key.read(self.root)
            notebook = reading.read(self.path)
            stem = arrange.session_of(notebook, self.path.name, sessions)
        except (reading.NotebookError, course.CourseError) as error:
            yield NotebookProblem.from_parent(self, name="notebook", sentence=str(error))
            return
        if forking.why_cold() is None:
            # It imports while pytest is still reading notebooks.
            pool.prepare()
        self.notes = notebook.notes
        self.steps = arrange.arrange(notebook, sessions[stem])
        self.position = 0
        self.ran: list[str] = []
        self.troubles: dict[str, str] = {}
        self.restarts = 0
        self.seconds = 0.0
        for index, step in enumerate(self.steps):
            yield QuestionItem.of(self, index, step)

    def submitted(self, index: int) -> object | None:
        """Run the student's code up to and including step `index`; return the answer, or None without one."""
        answer = None
        while self.position <= index:
            answer = self._step(self.steps[self.position])
            self.position += 1
        return answer or self._ask(self.steps[index].question)

    def _step(self, step: arrange.Step) -> object | None:
        """Run a step's cells; return the answer where the last one brought it along."""
        self.kernel.answer = {}
        for source in step.sources:
            if source is step.sources[-1]:
                # One message less for each question.
                self.kernel.question = submission.source(step.question.expression)
            trouble = self._run(source)
            if trouble:
                # What came first led to the rest.
                self.troubles.setdefault(step.question.number, trouble)
        return self.kernel.answer.get(submission.MIME)

    def _ask(self, question: answer_key.Question) -> object | None:
        if self._out_of_time:
            return None
        try:
            outputs = self.execute(submission.source(question.expression))
        except (kernel.KernelLost, NbCellError) as stop:
            self.troubles.setdefault(question.number, self._stopped(stop))
            return None
        return next(
            (found for output in outputs if (found := output.get("data", {}).get(submission.MIME))), None
        )

    def _run(self, source: str) -> str | None:
        """Run one cell; return what stopped it, in a sentence, or None."""
        if self._out_of_time:
            most = self.config.option.newscase_notebook_timeout
            return f"The notebook ran longer than {most:g} seconds in all and was stopped before this cell. Make it faster."
        try:
            error = _error(self.execute(source))
        except (kernel.KernelLost, NbCellError) as stop:
            return self._stopped(stop)
        if error is None:
            self.ran.append(source)
            return None
        if error.ename == "KeyboardInterrupt" and self.timed_out:
            self.timed_out = False
            return self._too_long()
        self.ran.append(source)
        words = reading.shown(_in_the_cell(error.evalue), 120).rstrip(".")
        what = ": ".join(filter(None, [reading.shown(error.ename, 60), words]))
        return f"A cell stopped with {what}. Mend that cell first."

    def execute(self, source: str) -> list:
        """Run code in the student's kernel through nbval; return the outputs.

        Raises
        ------
        KernelLost
            When the process ended, showed too much, or sent what cannot be read.
        NbCellError
            When the code ran too long and would not be interrupted.
        """
        if not self.kernel.is_alive():
            raise kernel.KernelDied(self.kernel.reason)
        cell = NotebookNode(cell_type="code", source=source, execution_count=None, outputs=[], metadata={})
        run = IPyNbCell.from_parent(
            self, name="cell", cell_num=0, cell=cell,
            options={"check": False, "check_exception": True, "skip": False},
        )  # fmt: skip
        begin = time.monotonic()
        try:
            run.runtest()
        except (kernel.KernelLost, NbCellError):
            raise
        except Exception:
            # nbval trusts the messages of a kernel; a student's code can change them.
            raise kernel.Garbled from None
        finally:
            self.seconds += time.monotonic() - begin
        return run.test_outputs

    def _stopped(self, stop: Exception) -> str:
        """Start a new kernel for the one that a cell cost; say how it did."""
        self._start_again()
        return _lost(stop) or self._too_long()

    def _start_again(self) -> None:
        """Start a new kernel where the last one was lost, with the cells that did not lose it."""
        self.timed_out = False
        self.kernel.stop()
        self.restarts += 1
        if self.restarts > _RESTARTS:
            return
        self.setup()
        for source in self.ran:
            if self._out_of_time:
                return
            try:
                self.execute(source)
            except (kernel.KernelLost, NbCellError):
                return

    @property
    def _out_of_time(self) -> bool:
        most = self.config.option.newscase_notebook_timeout
        return most is not None and self.seconds > most

    def _too_long(self) -> str:
        limit = self.config.option.nbval_cell_timeout
        return f"A cell ran longer than {limit:g} seconds and was stopped. Look for a loop that never ends."


class QuestionItem(IPyNbCell):
    """One question of a student's notebook."""

    @classmethod
    def of(cls, parent: StudentNotebook, index: int, step: arrange.Step) -> "QuestionItem":
        """Return the test of one step; its cell is the recorded check cell with its passing output."""
        question = step.question
        passing = Result(question.number, Status.CORRECT, question.finding).output()
        cell = NotebookNode(
            cell_type="code", source=question.check_source, execution_count=1,
            outputs=[NotebookNode(passing)], metadata={},
        )  # fmt: skip
        item = cls.from_parent(parent, name=question.number, cell_num=index, cell=cell, options={})
        item.step = step
        return item

    def setup(self):
        # nbval would expect every question after a time-out to fail.
        pass

    def runtest(self):
        verdict = self._verdict()
        self.user_properties.append((VERDICT, verdict.to_json()))
        if self.cell_num == 0:
            self.user_properties.extend((NOTE, note) for note in self.parent.notes)
            if reason := forking.why_cold():
                self.user_properties.append((COLD, reason))
        if not self.compare_outputs([NotebookNode(verdict.output())], self.cell.outputs):
            pytest.fail(repr(verdict), pytrace=False)

    def _verdict(self) -> Result:
        question = self.step.question
        submitted = self.parent.submitted(self.cell_num)
        if submitted is not None:
            return _judged(question, submitted)
        self.user_properties.append((ERROR, True))
        return Result(question.number, Status.NOT_YET, self._absent())

    def _absent(self) -> str:
        """Say why the answer is not there."""
        question = self.step.question
        if not self.step.present:
            return (
                "The cells of this question are no longer in the notebook. "
                f"For a blank copy beside yours, run: newscase reset {int(question.number.split('.')[0])}"
            )
        return self.parent.troubles.get(
            question.number,
            f"The name {question.expression} is not set. Put it back into the answer cell, with its own spelling.",
        )

    def repr_failure(self, excinfo):
        return str(excinfo.value)

    def reportinfo(self):
        return self.path, None, f"{self.path.name}::{self.name}"


def _judged(question: answer_key.Question, submitted: object) -> Result:
    try:
        verdict = judge(question, submitted)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        # Only code that imitates HandedIn sends anything that judge cannot read.
        return Result(question.number, Status.NOT_YET, _UNREADABLE)
    if verdict.status == Status.CORRECT:
        return verdict
    # It may name what the student's answer holds, and nothing else.
    return replace(verdict, sentence=reading.shown(verdict.sentence, 600) or _UNREADABLE)


def _lost(stop: Exception) -> str | None:
    """Say how a cell cost its kernel; None where it was only too slow."""
    if isinstance(stop, kernel.KernelDied):
        return _LOST.get(stop.reason, _DIED)
    return _LOST.get(type(stop))


def _error(outputs: list):
    return next((output for output in outputs if output.output_type == "error"), None)


def _in_the_cell(words: str) -> str:
    # IPython names the cell by a file that the student has never seen.
    return re.sub(r"\(\d+\.py, line (\d+)\)", r"(line \1 of the cell)", str(words)[:1000])
