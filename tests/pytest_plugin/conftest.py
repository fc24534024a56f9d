"""Checks in this process, with workers forked from one server, where the command line is not tested."""

from pathlib import Path

import pytest

from newscase import course as courses
from newscase.checking.result import Status
from newscase.pytest_plugin.run import check_notebooks


@pytest.fixture(scope="session")
def verdicts():
    """Check notebooks; return {question: "Status. Sentence"} of all checked questions."""

    def check(folder: Path, *what: str, **options) -> dict[str, str]:
        paths = [
            Path(one) if one.endswith(".ipynb") else folder / "exercises" / f"{courses.session(one)}.ipynb"
            for one in what
        ]
        found = check_notebooks(folder, paths, **options)
        assert not any(one.problem for one in found.values())
        return {
            number: f"{result.status}. {result.sentence}"
            for one in found.values()
            for number, result in one.results.items()
            if result.status is not Status.WRITTEN
        }

    return check


@pytest.fixture
def said(solved, verdicts, course):
    """Type `code` into answer 1.2, or `change` the notebook; return what 1.2 is told if the rest is right."""

    def check(code=None, change=lambda work: None, **options) -> str:
        work = solved() if code is None else solved().answer("1.2", code)
        change(work)
        work.save()
        results = verdicts(course, "1", **options)
        told = results.pop("1.2")
        assert len(results) >= 5
        assert all(result.startswith("Correct.") for result in results.values()), results
        return told

    return check
