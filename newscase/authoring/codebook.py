"""Write the codebook ``data/README.md`` from ``data/datapackage.json``."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from newscase.course import CourseError

DESCRIPTOR = Path("data", "datapackage.json")
FILE = Path("data", "README.md")


def codebook(folder: Path) -> bytes:
    """Return the codebook of the course in `folder`: a section a table, a line a column.

    Raises
    ------
    CourseError
        When the descriptor is not JSON or lacks what a reader needs.
    """
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        tables = package["resources"]
        contents = _rows(
            ("table", "a row is", "sessions"),
            ((f"[{table['path']}](#{table['name']})", table["row"], table["sessions"]) for table in tables),
        )
        sections = [_section(folder, table) for table in tables]
        parts = [f"# {package['title']}", package["description"], contents, *sections]
    except ValueError as error:
        raise CourseError(f"{DESCRIPTOR.as_posix()} is not JSON: {error}") from None
    except KeyError as error:
        raise CourseError(f"{DESCRIPTOR.as_posix()} lacks {error}; every table needs it.") from None
    return ("\n\n".join(parts) + "\n").encode()


def _section(folder: Path, table: dict) -> str:
    with (folder / DESCRIPTOR.parent / table["path"]).open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    key = table["schema"].get("primaryKey", [])
    key = ", ".join(f"`{name}`" for name in ([key] if isinstance(key, str) else key))
    facts = [
        f"- **A row is** {table['row']}. {rows:,} rows.",
        *([f"- **Key**: {key}."] if key else []),
        f"- **Missing values**: {table['missing']}",
        f"- **As of** {table['asOf']}.",
        f"- **Sources**: {_links(table['sources'])}.",
        f"- **Licence**: {_links(table['licenses'])}.",
    ]
    heading = f'<a id="{table["name"]}"></a>\n## {table["title"]}'
    file = f"File: [`{table['path']}`]({table['path']})"
    columns = _rows(("column", "type", "unit or values", "meaning"), map(_column, table["schema"]["fields"]))
    return "\n\n".join([heading, file, table["description"], "\n".join(facts), columns])


def _column(field: dict) -> tuple[str, ...]:
    limits = field.get("constraints", {})
    values = ", ".join(f"`{value}`" for value in limits.get("enum", []))
    if not values and {"minimum", "maximum"} <= limits.keys():
        values = f"{limits['minimum']} to {limits['maximum']}"
    unit = "; ".join(filter(None, [field.get("unit"), values]))
    return f"`{field['name']}`", field["type"], unit, field["description"]


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def _links(entries: list[dict]) -> str:
    return "; ".join(
        f"[{entry['title']}]({entry['path']})" if "path" in entry else entry["title"] for entry in entries
    )
