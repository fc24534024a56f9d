"""Write the codebook ``data/README.md`` from ``data/datapackage.json``."""

import csv
import json
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
        sections = [_section(folder, resource) for resource in package["resources"]]
        parts = [f"# {package['title']}", package["description"], _contents(package["resources"]), *sections]
    except ValueError as error:
        raise CourseError(f"{DESCRIPTOR.as_posix()} is not JSON: {error}") from None
    except KeyError as error:
        raise CourseError(f"{DESCRIPTOR.as_posix()} lacks {error}; every table needs it.") from None
    return ("\n\n".join(parts) + "\n").encode()


def _contents(resources: list[dict]) -> str:
    lines = ["| table | a row is | sessions |", "|---|---|---|"]
    lines += [
        f"| [{resource['path']}](#{resource['name']}) | {resource['row']} | {resource['sessions']} |"
        for resource in resources
    ]
    return "\n".join(lines)


def _section(folder: Path, resource: dict) -> str:
    schema = resource["schema"]
    with (folder / DESCRIPTOR.parent / resource["path"]).open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    key = schema.get("primaryKey")
    facts = [
        f"**A row is** {resource['row']}. {rows:,} rows.",
        f"**Key**: {', '.join(f'`{name}`' for name in ([key] if isinstance(key, str) else key))}."
        if key
        else "",
        f"**Missing values**: {resource['missing']}",
        f"**As of** {resource['asOf']}.",
        f"**Sources**: {'; '.join(_link(source) for source in resource['sources'])}.",
        f"**Licence**: {'; '.join(_link(licence) for licence in resource['licenses'])}.",
    ]
    return "\n\n".join(
        [
            f'<a id="{resource["name"]}"></a>\n## {resource["title"]}',
            f"File: [`{resource['path']}`]({resource['path']})",
            resource["description"],
            "\n".join(f"- {fact}" for fact in facts if fact),
            _fields(schema["fields"]),
        ]
    )


def _fields(fields: list[dict]) -> str:
    lines = ["| column | type | unit or values | meaning |", "|---|---|---|---|"]
    for field in fields:
        constraints = field.get("constraints", {})
        if "enum" in constraints:
            values = ", ".join(f"`{value}`" for value in constraints["enum"])
        elif "minimum" in constraints and "maximum" in constraints:
            values = f"{constraints['minimum']} to {constraints['maximum']}"
        else:
            values = ""
        values = "; ".join(part for part in (field.get("unit", ""), values) if part)
        lines.append(f"| `{field['name']}` | {field['type']} | {values} | {field['description']} |")
    return "\n".join(lines)


def _link(entry: dict) -> str:
    return f"[{entry['title']}]({entry['path']})" if "path" in entry else entry["title"]
