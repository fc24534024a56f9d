"""Every stored figure has a picture of itself, for whatever cannot draw plotly's JSON."""

import base64
import json
import re
import sys
from html import escape
from pathlib import Path

import nbformat
import plotly.express as px
import pytest
from nbconvert import HTMLExporter

from newscase.authoring import build, notebooks, pictures
from newscase.checking import answer_key
from newscase.figures import show

ROOT = Path(__file__).parents[2]
PRINTED = ROOT / "newscase" / "cli" / "jupyter" / "printed.html.j2"
STORED = sorted(path for place in ("notebooks", "solutions") for path in (ROOT / place).glob("*.ipynb"))
STORED += sorted((ROOT / "tests" / "sample" / "solutions").glob("*.ipynb"))
ILLUSTRATED = [path for path in STORED if show.MIME in path.read_text(encoding="utf-8")]


def figures(notebook):
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output for output in outputs if show.MIME in output.get("data", {})]


def notebook_of(*counts):
    """Return a notebook that shows a bar chart for each list of counts."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell()])
    for values in counts:
        stored = json.loads(px.bar(x=values, y=["a", "b"], height=300).to_json())
        notebook.cells[0].outputs.append(nbformat.v4.new_output("display_data", {show.MIME: stored}))
    return notebook


@pytest.fixture(params=["no Playwright", "no Chromium"])
def no_browser(request, monkeypatch, tmp_path):
    if request.param == "no Playwright":
        monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    else:
        monkeypatch.setattr(pictures.shutil, "which", lambda name: None)
        monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "empty"))


@pytest.fixture
def only_lessons_as_they_are(monkeypatch):
    """Let the build record no solution, and a lesson that is run give the figures it has."""

    def run(notebook, path):
        for output in figures(notebook):
            output.data.pop("image/jpeg")
            output.metadata.clear()

    monkeypatch.setattr(build, "_record", lambda folder, *more: ({}, *[answer_key.read(folder)] * 2))
    monkeypatch.setattr(notebooks, "run", run)


def change_first_figure(path):
    notebook = nbformat.read(path, as_version=4)
    figures(notebook)[0].data[show.MIME]["data"][0]["name"] = "another figure"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


@pytest.mark.parametrize("path", ILLUSTRATED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_stored_figure_has_the_picture_of_this_figure(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for output in figures(notebook):
        assert base64.b64decode(output.data["image/jpeg"]).startswith(b"\xff\xd8\xff")
        assert output.metadata["image/jpeg"]["digest"] == pictures.digest(output.data[show.MIME])


@pytest.mark.parametrize("path", [ILLUSTRATED[0], ILLUSTRATED[-1]], ids=lambda path: path.stem)
@pytest.mark.parametrize("kept", ["image/jpeg", "image/png"])
def test_an_export_shows_every_figure_with_its_own_text(path, kept):
    notebook = nbformat.read(path, as_version=4)
    for output in figures(notebook):
        # JupyterLab puts a PNG beside a figure that it has drawn, when the notebook is saved.
        output.data[kept] = output.data.pop("image/jpeg")
    html, _ = HTMLExporter(template_file=str(PRINTED)).from_notebook_node(notebook)
    drawn = re.findall(rf'<img alt="(Figure \d+: [^"]+)"[^>]*?src="data:{kept};base64,', html)
    assert drawn == [escape(output.data["text/plain"]) for output in figures(notebook)]
    assert drawn


def test_a_changed_figure_is_named(newscase, course, only_lessons_as_they_are):
    assert "01-claims" not in newscase(course, "build", "--check", "1").stdout
    change_first_figure(course / "notebooks" / "01-claims.ipynb")
    result = newscase(course, "build", "--check", "1")
    assert result.returncode == 1
    assert str(Path("notebooks", "01-claims.ipynb")) + " differs" in result.stdout


def test_only_what_changed_is_drawn(tmp_path):
    path = tmp_path / "lesson.ipynb"
    first, again = (notebook_of([1, 2], [3, 4]) for _ in range(2))
    changed = notebook_of([1, 2], [6, 4], [5, 4])
    for number, output in enumerate(figures(first)):
        output.data["image/jpeg"] = f"picture {number}"
        output.metadata["image/jpeg"] = {"digest": pictures.digest(output.data[show.MIME]), "width": 720}
    path.write_bytes(notebooks.dump(first))
    pictures.illustrate({path: again})
    assert figures(again) == figures(first)
    try:
        pictures.illustrate({path: changed})
    except pictures.NoBrowser:
        pytest.skip("No Chromium on this computer, so no picture is drawn.")
    kept, other, new = (output.data["image/jpeg"] for output in figures(changed))
    assert kept == "picture 0"
    assert other != new
    # In a JPEG, the mark of the frame is followed by its height and width.
    height, width = re.search(rb"\xff\xc0\0\x11\x08(..)(..)", base64.b64decode(new), re.DOTALL).groups()
    assert (int.from_bytes(width), int.from_bytes(height)) == (1440, 600)


def test_without_a_browser_the_build_says_so_and_keeps_the_pictures_that_are_right(
    newscase, course, only_lessons_as_they_are, no_browser
):
    path = course / "notebooks" / "01-claims.ipynb"
    change_first_figure(path)
    before = [output.data["image/jpeg"] for output in figures(nbformat.read(path, as_version=4))]
    result = newscase(course, "build", "1")
    assert (result.returncode, result.stderr.count("no browser was found")) == (0, 1)
    after = [output.data.get("image/jpeg") for output in figures(nbformat.read(path, as_version=4))]
    assert after == [None, *before[1:]]
