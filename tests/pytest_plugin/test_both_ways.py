"""A blank exercise and a solved one are told the same by workers of either kind and in a real ipykernel."""

import shutil

import hand_ins
import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from newscase import course as courses
from newscase.checking.result import Status
from newscase.execute.fork_client import fork_server
from newscase.pytest_plugin.run import check_notebooks

STEMS = courses.SESSIONS[1:]


def by_workers(root, paths):
    """Return {session: {question: result as the check cell shows it}}."""
    return {
        one.session: {
            number: repr(result)
            for number, result in one.results.items()
            if result.status is not Status.WRITTEN
        }
        for one in check_notebooks(root, paths).values()
    }


@pytest.fixture(scope="module")
def places(root, tmp_path_factory):
    """The folders of the blank exercises and of those with the solutions' answers."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "data", folder / "data")
    for place in ("blank", "exercises"):
        (folder / place).mkdir()
    shutil.copy(root / "exercises" / "answers.json", folder / "exercises")
    for stem in STEMS:
        shutil.copy(root / "exercises" / f"{stem}.ipynb", folder / "blank")
        (folder / "exercises" / f"{stem}.ipynb").write_bytes(hand_ins.content(hand_ins.solved(root, stem)))
    return folder / "blank", folder / "exercises"


@pytest.fixture(scope="module")
def by_ipykernel(places):
    """Run a notebook in the one ipykernel of all tests, without the names of the one before.

    Return what its checks show.
    """
    kernel = KernelManager()

    def run(path):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.insert(0, nbformat.v4.new_code_cell("%reset -f"))
        NotebookClient(notebook, km=kernel, resources={"metadata": {"path": str(places[1])}}).execute()
        return {
            cell.id.removeprefix("check-").replace("-", "."): cell.outputs[-1].data["text/plain"]
            for cell in notebook.cells
            if cell.id.startswith("check-")
        }

    yield run
    kernel.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def found(root, places):
    """What forked workers find in the blank exercises, and they and fresh ones in the solved ones."""
    blank, solved = (sorted(place.glob("*.ipynb")) for place in places)
    forked = by_workers(root, blank), by_workers(root, solved)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fork_server, "disabled", "for this test")
        return *forked, by_workers(root, solved)


@pytest.mark.parametrize("stem", STEMS)
def test_both_ways_find_the_same_and_a_solution_is_right_where_a_blank_is_not(
    places, found, by_ipykernel, stem
):
    (blank, solved), (of_blank, forked, fresh) = places, found
    shown = by_ipykernel(blank / f"{stem}.ipynb")
    assert len(shown) >= 5
    assert all(" · Not answered yet. " in result for result in shown.values()), shown
    assert of_blank[stem] == shown
    shown = by_ipykernel(solved / f"{stem}.ipynb")
    assert all(" · Correct. " in result for result in shown.values()), shown
    assert forked[stem] == fresh[stem] == shown
