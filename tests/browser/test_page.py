"""The page of session 11 opens in a real browser, without the network and in a dark theme."""

import subprocess
import sys


def test_the_exported_page_draws_its_chart_offline(student, browser):
    notebook = student("11-publish", "solutions")
    left_out = {"check", "finding", "slip", "teacher"}
    kept = [cell for cell in notebook.cells if not left_out & set(cell["metadata"].get("tags", []))]
    code = "\n\n".join("".join(cell["source"]) for cell in kept if cell["cell_type"] == "code")
    folder = notebook.path.parent
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True)
    requests, errors = [], []
    page = browser.new_context(offline=True, color_scheme="dark").new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((folder / "my-page.html").as_uri())
    page.wait_for_selector("#figure .bars .point")
    assert page.locator("#figure .bars .point").count() == 4
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [url for url in requests if not url.startswith("file:")] == []
    assert errors == []
