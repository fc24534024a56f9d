"""Lessons and solutions under nbval: every stored output is compared, in a real ipykernel."""

import time
from queue import Empty
from typing import Any

import pytest
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, RunningKernel
from nbval.plugin import IPyNbCell, IPyNbFile

from newscase.pytest_plugin import reading

FIGURE = "application/vnd.plotly.v1+json"

_LOOK_EVERY = 0.5  # seconds between two looks whether the kernel still runs


class CourseKernel(RunningKernel):
    """nbval's kernel, which by itself waits the whole cell timeout for a process that has ended."""

    def get_message(self, stream: str, timeout: float) -> dict:
        """Return the next message, as nbval does; raises `RuntimeError` when the process is gone."""
        end = time.monotonic() + timeout
        while True:
            left = max(0, end - time.monotonic())
            try:
                return super().get_message(stream, min(_LOOK_EVERY, left))
            except Empty:
                if not self.is_alive():
                    raise RuntimeError("The kernel stopped while it was running this cell.") from None
                if left <= _LOOK_EVERY:
                    raise


class CourseNotebook(IPyNbFile):
    """A lesson or a solution: nbval's collector with our kernel and our comparison."""

    def setup(self) -> None:
        """Start a kernel of the Python that runs pytest, whatever kernels are installed here."""
        timeout = self.config.option.nbval_kernel_startup_timeout
        try:
            self.kernel = CourseKernel(CURRENT_ENV_KERNEL_NAME, str(self.path.parent), timeout)
        except Exception as error:
            # Of any type, because nbval also stops a kernel that has not started, which can fail by itself.
            pytest.fail(f"The notebook could not be run: its kernel did not start. {error}", pytrace=False)

    def collect(self):
        """Yield nbval's items as ours; raises CollectError when the file is no notebook."""
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

    def compare_outputs(self, test: list, ref: list, skip_compare: tuple | None = None) -> bool:
        """Compare as nbval does what a reader would see."""
        return super().compare_outputs(comparable(test), comparable(ref), skip_compare)


def comparable(outputs: list) -> list:
    """Return a cell's outputs as nbval's exact comparison is to see them.

    Warnings (everything on stderr) are left out; the numbers of figures compare within 1e-9, relative.
    """
    kept = []
    for output in outputs:
        if FIGURE in (data := output.get("data", {})):
            # Of nbformat's own class, because nbval reads attributes.
            output = type(output)(output, data={**data, FIGURE: _decoded(data[FIGURE])})
        if not (output["output_type"] == "stream" and output["name"] == "stderr"):
            kept.append(output)
    return kept


def _decoded(value: Any) -> Any:
    """Return a part of a figure with its arrays as lists; plotly stores them as base64 text."""
    if isinstance(value, dict) and "bdata" in value:
        from newscase.checking.serialize.figure import unpacked  # which imports numpy and pandas

        value = unpacked(value).tolist()
    if isinstance(value, dict):
        return {key: _decoded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    # Another processor may compute another last digit.
    return pytest.approx(value, rel=1e-9, abs=0, nan_ok=True) if isinstance(value, float) else value
