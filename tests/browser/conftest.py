"""A running JupyterLab, the site, and a page of a real browser."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from newscase.authoring import pictures

PYODIDE = Path(__file__).parents[2] / ".pyodide"


@pytest.fixture(scope="module")
def jupyterlab(start_lab, tmp_path_factory):
    """JupyterLab as `newscase lab` starts it, for all tests of a module."""
    with start_lab(tmp_path_factory.mktemp("browser") / "lab") as lab:
        yield lab


@pytest.fixture(scope="session")
def site(newscase, sample_course, tmp_path_factory):
    """The site of the course, with Pyodide as far as it is here, built once."""
    folder = tmp_path_factory.mktemp("site")
    served = [f"--pyodide={PYODIDE}"] if (PYODIDE / "pyodide.mjs").is_file() else []
    result = newscase(sample_course, "site", str(folder), *served)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"{len([*folder.rglob('*.html')])} pages" in result.stdout
    return folder


@pytest.fixture(scope="session")
def address(site):
    """Serve the site on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium, for all tests of a module."""
    try:
        with pictures.browser() as it:
            from playwright.sync_api import expect

            expect.set_options(timeout=30_000)
            yield it
    except pictures.NoBrowser:
        pytest.skip("No Chromium on this computer, so the course is not opened in a browser.")


@pytest.fixture
def page(browser):
    """A page, 1280 pixels wide, as on a laptop."""
    with browser.new_page(viewport={"width": 1280, "height": 900}) as page:
        # Generous, for a busy computer; nothing waits longer than it must.
        page.set_default_timeout(60_000)
        yield page
