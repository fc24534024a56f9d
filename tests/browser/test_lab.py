"""The course as a student sees it: a lesson with its table and figure, an exercise that answers."""

import json
import urllib.request

from playwright.sync_api import expect

WRONG = "named_claims = (claims['voice'] != 'unnamed source').sum()"
RIGHT = "named_claims = (claims['voice'] == 'named source').sum()"


def open_and_run(page, jupyterlab, path):
    """Open a notebook, assert that this does not mark it as changed, and run all of it."""
    page.goto(jupyterlab.url(f"/lab/tree/{path}", reset=""))
    notebook = page.locator(".jp-NotebookPanel:visible")
    indicator = notebook.locator(".jp-Notebook-ExecutionIndicator")
    expect(notebook.locator(".jp-Cell").first).to_be_visible()
    expect(notebook.locator(".jp-Toolbar-kernelName")).to_contain_text("Python 3")
    expect(indicator).to_have_attribute("data-status", "idle")
    page.wait_for_timeout(1000)
    expect(page.locator(".lm-TabBar-tab.jp-mod-current")).to_have_count(1)
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(indicator).to_have_attribute("data-status", "idle")
    return notebook


def type_and_run(page, notebook, code, name):
    """Type `code` into the cell that holds `name`, run it and the check below it; return the check."""
    cells = notebook.locator(".jp-CodeCell")
    cell = cells.filter(has=page.locator(".cm-content", has_text=f"{name} =")).first
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(code)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    check = cells.filter(has=page.locator(".cm-content", has_text=f", {name})")).first
    return check.locator(".jp-OutputArea")


def test_a_student_reads_a_lesson_and_answers_a_question(page, jupyterlab):
    lesson = open_and_run(page, jupyterlab, "notebooks/01-claims.ipynb")
    table = lesson.locator(".jp-RenderedHTMLCommon table.dataframe").first
    table.scroll_into_view_if_needed()
    expect(table).to_be_visible()
    figure = lesson.locator(".js-plotly-plot").last
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".bars path").first).to_be_visible()
    expect(lesson.locator("h4", has_text="claim").first).to_be_visible()
    expect(lesson.locator("[data-mime-type='application/vnd.jupyter.stderr']")).to_have_count(0)

    exercise = open_and_run(page, jupyterlab, "exercises/01-claims.ipynb")
    check = type_and_run(page, exercise, WRONG, "named_claims")
    expect(check).to_contain_text("1.2 · Not yet.")
    expect(check).to_contain_text("reporter")
    check = type_and_run(page, exercise, RIGHT, "named_claims")
    expect(check).to_contain_text("1.2 · Correct.")
    expect(check).to_contain_text("named source")


def test_the_course_opens_at_its_first_notebook_and_asks_no_questions(page, jupyterlab):
    page.goto(jupyterlab.url("/"))
    notebook = page.locator(".jp-NotebookPanel:visible")
    expect(notebook.get_by_role("heading", name="What happened between").first).to_be_visible()
    expect(notebook.locator(".jp-Cell").first).to_be_visible()
    page.wait_for_timeout(1500)
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    expect(page.get_by_text("official Jupyter news")).to_have_count(0)


def test_a_stored_lesson_has_charts_on_screen_pictures_on_paper_and_links_to_a_word_of_the_glossary(
    page, jupyterlab
):
    path = "notebooks/01-claims.ipynb"
    count = (jupyterlab.course / path).read_text(encoding="utf-8").count('"image/jpeg": "')
    page.goto(jupyterlab.url(f"/lab/tree/{path}", reset=""))
    lesson = page.locator(".jp-NotebookPanel:visible")
    expect(lesson.locator(".js-plotly-plot")).to_have_count(count)
    expect(lesson.locator(".jp-RenderedImage")).to_have_count(0)

    link = lesson.locator("a", has_text="data frame").first
    link.scroll_into_view_if_needed()
    link.click()
    heading = page.locator(".jp-NotebookPanel:visible").get_by_role("heading", name="data frame")
    expect(heading).to_be_in_viewport()
    # It stays there, without a kernel or a question about one.
    page.wait_for_timeout(1500)
    expect(heading).to_be_in_viewport()
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    with urllib.request.urlopen(jupyterlab.url("/api/sessions")) as answer:
        running = [session["path"] for session in json.load(answer)]
    assert path in running
    assert "notebooks/glossary.ipynb" not in running

    # What "Print" sends to the printer, on a sheet of A4.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    page.goto(jupyterlab.url(f"/nbconvert/html/{path}"))
    expect(page.locator(".jp-RenderedImage img[alt^='Figure ']")).to_have_count(count)
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert page.locator("pre, .jp-RenderedImage").evaluate_all(cut) == []
