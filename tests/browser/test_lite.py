"""The site's JupyterLite with Pyodide's files from a folder, without numpy and pandas, which it fetches."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from newscase.authoring.site import browser as lite

PYODIDE = Path(__file__).parents[2] / ".pyodide"
EXERCISE = "exercises/01-claims.ipynb"
# The exercise's own first cell needs pandas.
IMPORT = "from newscase import check\n"
# Every module that is packed of this package is imported from nowhere else.
PROGRAM = """
import importlib, pathlib, sys
sys.path.insert(0, ".")
for path in pathlib.Path("newscase").rglob("*.py"):
    module = importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    assert pathlib.Path(module.__file__).resolve() == path.resolve(), module
"""


@pytest.fixture(scope="module")
def lock(site):
    return json.loads((site / lite.FOLDER / "static" / "course" / lite.LOCK.name).read_bytes())


@pytest.fixture
def served(address):
    """Its address, where a notebook can be run."""
    if not (PYODIDE / lite.START).is_file():
        pytest.skip(
            "Without Pyodide in .pyodide/ no notebook is run in JupyterLite; bash .ci/pyodide fetches it."
        )
    return f"{address}/"


def opened(page, served, path):
    page.goto(served + lite.RUN.format(path))
    notebook = page.locator(".jp-NotebookPanel:visible")
    notebook.locator(".jp-Cell").first.wait_for()
    return notebook


def test_a_student_answers_an_exercise_and_hands_it_in(page, served, tmp_path):
    from playwright.sync_api import expect

    def with_text(text):
        return notebook.locator(".jp-CodeCell").filter(has=page.get_by_text(text)).first

    asked = []
    page.on("request", lambda request: asked.append(request.url))
    notebook = opened(page, served, EXERCISE)
    expect(notebook.locator(".jp-Toolbar-kernelName")).to_contain_text("Pyodide")
    for number, said in (
        (51, "Not yet. 51 is the number of claims by"),
        (21, "Correct. 21 of the 62 claims"),
    ):
        with_text("named_claims =").locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.insert_text(f"{IMPORT}named_claims = {number}")
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        output = with_text('check("1.2"').locator(".jp-OutputArea")
        expect(output).to_contain_text(f"1.2 · {said}", timeout=60_000)
    page.keyboard.press("ControlOrMeta+S")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.get_by_role("menuitem", name="File", exact=True).click()
    with page.expect_download() as downloading:
        page.get_by_role("menuitem", name="Download", exact=True).click()
    assert downloading.value.suggested_filename == "exercises_01-claims.ipynb"
    downloading.value.save_as(tmp_path / "handed-in.ipynb")
    handed_in = json.loads((tmp_path / "handed-in.ipynb").read_text(encoding="utf-8"))
    [check] = [cell for cell in handed_in["cells"] if cell.get("id") == "check-1-2"]
    assert check["outputs"][0]["data"]["text/plain"].startswith("1.2 · Correct.")
    assert handed_in["metadata"]["newscase"] == {"session": "01-claims"}
    assert all(url.startswith((served, "data:", "blob:")) for url in asked)
    # The work is still there when the page is opened again.
    notebook = opened(page, served, EXERCISE)
    expect(with_text("named_claims =")).to_contain_text("named_claims = 21")


def test_stored_figures_are_drawn(page, served):
    figure = opened(page, served, "notebooks/01-claims.ipynb").locator(".js-plotly-plot").first
    figure.scroll_into_view_if_needed()
    figure.locator(".main-svg").first.wait_for()


def test_what_a_student_finds(site):
    files = {path.relative_to(site / "lite" / "files").as_posix() for path in site.glob("lite/files/**/*.*")}
    assert {EXERCISE, "exercises/answers.json", "data/claims.csv", "seeds/README.md"} <= files
    assert not [name for name in files if name.startswith(("solutions", "newscase"))]


def test_the_lock_is_of_the_pyodide_that_the_kernel_starts():
    from jupyterlite_pyodide_kernel import constants

    known = lite.versions()
    assert known["pyodide"] == constants.PYODIDE_VERSION
    assert known["python"].startswith(f"{constants.PYODIDE_PYTHON_VERSION}.")


def test_the_lock_is_cut_out_of_pyodides_own():
    if not (PYODIDE / lite.LOCK.name).is_file():
        pytest.skip("Pyodide's own lock is not here; bash .ci/pyodide fetches it.")
    ours, own = (json.loads(path.read_bytes()) for path in (lite.LOCK, PYODIDE / lite.LOCK.name))
    assert ours["info"] == own["info"]
    for name, entry in ours["packages"].items():
        where = f"https://cdn.jsdelivr.net/pyodide/v{lite.versions()['pyodide']}/full/"
        assert entry == {**own["packages"][name], "file_name": f"{where}{own['packages'][name]['file_name']}"}


def test_the_archive_has_what_the_course_and_the_kernel_need(site, lock):
    packages = lock["packages"]
    assert {name for entry in packages.values() for name in entry["depends"]} <= packages.keys()
    ours = packages["newscase"]
    assert {"newscase", "plotly", "_plotly_utils", "IPython", "jinja2", "tzdata"} <= {*ours["imports"]}
    with zipfile.ZipFile(site / "lite" / "static" / "course" / ours["file_name"]) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert "plotly/package_data/plotly.min.js" in names
    # The kernel asks for these; by their marks it knows that they are there.
    for name in ("comm", "ipython", "jedi"):
        assert [at for at in names if re.match(rf"{name}-[\d.]+\.dist-info/METADATA", at)]


def test_what_is_packed_of_this_package_needs_no_more_of_it(site, lock, tmp_path):
    with zipfile.ZipFile(
        site / "lite" / "static" / "course" / lock["packages"]["newscase"]["file_name"]
    ) as it:
        it.extractall(tmp_path, [name for name in it.namelist() if name.startswith("newscase/")])
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True)
    assert not done.stderr
    assert (tmp_path / "newscase" / "checking").is_dir()
    assert not (tmp_path / "newscase" / "grade").exists()
