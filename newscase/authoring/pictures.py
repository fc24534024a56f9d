"""Give stored figures a picture, for whatever opens a notebook and cannot draw plotly's JSON.

It is JPEG, because JupyterLab would show a PNG instead of the chart, and nbval does not compare it.  Title,
subtitle, source and caption are no part of it: they stand around the figure, as `newscase.figures.show` says.
"""

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat

from newscase.authoring import notebooks
from newscase.figures.show import MIME

JPEG = "image/jpeg"
# Width in pixels, how much finer it is drawn, for sharp letters on paper and dense screens, and quality.
_FORM = (720, 2, 0.6)
_DRAW = Path(__file__).with_suffix(".js")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowser(Exception):
    """There is no Playwright, or no Chromium that it can start."""


@contextlib.contextmanager
def browser() -> Iterator:
    """Start a headless Chromium, the computer's or else Playwright's own; raise `NoBrowser` without one."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise NoBrowser from None
    with sync_playwright() as playwright:
        try:
            found = next(filter(None, map(shutil.which, _NAMES)), None)
            chromium = playwright.chromium.launch(
                executable_path=found, args=["--disable-gpu", "--disable-quic"]
            )
        except Error:
            raise NoBrowser from None
        with chromium:
            yield chromium


def digest(figure: dict) -> str:
    """Return what tells a stored figure from another one, and from the same one drawn otherwise."""
    drawn = json.dumps([figure, *_FORM], sort_keys=True)
    return hashlib.sha256(drawn.encode()).hexdigest()[:16]


def lacks_picture(notebook: nbformat.NotebookNode) -> bool:
    """Say whether a figure has no picture, or the picture of another figure."""
    return any(picture is None for *_, picture in _figures(notebook))


def illustrate(made: dict[Path, nbformat.NotebookNode]) -> None:
    """Put a picture beside each figure of notebooks that have been run and are to be written to these paths.

    A figure that has not changed keeps the picture of the file.  Raises `NoBrowser` when others are to be
    drawn and there is none; these stay without.
    """
    before = [found for path in made if path.is_file() for found in _figures(notebooks.read(path))]
    pictures = {key: picture for key, _, picture in before if picture}
    after = [(key, output) for notebook in made.values() for key, output, _ in _figures(notebook)]
    try:
        pictures |= _drawn({key: output.data[MIME] for key, output in after if key not in pictures})
    finally:
        for key, output in after:
            if key in pictures:
                output.data[JPEG], output.metadata[JPEG] = pictures[key], {"digest": key, "width": _FORM[0]}


def _drawn(figures: dict[str, dict]) -> dict[str, str]:
    if not figures:
        return {}
    from plotly.offline import get_plotlyjs

    with browser() as chromium, chromium.new_page() as page:
        page.add_script_tag(content=get_plotlyjs())
        draw = _DRAW.read_text(encoding="utf-8")
        return {key: page.evaluate(draw, [figure, *_FORM]) for key, figure in figures.items()}


def _figures(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, nbformat.NotebookNode, str | None]]:
    """Yield the digest of each figure, its output, and its picture if that is of this figure."""
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        if MIME in output.get("data", {}):
            key = digest(output.data[MIME])
            same = output.metadata.get(JPEG, {}).get("digest") == key
            yield key, output, output.data.get(JPEG) if same else None
