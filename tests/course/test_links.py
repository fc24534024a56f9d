"""Every link inside the course leads somewhere."""

import functools
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATTERNS = ("*.md", "[!.]*/README.md", "solutions/**/*.md", "notebooks/*.ipynb", "solutions/*.ipynb")
PAGES = {path for pattern in (*PATTERNS, "exercises/[0-9]*.ipynb") for path in ROOT.glob(pattern)}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@functools.cache
def text_of(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@functools.cache
def anchors(path):
    """Return the anchors of a page: JupyterLab's (spaces become hyphens), GitHub's, and those written out."""
    text = text_of(path)
    headings = [re.sub(r"[`*]", "", line).strip() for line in re.findall(r"^#+ +(.*)$", text, re.MULTILINE)]
    labs = {heading.replace(" ", "-") for heading in headings}
    githubs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return labs | (githubs if path.suffix == ".md" else set()) | set(re.findall(r'<a id="([^"]+)"', text))


@pytest.fixture(scope="module")
def tracked():
    """The files of the course as git knows them; none where this copy is no repository."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout
    return {ROOT / name for name in listed.splitlines()}


@pytest.mark.parametrize("page", sorted(PAGES), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page, tracked):
    for link in LINK.findall(text_of(page)):
        if re.match(r"https?://|mailto:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} leads nowhere"
        assert not tracked or target.is_dir() or target in tracked, f"{link} is not part of the course"
        assert not anchor or anchor in anchors(target), f"{link}: no such heading"
