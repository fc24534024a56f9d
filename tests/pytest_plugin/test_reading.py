"""A notebook from anywhere is read, or refused in one sentence."""

import json

import pytest

from newscase.pytest_plugin.reading import NotebookError, read

CELL = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1", "outputs": [], "execution_count": None}
KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}


def notebook(cells=(CELL,), metadata=KERNEL, **top):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [*cells], **top}


@pytest.fixture
def save(tmp_path):
    def save(content):
        path = tmp_path / "01-claims.ipynb"
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return save


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be opened"),
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"<html>Not found</html>", "it is not JSON"),
        (b'{"cells": [', "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        ('{"nbformat": "é"}'.encode("latin-1"), "format é, not 4"),
        ({"a": 1}, "it is other JSON"),
        ([1, 2], "it is other JSON"),
        (notebook(nbformat=5), "format 5"),
        ({**notebook(), "nbformat": 3}, "format 3"),
        ({"nbformat": 4, "metadata": {}}, "has no cells"),
        (notebook(cells=["text"]), "has a cell that cannot be read"),
        (notebook(cells=[{**CELL, "source": 7}]), "has a cell that cannot be read"),
        (notebook(cells=[{**CELL, "source": ["a", 7]}]), "has a cell that cannot be read"),
        (notebook(metadata={"kernelspec": {"name": "ir", "language": "R"}}), "for the language R"),
    ],
)
def test_what_is_no_notebook_gets_one_sentence(save, content, words):
    with pytest.raises(NotebookError) as error:
        read(save(content))
    assert words in str(error.value)
    assert "\n" not in str(error.value)
    assert "01-claims.ipynb" in str(error.value)


@pytest.mark.parametrize(
    "content",
    [
        notebook(),
        notebook(metadata={}),
        notebook(metadata=[]),
        notebook(nbformat="4"),
        notebook(metadata={"kernelspec": []}),
        notebook(metadata={**KERNEL, "colab": 7, "vscode": {}}),
        notebook(cells=[{"source": ["", "1"]}]),
        notebook(cells=[{**CELL, "id": 7, "metadata": []}]),
        notebook(cells=[CELL, CELL]),
    ],
)
def test_what_is_odd_but_readable_is_read(save, content):
    assert read(save(content)).cells[0]["source"] == "1"
