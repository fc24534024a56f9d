"""A lesson or solution whose kernel ends, or does not start, is reported at once and in a sentence."""

import json

import pytest


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
