"""Stored and fresh outputs are equal where a reader would see no difference, and only there."""

import base64
import struct

import pytest
from nbformat import NotebookNode

from newscase.pytest_plugin.stored_outputs import FIGURE, comparable


def figure(*numbers, name="x"):
    data = base64.b64encode(struct.pack(f"<{len(numbers)}d", *numbers)).decode()
    return NotebookNode(
        output_type="display_data",
        metadata={},
        data={FIGURE: {"data": [{"type": "bar", name: {"dtype": "f8", "bdata": data}}]}},
    )


def stream(name, text):
    return NotebookNode(output_type="stream", name=name, text=text)


NAN = float("nan")


@pytest.mark.parametrize(
    ("fresh", "stored", "same"),
    [
        ([figure(0.1 + 0.2, 1e12)], [figure(0.3, 1e12 + 0.0001)], True),
        ([figure(0.3001)], [figure(0.3)], False),
        ([figure(1.0, 2.0)], [figure(1.0)], False),
        ([figure(1.0, name="y")], [figure(1.0, name="x")], False),
        ([figure(NAN, 1.0)], [figure(NAN, 1.0)], True),
        ([figure(NAN)], [figure(0.0)], False),
        ([], [figure(1.0)], False),
        # A warning decides nothing, printed text does.
        ([stream("stderr", "careful"), figure(1.0)], [figure(1.0)], True),
        ([stream("stdout", "62")], [stream("stdout", "63")], False),
    ],
)
def test_outputs_are_equal_where_a_reader_sees_no_difference(fresh, stored, same):
    for one, other in ((fresh, stored), (stored, fresh)):
        assert (comparable(one) == comparable(other)) is same
        # As nbval asks.
        assert (comparable(one) != comparable(other)) is not same
