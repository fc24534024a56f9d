"""Lessons keep to the sizes and the habits that students can live with."""

import ast
import functools
import json
import re
import statistics
from pathlib import Path

import pytest

from newscase import course

ROOT = Path(__file__).parents[2]
LESSONS = [ROOT / "notebooks" / f"{stem}.ipynb" for stem in course.SESSIONS]
FIGURE = "application/vnd.plotly.v1+json"
# Words that take a side; the lessons name the party that uses them, in a table, when they need them.
LOADED = re.compile(r"\b(regime|aggressors?|rebels?|terrorists?|puppet|thugs?|so-called)\b", re.IGNORECASE)


def name(path):
    return f"{path.parent.name}/{path.stem}"


@functools.cache
def all_cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def cells(path, kind):
    """Return the cells of a kind as (source, outputs)."""
    of_kind = (cell for cell in all_cells(path) if cell["cell_type"] == kind)
    return [("".join(cell["source"]), cell.get("outputs", [])) for cell in of_kind]


@pytest.fixture(params=[*LESSONS, *sorted((ROOT / "solutions").glob("*.ipynb"))], ids=name)
def notebook(request):
    return request.param


@pytest.mark.parametrize("lesson", LESSONS, ids=name)
def test_sizes(lesson):
    # What a student reads, without link targets.
    text = "\n".join(source for source, _ in cells(lesson, "markdown"))
    words = [word for word in re.sub(r"\]\([^)]*\)", "]", text).split() if re.search(r"\w", word)]
    # A line that only goes on with a text, such as an alt text, is no more code to read.
    lines = [
        len(re.findall(r"^(?!\s*(f?\"|$))", source, re.MULTILINE)) for source, _ in cells(lesson, "code")
    ]
    assert 35 <= len(all_cells(lesson)) <= 55
    assert 1300 <= len(words) <= 2200
    assert statistics.median(lines) <= 4
    assert max(lines) <= 10


@pytest.mark.parametrize("lesson", LESSONS, ids=name)
def test_most_figures_state_a_finding_and_one_comes_early(lesson):
    titles = [
        output["data"][FIGURE]["layout"]["meta"]["title"]
        for _, outputs in cells(lesson, "code")
        for output in outputs
        if FIGURE in output.get("data", {})
    ]
    assert sum(len(title.split()) >= 5 for title in titles) >= 0.8 * len(titles)
    order = all_cells(lesson)
    first = next(index for index, cell in enumerate(order) if FIGURE in str(cell.get("outputs", "")))
    assert first <= len(order) / 3
    assert "https://www.csmonitor.com/" in "".join(order[0]["source"])


def test_no_line_of_code_runs_out_of_its_cell(notebook):
    for source, _ in cells(notebook, "code"):
        # A text in triple quotation marks has the line breaks that its reader is to see.
        free = {
            number
            for text in ast.walk(ast.parse(source))
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and "\n" in text.value
            for number in range(text.lineno, text.end_lineno + 1)
            if text.end_lineno > text.lineno
        }
        for number, line in enumerate(source.splitlines(), start=1):
            # The mark is taken out of what students see.
            assert number in free or len(line.removesuffix("  # SOLUTION")) <= 88, line


def test_every_figure_has_alt_text_and_its_numbers(notebook):
    for source, outputs in cells(notebook, "code"):
        for output, below in zip(outputs, [*outputs[1:], None], strict=False):
            if FIGURE in output.get("data", {}):
                alt = "".join(output["data"]["text/plain"])
                assert 60 <= len(alt.split(": ", 1)[1]) <= 250, source
                assert below is not None
                assert "in words and numbers" in "".join(below["data"]["text/html"])


def test_outputs_need_no_network_and_are_no_error_or_warning(notebook):
    for source, outputs in cells(notebook, "code"):
        for output in outputs:
            assert output["output_type"] != "error", source
            assert output.get("name") != "stderr", source
            data = output.get("data", {})
            assert not set(data) & {"image/png", "application/javascript", "image/svg+xml"}, source
            assert "<script" not in "".join(data.get("text/html", "")), source
            kinds = {trace["type"] for trace in data.get(FIGURE, {}).get("data", [])}
            assert not re.search("geo|map", " ".join(kinds - {"heatmap", "treemap"})), source


def test_no_habit_that_teaches_the_wrong_thing(notebook):
    for source, _ in cells(notebook, "code"):
        assert not re.search(r"inplace\s*=\s*True|filterwarnings|read_csv\(['\"]http", source), source
    for source, _ in cells(notebook, "markdown"):
        assert "!" not in re.sub(r"!=|!\[", "", source), source
        assert not re.search("<br|<div", source), source
        for line in filter(LOADED.search, source.splitlines()):
            assert "|" in line or "word" in line.lower() or "says" in line, line


@pytest.mark.parametrize("place", ["notebooks", "exercises"])
@pytest.mark.parametrize("stem", course.SESSIONS)
def test_a_notebook_opened_alone_says_what_is_missing_where_it_stops(place, stem):
    path = ROOT / place / f"{stem}.ipynb"
    if path.exists():  # session 00 has no exercise
        first = next(
            line for source, _ in cells(path, "code") for line in source.splitlines() if "newscase" in line
        )
        assert first.endswith("  # not found? Open the whole course: see README")
