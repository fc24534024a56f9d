"""Build the reading site with Sphinx: lay out its pages and files, render them, publish them in a folder."""

import base64
import io
import json
import os
import re
import shutil
import tempfile
from html import escape
from pathlib import Path
from urllib.parse import unquote

import nbformat
import plotly
from docutils.nodes import make_id
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION
from sphinx.application import Sphinx

from newscase import course
from newscase.authoring.handout import contents, packed
from newscase.authoring.notebooks import dump
from newscase.authoring.site import browser
from newscase.figures.show import MIME

# Which files in the folder are ours, by which a later run knows the folder and what is no longer needed.
MANIFEST = ".newscase-site.json"
HANDOUT = "reading-a-crisis-with-data.zip"

_HERE = Path(__file__).parent
_TEMPLATES = Environment(loader=FileSystemLoader(_HERE), undefined=StrictUndefined)
_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_TITLE = "Reading a Crisis with Data"
_SETTINGS = {
    "project": _TITLE,
    "language": "en",
    "extensions": ["myst_nb"],
    "html_theme": "furo",
    "html_title": _TITLE,
    "html_favicon": str(_HERE / "favicon.svg"),
    "html_static_path": [str(path) for path in (_HERE / "charts.js", _HERE / "site.css", _PLOTLY)],
    "html_css_files": ["site.css"],
    "html_js_files": [("charts.js", {"defer": "defer"})],
    "html_copy_source": False,
    "html_show_copyright": False,
    "html_use_index": False,
    # What a reader copies from a sentence into code keeps its straight quotation marks.
    "smartquotes": False,
    # Stored outputs only.
    "nb_execution_mode": "off",
    # Two dollar signs are money; as mathematics they would make the page ask another host for MathJax.
    "myst_enable_extensions": [],
    "myst_all_links_external": True,
    "suppress_warnings": ["config.cache"],
}
# What is changed in each page.
_CHANGES = [
    # Tables of data, which charts.js lets be scrolled with the keyboard.
    (r'<div style="max-height:400px;overflow:auto">', r'<div class="scroller">'),
    (r"<div>(\n<style scoped>)", r'<div class="scroller">\1'),
    (r"<td>([-−]?[\d.,]+%?)</td>", r'<td class="number">\1</td>'),
    # The title of a chart is no heading of the page, an empty cell no heading of a column.
    (r'<h4 class="jp-toc-ignore"(.*?)</h4>', r'<p class="chart-title"\1</p>'),
    (r"<th[^>]*>(<p></p>)?</th>", "<td></td>"),
    # What a screen reader says of the parts of a page.
    (r'role="heading"', r'role="heading" aria-level="2"'),
    (r'<aside class="sidebar-drawer"', r'\g<0> aria-label="All pages"'),
    (r'<aside class="toc-drawer', r'<aside aria-label="This page" class="toc-drawer'),
    (r'<div id="search-results">', r"<h1>Search</h1>\g<0>"),
]
# A link within the course: what stands before its address, the file, the place in it.
_LINK = re.compile(r"(\]\()(?![a-z]+:)([^)#\s]*)(#[^)\s]*)?(?=\))")
# An anchor of our own before a heading, as GitHub needs it, and as Sphinx does.
_ANCHOR, _TARGET = re.compile(r'^<a id="([^"]+)"></a>$', re.MULTILINE), r"(\1)=\n"
_PIXEL = re.compile(r'<img alt="[^"]*" src="data:image/gif[^>]*>')


def build(folder: Path, out: Path, pyodide: Path | None = None) -> list[str]:
    """Build the site of the course in `folder`, with a JupyterLite, into `out`; return Sphinx's warnings.

    Files in `out` that an earlier run made are replaced.  With `pyodide`, a folder that holds Pyodide's
    files, what is there is served from `out` too.  Raises `CourseError` when `out` holds anything else.
    """
    settle(out)
    with tempfile.TemporaryDirectory(prefix="newscase-site-") as scratch:
        pages, files, built = (Path(scratch, name) for name in ("pages", "files", "built"))
        found = contents(folder)
        stage(found, pages, files)
        warnings = io.StringIO()
        settings = {**_SETTINGS, "html_extra_path": [str(files)]}
        trees, cores = Path(scratch, "doctrees"), os.cpu_count() or 1
        Sphinx(pages, None, built, trees, "html", settings, None, warnings, parallel=cores).build()
        for page in built.rglob("*.html"):
            html = page.read_text(encoding="utf-8")
            for pattern, new in _CHANGES:
                html = re.sub(pattern, new, html, flags=re.DOTALL)
            page.write_text(html, encoding="utf-8")
        browser.build(found, built / browser.FOLDER, pyodide)
        publish(built, out)
    return warnings.getvalue().splitlines()


def settle(out: Path) -> None:
    """Raise `CourseError` if the site may not be written into the folder `out`."""
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file()):
        raise course.CourseError(f"{out} holds something else. Give a new folder, such as public/.")


def publish(built: Path, out: Path) -> None:
    """Copy the site to its folder, and remove what an earlier one had and this one has not."""
    # GitHub would else leave out what begins with an underscore.
    (built / ".nojekyll").touch()
    ours = sorted(path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file())
    known = out / MANIFEST
    earlier = set(json.loads(known.read_text(encoding="utf-8"))) if known.is_file() else set()
    (built / MANIFEST).write_text(json.dumps(ours), encoding="utf-8")
    shutil.copytree(built, out, dirs_exist_ok=True)
    for name in earlier - set(ours):
        (out / name).unlink(missing_ok=True)


def stage(found: dict[str, bytes], pages: Path, files: Path) -> None:
    """Write what Sphinx is to render of the course into `pages`, and what is copied as it is into `files`."""
    titles = {}
    for name, content in found.items():
        if not name.startswith(browser.PLACES):
            continue
        if name.endswith("README.md"):
            text = _ANCHOR.sub(_TARGET, content.decode())
            browser.write(pages / name, _linked(text).encode())
            continue
        browser.write(files / name, content)
        if name.endswith(".ipynb"):
            notebook = nbformat.reads(content.decode(), as_version=4)
            titles[name] = notebook.cells[0].source.partition("\n")[0].removeprefix("# ")
            browser.write(pages / name, dump(_page(notebook, name, files)))
    browser.write(files / "LICENSE.txt", found["LICENSE"])
    browser.write(files / HANDOUT, handout := packed(found))
    known = {
        "titles": {stem: titles[f"notebooks/{stem}.ipynb"] for stem in course.SESSIONS},
        "exercises": [stem for stem in course.SESSIONS if f"exercises/{stem}.ipynb" in titles],
        "run": browser.RUN.format(f"notebooks/{course.SESSIONS[0]}.ipynb"),
        "handout": HANDOUT,
        "size": f"{len(handout) / 1e6:.1f} MB",
        "install": _linked(found["README.md"].decode()).partition("## Begin")[2],
        "lock": json.loads(browser.LOCK.read_bytes()),
        "pyodide": PYODIDE_VERSION,
    }
    for name in ("index.md", "install.md", "browser.md"):
        browser.write(pages / name, _TEMPLATES.get_template(name).render(known).encode())


def _page(page: nbformat.NotebookNode, name: str, files: Path) -> nbformat.NotebookNode:
    """Return a notebook as Sphinx is to render it: with links between pages, and its charts as HTML."""
    drawn = 0
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = _linked(cell.source)
            continue
        for data in (output.data for output in cell.outputs if "data" in output):
            picture = data.pop("image/jpeg", None)
            if MIME in data:
                drawn += 1
                place = f"pictures/{Path(name).stem}-{drawn}.jpg" if picture else None
                if place:
                    browser.write(files / place, base64.b64decode(picture))
                data["text/html"] = _chart(data.pop(MIME), data["text/plain"], place)
            elif "text/html" in data:
                data["text/html"] = _PIXEL.sub("", data["text/html"])
    links = f"""<a href="../{browser.RUN.format(name)}">Run in the browser</a>
        <a href="../browser.html">What running it needs</a>
        <a href="../{name}" download>Download this notebook</a>"""
    if name.startswith("exercises"):
        links += '\n<a href="../install.html">Install the course</a>'
    title, _, rest = page.cells[0].source.partition("\n")
    page.cells[0].source = f'{title}\n\n<p class="ways">{links}</p>\n{rest}'
    return page


def _chart(figure: dict, alt: str, picture: str | None) -> str:
    """Return the place of a chart: its picture until it is drawn, and what it is drawn from."""
    alt, height = escape(alt), figure["layout"]["height"]
    content = json.dumps(figure, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    shown = f'<img src="../{picture}" alt="{alt}" loading="lazy">' if picture else ""
    return (
        f'<div class="chart" data-alt="{alt}" data-height="{height}">{shown or f"<noscript>{alt}</noscript>"}'
        f'<script type="application/json">{content}</script></div>'
    )


def _linked(text: str) -> str:
    """Return Markdown whose links lead to the pages of the site."""

    def page(link: re.Match) -> str:
        path = re.sub(r"\.(ipynb|md)$", ".html", link[2])
        path = {"LICENSE": "LICENSE.txt"}.get(path, path)
        return f"{link[1]}{path}{'#' + make_id(unquote(link[3])) if link[3] else ''}"

    return _LINK.sub(page, text)
