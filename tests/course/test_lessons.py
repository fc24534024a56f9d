"""Lessons keep to the sizes and the habits that students can live with."""

import ast
import json
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ALL = [*LESSONS, *sorted((ROOT / "solutions").glob("*.ipynb"))]
FIGURE = "application/vnd.plotly.v1+json"


def name(path):
    return f"{path.parent.name}/{path.stem}"


def cells(path, kind):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == kind:
            yield cell, "".join(cell["source"])


def prose(path):
    """Return the words of a lesson that a student reads, without the glossary of 00 and link targets."""
    text = "\n".join(source for _, source in cells(path, "markdown"))
    text = text.split("## Glossary")[0]
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return [word for word in text.split() if re.search(r"\w", word)]


@pytest.mark.parametrize("lesson", LESSONS, ids=name)
def test_sizes(lesson):
    count = len(json.loads(lesson.read_text(encoding="utf-8"))["cells"])
    # A line that only goes on with a text, such as an alt text, is no more code to read.
    lines = [
        len(re.findall(r"^(?!\s*(f?\"|$))", source, re.MULTILINE)) for _, source in cells(lesson, "code")
    ]
    assert 45 <= count <= 60
    assert 900 <= len(prose(lesson)) <= 1300
    assert statistics.median(lines) <= 3
    assert max(lines) <= 10


@pytest.mark.parametrize("notebook", ALL, ids=name)
def test_no_line_of_code_runs_out_of_its_cell(notebook):
    for _, source in cells(notebook, "code"):
        texts = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
        # A text in triple quotation marks has the line breaks that its reader is to see.
        free = {
            number
            for text in texts
            if isinstance(text.value, str) and "\n" in text.value and text.end_lineno > text.lineno
            for number in range(text.lineno, text.end_lineno + 1)
        }
        for number, line in enumerate(source.splitlines(), start=1):
            # The mark is taken out of what students see.
            assert number in free or len(line.removesuffix("  # SOLUTION")) <= 88, line


@pytest.mark.parametrize("notebook", ALL, ids=name)
def test_every_figure_has_alt_text_and_its_numbers(notebook):
    for cell, source in cells(notebook, "code"):
        outputs = cell["outputs"]
        for output, below in zip(outputs, [*outputs[1:], None], strict=False):
            if FIGURE in output.get("data", {}):
                alt = "".join(output["data"]["text/plain"])
                assert 60 <= len(alt.split(": ", 1)[1]) <= 250, source
                assert below is not None
                assert "in words and numbers" in "".join(below["data"]["text/html"])


@pytest.mark.parametrize("notebook", ALL, ids=name)
def test_figures_are_stored_as_data_only(notebook):
    for cell, source in cells(notebook, "code"):
        for output in cell["outputs"]:
            kinds = set(output.get("data", {}))
            assert not kinds & {"image/png", "application/javascript", "image/svg+xml"}, source
            assert "<script" not in "".join(output.get("data", {}).get("text/html", "")), source


@pytest.mark.parametrize("notebook", ALL, ids=name)
def test_no_geographic_trace_that_needs_the_network(notebook):
    for cell, source in cells(notebook, "code"):
        for output in cell["outputs"]:
            for trace in output.get("data", {}).get(FIGURE, {}).get("data", []):
                assert not re.search(
                    "geo|map", trace["type"].replace("heatmap", "").replace("treemap", "")
                ), source


@pytest.mark.parametrize("notebook", ALL, ids=name)
def test_no_habit_that_teaches_the_wrong_thing(notebook):
    for _, source in cells(notebook, "code"):
        assert not re.search(r"inplace\s*=\s*True|filterwarnings|read_csv\(['\"]http", source), source
    for _, source in cells(notebook, "markdown"):
        assert "!" not in re.sub(r"!=|!\[", "", source), source
        assert not re.search("<br|<div", source), source


@pytest.mark.parametrize("notebook", ALL, ids=name)
def test_nothing_stored_is_an_error_or_a_warning(notebook):
    for cell, source in cells(notebook, "code"):
        for output in cell["outputs"]:
            assert output["output_type"] != "error", source
            assert output.get("name") != "stderr", source


# Words that take a side; the lessons name the party that uses them, in a table, when they need them.
LOADED = re.compile(r"\b(regime|aggressors?|rebels?|terrorists?|puppet|thugs?|so-called)\b", re.IGNORECASE)


@pytest.mark.parametrize("notebook", ALL, ids=name)
def test_loaded_words_stand_only_where_somebody_is_named_who_uses_them(notebook):
    for _, source in cells(notebook, "markdown"):
        for line in source.splitlines():
            if LOADED.search(line):
                assert "|" in line or "word" in line.lower() or "says" in line, line
