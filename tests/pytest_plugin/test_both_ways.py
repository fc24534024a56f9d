"""Every solution is right as a student's work, in a worker of either kind and in a real ipykernel."""

import shutil

import hand_ins
import nbformat
import pytest
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
        for one in check_notebooks(root, paths.values()).values()
    }


@pytest.fixture(scope="module")
def solved(root, tmp_path_factory):
    """The exercises with the solutions' answers, what forked workers find in them, and what fresh ones do."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "data", folder / "data")
    paths = {stem: folder / "exercises" / f"{stem}.ipynb" for stem in STEMS}
    (folder / "exercises").mkdir()
    shutil.copy(root / "exercises" / "answers.json", folder / "exercises")
    for stem, path in paths.items():
        path.write_bytes(hand_ins.content(hand_ins.solved(root, stem)))
    forked = by_workers(root, paths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fork_server, "disabled", "for this test")
        return paths, forked, by_workers(root, paths)


@pytest.mark.parametrize("stem", STEMS)
def test_both_ways_find_the_same_and_all_is_right(solved, stem):
    paths, forked, fresh = solved
    notebook = nbformat.read(paths[stem], as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(paths[stem].parent)}}).execute()
    shown = {
        cell.id.removeprefix("check-").replace("-", "."): cell.outputs[-1].data["text/plain"]
        for cell in notebook.cells
        if cell.id.startswith("check-")
    }
    assert shown
    assert all(" · Correct. " in result for result in shown.values())
    assert forked[stem] == fresh[stem] == shown
