"""Read a notebook file from any program, validate what is in it, and say in one sentence what is odd."""

import json
from dataclasses import dataclass, field
from pathlib import Path


class NotebookError(Exception):
    """The notebook cannot be checked; the text is one sentence that says why and what to do."""


@dataclass
class Notebook:
    """A notebook as it was read.

    Attributes
    ----------
    cells : list of dict
        nbformat 4 cells whose ``source`` is one text.
    metadata : dict
    notes : list of str
        What is odd about the file without being in the way, a sentence each.
    """

    cells: list[dict]
    metadata: dict
    notes: list[str] = field(default_factory=list)


def read(path: Path, name: str = "") -> Notebook:
    """Read the notebook at `path`; nothing in the file is trusted to be of the right type.

    Parameters
    ----------
    path : Path
    name : str
        What sentences call the file, where it was handed in under another name than it has here.

    Raises
    ------
    NotebookError
        When it is no notebook, one of another format, or one for another language.
    """
    name = name or path.name
    content = _json(path, name)
    version = content.get("nbformat")
    if version != 4:
        raise NotebookError(
            f"{name} is a notebook of format {shown(version)}, not 4. "
            "Open it in JupyterLab, save it, and check it again."
        )
    cells, metadata = content.get("cells"), content.get("metadata")
    if not isinstance(cells, list) or not isinstance(metadata, dict):
        raise NotebookError(f"{name} has no cells that can be read. {_AGAIN}")
    notebook = Notebook([_cell(cell, name) for cell in cells], metadata)
    notebook.notes += [*_origin(notebook, name), *_ids(notebook, name)]
    return notebook


def shown(value: object, limit: int = 20) -> str:
    """Return a stranger's text for use in a sentence: one line, printable, at most `limit` characters."""
    # Control characters could change the terminal's colours or the direction of the text around them.
    text = str(value)[: 10 * limit]
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


_AGAIN = "Put your own saved copy back, or begin again with: newscase reset"


def _json(path: Path, name: str) -> dict:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotebookError(f"{name} cannot be opened: {error.strerror}.") from None
    if not raw.strip():
        raise NotebookError(f"{name} is empty. {_AGAIN}")
    try:
        content = json.loads(raw)
    except UnicodeDecodeError:
        raise NotebookError(f"{name} is not UTF-8 text. Save it again in JupyterLab.") from None
    except (ValueError, RecursionError):
        raise NotebookError(f"{name} is not a notebook: it is not JSON. {_AGAIN}") from None
    if not isinstance(content, dict) or "nbformat" not in content:
        raise NotebookError(f"{name} is not a notebook: it is other JSON. {_AGAIN}")
    return content


def _cell(cell: object, name: str) -> dict:
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotebookError(f"{name} has a cell that cannot be read. {_AGAIN}")
    # JSON can hold lone surrogates, which UTF-8 cannot.
    source = source.encode("utf-8", "replace").decode("utf-8")
    metadata = cell.get("metadata")
    identity = cell.get("id")
    return {
        "cell_type": cell.get("cell_type"),
        "id": identity if isinstance(identity, str) else None,
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": source,
    }


def _origin(notebook: Notebook, name: str) -> list[str]:
    """Note which other program saved the notebook; refuse one for another language."""
    kernelspec = notebook.metadata.get("kernelspec")
    language = kernelspec.get("language", "python") if isinstance(kernelspec, dict) else "python"
    if str(language).lower() != "python":
        raise NotebookError(
            f"{name} was saved for the language {shown(language)}. "
            "Choose the kernel Python 3 in JupyterLab, save it, and check it again."
        )
    if "colab" in notebook.metadata:
        return [f"{name} was saved by Colab; it is checked with Python 3."]
    if "vscode" in notebook.metadata or any("vscode" in cell["metadata"] for cell in notebook.cells):
        return [f"{name} was saved by VS Code; it is checked with Python 3."]
    if not isinstance(kernelspec, dict) or "name" not in kernelspec:
        return [f"{name} names no kernel; it is checked with Python 3."]
    return []


def _ids(notebook: Notebook, name: str) -> list[str]:
    ids = [cell["id"] for cell in notebook.cells]
    if None in ids:
        return [f"{name} has cells without ids; its questions are found by their headings."]
    if len(set(ids)) < len(ids):
        return [f"{name} has cells that share an id; the first of each counts."]
    return []
