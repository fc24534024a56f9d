"""What students get opens and checks on its own, and has no solutions in it."""

import json
import zipfile

from newscase.authoring.handout import TOP, contents, packed


def test_what_students_get_checks_on_its_own_and_has_no_solutions(newscase, verdicts, course, tmp_path):
    (course / "exercises" / "01-claims.ipynb").write_text("the teacher tried something here")
    (course / "data" / ".ipynb_checkpoints").mkdir()
    result = newscase(course, "handout", str(tmp_path / "class.zip"))
    assert result.returncode == 0, result.stderr
    assert "hidden, not protected" in result.stdout
    with zipfile.ZipFile(tmp_path / "class.zip") as archive:
        archive.extractall(tmp_path)
        names = [name.removeprefix(f"{TOP}/") for name in archive.namelist()]
    unpacked = tmp_path / TOP
    assert not [name for name in names if name.startswith(("solutions/", "tests/", ".")) or "kept" in name]
    for path in unpacked.rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        tags = {tag for cell in cells for tag in cell["metadata"].get("tags", [])}
        assert not tags & {"teacher", "slip", "finding"}, path
    readme = (unpacked / "README.md").read_text(encoding="utf-8")
    assert "hides them and does not protect them" in readme
    assert "solutions" not in readme
    assert newscase(unpacked, "doctor").returncode == 0
    results = verdicts(unpacked, "1")
    assert len(results) >= 5
    assert all(text.startswith("Not answered yet.") for text in results.values())


def test_packing_twice_gives_the_same_bytes(root):
    assert packed(contents(root)) == packed(contents(root))
