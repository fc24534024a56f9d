"""Checks in this process, with workers forked from one server, where the command line is not tested."""

from pathlib import Path

import pytest

from newscase.checking.result import Status
from newscase.pytest_plugin.run import check_notebooks


@pytest.fixture(scope="session")
def verdicts():
    """Check exercise 01 of a course; return {question: "Status. Sentence"} of all checked questions."""

    def check(course: Path, **options) -> dict[str, str]:
        [found] = check_notebooks(course, [course / "exercises" / "01-claims.ipynb"], **options).values()
        assert not found.problem
        return {
            number: f"{result.status}. {result.sentence}"
            for number, result in found.results.items()
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
        results = verdicts(course, **options)
        told = results.pop("1.2")
        assert len(results) >= 4
        assert all(result.startswith("Correct.") for result in results.values()), results
        return told

    return check
