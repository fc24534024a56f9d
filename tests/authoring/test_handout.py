"""What students get opens and checks on its own, and has no solutions in it."""

import json
import zipfile

import pytest

from newscase.authoring.handout import TOP


@pytest.fixture
def unpacked(newscase, course, tmp_path):
    (course / "LICENSE").write_text("licence")
    (course / "CITATION.cff").write_text("cite")
    (course / "exercises" / "01-claims.ipynb").write_text("the teacher tried something here")
    result = newscase(course, "handout", str(tmp_path / "class.zip"))
    assert result.returncode == 0, result.stderr
    assert "hidden, not protected" in result.stdout
    with zipfile.ZipFile(tmp_path / "class.zip") as archive:
        archive.extractall(tmp_path / "student")
    return tmp_path / "student" / TOP


def test_no_solution_is_in_it(unpacked):
    names = [path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()]
    assert not [name for name in names if name.startswith(("solutions/", "tests/", ".")) or "kept" in name]
    for name in names:
        if name.endswith(".ipynb"):
            cells = json.loads((unpacked / name).read_text(encoding="utf-8"))["cells"]
            tags = {tag for cell in cells for tag in cell["metadata"].get("tags", [])}
            assert not tags & {"teacher", "slip", "finding"}, name


def test_it_checks_on_its_own(unpacked, verdicts, newscase):
    results = verdicts(unpacked, "1")
    assert len(results) >= 5
    assert all(text.startswith("Not answered yet.") for text in results.values())
    assert newscase(unpacked, "doctor").returncode == 0


def test_its_readme_says_that_the_answers_are_hidden_only(unpacked):
    text = (unpacked / "README.md").read_text(encoding="utf-8")
    assert "hides them and does not protect them" in text
    assert "solutions" not in text


def test_packing_twice_gives_the_same_bytes(newscase, root, tmp_path):
    for name in ("a.zip", "b.zip"):
        assert newscase(root, "handout", str(tmp_path / name)).returncode == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize(
    ("name", "words"), [("class.tar", "does not end in .zip"), ("there.zip", "is there already")]
)
def test_a_name_that_will_not_do_gets_one_sentence(newscase, course, name, words):
    (course / "there.zip").write_text("mine")
    result = newscase(course, "handout", name)
    assert result.returncode == 1
    assert words in result.stderr
    assert (course / "there.zip").read_text() == "mine"
