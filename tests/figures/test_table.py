"""The data below a figure: the data's own columns and nothing else."""

import json
import re
from pathlib import Path

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest

from newscase.figures import table

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path for folder in ("notebooks", "solutions") for path in (ROOT / folder).glob("*.ipynb"))

EVENTS = pd.DataFrame(
    {
        "event": ["Meeting<br>in Ankara", "T-4 air base hit"],
        "start": pd.to_datetime(["2018-04-04 00:00", "2018-04-09 03:25"]),
        "end": pd.to_datetime(["2018-04-05 00:00", "2018-04-09 03:25"]),
        "kind": ["diplomacy", "military"],
    }
)
LEVELS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2016-01-04", "2016-01-05", "2017-01-03"]),
        "rate": [73.1086, 73.3873, 61.5],
        "oil": [36.28, 35.56, 52.41],
        "year": ["2016", "2016", "2017"],
    }
)
VOTES = pd.DataFrame([[1, -1], [0, 1]], index=["Poland", "Russia"], columns=["S/321", "S/322"])
PARTS = pd.DataFrame({"share": [48.4, 51.6], "measure": ["claims"] * 2, "voice": ["reporter", "others"]})
SHORT = {"rate": "rubles per dollar", "oil": "Brent oil (dollars)"}


def outline_map():
    figure = px.line(x=[35, 36, 35], y=[33, 34, 33], labels={"x": "longitude", "y": "latitude"})
    figure.update_traces(hoverinfo="skip", hovertemplate=None)
    figure.add_scatter(x=[36.4], y=[33.57], hovertext=["Douma"])
    return figure.add_scatter(x=[38], y=[35], mode="text", text=["Syria"], hoverinfo="skip")


def diagram():
    figure = px.scatter(x=[0, 1], y=[1, 0], text=["oil", "ruble"])
    return figure.update_xaxes(visible=False).update_yaxes(visible=False)


def voted():
    figure = px.imshow(VOTES, labels={"x": "draft", "y": "member", "color": "vote"})
    return figure.update_traces(text=VOTES.replace({1: "in favour", -1: "against", 0: "abstained"}))


def unnamed_months():
    rows = {"month": ["2017-05", "2018-05"], "share": [22.1, 26.7], "publisher": "SOHR"}
    return px.line(rows, x="month", y="share", color="publisher", labels={"month": "", "publisher": ""})


# What a figure is made of, and all rows that its reader gets.
FIGURES = {
    "bars": (
        px.bar(PARTS, x="share", y="voice", text="share", labels={"share": "share (%)"}),
        [["voice", "share (%)"], ["reporter", "48.4"], ["others", "51.6"]],
    ),
    "stacked shares": (
        px.bar(PARTS, x="share", y="measure", color="voice"),
        [["voice", "measure", "share"], ["reporter", "claims", "48.4"], ["others", "claims", "51.6"]],
    ),
    "timeline": (
        px.timeline(EVENTS, x_start="start", x_end="end", y="event", labels={"event": ""}),
        [["label", "start", "end"], ["Meeting in Ankara", "2018-04-04 00:00", "2018-04-05 00:00"],
         ["T-4 air base hit", "2018-04-09 03:25", "2018-04-09 03:25"]],
    ),
    "lines named by a year": (
        px.line(LEVELS, x="date", y="rate", color="year", labels=SHORT),
        [["year", "date", "rubles per dollar"], ["2016", "2016-01-04", "73.1086"],
         ["2016", "2016-01-05", "73.3873"], ["2017", "2017-01-03", "61.5"]],
    ),
    "scatter with text": (
        px.scatter(LEVELS, x="oil", y="rate", text="year", hover_data=["date"], labels=SHORT),
        [["year", "date", SHORT["oil"], SHORT["rate"]], ["2016", "2016-01-04", "36.28", "73.1086"],
         ["2016", "2016-01-05", "35.56", "73.3873"], ["2017", "2017-01-03", "52.41", "61.5"]],
    ),
    "unnamed months": (
        unnamed_months(),
        [["series", "date", "share"], ["SOHR", "2017-05", "22.1"], ["SOHR", "2018-05", "26.7"]],
    ),
    "heat map with words": (
        voted(),
        [["draft", "member", "vote"], ["S/321", "Poland", "in favour"], ["S/322", "Poland", "against"],
         ["S/321", "Russia", "abstained"], ["S/322", "Russia", "in favour"]],
    ),
    "outline map": (outline_map(), [["label", "longitude", "latitude"], ["Douma", "36.4", "33.57"]]),
    "histogram": (px.histogram(LEVELS, x="oil"), [["oil"], ["36.28"], ["35.56"], ["52.41"]]),
    "treemap": (
        px.treemap(PARTS, path=["voice"], values="share"),
        [["label", "share"], ["reporter", "48.4"], ["others", "51.6"]],
    ),
    "ranges": (
        px.scatter(x=[-1.0], y=["A"], error_x=[0.5], error_x_minus=[0.25]).update_layout(
            xaxis_title="change", yaxis_title="study"),
        [["study", "change", "change, from", "change, to"], ["A", "-1", "-1.25", "-0.5"]],
    ),
    "animation": (
        px.bar(LEVELS, x="rate", y="oil", animation_frame="year"),
        [["year", "rate", "oil"], ["2016", "73.1086", "36.28"], ["2016", "73.3873", "35.56"],
         ["2017", "61.5", "52.41"]],
    ),
    "plain plotly without names": (
        go.Figure(go.Scatter(x=["2018-04-06", "2018-04-09"], y=[57.89, None], name="ruble")),
        [["series", "date", "value"], ["ruble", "2018-04-06", "57.89"], ["ruble", "2018-04-09", ""]],
    ),
    "diagram": (diagram(), []),
    "no data": (go.Figure(), []),
}  # fmt: skip


def shown(figure):
    """Return all tables of a figure as a reader gets them: a list of rows of texts each."""
    pages = [table.to_html(part).split("<tr>")[1:] for part in table.tables(figure)]
    return [[re.findall(r"<t[hd][^>]*>(.*?)</t", row) for row in page] for page in pages]


@pytest.mark.parametrize(("figure", "rows"), FIGURES.values(), ids=FIGURES)
def test_the_table_has_the_datas_own_columns_and_values(figure, rows):
    assert shown(figure) == ([rows] if rows else [])


def test_each_set_of_columns_has_its_own_table_and_a_repeated_panel_only_one():
    bars = px.timeline(EVENTS, x_start="start", x_end="end", y="event")
    marks = px.scatter(EVENTS, x="start", y="event", hover_data=["kind"]).data
    tables = shown(bars.add_traces([*marks, *marks]))
    assert [rows[0] for rows in tables] == [["event", "start", "end"], ["event", "kind", "start"]]
    assert [len(rows) for rows in tables] == [3, 3]


def test_no_row_is_left_out_and_too_many_are_not_written_down():
    (rows,) = shown(px.scatter(x=range(508), y=range(508)))
    assert rows[-1] == ["507", "507"]
    assert len(rows) == 509
    assert "3000 rows" in table.to_html(table.tables(px.scatter(x=range(3000), y=range(3000)))[0])


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_tables_in_the_lessons_have_names_and_no_markup(notebook):
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            if "in words and numbers</summary>" in html:
                names = re.findall(r"<th[^>]*>(.*?)</th>", html)
                assert not {"x", "y", ""} & set(names), names
                assert "&lt;br" not in html
                assert all(part.count("<tr>") > 1 for part in html.split("<table")[1:])
