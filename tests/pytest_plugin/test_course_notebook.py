"""A lesson is compared as a reader sees it; a kernel that ends, or does not start, is reported at once."""

import base64
import json
import struct

import pytest
from nbformat import NotebookNode

from newscase.pytest_plugin.course_notebook import FIGURE, comparable


@pytest.mark.parametrize(
    ("launcher", "sentences"),
    [
        (None, ["The kernel stopped while it was running this cell.", "Kernel dead on test start"]),
        ("raise SystemExit", ["The notebook could not be run: its kernel did not start."]),
    ],
)
def test_a_lost_kernel_ends_its_notebook(course, run_pytest, launcher, sentences):
    path = course / "notebooks" / "01-claims.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    first = next(cell for cell in content["cells"] if cell["cell_type"] == "code")
    first["source"] = "import os\nos._exit(1)"
    path.write_text(json.dumps(content), encoding="utf-8")
    if launcher:
        # Found before the one that is installed, because the kernel starts beside its notebook.
        (path.parent / "ipykernel_launcher.py").write_text(launcher)
    result = run_pytest(course, "--nbval", "-n0", "--nbval-cell-timeout=600", str(path))
    for sentence in sentences:
        assert sentence in result.stdout, result.stdout[-3000:]
    assert " passed" not in result.stdout


def test_a_file_that_is_no_notebook_costs_only_itself(course, run_pytest):
    (course / "notebooks" / "00-broken.ipynb").write_text("{", encoding="utf-8")
    result = run_pytest(course, "--nbval", "-n0", "notebooks/00-broken.ipynb", "solutions/01-claims.ipynb")
    assert "00-broken.ipynb is not a notebook: it is not JSON." in result.stdout
    assert " passed" in result.stdout
    assert "Traceback" not in result.stdout
    assert result.returncode == 1


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
