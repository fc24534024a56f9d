"""Make web pages of the course: lessons, exercises, codebook, glossary; not the solutions.

The folder can be put on any web server; to read only, it can be opened from the disk.  The pages ask no other
host for anything, but running a notebook in the browser fetches Python from Pyodide's public address.
"""

import sys
from pathlib import Path

from newscase import course

EXAMPLE = "example:\n  newscase site public/"
_PYODIDE = "a folder with Pyodide's files, to serve them from here too"
ARGUMENTS = {
    "folder": {"metavar": "FOLDER", "type": Path, "help": "where the pages go"},
    "--pyodide": {"metavar": "FOLDER", "type": Path, "help": _PYODIDE},
}


def run(options) -> int:
    """Build the site; return 1 when Sphinx warns of something."""
    try:
        from newscase.authoring.site import browser, pages
    except ModuleNotFoundError as error:
        raise course.CourseError(
            f"The site needs more than the course ({error.name}): uv run --extra site newscase site "
            f'{options.folder}, or install it with: pip install -e ".[site]"'
        ) from None
    if options.pyodide and not (options.pyodide / browser.START).is_file():
        raise course.CourseError(f"{options.pyodide} holds no {browser.START}: unpack Pyodide there.")
    warnings = pages.build(course.root(), options.folder, options.pyodide)
    for warning in warnings:
        print(warning, file=sys.stderr)
    made = [path for path in options.folder.rglob("*") if path.is_file()]
    count, size = sum(path.suffix == ".html" for path in made), sum(path.stat().st_size for path in made)
    print(f"{count} pages, {size / 1e6:.0f} MB. Open {options.folder / 'index.html'}")
    return 1 if warnings else 0
