"""Make stored and fresh outputs comparable: what decides is what a reader sees."""

import base64
import math
from typing import Any

FIGURE = "application/vnd.plotly.v1+json"
_RELATIVE = 1e-9

# plotly stores arrays as base64 text; the letters are numpy's type codes, little-endian.
_TYPES = ("i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8")


def settle(fresh: list, stored: list) -> tuple[list, list]:
    """Return both lists of outputs, ready for nbval's exact comparison.

    Warnings (everything on stderr) are left out.  Where a figure's fresh number is within 1e-9 of the
    stored one, relative to its size, the stored one takes its place, so that another processor's last
    digit is no difference.
    """
    fresh, stored = _readable(fresh), _readable(stored)
    references = (output["data"] for output in stored if FIGURE in output.get("data", {}))
    for output in fresh:
        if FIGURE in output.get("data", {}) and (reference := next(references, None)) is not None:
            output["data"][FIGURE] = _close(output["data"][FIGURE], reference[FIGURE])
    return fresh, stored


def _readable(outputs: list) -> list:
    """Return the outputs without warnings, and copies of figures with their arrays as lists."""
    readable = []
    for output in outputs:
        if FIGURE in (data := output.get("data", {})):
            # Of nbformat's own class, because nbval reads attributes.
            output = type(output)(output, data={**data, FIGURE: _decoded(data[FIGURE])})
        if not (output["output_type"] == "stream" and output["name"] == "stderr"):
            readable.append(output)
    return readable


def _decoded(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) >= {"dtype", "bdata"} and value["dtype"] in _TYPES:
            return _array(value)
        return {key: _decoded(item) for key, item in value.items()}
    return [_decoded(item) for item in value] if isinstance(value, list) else value


def _array(value: dict) -> list:
    import numpy as np

    kind = np.dtype(value["dtype"]).newbyteorder("<")
    numbers = np.frombuffer(base64.b64decode(value["bdata"]), dtype=kind)
    if "shape" in value:
        numbers = numbers.reshape([int(side) for side in str(value["shape"]).split(",")])
    # A missing number is no number, so it would not equal itself.
    return [None if isinstance(item, float) and math.isnan(item) else item for item in numbers.tolist()]


def _close(fresh: Any, stored: Any) -> Any:
    if isinstance(fresh, dict) and isinstance(stored, dict):
        return {key: _close(item, stored.get(key)) for key, item in fresh.items()}
    if isinstance(fresh, list) and isinstance(stored, list) and len(fresh) == len(stored):
        return [_close(one, other) for one, other in zip(fresh, stored, strict=True)]
    if isinstance(fresh, float) and isinstance(stored, (int, float)) and not isinstance(stored, bool):
        return stored if math.isclose(fresh, stored, rel_tol=_RELATIVE, abs_tol=0.0) else fresh
    return fresh
