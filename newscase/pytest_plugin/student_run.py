"""Run a student's code in a worker, step by step, and bring the answers out.

Each cell goes through nbval's own runner.  A cell that costs its worker (an endless loop that cannot be
interrupted, a process that ends, a flood of output) costs its own question: a new worker is started, and
the cells before it are run again.
"""

import contextlib
import time
from pathlib import Path

from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from newscase.execute import client
from newscase.pytest_plugin.arrange import Step
from newscase.pytest_plugin.reading import shown
from newscase.sandbox import limits

# How the sentence begins where this computer, and not the student, is to blame.
NOT_RUN = "The notebook could not be run here"

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


class _TooSlow(client.KernelLost):
    """The cell ran too long and could not be interrupted."""


class StudentRun:
    """The run of one notebook.

    Parameters
    ----------
    notebook : IPyNbFile
        nbval's collector, which holds the kernel that cells run in.
    steps : list of Step
    folder : Path
        The working directory of the student's code.
    notebook_timeout : float or None
        Seconds that all cells may run together.
    """

    def __init__(self, notebook: IPyNbFile, steps: list[Step], folder: Path, notebook_timeout: float | None):
        self._notebook, self._folder, self._notebook_timeout = notebook, folder, notebook_timeout
        self._steps, self._next_step = steps, 0
        self._done: list[str] = []  # cells that did not cost their worker
        self._seconds = 0.0

    def answer(self, index: int) -> tuple[object, str | None]:
        """Run the steps up to one; return its answer and, in a sentence, what went wrong first in it.

        The answer is JSON of any shape, not validated; None where there is none.  Raises `NotRun` when no
        worker can be started.
        """
        if self._notebook.kernel is None:
            self._start()
        answer = None, None
        for step in self._steps[self._next_step : index + 1]:
            self._next_step += 1
            answer = self._answer(step)
        return answer

    def _answer(self, step: Step) -> tuple[object, str | None]:
        trouble = None
        for index, source in enumerate((*step.sources, ""), 1):
            # The last cell brings the answer along; only where it did not, an empty one asks for it again.
            question = step.question.expression if index >= len(step.sources) else None
            answer, stopped = self._run(source, question)
            trouble = trouble or stopped
            if answer is not None:
                break
        return answer, trouble

    def _run(self, source: str, question: str | None) -> tuple[object, str | None]:
        """Run one cell; return the answer to `question`, and what stopped the cell, in a sentence."""
        if self._out_of_time:
            return None, (
                f"The notebook ran longer than {self._notebook_timeout:g} seconds in all "
                "and was stopped before this cell. Make it faster."
            )
        limit = self._notebook.config.option.nbval_cell_timeout
        too_long = (
            f"A cell ran longer than {limit:g} seconds and was stopped. Look for a loop that never ends."
        )
        try:
            outputs = self._execute(source, question)
        except _TooSlow:
            self._start()
            return None, too_long
        except client.KernelLost as lost:
            self._start()
            return None, _LOST.get(getattr(lost, "reason", type(lost)), _DIED)
        answer = self._notebook.kernel.answer
        error = next((output for output in outputs if output.output_type == "error"), None)
        if error and error.ename == "KeyboardInterrupt" and self._notebook.timed_out:
            self._notebook.timed_out = False
            return answer, too_long
        self._done.append(source)
        if error is None:
            return answer, None
        what = ": ".join(filter(None, [shown(error.ename, 60), shown(error.evalue, 120).rstrip(".")]))
        return answer, f"A cell stopped with {what}. Mend that cell first."

    def _execute(self, source: str, question: str | None = None) -> list[NotebookNode]:
        """Run code through nbval, with a question whose answer the kernel keeps; return the outputs.

        Raises `KernelLost` when the worker cannot be used any more.
        """
        kernel = self._notebook.kernel
        if not kernel.is_alive():
            raise client.KernelDied(kernel.reason)
        kernel.question = question
        cell = NotebookNode(source=source, execution_count=None, outputs=[])
        options = {"check": False, "check_exception": True, "skip": False}
        run = IPyNbCell.from_parent(self._notebook, name="cell", cell_num=0, cell=cell, options=options)
        begin = time.monotonic()
        try:
            run.runtest()
        except NbCellError:
            raise _TooSlow from None
        finally:
            self._seconds += time.monotonic() - begin
        return run.test_outputs

    def _start(self) -> None:
        """Start a worker, in place of one that a cell cost, and run again the cells that did not."""
        if self._notebook.kernel is not None:
            self._notebook.kernel.stop()
        self._notebook.timed_out = False
        timeout = self._notebook.config.option.nbval_kernel_startup_timeout
        try:
            self._notebook.kernel = client.start(self._folder, timeout)
        except RuntimeError as error:
            raise NotRun(f"{NOT_RUN}: {error}") from None
        with contextlib.suppress(client.KernelLost):
            for source in self._done:
                if not self._out_of_time:
                    self._execute(source)

    @property
    def _out_of_time(self) -> bool:
        return self._notebook_timeout is not None and self._seconds > self._notebook_timeout
