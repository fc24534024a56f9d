"""Lay out what the site is made from: pages for Sphinx to render, and files to copy beside them."""

import base64
import json
import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote

import nbformat
from docutils.nodes import make_id
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from newscase import course
from newscase.authoring import notebooks
from newscase.authoring.handout import handout
from newscase.authoring.site import browser
from newscase.checking import answer_key
from newscase.figures.show import MIME

HANDOUT = "reading-a-crisis-with-data.zip"

_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined)
# A link within the course: what stands before its address, the file, the place in it.
_LINK = re.compile(r"(\]\()(?![a-z]+:)([^)#\s]*)(#[^)\s]*)?(?=\))")
# An anchor of our own before a heading, as GitHub needs it, and as Sphinx does.
_ANCHOR, _TARGET = re.compile(r'^<a id="([^"]+)"></a>$', re.MULTILINE), r"(\1)=\n"
_PIXEL = re.compile(r'<img alt="[^"]*" src="data:image/gif[^>]*>')


def stage(folder: Path, pages: Path, files: Path, run: str | None) -> None:
    """Write the pages of the course in `folder` into `pages`, and all that is copied as it is into `files`.

    Exercises are the recorded blanks, whatever stands in ``exercises/``.  `run` is the address, from the top
    of the site, at which a notebook opens in the browser, with ``{}`` for its path; None where none does.
    """
    lessons, exercises = {}, {}
    for stem in (*course.SESSIONS, course.GLOSSARY):
        lessons[stem] = notebooks.read(folder / "notebooks" / f"{stem}.ipynb")
    for stem, session in answer_key.read(folder).items():
        if session.blank:
            exercises[stem] = nbformat.from_dict(session.blank)
    for place, found in (("notebooks", lessons), ("exercises", exercises)):
        for stem, notebook in found.items():
            name = f"{place}/{stem}.ipynb"
            _write(files / name, notebooks.dump(notebook))
            others = [] if stem == course.GLOSSARY or stem not in exercises else [place]
            _write(pages / name, notebooks.dump(_page(notebook, name, run, others, files)))
    for place in ("data", "seeds"):
        text = (folder / place / "README.md").read_text(encoding="utf-8")
        _write(pages / place / "README.md", _linked(_ANCHOR.sub(_TARGET, text)).encode())
        for path in (folder / place).iterdir():
            if path.suffix in (".csv", ".json"):
                shutil.copy(path, _made(files / place / path.name))
    shutil.copy(folder / "LICENSE", files / "LICENSE.txt")
    _write(files / HANDOUT, handout(folder))
    titles = {
        stem: notebook.cells[0].source.partition("\n")[0].lstrip("# ") for stem, notebook in lessons.items()
    }
    del titles[course.GLOSSARY]
    size = f"{(files / HANDOUT).stat().st_size / 1e6:.1f} MB"
    install = (Path(__file__).parents[1] / "handout_readme.md").read_text(encoding="utf-8")
    start = run and run.format(f"notebooks/{course.SESSIONS[0]}.ipynb")
    known = {"titles": titles, "exercises": exercises, "run": start, "handout": HANDOUT, "size": size}
    texts = {"index": {}, "install": {"text": _linked(install).partition("## Begin")[2]}}
    texts |= {"browser": browser.versions()} if run else {}
    for name, more in texts.items():
        _write(pages / f"{name}.md", _TEMPLATES.get_template(f"{name}.md").render(known, **more).encode())


def _page(
    notebook: nbformat.NotebookNode, name: str, run: str | None, others: list[str], files: Path
) -> nbformat.NotebookNode:
    """Return a notebook as Sphinx is to render it: with links between pages, and its charts as HTML."""
    page = nbformat.from_dict(json.loads(json.dumps(notebook)))
    pictures = 0
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = _linked(cell.source)
            continue
        for output in cell.outputs:
            data = output.get("data", {})
            if MIME in data:
                pictures += 1
                picture = None
                if "image/jpeg" in data:
                    picture = f"{Path(name).stem}-{pictures}.jpg"
                    _write(files / "pictures" / picture, base64.b64decode(data["image/jpeg"]))
                output.data = nbformat.from_dict({"text/html": _chart(data, picture)})
            elif "text/html" in data:
                data["text/html"] = _PIXEL.sub("", data["text/html"])
    title, _, rest = page.cells[0].source.partition("\n")
    page.cells[0].source = f"{title}\n\n{''.join(_ways(name, run, others))}\n{rest}"
    return page


def _ways(name: str, run: str | None, others: list[str]) -> Iterator[str]:
    """Yield what a reader can do with a notebook, as links."""
    yield '<p class="ways">'
    if run:
        yield f'<a href="../{run.format(name)}">Run in the browser</a> '
        yield '(<a href="../browser.html">what to know</a>) '
    yield f'<a href="../{name}" download>Download this notebook</a> '
    yield "</p>\n"


def _chart(data: dict, picture: str | None) -> str:
    """Return the place of a chart: its picture until it is drawn, and what it is drawn from."""
    # "Figure 2: " and the alternative text.
    alt, figure = (
        escape(data["text/plain"]),
        json.dumps(data[MIME], ensure_ascii=False, separators=(",", ":")),
    )
    figure = figure.replace("</", "<\\/")
    shown = f"<noscript>{alt} (The chart itself needs JavaScript.)</noscript>"
    if picture:
        shown = f'<img src="../pictures/{picture}" alt="{alt}" loading="lazy">'
    height = data[MIME]["layout"].get("height", 400)
    return (
        f'<div class="chart" data-alt="{alt}" style="min-height:{height}px">{shown}'
        f'<script type="application/json">{figure}</script></div>'
    )


def _linked(text: str) -> str:
    """Return Markdown whose links lead to the pages of the site."""

    def page(link: re.Match) -> str:
        path = re.sub(r"\.(ipynb|md)$", ".html", link[2])
        path = {"LICENSE": "LICENSE.txt"}.get(path, path)
        return f"{link[1]}{path}{'#' + make_id(unquote(link[3])) if link[3] else ''}"

    return _LINK.sub(page, text)


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _write(path: Path, content: bytes) -> None:
    _made(path).write_bytes(content)
