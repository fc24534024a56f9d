"""The page of session 11 opens in a real browser, without the network and in a dark theme."""

import json
import subprocess
import sys


def test_the_exported_page_draws_its_chart_offline(course, browser):
    folder = course / "notebooks"
    cells = json.loads((folder / "11-publish.ipynb").read_text(encoding="utf-8"))["cells"]
    code = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True)
    requests, errors = [], []
    page = browser.new_context(offline=True, color_scheme="dark").new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((folder / "my-page-example.html").as_uri())
    page.wait_for_selector("#figure .bars .point")
    assert page.locator("#figure .bars .point").count() == 5
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    assert [url for url in requests if not url.startswith("file:")] == []
    assert errors == []
