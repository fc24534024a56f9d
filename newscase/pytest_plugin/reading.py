"""Read a notebook file from any program, and validate what is in it."""

import contextlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

_AGAIN = "Put your own saved copy back, or begin again with: newscase reset"


class NotebookError(Exception):
    """The notebook cannot be checked; the text is one sentence that says why and what to do."""


@dataclass
class Notebook:
    """A notebook as it was read: nbformat 4 cells, each ``source`` one text, and the metadata."""

    cells: list[dict]
    metadata: dict

    def find(self, identity: str, source: str | None = None, pattern: str | None = None) -> int | None:
        """Return the place of a cell that was given out: by its id, else its text, else what stands in it."""
        ids, sources = self._places
        if identity in ids:
            return ids[identity]
        if source in sources:
            return sources[source]
        if pattern is None:
            return None
        found = re.compile(pattern, re.MULTILINE)
        return next((place for place, cell in enumerate(self.cells) if found.search(cell["source"])), None)

    @cached_property
    def _places(self) -> tuple[dict[str, int], dict[str, int]]:
        """The places of cells by id, but for an id that cells share, and the first ones by text."""
        count = Counter(cell["id"] for cell in self.cells)
        ids = {cell["id"]: place for place, cell in enumerate(self.cells) if count[cell["id"]] == 1}
        texts = [cell["source"].strip() for cell in self.cells]
        return ids, {text: len(texts) - place for place, text in enumerate(reversed(texts), 1)}


def read(path: Path, name: str = "") -> Notebook:
    """Read the notebook at `path`, trusting nothing in it; raise `NotebookError`, which calls it `name`."""
    name = name or path.name
    content = _json(path, name)
    if content["nbformat"] in (2, 3):
        with contextlib.suppress(Exception):  # of many types, for a file that only says so
            content = nbformat.reads(json.dumps(content), 4)
    version, cells, metadata = (content.get(key) for key in ("nbformat", "cells", "metadata"))
    if version not in (4, "4"):
        raise NotebookError(
            f"{name} is a notebook of format {shown(version)}, not 4. "
            "Open it in JupyterLab, save it, and check it again."
        )
    if not isinstance(cells, list):
        raise NotebookError(f"{name} has no cells that can be read. {_AGAIN}")
    metadata = metadata if isinstance(metadata, dict) else {}
    kernelspec = metadata.get("kernelspec")
    language = (isinstance(kernelspec, dict) and kernelspec.get("language")) or "python"
    if "python" not in str(language).lower():  # ipython, Python 3
        raise NotebookError(
            f"{name} was saved for the language {shown(language)}. "
            "Choose the kernel Python 3 in JupyterLab, save it, and check it again."
        )
    return Notebook([_cell(cell, name) for cell in cells], metadata)


def shown(value: object, limit: int = 20) -> str:
    """Return a stranger's text for use in a sentence: one line, printable, at most `limit` characters."""
    # Control characters could change the terminal's colours or the direction of the text around them.
    text = str(value)[: 10 * limit]
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _json(path: Path, name: str) -> dict:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotebookError(f"{name} cannot be opened: {error.strerror}.") from None
    if not raw.strip():
        raise NotebookError(f"{name} is empty. {_AGAIN}")
    try:
        text = raw.decode(json.detect_encoding(raw))
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")  # an editor of Windows saved it; code is ASCII but for words
    try:
        # Other programs leave something behind it, such as the end of a longer file.
        content, _ = json.JSONDecoder().raw_decode(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        if b"<<<<<<< " in raw and b">>>>>>> " in raw:
            advice = "Keep one side of each <<<<<<< ======= >>>>>>> and check it again."
            raise NotebookError(f"{name} holds two versions that git could not merge. {advice}") from None
        raise NotebookError(f"{name} is not a notebook: it is not JSON. {_AGAIN}") from None
    if not isinstance(content, dict) or "nbformat" not in content:
        raise NotebookError(f"{name} is not a notebook: it is other JSON. {_AGAIN}")
    return content


def _cell(cell: object, name: str) -> dict:
    """Return what of a cell is used, each part of its own type."""
    source = (cell.get("source") or "") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotebookError(f"{name} has a cell that cannot be read. {_AGAIN}")
    identity, metadata = cell.get("id"), cell.get("metadata")
    return {
        "cell_type": cell.get("cell_type"),
        "id": identity if isinstance(identity, str) else None,
        "metadata": metadata if isinstance(metadata, dict) else {},
        # JSON can hold lone surrogates, which UTF-8 cannot.
        "source": source.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n"),
    }
