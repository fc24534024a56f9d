"""Every solution is right as a student's work, in a worker of either kind and in a real ipykernel."""

import json
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from newscase import course as courses
from newscase.checking.result import Status
from newscase.execute import forking
from newscase.pytest_plugin.run import check_notebooks

STEMS = courses.SESSIONS[1:]


@pytest.fixture(scope="module")
def handed_in(root, tmp_path_factory):
    """The exercises with the answers of the solutions, beside the data: {stem: path}."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "data", folder / "data")
    (folder / "exercises").mkdir()
    shutil.copy(root / "exercises" / "answers.json", folder / "exercises")
    paths = {}
    for stem in STEMS:
        exercise, solution = (
            json.loads((root / where / f"{stem}.ipynb").read_text(encoding="utf-8"))
            for where in ("exercises", "solutions")
        )
        answers = {cell["id"]: cell for cell in solution["cells"] if cell["id"].startswith("answer-")}
        for cell in exercise["cells"]:
            cell["source"] = answers.get(cell["id"], cell)["source"]
        paths[stem] = folder / "exercises" / f"{stem}.ipynb"
        paths[stem].write_text(json.dumps(exercise), encoding="utf-8")
    return paths


def by_workers(root, paths):
    """Return {stem: {question: result as the check cell shows it}}."""
    found = check_notebooks(root, paths.values())
    return {
        path.stem: {
            number: repr(result)
            for number, result in one.results.items()
            if result.status is not Status.WRITTEN
        }
        for path, one in found.items()
    }


@pytest.fixture(scope="module")
def forked(root, handed_in):
    """What forked workers find."""
    return by_workers(root, handed_in)


@pytest.fixture(scope="module")
def fresh(root, handed_in):
    """What workers find that were started by themselves."""
    forking.disable("for this test")
    try:
        return by_workers(root, handed_in)
    finally:
        forking.enable()


@pytest.mark.parametrize("stem", STEMS)
def test_both_ways_find_the_same_and_all_is_right(root, handed_in, forked, fresh, stem):
    notebook = nbformat.read(handed_in[stem], as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(handed_in[stem].parent)}}).execute()
    shown = {
        cell.id.removeprefix("check-").replace("-", "."): cell.outputs[-1].data["text/plain"]
        for cell in notebook.cells
        if cell.id.startswith("check-")
    }
    assert shown
    assert all(" · Correct. " in result for result in shown.values())
    assert forked[stem] == fresh[stem] == shown
