"""A running JupyterLab and a page of a real browser."""

import pytest

from newscase.authoring import pictures


@pytest.fixture(scope="module")
def jupyterlab(start_lab, tmp_path_factory):
    """JupyterLab as `newscase lab` starts it, for all tests of a module."""
    with start_lab(tmp_path_factory.mktemp("browser") / "lab") as lab:
        yield lab


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
