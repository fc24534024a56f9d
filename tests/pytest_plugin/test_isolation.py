"""Nothing outside the course configures a check: no file above, no variable, no installed plugin."""

import os

import pytest

from newscase.course import CourseError
from newscase.pytest_plugin.run import check_notebooks


def test_a_check_finds_the_same(solved, newscase, course):
    work = solved().answer("1.1", "silent_party = claims_about_it = 0")
    above, mark = course.parent, course.parent / "imported"
    path = work.save().rename(above / "01-claims.ipynb")
    for place in (above / "conftest.py", course / "conftest.py", above / "stranger.py"):
        place.write_text(f"from pathlib import Path\nPath({str(mark)!r}).touch()\n", encoding="utf-8")
    (above / "pytest.ini").write_text("[pytest]\naddopts = -k nothing\n", encoding="utf-8")
    information = above / "stranger-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[pytest11]\nstranger = stranger\n")
    environment = {
        "PYTHONPATH": os.pathsep.join([str(above), os.environ.get("PYTHONPATH", "")]),
        "PYTEST_ADDOPTS": "-k nothing --no-such-option",
        "PYTEST_PLUGINS": "no_such_module",
    }
    result = newscase(course, "check", str(path), **environment)
    assert "4 of 5 questions are right." in result.stdout, result.stderr
    assert not mark.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no colon in a name")
@pytest.mark.parametrize("name", ["my [1].ipynb", "a::b.ipynb", "ANNA.IPYNB", "$HOME.ipynb"])
def test_any_name_is_checked(solved, newscase, course, name):
    folder = course / "hand-in [A]::1"
    folder.mkdir()
    path = solved().save().rename(folder / name)
    assert "5 of 5 questions are right." in newscase(course, "check", str(path)).stdout


@pytest.mark.parametrize(
    ("error", "raised", "words"),
    [
        (ZeroDivisionError, CourseError, "No notebook was checked"),
        (KeyboardInterrupt, KeyboardInterrupt, None),
    ],
)
def test_a_run_that_breaks_is_no_result(student, course, error, raised, words):
    def broken(*_):
        raise error

    with pytest.raises(raised, match=words):
        check_notebooks(course, [student().path], on_start=broken)
