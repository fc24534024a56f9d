"""Read, run and write the notebooks that authors edit: the lessons and the solutions."""

import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import nbformat

from newscase.course import CourseError, cell_id

# Tags of the cells that belong to a question, and so carry its number in their ids.
_QUESTION_TAGS = {"question", "answer", "finding", "check", "slip", "written"}
_QUESTION_NUMBER = re.compile(r"^#+ *(\d+\.\d+)(?!\S)", re.MULTILINE)

_CELL_TIMEOUT = 120  # seconds
# What JupyterLab writes when it opens a notebook, so that it finds nothing to change; the version of Python
# differs from computer to computer, and `newscase.cli.notebook_files` adds it.
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_LANGUAGE = {"codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py", "name": "python"}
_LANGUAGE |= {"mimetype": "text/x-python", "nbconvert_exporter": "python", "pygments_lexer": "ipython3"}
_METADATA = {"kernelspec": _KERNEL, "language_info": _LANGUAGE}


def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook, with its ids, tags and metadata put in the course's form."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises what its readers raise, of many kinds
        raise CourseError(f"{path.parent.name}/{path.name} is not a notebook: {error}") from None
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(_METADATA)
    number, counts = None, Counter()
    for position, cell in enumerate(notebook.cells, start=1):
        tags = list(cell.metadata.get("tags", []))
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        kind = next((tag for tag in tags if tag in _QUESTION_TAGS), None)
        if kind == "question" and (heading := _QUESTION_NUMBER.search(cell.source)):
            number = heading[1]
        if kind and number:
            name = cell_id(kind, number)
            counts[name] += 1
            cell.id = name if counts[name] == 1 else f"{name}-{counts[name]}"
        else:
            cell.id = f"cell-{position:03d}"
    return notebook


def run(notebook: nbformat.NotebookNode, path: Path, environment: dict[str, str] | None = None) -> None:
    """Run a notebook in its own folder and store the outputs in it, without the warnings on stderr.

    Raises `CourseError`, which names the cell, when one stops with an error or runs too long.
    """
    # Imported here: whoever only reads or writes a notebook need not wait for it.
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    started = []
    client = NotebookClient(
        notebook,
        timeout=_CELL_TIMEOUT,
        resources={"metadata": {"path": str(path.parent)}},
        kernel_name="python3",
        record_timing=False,
        # A busy computer would else cut what a cell prints into several outputs.
        coalesce_streams=True,
        on_cell_start=lambda cell, cell_index: started.append(f"cell {cell_index + 1} ({cell.id})"),
    )
    try:
        # The kernel's own messages on stderr tell an author nothing; errors come as outputs.
        client.execute(env={**os.environ, **(environment or {})}, stderr=subprocess.DEVNULL)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        what = f"{error.ename}: {error.evalue}" if isinstance(error, CellExecutionError) else error
        place = f"{path.parent.name}/{path.name}, {started[-1] if started else 'the kernel'}"
        raise CourseError(f"{place}: stopped with {what}") from None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    # nbclient notes the version of Python here, which differs from machine to machine.
    notebook.metadata = nbformat.from_dict(_METADATA)


def same_cells(path: Path, notebook: dict) -> bool:
    """Say whether a notebook file has the cells of `notebook`, whatever its metadata and outputs."""
    try:
        before, after = (
            [(cell["cell_type"], "".join(cell["source"])) for cell in content["cells"]]
            for content in (json.loads(path.read_bytes()), notebook)
        )
        return before == after
    except (OSError, ValueError, KeyError, TypeError):
        return False


def dump(notebook: dict) -> bytes:
    """Return a notebook as JupyterLab would write it."""
    return (nbformat.writes(nbformat.from_dict(notebook)).rstrip("\n") + "\n").encode()
