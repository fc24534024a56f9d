"""What the pages beside the notebooks say is so, and a clone has the bytes that were committed."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from newscase import course
from newscase.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HANDOUT = (ROOT / "newscase" / "authoring" / "handout_readme.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def git(*arguments, cwd=ROOT):
    result = subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True)
    if result.returncode:
        pytest.skip(f"This copy of the course is no git repository: {result.stderr}")
    return result.stdout


def test_the_table_of_sessions_is_that_of_the_lessons():
    rows = re.findall(r"^\| \[(\d\d)\]\(notebooks/(\S+)\.ipynb\) \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    assert [stem for _, stem, _, _ in rows] == [*course.SESSIONS]
    for number, stem, question, exercise in rows:
        lesson = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))
        assert question.split(":")[0] in "".join(lesson["cells"][0]["source"]).splitlines()[0]
        there = (ROOT / "exercises" / f"{stem}.ipynb").exists()
        assert exercise == (f"[{number}](exercises/{stem}.ipynb)" if there else "in the lesson")


def test_every_folder_has_its_row_and_every_row_its_folder():
    parts = README.split("## Which folder is whose")[1].split("## The sessions")[0]
    folders = {path.split("/")[0] for path in git("ls-files").splitlines() if "/" in path}
    assert set(re.findall(r"`(\w+)/`", parts)) == {name for name in folders if not name.startswith(".")}
    rooms = README.split("The package lies in")[1].split("To change a table")[0]
    there = {path.parent.name for path in (ROOT / "newscase").glob("*/__init__.py")}
    assert set(re.findall(r"`(\w+)/`", rooms)) - {"newscase", "tests"} == there


@pytest.mark.parametrize("page", [README, HANDOUT], ids=["README.md", "handout_readme.md"])
def test_every_command_that_a_page_names_is_one(page):
    named = set(re.findall(r"newscase ([a-z]+)", page))
    assert named <= set(COMMANDS)
    assert "lab" in named


def test_the_citation_is_of_this_version():
    citation = dict(re.findall(r"^(\w+): (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE))
    assert citation["version"] == PROJECT["version"]
    assert PROJECT["description"].split(":")[0] in citation["title"]


def test_the_package_has_one_name():
    # The name of somebody else's package, which a student might install for ours.
    assert subprocess.run(["git", "grep", "-iIl", "[c]asebook"], cwd=ROOT, capture_output=True).stdout == b""
    assert (PROJECT["name"], [*PROJECT["scripts"]]) == ("newscase", ["newscase"])


@pytest.mark.parametrize("name", [f"requirements{more}.txt" for more in ("", "-class", "-site", "-dev")])
def test_a_list_of_requirements_pins_everything_and_names_no_address(name):
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", line), line


def test_a_clone_made_on_windows_has_the_same_bytes(tmp_path):
    clone = tmp_path / "clone"
    git("clone", "--quiet", "--config=core.autocrlf=true", "--config=core.eol=crlf", str(ROOT), str(clone))
    folders = ("data", "exercises", "notebooks", "solutions", "seeds")
    files = [line.split(None, 3) for line in git("ls-tree", "-r", "HEAD", *folders, cwd=clone).splitlines()]
    assert len(files) > 100
    there = git("hash-object", "--no-filters", *(name for *_, name in files), cwd=clone).splitlines()
    assert there == [blob for _, _, blob, _ in files]
