"""Stored and fresh outputs are equal where a reader would see no difference, and only there."""

import base64
import struct

from nbformat import NotebookNode

from newscase.pytest_plugin.stored_outputs import FIGURE, settle


def figure(*numbers, name="x"):
    data = base64.b64encode(struct.pack(f"<{len(numbers)}d", *numbers)).decode()
    return NotebookNode(
        output_type="display_data",
        metadata={},
        data={FIGURE: {"data": [{"type": "bar", name: {"dtype": "f8", "bdata": data}}]}},
    )


def stream(name, text):
    return NotebookNode(output_type="stream", name=name, text=text)


def same(fresh, stored):
    fresh, stored = settle(fresh, stored)
    return fresh == stored


def test_the_last_digit_of_another_processor_is_no_difference():
    assert same([figure(0.1 + 0.2, 1e12)], [figure(0.3, 1e12 + 0.0001)])


def test_a_number_that_a_reader_could_see_is_a_difference():
    assert not same([figure(0.3001)], [figure(0.3)])


def test_a_point_more_is_a_difference():
    assert not same([figure(1.0, 2.0)], [figure(1.0)])


def test_the_other_axis_is_a_difference():
    assert not same([figure(1.0, name="y")], [figure(1.0, name="x")])


def test_missing_numbers_equal_each_other():
    assert same([figure(float("nan"), 1.0)], [figure(float("nan"), 1.0)])
    assert not same([figure(float("nan"))], [figure(0.0)])


def test_one_figure_fewer_is_a_difference():
    assert not same([], [figure(1.0)])
    assert not same([figure(1.0)], [])


def test_a_warning_decides_nothing():
    assert same([stream("stderr", "careful"), figure(1.0)], [figure(1.0)])


def test_printed_text_decides():
    assert not same([stream("stdout", "62")], [stream("stdout", "63")])
