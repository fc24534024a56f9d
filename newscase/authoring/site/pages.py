"""Build the site with Sphinx."""

import io
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import plotly
from sphinx.application import Sphinx

from newscase.authoring.site.staging import stage
from newscase.course import CourseError

# Which files in the folder are ours, by which a later run knows the folder and what is no longer needed.
MANIFEST = ".newscase-site.json"

_HERE = Path(__file__).parent
_STATIC = [
    _HERE / "charts.js",
    _HERE / "site.css",
    Path(plotly.__file__).parent / "package_data" / "plotly.min.js",
]
_TITLE = "Reading a Crisis with Data"
_SETTINGS = {
    "project": _TITLE,
    "language": "en",
    "extensions": ["myst_nb"],
    "html_theme": "furo",
    "html_title": _TITLE,
    "html_static_path": [str(path) for path in _STATIC],
    "html_css_files": ["site.css"],
    "html_js_files": [("charts.js", {"defer": "defer"})],
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_copyright": False,
    "html_domain_indices": False,
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
    # What scrolls can be reached with the keyboard.
    (r"<pre>", r'<pre tabindex="0">'),
    (r'<div class="table-wrapper', r'<div tabindex="0" class="table-wrapper'),
    (r'<div style="max-height:400px;overflow:auto">', r'<div class="scroller" tabindex="0">'),
    (r"<div>(\n<style scoped>)", r'<div class="scroller" tabindex="0">\1'),
    # The title of a chart is no heading of the page, an empty cell no heading of a column.
    (r'<h4 class="jp-toc-ignore"(.*?)</h4>', r'<p class="chart-title"\1</p>'),
    (r"<th[^>]*>(<p></p>)?</th>", "<td></td>"),
    (r"<td>([-−]?[\d.,]+%?)</td>", r'<td class="number">\1</td>'),
    # What a screen reader says of the parts of a page.
    (r'role="heading"', r'role="heading" aria-level="2"'),
    (r'<aside class="sidebar-drawer"', r'\g<0> aria-label="All pages"'),
    (r'<aside class="toc-drawer', r'<aside aria-label="This page" class="toc-drawer'),
    (r'<div id="search-results">', r"<h1>Search</h1>\g<0>"),
]


def build(folder: Path, out: Path, run: str | None = None) -> list[str]:
    """Build the site of the course in `folder` into `out`; return Sphinx's warnings.

    `run` is the address, from the top of the site, at which a notebook opens in the browser, with ``{}`` for
    its path.  Files in `out` that an earlier run made are replaced.  Raises `CourseError` when `out` holds
    anything else.
    """
    settle(out)
    with tempfile.TemporaryDirectory(prefix="newscase-site-") as scratch:
        pages, files, built = (Path(scratch, name) for name in ("pages", "files", "built"))
        stage(folder, pages, files, run)
        warnings = io.StringIO()
        settings = {**_SETTINGS, "html_extra_path": [str(files)]}
        sphinx = Sphinx(
            pages, None, built, Path(scratch, "doctrees"), "html", settings,
            status=None, warning=warnings, parallel=os.cpu_count() or 1,
        )  # fmt: skip
        sphinx.build()
        publish(built, out)
    return warnings.getvalue().splitlines()


def settle(out: Path) -> None:
    """Raise `CourseError` if the site may not be written into the folder `out`."""
    if out.exists() and not out.is_dir():
        raise CourseError(f"{out} is a file. Give a new folder, such as public/.")
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise CourseError(f"{out} holds other files. Give a new folder, such as public/.")


def publish(built: Path, out: Path) -> None:
    """Copy the site to its folder, and remove what an earlier one had and this one has not."""
    for page in built.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        for pattern, new in _CHANGES:
            html = re.sub(pattern, new, html, flags=re.DOTALL)
        page.write_text(html, encoding="utf-8")
    for name in (".buildinfo", "objects.inv"):
        (built / name).unlink(missing_ok=True)
    # GitHub would else leave out what begins with an underscore.
    (built / ".nojekyll").touch()
    ours = sorted(path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file())
    known = out / MANIFEST
    earlier = set(json.loads(known.read_text(encoding="utf-8"))) if known.is_file() else set()
    (built / MANIFEST).write_text(json.dumps(ours), encoding="utf-8")
    shutil.copytree(built, out, dirs_exist_ok=True)
    for name in earlier - set(ours):
        (out / name).unlink(missing_ok=True)
