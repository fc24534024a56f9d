"""``show``: what is displayed for a figure, and that a figure is legible."""

import json
import re
import subprocess
import sys

import plotly.express as px
import plotly.graph_objects as go
import pytest

from newscase.figures import fit, show, template

ALT = "Horizontal bar chart of claims by voice: reporter 30, named source 21, unnamed source 11."
INK = {"#000000": 0.0, "#FFFFFF": 1.0}


def claims(**options):
    labels = {"count": "claims", "voice": "voice"}
    rows = {"count": [11, 30], "voice": ["unnamed source", "reporter"]}
    return px.bar(rows, x="count", y="voice", text="count", labels=labels, **options)


@pytest.fixture
def displayed(monkeypatch):
    """Call show and return the bundles that it displays."""

    def call(figure, **options):
        bundles = []
        monkeypatch.setattr(show, "display", lambda bundle, raw: bundles.append(bundle))
        monkeypatch.setattr(show, "_numbers", {})
        show.show(figure, **{"alt": ALT, "caption": "The reporter makes 30 claims.", **options})
        return bundles

    return call


def test_texts_stand_around_the_figure_and_the_figure_keeps_its_title(displayed):
    figure = claims(title="The reporter <b>leads</b>,<br>30 < 62", subtitle="claims & voices")
    above, drawn, below = displayed(figure, source="Source: claims.csv")
    assert ">The reporter leads , 30 &lt; 62</h4>" in above["text/html"]
    assert "claims &amp; voices</p>" in above["text/html"]
    assert f'<img alt="Figure 1: {ALT}"' in above["text/html"]
    assert drawn["text/plain"] == f"Figure 1: {ALT}"
    layout = drawn[show.MIME]["layout"]
    assert "title" not in layout
    assert "annotations" not in layout
    texts = {"title": "The reporter leads , 30 < 62", "subtitle": "claims & voices", "alt": ALT}
    assert layout["meta"] == {**texts, "source": "Source: claims.csv"}
    assert "<strong>Figure 1.</strong> The reporter makes 30 claims.</figcaption>" in below["text/html"]
    assert "Source: claims.csv" in below["text/html"]
    assert "<td>reporter</td><td>30</td>" in below["text/html"]
    assert figure.layout.title.text.startswith("The reporter <b>")
    assert figure.layout.height is None


def test_the_same_figure_gives_the_same_bytes_data_only_and_offers_no_upload(displayed):
    first, second = (displayed(claims(title="A reporter")) for _ in range(2))
    assert json.dumps(first) == json.dumps(second)
    assert not re.search("<script|<style", json.dumps(first))
    config = first[1][show.MIME]["config"]
    assert (config["displayModeBar"], config["showSendToCloud"]) == (False, False)


def test_show_imports_neither_nbformat_nor_jsonschema():
    code = "import sys, newscase.figures.show; print({'nbformat', 'jsonschema'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"


@pytest.mark.parametrize(
    ("figure", "options", "error", "sentence"),
    [
        (None, {}, TypeError, "this is a NoneType"),
        (go.Figure(), {"alt": "Bar chart"}, ValueError, "9 characters. Write 60 to 250"),
        (go.Figure(), {"alt": "x" * 251}, ValueError, "251 characters"),
    ],
)
def test_what_cannot_be_shown_is_said(displayed, figure, options, error, sentence):
    with pytest.raises(error, match=sentence):
        displayed(figure, **options)


def test_a_blank_draws_nothing(displayed):
    (only,) = displayed(...)
    assert "no figure yet" in only["text/plain"]
    assert only["text/html"].startswith("<p>")


def luminance(colour):
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("colour", [*template.COLOURS, "#B5B5B5", "#808080", "#767676", "#FF0000"])
def test_a_label_in_a_bar_has_the_contrast_of_wcag_aa(colour):
    bar = fit.fitted(claims(color_discrete_sequence=[colour])).data[0]
    lighter, darker = sorted((luminance(colour), INK[bar.insidetextfont.color]), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("look", "label"),
    [
        ({"marker_color": [11, 30]}, None),
        ({"marker_color": "red"}, None),
        ({"marker_color": None}, "#FFFFFF"),
        ({"textfont_color": "black"}, None),
    ],
)
def test_label_colours_on_a_scale_a_named_colour_and_the_template_and_by_the_author(look, label):
    bar = fit.fitted(go.Figure(go.Bar(x=[1, 2], text=[1, 2])).update_traces(look)).data[0]
    assert bar.insidetextfont.color == label


def test_long_names_and_axis_titles_are_wrapped_and_rows_have_room():
    name, month = "Syrian air defence hits a Russian Il-20", "2018-09"
    rows = {"count": range(40), "row": [f"{name} {n}" for n in range(40)], "month": month}
    long = {"count": "number of rows in the course's list"}
    drawn = fit.fitted(px.bar(rows, x="count", y="row", labels=long))
    assert drawn.layout.yaxis.ticktext[0] == "Syrian air defence hits<br>a Russian Il-20 0"
    assert drawn.layout.yaxis.tickvals[0] == f"{name} 0"
    assert drawn.layout.xaxis.title.text == "number of rows in the<br>course's list"
    assert drawn.layout.height > 40 * 2 * template.FONT_SIZE
    by_month, by_hand = (px.bar(rows, x="count", y=column) for column in ("month", "row"))
    for figure in (by_month, by_hand.update_yaxes(tickvals=[1])):
        assert fit.fitted(figure).layout.yaxis.ticktext is None


def test_stacked_labels_stay_in_their_part_and_others_have_room_behind_their_bar():
    stacked = fit.fitted(px.bar({"n": [3, 1], "y": ["a", "a"]}, x="n", y="y", text="n"))
    assert stacked.data[0].textposition == "inside"
    assert stacked.layout.uniformtext.mode == "hide"
    single = fit.fitted(claims())
    assert single.data[0].textposition == "auto"
    assert single.layout.margin.r > template.MARGIN


def test_only_labels_of_points_may_leave_the_plot():
    figure = px.line(x=[1, 2], y=[1, 2], text=["a", "b"]).add_scatter(x=[1], y=[1])
    figure.add_scatter(x=[1], y=[2], fill="toself", mode="text")
    assert [trace.cliponaxis for trace in fit.fitted(figure).data] == [False, None, None]
