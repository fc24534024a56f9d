"""A running JupyterLab on loopback and a page of a real browser."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

import pytest

from newscase.cli import lab

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
TOKEN = "a-token-for-this-test-only"


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    address: str

    def url(self, path, **query):
        """Return the address of a page, with the token that opens it."""
        return f"{self.address}{path}?{urllib.parse.urlencode({'token': TOKEN, **query})}"


@pytest.fixture
def jupyterlab(course, tmp_path):
    """Start JupyterLab on the copied course as `newscase lab` does; return it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path / "home"
    home.mkdir()
    # A home of its own: nothing of the user's settings decides, and nothing of theirs is touched.
    environment = {**lab.environment(), "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config"),
                   "JUPYTER_DATA_DIR": str(home / "data"), "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
                   "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")}  # fmt: skip
    options = [
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        f"--IdentityProvider.token={TOKEN}",
        "--allow-root",
    ]
    with (tmp_path / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            lab.command(course, options), env=environment, cwd=course, stdout=log, stderr=log
        )
    lab_page = Lab(f"http://127.0.0.1:{port}")
    try:
        _wait(lab_page.url("/api"), server, tmp_path / "lab.log")
        yield lab_page
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture
def page():
    """A page in headless Chromium, 1280 pixels wide, as on a laptop."""
    if BROWSER is None:
        pytest.skip("No Chromium on this computer, so the course is not opened in a browser.")
    from playwright.sync_api import expect, sync_playwright

    arguments = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
                 "--disable-sync", "--no-first-run"]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        # Generous, for a busy computer; nothing waits longer than it must.
        page.set_default_timeout(60_000)
        expect.set_options(timeout=30_000)
        yield page
        browser.close()


def _wait(url, server, log):
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
