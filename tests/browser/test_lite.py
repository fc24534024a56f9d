"""The site's JupyterLite with Pyodide's files from a folder, without numpy and pandas, which it fetches."""

import functools
import http.server
import json
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from newscase.authoring.site import browser as lite

PYODIDE = Path(__file__).parents[2] / ".pyodide"
EXERCISE = "exercises/01-claims.ipynb"
# The exercise's own first cell needs pandas.
IMPORT = "from newscase import check\n"
# Every module of a wheel is imported, from nowhere but that wheel.
PROGRAM = """
import importlib, sys, zipfile
wheel = sys.argv[1]
sys.path.insert(0, wheel)
for name in zipfile.ZipFile(wheel).namelist():
    if name.endswith(".py"):
        module = importlib.import_module(name[:-3].replace("/", ".").removesuffix(".__init__"))
        assert module.__file__.startswith(wheel), module
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def built(sample_course, tmp_path_factory):
    """The folder of a site with nothing but JupyterLite, and Pyodide as far as it is here."""
    folder = tmp_path_factory.mktemp("site")
    lite.build(sample_course, folder / lite.FOLDER, PYODIDE if (PYODIDE / lite.START).is_file() else None)
    return folder


@pytest.fixture(scope="module")
def lock(built):
    return json.loads((built / lite.FOLDER / "static" / "course" / lite.LOCK.name).read_bytes())


@pytest.fixture(scope="module")
def site(built):
    """Its address."""
    if not (PYODIDE / lite.START).is_file():
        pytest.skip(
            "Without Pyodide in .pyodide/ no notebook is run in JupyterLite; bash .ci/pyodide fetches it."
        )
    serve = functools.partial(Quiet, directory=built)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def opened(page, site, path):
    page.goto(site + lite.RUN.format(path))
    notebook = page.locator(".jp-NotebookPanel:visible")
    notebook.locator(".jp-Cell").first.wait_for()
    return notebook


def test_a_student_answers_an_exercise_and_hands_it_in(page, site, tmp_path):
    from playwright.sync_api import expect

    def with_text(text):
        return notebook.locator(".jp-CodeCell").filter(has=page.get_by_text(text)).first

    asked = []
    page.on("request", lambda request: asked.append(request.url))
    notebook = opened(page, site, EXERCISE)
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
    assert all(url.startswith((site, "data:", "blob:")) for url in asked)
    # The work is still there when the page is opened again.
    notebook = opened(page, site, EXERCISE)
    expect(with_text("named_claims =")).to_contain_text("named_claims = 21")


def test_stored_figures_are_drawn(page, site):
    figure = opened(page, site, "notebooks/01-claims.ipynb").locator(".js-plotly-plot").first
    figure.scroll_into_view_if_needed()
    figure.locator(".main-svg").first.wait_for()


def test_what_a_student_finds(built):
    files = {
        path.relative_to(built / "lite" / "files").as_posix() for path in built.glob("lite/files/**/*.*")
    }
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


def test_every_package_in_the_lock_has_what_it_needs(built, lock):
    packages = lock["packages"]
    assert {name for entry in packages.values() for name in entry["depends"]} <= packages.keys()
    imported = {name for entry in packages.values() for name in entry["imports"]}
    assert {"newscase", "plotly", "_plotly_utils", "pandas", "numpy", "IPython", "jinja2"} <= imported
    assert "tzdata" in packages["newscase"]["depends"]
    for entry in packages.values():
        if not entry["file_name"].startswith("https://"):
            wheel = built / "lite" / "static" / "course" / entry["file_name"]
            assert zipfile.ZipFile(wheel).testzip() is None
    plotly = built / "lite" / "static" / "course" / packages["plotly"]["file_name"]
    assert "plotly/package_data/plotly.min.js" in zipfile.ZipFile(plotly).namelist()


def test_what_is_packed_of_this_package_needs_no_more_of_it(built, lock):
    wheel = built / "lite" / "static" / "course" / lock["packages"]["newscase"]["file_name"]
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(wheel)], capture_output=True, text=True)
    assert not done.stderr
