"""Make stored and fresh outputs comparable: what decides is what a reader sees."""

import base64
from typing import Any

import pytest

FIGURE = "application/vnd.plotly.v1+json"


def comparable(outputs: list) -> list:
    """Return a cell's outputs as nbval's exact comparison is to see them.

    Warnings (everything on stderr) are left out; the numbers of figures compare within 1e-9, relative.
    """
    kept = []
    for output in outputs:
        if FIGURE in (data := output.get("data", {})):
            # Of nbformat's own class, because nbval reads attributes.
            output = type(output)(output, data={**data, FIGURE: _decoded(data[FIGURE])})
        if not (output["output_type"] == "stream" and output["name"] == "stderr"):
            kept.append(output)
    return kept


def _decoded(value: Any) -> Any:
    """Return a part of a figure with its arrays as lists; plotly stores them as base64 text."""
    if isinstance(value, dict):
        return _array(value) if "bdata" in value else {key: _decoded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    # Another processor may compute another last digit.
    return pytest.approx(value, rel=1e-9, abs=0, nan_ok=True) if isinstance(value, float) else value


def _array(value: dict) -> list:
    import numpy as np

    # The type is a code of numpy's, such as f8; the bytes are little-endian on every computer.
    numbers = np.frombuffer(base64.b64decode(value["bdata"]), dtype="<" + value["dtype"])
    if "shape" in value:
        numbers = numbers.reshape([int(side) for side in str(value["shape"]).split(",")])
    return _decoded(numbers.tolist())
