"""Lay out what the site is made from: pages for Sphinx to render, and files to copy beside them."""

import base64
import copy
import json
import re
import shutil
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
            _write(pages / name, notebooks.dump(_page(notebook, name, run, files)))
    for place in ("data", "seeds"):
        text = (folder / place / "README.md").read_text(encoding="utf-8")
        _write(pages / place / "README.md", _linked(_ANCHOR.sub(_TARGET, text)).encode())
        for path in (folder / place).iterdir():
            if path.suffix in (".csv", ".json"):
                shutil.copy(path, _made(files / place / path.name))
    shutil.copy(folder / "LICENSE", files / "LICENSE.txt")
    _write(files / HANDOUT, handout(folder))
    titles = {
        stem: notebook.cells[0].source.partition("\n")[0].removeprefix("# ")
        for stem, notebook in lessons.items()
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


def _page(notebook: nbformat.NotebookNode, name: str, run: str | None, files: Path) -> nbformat.NotebookNode:
    """Return a notebook as Sphinx is to render it: with links between pages, and its charts as HTML."""
    page, drawn = copy.deepcopy(notebook), 0
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = _linked(cell.source)
            continue
        for data in (output.data for output in cell.outputs if "data" in output):
            if MIME in data:
                drawn += 1
                picture = f"pictures/{Path(name).stem}-{drawn}.jpg" if "image/jpeg" in data else None
                if picture:
                    _write(files / picture, base64.b64decode(data["image/jpeg"]))
                data["text/html"] = _chart(data.pop(MIME), data["text/plain"], picture)
                data.pop("image/jpeg", None)
            elif "text/html" in data:
                data["text/html"] = _PIXEL.sub("", data["text/html"])
    links = []
    if run:
        links = [f'<a href="../{run.format(name)}">Run in the browser</a>']
        links += ['<a href="../browser.html">What running it needs</a>']
    links.append(f'<a href="../{name}" download>Download this notebook</a>')
    if name.startswith("exercises"):
        links.append('<a href="../install.html">Install the course</a>')
    title, _, rest = page.cells[0].source.partition("\n")
    page.cells[0].source = f'{title}\n\n<p class="ways">{" ".join(links)}</p>\n{rest}'
    return page


def _chart(figure: dict, alt: str, picture: str | None) -> str:
    """Return the place of a chart: its picture until it is drawn, and what it is drawn from."""
    alt, content = escape(alt), json.dumps(figure, ensure_ascii=False, separators=(",", ":"))
    content = content.replace("</", "<\\/")
    shown = (
        f'<img src="../{picture}" alt="{alt}" loading="lazy">' if picture else f"<noscript>{alt}</noscript>"
    )
    height = figure["layout"]["height"]
    return (
        f'<div class="chart" data-alt="{alt}" data-height="{height}">{shown}'
        f'<script type="application/json">{content}</script></div>'
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
