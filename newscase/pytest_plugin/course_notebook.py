"""Lessons and solutions under nbval: every stored output is compared, in a real ipykernel."""

import math
import time
from queue import Empty

import pytest
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, RunningKernel
from nbval.plugin import IPyNbCell, IPyNbFile

from newscase.pytest_plugin import reading
from newscase.pytest_plugin.stored_outputs import settle

_LOOK_EVERY = 0.5  # seconds between two looks whether the kernel still runs


class KernelEnded(RuntimeError):
    """The kernel's process has ended while a message of it was waited for."""


class CourseKernel(RunningKernel):
    """nbval's kernel, except that waiting for a message ends when the kernel's process does.

    nbval by itself waits the whole cell timeout for a kernel that is no longer there.
    """

    def get_message(self, stream, timeout=None):
        """Return the next message, as nbval does; raises `KernelEnded` when the process is gone."""
        end = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            left = max(0, end - time.monotonic())
            try:
                return super().get_message(stream, min(_LOOK_EVERY, left))
            except Empty:
                if not self.is_alive():
                    raise KernelEnded("The kernel ended.") from None
                if left <= _LOOK_EVERY:
                    raise

    def stop(self):
        """Stop the kernel and remove its files; a second call does nothing."""
        # As nbval's is_alive does: it deletes the manager when it stops.
        if hasattr(self, "km"):
            super().stop()


class CourseNotebook(IPyNbFile):
    """A lesson or a solution; nbval's collector with our comparison."""

    def setup(self):
        """Start a kernel of the Python that runs pytest, whatever kernels are installed here."""
        timeout = self.config.option.nbval_kernel_startup_timeout
        try:
            self.kernel = CourseKernel(CURRENT_ENV_KERNEL_NAME, str(self.path.parent), timeout)
        except Exception as error:
            # Of any type, because nbval also stops a kernel that has not started, which can fail by itself.
            problem = f"The notebook could not be run: its kernel did not start. {error}"
            raise pytest.fail.Exception(problem, pytrace=False) from None
        self.setup_sanitize_files()

    def teardown(self):
        """Stop the kernel; nbval leaves the files of one that has ended by itself."""
        if self.kernel is not None:
            self.kernel.stop()

    def collect(self):
        """Yield nbval's items as ours."""
        try:
            reading.read(self.path)
        except reading.NotebookError as error:
            raise self.CollectError(str(error)) from None
        for item in super().collect():
            yield CourseCell.from_parent(
                self, name=item.name, cell_num=item.cell_num, cell=item.cell, options=item.options
            )


class CourseCell(IPyNbCell):
    """A cell whose warnings decide nothing and whose figures compare as numbers."""

    def compare_outputs(self, test, ref, skip_compare=None):
        """Compare as nbval does, what a reader would see."""
        return super().compare_outputs(*settle(test, ref), skip_compare)

    def setup(self):
        """Fail at once where an earlier cell has ended the kernel."""
        if not self.parent.kernel.is_alive():
            pytest.fail("The kernel stopped in an earlier cell.", pytrace=False)
        super().setup()

    def runtest(self):
        """Run the cell as nbval does."""
        try:
            super().runtest()
        except KernelEnded:
            self.raise_cell_error("The kernel stopped while it was running this cell.")
