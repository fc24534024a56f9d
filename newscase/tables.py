"""Whether the tables in ``data/`` are as they were given out; a spreadsheet that saves one changes it."""

import hashlib
import json
from pathlib import Path

from newscase.course import CourseError
from newscase.files import read_if_there

DESCRIPTOR = Path("data", "datapackage.json")


def digest(content: bytes) -> str:
    """Return what the Data Package standard calls a resource's hash."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def assert_unchanged(folder: Path) -> None:
    """Raise `CourseError` with a sentence that names the tables of the course in `folder` that differ."""
    try:
        resources = json.loads((folder / DESCRIPTOR).read_bytes())["resources"]
        recorded = {f"data/{resource['path']}": resource["hash"] for resource in resources}
    except (OSError, ValueError, KeyError, TypeError):
        name = DESCRIPTOR.as_posix()
        raise CourseError(f"{name} cannot be read. {_again(name)}") from None
    contents = {name: read_if_there(folder / name) for name in recorded}
    if differ := [name for name, own in contents.items() if own is None or digest(own) != recorded[name]]:
        verb = "is" if len(differ) == 1 else "are"
        raise CourseError(f"{', '.join(differ)} {verb} not as given out. {_again(*differ)}")


def _again(*names: str) -> str:
    return f"Copy the data folder from the course again, or run: git checkout {' '.join(names)}"
