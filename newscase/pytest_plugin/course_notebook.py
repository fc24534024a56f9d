"""Lessons and solutions under nbval: every stored output is compared."""

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from newscase.execute import client as kernel
from newscase.pytest_plugin import reading
from newscase.pytest_plugin.stored_outputs import settle


class CourseNotebook(IPyNbFile):
    """A lesson or a solution; nbval's collector with our kernel and our comparison."""

    def setup(self):
        # Cold: what a reader sees must not need anything that a warm kernel has imported.
        self.kernel = kernel.start(self.path.parent, self.config.option.nbval_kernel_startup_timeout)
        self.setup_sanitize_files()

    def collect(self):
        try:
            reading.read(self.path)
        except reading.NotebookError as error:
            yield NotebookProblem.from_parent(self, name="notebook", sentence=str(error))
            return
        for item in super().collect():
            yield CourseCell.from_parent(
                self, name=item.name, cell_num=item.cell_num, cell=item.cell, options=item.options
            )


class CourseCell(IPyNbCell):
    """A cell whose warnings decide nothing and whose figures compare as numbers."""

    def compare_outputs(self, test, ref, skip_compare=None):
        return super().compare_outputs(*settle(test, ref), skip_compare)

    def runtest(self):
        try:
            super().runtest()
        except kernel.KernelLost as lost:
            self.raise_cell_error(f"The kernel was lost while running this cell: {type(lost).__name__}")

    def setup(self):
        if not self.parent.kernel.is_alive():
            pytest.fail("The kernel stopped in an earlier cell.", pytrace=False)
        super().setup()


class NotebookProblem(pytest.Item):
    """A file that cannot be checked; its one test says why in a sentence."""

    def __init__(self, *, sentence, **arguments):
        super().__init__(**arguments)
        self.sentence = sentence

    def setup(self):
        # nbval's collector would start a kernel in its own setup; there is nothing to run here.
        pass

    def runtest(self):
        pytest.fail(self.sentence, pytrace=False)

    def repr_failure(self, excinfo):
        return str(excinfo.value)

    def reportinfo(self):
        return self.path, None, self.path.name
