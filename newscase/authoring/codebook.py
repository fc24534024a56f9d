"""Write the codebook ``data/README.md`` from ``data/datapackage.json`` and ``codebook_template.md``."""

import csv
import json
from pathlib import Path

from jinja2 import StrictUndefined, Template, UndefinedError

from newscase.course import CourseError

DESCRIPTOR = Path("data", "datapackage.json")
FILE = Path("data", "README.md")
_TEMPLATE = Path(__file__).with_name("codebook_template.md")


def codebook(folder: Path) -> bytes:
    """Return the codebook of the course in `folder`: a section a table, a line a column.

    Raises `CourseError` when the descriptor is not JSON or lacks what a reader needs.
    """
    text = _TEMPLATE.read_text(encoding="utf-8")
    template = Template(text, undefined=StrictUndefined, keep_trailing_newline=True)
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        rows = {table["path"]: _rows(folder / "data" / table["path"]) for table in package["resources"]}
        return template.render(package, rows=rows).encode()
    except (ValueError, KeyError, UndefinedError) as error:
        raise CourseError(f"{DESCRIPTOR.as_posix()} is not as a codebook needs it: {error}") from None


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1
