"""The reading site: links lead somewhere, nothing is asked of another host, all can read it.

A notebook of it runs in JupyterLite, as far as that goes without numpy and pandas, which it fetches.
"""

import html.parser
import json
import re
import subprocess
import sys
import urllib.parse
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from jupyterlite_pyodide_kernel import constants
from playwright.sync_api import expect

from newscase.authoring.site import browser as lite
from newscase.authoring.site import pages
from newscase.course import CourseError
from newscase.figures.show import MIME

LESSON = "10-talks"
PYODIDE = Path(__file__).parents[2] / ".pyodide"
EXERCISE = "exercises/01-claims.ipynb"
PUBLIC = f"https://cdn.jsdelivr.net/pyodide/v{constants.PYODIDE_VERSION}/full/"
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


class Page(html.parser.HTMLParser):
    """What a page has: its links, the places to link to, its tags and words."""

    def __init__(self, text):
        super().__init__()
        self.links, self.places, self.tags, self.words, self.inside = [], {""}, [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]
        self.places.add(attributes.get("id"))
        self.tags.append((tag, attributes))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside not in ("script", "style"):
            self.words.append(data)


def plain(text):
    return " ".join(re.findall(r"\w+", text))


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def outputs(path):
    return [out.get("data", {}) for cell in cells(path) for out in cell.get("outputs", [])]


@pytest.fixture(scope="module")
def found(site):
    """Every page of the site, by its path, but for those of JupyterLite."""
    pages = (path for path in site.rglob("*.html") if lite.FOLDER not in path.parts)
    return {path: Page(path.read_text(encoding="utf-8")) for path in pages}


@pytest.fixture
def asked(page):
    """The addresses that a page asks for, in order."""
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def foreign(asked, address):
    return [url for url in asked if not url.startswith((address, "data:", "blob:"))]


def scroll_through(page):
    """Draw every chart of a page."""
    for chart in page.locator(".chart").all():
        chart.scroll_into_view_if_needed()
        chart.locator(".main-svg").first.wait_for()


def test_every_link_leads_to_a_file_and_to_a_place_in_it(site, found):
    assert any("favicon.svg" in link for link in found[site / "index.html"].links)
    broken = []
    for path, page in found.items():
        for link in page.links:
            url = urllib.parse.urlsplit(link)
            if url.scheme or url.netloc:
                assert url.scheme in ("http", "https", "mailto", "data"), link
                continue
            target = (path.parent / urllib.parse.unquote(url.path)).resolve() if url.path else path
            place = urllib.parse.unquote(url.fragment)
            if not target.is_file() or (target in found and place not in found[target].places):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert not broken, "\n".join(broken)


def test_a_lesson_and_its_exercise_and_every_table_can_be_downloaded(site, root, sample_course, found):
    for place in ("notebooks", "exercises"):
        for path in (sample_course / place).glob("*.ipynb"):
            copy = site / place / path.name
            assert path.name in {link.rpartition("/")[2] for link in found[copy.with_suffix(".html")].links}
            assert [cell["source"] for cell in cells(copy)] == [cell["source"] for cell in cells(path)]
    tables = {path.name for path in (root / "data").glob("*.csv")}
    assert tables <= {*found[site / "data" / "README.html"].links}


@pytest.mark.parametrize("place", ["notebooks", "exercises"])
def test_charts_tables_and_hints_are_kept(sample_course, site, found, place):
    for path in (sample_course / place).glob("*.ipynb"):
        tags = found[site / place / f"{path.stem}.html"].tags
        drawn = [data for data in outputs(path) if MIME in data]
        charts = [attributes for tag, attributes in tags if attributes.get("class") == "chart"]
        assert [chart["data-alt"] for chart in charts] == ["".join(data["text/plain"]) for data in drawn]
        words = ["".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown"]
        folded = "".join([*words, *("".join(data.get("text/html", "")) for data in outputs(path))])
        assert sum(tag == "details" for tag, _ in tags) == folded.count("<details")


def test_nothing_of_the_solutions_is_on_the_site(sample_course, site, found):
    texts = " ".join(plain("".join(page.words)) for page in found.values())
    texts += plain(
        " ".join("".join(cell["source"]) for path in site.rglob("*.ipynb") for cell in cells(path))
    )
    open_to_all = [
        path for place in ("notebooks", "exercises") for path in (sample_course / place).glob("*.ipynb")
    ]
    known = ["".join(cell["source"]) for path in open_to_all for cell in cells(path)]
    # A lesson shows some of what a check says.
    known += ["".join(data.get("text/plain", "")) for path in open_to_all for data in outputs(path)]
    known = plain(" ".join([*known, (sample_course / "data" / "README.md").read_text(encoding="utf-8")]))
    looked_for = 0
    for path in (sample_course / "solutions").glob("*.ipynb"):
        for cell in cells(path):
            if {"teacher", "slip", "finding", "answer"} & {*cell["metadata"].get("tags", [])}:
                for line in map(plain, "".join(cell["source"]).splitlines()):
                    if len(line) > 50 and line not in known:
                        assert line not in texts, path
                        looked_for += 1
    assert looked_for > 1000
    assert not [path for path in site.rglob("*") if "solutions" in path.name]


@pytest.mark.parametrize(
    ("name", "part", "looks"),
    [
        ("index", "html", 4),
        ("install", "html", 1),
        ("search", "html", 2),
        ("exercises/02-voices", "html", 2),
        (f"notebooks/{LESSON}", "html", 2),
        ("notebooks/glossary", "html", 1),
        # Its sections all have one form, and the whole would take half a minute.
        ("data/README", "#absent-voices", 2),
        ("seeds/README", "html", 2),
    ],
)
def test_a_page_can_be_read_by_all_and_asks_nothing_of_another_host(page, address, asked, name, part, looks):
    page.goto(f"{address}/{name}.html")
    scroll_through(page)
    faults = []
    modes = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]
    for width, scheme in modes[:looks]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        response = Axe().run(page, context=part).response
        faults += [
            f"{width} {scheme} {fault['id']}: {fault['nodes'][0]['html']}" for fault in response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{wide} pixels wide at {width}"] if wide > width else []
    assert not faults, "\n".join(faults)
    assert foreign(asked, address) == []


def test_one_plotly_is_fetched_when_a_chart_comes_near_and_draws_them_all(
    page, address, asked, sample_course
):
    page.set_viewport_size({"width": 390, "height": 200})
    page.goto(f"{address}/notebooks/{LESSON}.html")
    assert not [url for url in asked if "plotly" in url]
    scroll_through(page)
    # A second script would come from the browser's cache, without a request.
    assert page.locator("script[src*=plotly]").count() == 1
    names = page.locator(".chart[role=group]").evaluate_all("all => all.map(one => one.ariaLabel)")
    drawn = outputs(sample_course / "notebooks" / f"{LESSON}.ipynb")
    assert names == ["".join(data["text/plain"]) for data in drawn if MIME in data]
    assert page.locator(".chart img").count() == 0


def test_on_a_phone_a_row_is_read_without_scrolling_past_it(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/index.html")
    wide = "all => all.map(one => one.offsetWidth)"
    number, question, exercises = page.locator("tbody tr:last-child > td").evaluate_all(wide)
    assert question > number + exercises
    page.goto(f"{address}/notebooks/{LESSON}.html")
    assert max(page.locator(".scroller tr").evaluate_all("all => all.map(one => one.offsetHeight)")) < 300


def test_a_chart_is_drawn_from_the_disk_too(page, site):
    page.goto((site / "notebooks" / f"{LESSON}.html").as_uri())
    scroll_through(page)


def test_without_javascript_a_chart_is_a_picture(browser, address):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/notebooks/{LESSON}.html")
        pictures = page.locator(".chart img").all()
        assert pictures
        for picture in pictures:
            picture.scroll_into_view_if_needed()
            assert picture.get_attribute("alt").startswith("Figure ")
            assert picture.bounding_box()["height"] > 100


def test_the_search_finds_a_word(page, address, asked):
    page.goto(f"{address}/index.html")
    page.get_by_placeholder("Search").fill("kappa")
    page.keyboard.press("Enter")
    page.locator("#search-results").get_by_role("link", name="Where do the actors stand?").first.wait_for()
    assert foreign(asked, address) == []


def test_from_a_lesson_one_comes_to_its_exercises_and_on(page, address):
    page.goto(f"{address}/notebooks/01-claims.html")
    for path in ("exercises/01-claims", "notebooks/02-voices"):
        page.get_by_role("link", name="Next").click()
        page.wait_for_url(f"{address}/{path}.html")


def test_the_pages_lead_to_the_browser(site, found):
    for place, stem in (("notebooks", LESSON), ("exercises", LESSON)):
        link = f"../{lite.RUN.format(f'{place}/{stem}.ipynb')}"
        assert link in found[site / place / f"{stem}.html"].links
    assert lite.RUN.format("notebooks/00-start-here.ipynb") in found[site / "index.html"].links


def test_a_second_build_replaces_what_the_first_made_and_nothing_else(tmp_path):
    out = tmp_path / "public"
    for number, own in enumerate(["old.html", "new.html"]):
        built = tmp_path / f"built-{number}"
        built.mkdir()
        (built / own).write_text("<p>ours</p>")
        pages.settle(out)
        pages.publish(built, out)
        (out / "theirs.txt").touch()
    assert {path.name for path in out.iterdir()} == {"new.html", "theirs.txt", ".nojekyll", pages.MANIFEST}


def test_the_folder_of_somebody_else_is_left_alone(newscase, course, tmp_path):
    (tmp_path / "file").touch()
    for name in ("notebooks", str(tmp_path), str(tmp_path / "file")):
        result = newscase(course, "site", name)
        assert result.returncode == 1
        assert result.stderr.endswith("Give a new folder, such as public/.\n")
    with pytest.raises(CourseError):
        pages.settle(course)


def test_without_its_packages_it_says_how_to_get_them(newscase, course, tmp_path, monkeypatch):
    from newscase.authoring import site as room

    monkeypatch.delattr(room, "pages", raising=False)
    monkeypatch.delitem(sys.modules, "newscase.authoring.site.pages")
    monkeypatch.setitem(sys.modules, "sphinx.application", None)
    result = newscase(course, "site", str(tmp_path / "public"))
    assert result.returncode == 1
    assert "uv run --extra site newscase site" in result.stderr
    assert "Traceback" not in result.stderr


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
    lock = json.loads(lite.LOCK.read_bytes())
    for entry in lock["packages"].values():
        assert entry["file_name"].startswith(PUBLIC)
    assert lock["info"]["python"].startswith(f"{constants.PYODIDE_PYTHON_VERSION}.")


def test_the_lock_is_cut_out_of_pyodides_own():
    if not (PYODIDE / lite.LOCK.name).is_file():
        pytest.skip("Pyodide's own lock is not here; bash .ci/pyodide fetches it.")
    ours, own = (json.loads(path.read_bytes()) for path in (lite.LOCK, PYODIDE / lite.LOCK.name))
    assert ours["info"] == own["info"]
    for name, entry in ours["packages"].items():
        assert entry == {**own["packages"][name], "file_name": PUBLIC + own["packages"][name]["file_name"]}


def test_the_archive_has_what_the_course_and_the_kernel_need(site, lock):
    packages = lock["packages"]
    assert {name for entry in packages.values() for name in entry["depends"]} <= packages.keys()
    names = []
    for name, modules in (
        ("newscase", {"newscase", "IPython", "jinja2", "tzdata"}),
        ("plotly", {"plotly", "_plotly_utils", "narwhals"}),
    ):
        assert modules <= {*packages[name]["imports"]}
        with zipfile.ZipFile(site / "lite" / "static" / "course" / packages[name]["file_name"]) as archive:
            assert archive.testzip() is None
            names += archive.namelist()
    assert len(names) == len({*names})
    assert "plotly/package_data/plotly.min.js" in names
    # Who imports plotly gets what its charts and `show` need, and a kernel starts without them.
    assert packages["plotly"]["depends"] == ["pandas"]
    assert not packages["newscase"]["depends"]
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
