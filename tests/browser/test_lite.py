"""The site's JupyterLite, with Pyodide's files from a folder, but without numpy and pandas, which it fetches."""

import functools
import http.server
import json
import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect

from newscase.authoring.site import browser as lite

PYODIDE = Path(__file__).parents[2] / ".pyodide"
EXERCISE = "exercises/01-claims.ipynb"
# The cell of the imports needs pandas, so that the answer brings what its check needs.
IMPORT = "from newscase import check\n"


class Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def site(sample_course, tmp_path_factory):
    """The address of a site with nothing but JupyterLite."""
    if not (PYODIDE / lite.START).is_file():
        pytest.skip(
            "Pyodide is not in .pyodide/, so no notebook is run in JupyterLite. .ci/run puts it there."
        )
    folder = tmp_path_factory.mktemp("site")
    lite.build(sample_course, folder / lite.FOLDER, PYODIDE)
    serve = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def opened(page, site, path):
    page.goto(site + lite.RUN.format(path))
    notebook = page.locator(".jp-NotebookPanel:visible")
    expect(notebook.locator(".jp-Cell").first).to_be_visible()
    return notebook


def answer_cell(page, notebook):
    return notebook.locator(".jp-CodeCell").filter(has=page.get_by_text("named_claims =")).first


def test_a_student_answers_an_exercise_and_hands_it_in(page, site, tmp_path):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    notebook = opened(page, site, EXERCISE)
    expect(notebook.locator(".jp-Toolbar-kernelName")).to_contain_text("Pyodide")
    check = notebook.locator(".jp-CodeCell").filter(has=page.get_by_text('check("1.2"')).first
    for number, said in (
        (51, "1.2 · Not yet. 51 is the number of claims"),
        (21, "1.2 · Correct. 21 of the 62"),
    ):
        cell = answer_cell(page, notebook)
        cell.scroll_into_view_if_needed()
        cell.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.insert_text(f"{IMPORT}named_claims = {number}")
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        expect(check.locator(".jp-OutputArea")).to_contain_text(said)
    page.keyboard.press("ControlOrMeta+S")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.get_by_role("menuitem", name="File", exact=True).click()
    with page.expect_download() as downloading:
        page.get_by_role("menuitem", name="Download", exact=True).click()
    downloading.value.save_as(tmp_path / "handed-in.ipynb")
    cells = json.loads((tmp_path / "handed-in.ipynb").read_text(encoding="utf-8"))["cells"]
    said = [
        cell["outputs"][0]["data"]["text/plain"]
        for cell in cells
        if "".join(cell["source"]).startswith("check") and cell["outputs"]
    ]
    print(downloading.value.suggested_filename, said)
    assert all(url.startswith((site, "data:", "blob:")) for url in asked)
    # The work is still there when the page is opened again.
    expect(answer_cell(page, opened(page, site, EXERCISE))).to_contain_text("named_claims = 21")


def test_stored_figures_are_drawn(page, site):
    lesson = opened(page, site, "notebooks/01-claims.ipynb")
    figure = lesson.locator(".js-plotly-plot").first
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".main-svg").first).to_be_visible()
