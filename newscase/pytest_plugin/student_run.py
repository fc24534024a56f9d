"""Run a student's code in a worker, step by step, and bring the answers out.

Each cell goes through nbval's own runner.  A cell that costs its worker (an endless loop that cannot be
interrupted, a process that ends, a flood of output) costs its own question: a new worker is started, and
the cells before it are run again.
"""

import time
from pathlib import Path

from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from newscase.execute import client
from newscase.pytest_plugin import reading
from newscase.pytest_plugin.arrange import Step
from newscase.sandbox import limits

# How the sentence begins where this computer, and not the student, is to blame.
NOT_RUN = "The notebook could not be run here"

_RESTARTS = 3

_LOST = {
    client.TooMuchOutput: "A cell showed far too much and was stopped. Look for a loop that prints.",
    client.Garbled: (
        "A cell changed how Python itself works, so nothing could be read after it. Take that out."
    ),
    limits.TOO_MUCH_MEMORY: (
        f"A cell used more than {limits.MEMORY / 1e9:g} GB of memory and was stopped. "
        "Look for what grows without end."
    ),
    limits.TOO_MANY_PROCESSES: (
        f"A cell started more than {limits.PROCESSES} processes and was stopped. Look for what starts them."
    ),
}
_DIED = "A cell ended the whole Python process. Look for what ends it."


class NotRun(Exception):
    """The notebook cannot be run on this computer; the text is one sentence that says why."""


class StudentRun:
    """The run of one notebook.

    Parameters
    ----------
    notebook : IPyNbFile
        nbval's collector, which holds the kernel that cells run in.
    folder : Path
        The working directory of the student's code.
    notebook_timeout : float or None
        Seconds that all cells may run together.

    Attributes
    ----------
    troubles : dict of str to str
        By question, in a sentence, what went wrong first in its cells.
    """

    def __init__(self, notebook: IPyNbFile, folder: Path, notebook_timeout: float | None):
        self.troubles: dict[str, str] = {}
        self._notebook = notebook
        self._folder = folder
        self._notebook_timeout = notebook_timeout
        self._done: list[str] = []  # cells that did not cost their worker
        self._restarts = 0
        self._seconds = 0.0

    def answer(self, step: Step) -> object | None:
        """Run the code of a step; return the JSON that was handed in, not validated, or None.

        Raises
        ------
        NotRun
            When no worker can be started.
        """
        if self._notebook.kernel is None:
            self._start()
        answer = None
        for index, source in enumerate(step.sources, 1):
            if index == len(step.sources):
                # The answer comes with the end of the last cell: one message less for each question.
                self._notebook.kernel.question = step.question.expression
            if trouble := self._run(source):
                # What came first led to the rest.
                self.troubles.setdefault(step.question.number, trouble)
            answer = self._notebook.kernel.answer
        return answer or self._ask(step)

    def _ask(self, step: Step) -> object | None:
        """Ask for the answer alone, where the step's last cell did not bring it along."""
        if self._out_of_time:
            return None
        try:
            self._notebook.kernel.question = step.question.expression
            self._execute("")
        except (client.KernelLost, NbCellError) as stop:
            self.troubles.setdefault(step.question.number, self._stopped(stop))
            return None
        return self._notebook.kernel.answer

    def _run(self, source: str) -> str | None:
        """Run one cell; return what stopped it, in a sentence, or None."""
        if self._out_of_time:
            return (
                f"The notebook ran longer than {self._notebook_timeout:g} seconds in all "
                "and was stopped before this cell. Make it faster."
            )
        try:
            outputs = self._execute(source)
        except (client.KernelLost, NbCellError) as stop:
            return self._stopped(stop)
        error = next((output for output in outputs if output.output_type == "error"), None)
        if error and error.ename == "KeyboardInterrupt" and self._notebook.timed_out:
            self._notebook.timed_out = False
            return self._too_long()
        self._done.append(source)
        if error is None:
            return None
        words = reading.shown(error.evalue, 120).rstrip(".")
        what = ": ".join(filter(None, [reading.shown(error.ename, 60), words]))
        return f"A cell stopped with {what}. Mend that cell first."

    def _execute(self, source: str) -> list[NotebookNode]:
        """Run code through nbval; return the outputs.

        Raises
        ------
        KernelLost
            When the process ended, showed too much, or sent what cannot be read.
        NbCellError
            When the code ran too long and would not be interrupted.
        """
        kernel = self._notebook.kernel
        if not kernel.is_alive():
            raise client.KernelDied(kernel.reason)
        cell = NotebookNode(cell_type="code", source=source, execution_count=None, outputs=[], metadata={})
        options = {"check": False, "check_exception": True, "skip": False}
        run = IPyNbCell.from_parent(self._notebook, name="cell", cell_num=0, cell=cell, options=options)
        begin = time.monotonic()
        try:
            run.runtest()
        except (client.KernelLost, NbCellError):
            raise
        except Exception:
            # nbval trusts the messages of a kernel; a student's code can change them.
            raise client.Garbled from None
        finally:
            self._seconds += time.monotonic() - begin
        return run.test_outputs

    def _stopped(self, stop: Exception) -> str:
        """Start a new worker for the one that a cell cost; say how it did."""
        self._notebook.timed_out = False
        self._notebook.kernel.stop()
        self._restarts += 1
        if self._restarts <= _RESTARTS:
            self._start()
        if isinstance(stop, client.KernelDied):
            return _LOST.get(stop.reason, _DIED)
        return _LOST.get(type(stop)) or self._too_long()

    def _start(self) -> None:
        """Start a worker, with the cells that did not cost an earlier one."""
        timeout = self._notebook.config.option.nbval_kernel_startup_timeout
        try:
            self._notebook.kernel = client.start(self._folder, timeout)
        except RuntimeError as error:
            raise NotRun(f"{NOT_RUN}: {error}") from None
        for source in self._done:
            if self._out_of_time:
                return
            try:
                self._execute(source)
            except (client.KernelLost, NbCellError):
                return

    @property
    def _out_of_time(self) -> bool:
        return self._notebook_timeout is not None and self._seconds > self._notebook_timeout

    def _too_long(self) -> str:
        limit = self._notebook.config.option.nbval_cell_timeout
        return f"A cell ran longer than {limit:g} seconds and was stopped. Look for a loop that never ends."
