"""A running JupyterLab and a page of a real browser."""

import os
import shutil

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
OPTIONS += ["--disable-component-update", "--disable-sync"]
if hasattr(os, "geteuid") and os.geteuid() == 0:
    OPTIONS.append("--no-sandbox")


@pytest.fixture(scope="module")
def jupyterlab(start_lab, tmp_path_factory):
    """JupyterLab as `newscase lab` starts it, for all tests of a module."""
    with start_lab(tmp_path_factory.mktemp("browser") / "lab") as lab:
        yield lab


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium, for all tests of a module."""
    if BROWSER is None:
        pytest.skip("No Chromium on this computer, so the course is not opened in a browser.")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=BROWSER, args=OPTIONS) as it,
    ):
        yield it


@pytest.fixture
def page(browser):
    """A page, 1280 pixels wide, as on a laptop."""
    with browser.new_page(viewport={"width": 1280, "height": 900}) as page:
        # Generous, for a busy computer; nothing waits longer than it must.
        page.set_default_timeout(60_000)
        yield page
