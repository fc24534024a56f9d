"""What a student makes on their own: right in many styles passes, and each requirement can fail."""

import dataclasses
import datetime
import functools
import math
import random

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest

from newscase.checking.answer_key import Rules
from newscase.checking.compare.charts import chart_difference
from newscase.checking.serialize.read import plain
from newscase.checking.serialize.values import MISSING, Axis, Collection, Column, Figure, Index, Single, Trace
from newscase.checking.structure.written import STRUCTURES, entries, first_unmet
from newscase.checking.wording import STRUCTURES as SENTENCES
from newscase.checking.wording import sentence

# A made-up dispute, so that no test gives an answer of the course away.
VISITORS = pd.DataFrame({"who": ["Organisers", "Police", "Police, later"], "visitors": [1000, 600, 800]})
COUNTS = pd.DataFrame(
    {"publisher": ["Herald", "Herald", "Police", "Police"], "month": ["2018-03", "2018-05"] * 2}
)
COUNTS = COUNTS.assign(share=[25.0, 27.5, 24.9, 26.0], people=[40, 50, 38, 52])
PARTS = pd.DataFrame(
    {"map": ["a", "a", "b", "b"], "holder": ["Town", "Valley"] * 2, "share": [60, 27, 55.1, 25]}
)
NAMED = {"visitors": "visitors (people)", "who": "", "share": "share of the town (%)", "month": ""}
NAMED["people"] = "people (number)"

CARD = {
    "claim": "C04",
    "verdict": "holds, with a limit",
    "measure": "visitors who pass the gate",
    "against": "a count at the gate far below a thousand",
}
EVIDENCE = pd.DataFrame(
    {
        "source": ["Organisers, press note", "Police of the Valley", "Valley Herald, 9 May"],
        "side": ["organisers", "police", "Syrian newspaper"],
        "says": ["1,000 visitors", 600, "800 visitors after a second look"],
        "scope": ["own tickets", "two officers counting", "the police report, corrected"],
        "published": ["2018-04-06", "2018-04", "2018-Q1"],
    }
)
TEXT = " ".join(
    ["The organisers of the fair say that 1,000 people came, and the police say 600."]
    + ["Neither says who counted, or how, and a reader cannot tell who is right."] * 10
)
ALT = "Horizontal bar chart of visitors by who counted them: organisers 1,000, police 600, police later 800."


def bar(table=VISITORS, **kwargs):
    title = "The organisers count 200 visitors more than the police"
    return px.bar(table, **{"x": "visitors", "y": "who", "labels": NAMED, "title": title, **kwargs})


def draw(make, table=COUNTS, **kwargs):
    """Return a chart of shares by month."""
    title = "Both publishers see the share grow"
    return make(table, **{"x": "month", "y": "share", "labels": NAMED, "title": title, **kwargs})


def line(x, y, **kwargs):
    title = "The share grew by a point there"
    return px.line(x=x, y=y, **{"labels": {"x": "", "y": "share (%)"}, "title": title, **kwargs})


def turned(*labels):
    """Return columns of two labels, on an axis from right to left."""
    figure = px.bar(x=labels, y=[1, 2], labels={"x": "", "y": "share (%)"}, title="The share grew by a point")
    return figure.update_xaxes(autorange="reversed")


def page(figure=None, n=3, **changes):
    parts = {"evidence": EVIDENCE, "figure": figure or bar(), "alt": ALT, "n": n, "text": TEXT}
    limits = "It cannot show who came twice, nor how anybody counted."
    return {**CARD, **parts, "limits": limits, "as_of": "2018-05-31", "syria": True, **changes}


def unmet(name, answer):
    """Return the requirement that is not met, and what its sentence shows, in a few words."""
    found = first_unmet(name, plain(answer))
    if found is None:
        return None
    return " ".join([found.fault, *map(str, found.detail.values())])


def each_of(whole, name, *values):
    """Return an answer for each value of one entry."""
    return [{**whole, name: value} for value in values]


def without(whole, name):
    return {key: value for key, value in whole.items() if key != name}


DAYS, MARKS = {"x": "time (days)", "y": "growth (%)"}, {"x": ["2018-05"], "y": [27.5], "mode": "markers"}
STAGES = pd.DataFrame({"from": ["2018-05-06", "2018-05-08"], "to": ["2018-05-07", "2018-05-09"], "who": "a"})
MEASURES = COUNTS.melt(["publisher", "month"], var_name="measure").assign(share=lambda table: table["value"])
MAPS = COUNTS.assign(month=COUNTS["publisher"] + ", " + COUNTS["month"])
lines = functools.partial(draw, px.line, color="publisher")
stacks = functools.partial(draw, px.bar, color="publisher")
histograms = functools.partial(draw, px.histogram, color="publisher", labels={**NAMED, "share": "share (%)"})
UPRIGHT = stacks(barmode="stack").update_layout(legend_title=None).layout


# Charts that are refused, by the requirement that they do not meet.
REFUSED = {
    "no chart": ["chart", bar(VISITORS.head(0))],
    "pie": [px.pie(COUNTS, names="publisher", values="share", title="Two publishers add up to a whole")],
    "title": [bar(title=None), bar(title="Police<br>count 600")],
    "axis title x": [bar(labels={"visitors": ""}), bar(labels={"visitors": "visitor_count"})],
    "unit x": [bar(labels={"visitors": "visitors"}), bar(labels={"visitors": "visitors ()"})],
    "hidden axis x": [bar().update_xaxes(visible=False), bar().update_xaxes(showticklabels=False)],
    "cut axis x": [
        bar().update_xaxes(range=[500, 1100]),
        bar().update_xaxes(range=[1100, 500]),
        bar().update_xaxes(range=[500, None]),
        bar().update_traces(base=500),
        bar().update_traces(base=[500] * 3),
    ],
    "log axis x": [bar(log_x=True)],
    "cut axis y": [
        draw(px.area, COUNTS.head(2), range_y=[20, 30]),
        draw(px.line, COUNTS.head(2), range_y=[20, 30]).update_traces(fill="tozeroy"),
    ],
    "rows in one bar 2018-03": [
        draw(px.bar),
        draw(px.bar, barmode="group"),
        draw(px.histogram).update_yaxes(title="share (%)"),
    ],
    "stack 2018-03 Herald Police": [
        stacks(),
        stacks(barmode="overlay"),
        draw(px.area, color="publisher"),
        histograms(),
        stacks(labels={**NAMED, "publisher": ""}),
        draw(px.area, color="publisher", labels={**NAMED, "publisher": ""}),
    ],
    "stack 2018-03 share people": [
        draw(px.bar, MEASURES, color="measure", facet_row="publisher"),
        px.bar(
            COUNTS.head(2), x="month", y=["share", "people"], title="A share and people in one bar"
        ).update_yaxes(title="both (%)"),
    ],
    "stack a trace 0 trace 1": [go.Figure([go.Bar(x=["a"], y=[1]), go.Bar(x=["a"], y=[2])], UPRIGHT)],
    "backwards x": [
        lines().update_xaxes(autorange="reversed"),
        line([2016, 2017], [1.1, 2], range_x=[2018, 2015]),
        line(["Bank 2023", "Bank 2018"], [2, 1.5]),
        turned("Bank 2017", "Office 2018"),
    ],
    "backwards y": [lines(range_y=[30, 20]), bar(x="who", y="visitors", range_y=[1200, 0])],
    "early end x": [bar(range_x=[0, 900]), bar(range_x=[900, 0])],
    "texts": [bar(VISITORS.assign(visitors=["10 %", None, "8 %"]))],
    "line turns 2018-03 has several values": [
        draw(px.line, COUNTS.sort_values("month")),
        lines(y="people", color=None),
    ],
    "line turns Office 2016 goes back in time": [line(["Bank 2017", "Office 2016", "Bank 2018"], [1, 2, 1])],
    "line turns 2016 goes back in time": [line([2017, 2016, 2018], [1, 2, 1])],
    "line turns Feb. 2018 goes back in time": [line(["March 2018", "Feb. 2018", "Sept 2018"], [1, 2, 1])],
}
# Honest charts, each with its n.
HONEST_BY_N = {
    3: {
        "upright": bar(x="who", y="visitors"),
        "from zero": bar(range_x=[0, 1200]),
        "bars to the left": bar().update_xaxes(range=[1200, 0]),
        "room on the left": bar().update_xaxes(range=[-100, 1200]),
        "moved bars": bar(range_x=[-150, 950]).update_traces(base=[-100, 0, -50]),
        "open on the right": bar().update_xaxes(range=[0, None]),
        "open on the left": bar().update_xaxes(range=[None, 1200]),
        "range of categories": bar().update_yaxes(range=[-0.5, 1.5]),
        "largest on top": bar().update_yaxes(autorange="reversed"),
        "numbers on the bars and no axis": bar(text="visitors").update_xaxes(showticklabels=False),
        "numbers by plotly and no axis": bar(text_auto=True).update_xaxes(visible=False),
        "hidden categories": bar(text="who").update_yaxes(visible=False),
        "markup": bar(title="<b>The police</b><br>count 400 visitors fewer"),
        "a topic": bar(title="Visitors of the fair by who counted"),
        "points on a cut axis": draw(px.scatter, VISITORS, x="visitors", y="who", range_x=[500, 1100]),
        "labels without dates": line(["Bank", "Office", "Bank, later"], [1, 2, 1]),
        "months in words": line(["Nov 2017", "17 March 2018", "Mayors of April, 2018"], [1, 2, 1]),
        "words like months": line(["Decline 2018", "Augustus 2018", "Marches 2018"], [1, 2, 1]),
        "ranks": lines(COUNTS.assign(share=[1, 2, None, 1])).update_yaxes(autorange="reversed"),
        "floating bars": bar().update_traces(base=[100, 200, 300]),
        "histogram": draw(px.histogram, VISITORS, x="visitors", y=None).update_yaxes(
            title="number (counters)"
        ),
        "small multiples": bar(y=None, facet_col="who", orientation="h"),
        "rows without a value": lines(COUNTS.assign(share=[25, None, 24.9, 26])),
    },
    4: {
        "line on a cut axis": lines(range_y=[20, 30]),
        "line with markers and labels": lines(symbol="publisher", markers=True, text="share"),
        "months sorted by plotly": lines(COUNTS[::-1]),
        "averages": draw(px.histogram, histfunc="avg").update_yaxes(title="share (%)"),
        "histograms side by side": histograms(barmode="group"),
        "box": draw(px.box),
        "panels one above the other": draw(px.line, facet_row="publisher"),
        "grouped": stacks(barmode="group"),
        "a bar for each map": stacks(MAPS, x="share", y="month"),
        "parts of one map": draw(px.bar, PARTS, x="share", y="map", color="holder"),
        "areas of one whole": draw(px.area, PARTS, x="map", color="holder"),
        "rows counted by plotly": draw(px.bar, y=None).update_yaxes(title="number (maps)"),
        "a line to compare with": lines().add_scatter(x=["2018-03", "2018-05"], y=[33, 33], mode="lines"),
    },
    5: {
        "a second line behind a gap": line(
            ["2018-04", "2018-05", None, "2018-04", "2018-05"], [1, 2, 3, 4, 5]
        ).add_scatter(x=["2018-04"], y=[3], mode="markers"),
    },
    2: {
        "a line from top to bottom at one day": draw(px.line, COUNTS.head(2)).add_scatter(
            x=["2018-04"] * 2, y=[25, 28], mode="lines"
        ),
        "line over days": line(pd.to_datetime(["2018-05-01", "2018-05-02"]), [26.7, 27]),
        "years": line([2016, 2017], [1.1, 2]),
        "labels from early to late": line(["Bank 2017", "Bank 2018"], [1.5, 2]),
        "labels from late to early, turned round": turned("Bank 2018", "Office 2017"),
        "countdown": line([3, 2], [5, 6], labels=DAYS).update_xaxes(autorange="reversed"),
        "timeline": px.timeline(
            STAGES, x_start="from", x_end="to", y="who", title="It took three whole days"
        ),
        "graph objects": go.Figure(go.Bar(x=[1, 2], y=["a", "b"], orientation="h"), bar().layout),
        "a level line": draw(px.line, COUNTS.head(2).assign(share=25)),
        "marks upon a line": draw(px.line, COUNTS.head(2)).add_scatter(**MARKS),
        "rows of a wide table": draw(
            px.line, COUNTS.head(2), y=["share", "people"], labels={"value": "share (%)"}
        ),
    },
    180: {
        "counts of kinds": stacks(
            COUNTS.replace({"Herald": "a", "Police": "b"}), y="people", labels={**NAMED, "publisher": "kind"}
        ),
    },
    77: {
        "grid": go.Figure(go.Heatmap(z=[[1, 2], [3, 4]]), {"title": "Both publishers agree in the end"}),
    },
}
HONEST = {name: (figure, n) for n, figures in HONEST_BY_N.items() for name, figure in figures.items()}
RIGHT = {
    "card": [
        *(CARD, pd.Series(CARD), dict(reversed(CARD.items())), {**CARD, "topic": "fair"}),
        *each_of(CARD, "claim", "c64", " C10 "),
        *each_of(CARD, "verdict", "holds", "Not checkable with data", "not supported by what we have"),
    ],
    "evidence": [
        *(EVIDENCE, EVIDENCE.set_axis([1, 2, 3]), EVIDENCE.head(2)),
        EVIDENCE.rename(columns=str.title).assign(known="then"),
        EVIDENCE.assign(published=pd.to_datetime(["2018-04-06", "2018-04-17", "2018-05-09"])),
        EVIDENCE.assign(says=[1000, 600.5, 800]),
    ],
    "figure": [figure for figure, _ in HONEST.values()],
    "page": [
        *(page(figure, n) for figure, n in HONEST.values()),
        *each_of(page(), "n", "3 counts", "n = 3", 3.0, np.int64(3), 2400),
        *each_of(page(), "as_of", "2018-05-09", "2018-05", datetime.date(2018, 5, 9), "2018-Q2"),
        *each_of(page(), "alt", "a" * 60, "a" * 250),
        *(page(text=" ".join(TEXT.split()[:n])) for n in (130, 150)),
        *(page(text=text) for text in (TEXT + " —" * 40, TEXT.replace("Neither says", "This is proved"))),
        *(
            page(evidence=EVIDENCE.assign(side=["a", side, "b"]))
            for side in ("SDF", "The Syrian army", "Syria")
        ),
        page(evidence=EVIDENCE.assign(side=["a", "b", "c"]), syria=False),
        page(lines(), 4, as_of="2018-05"),
    ],
}
RIGHT_CASES = [
    pytest.param(name, answer, id=f"{name}, {number}")
    for name, answers in RIGHT.items()
    for number, answer in enumerate(answers)
]


# By the requirement that is not met, and what its sentence shows.
WRONG = {
    "card": {
        "card claim": ["a card", without(CARD, "claim")],
        "card against": [without(CARD, "against")],
        "claim": each_of(CARD, "claim", "C65", "C4", "a third of Syria", 4),
        "verdict": each_of(CARD, "verdict", "true", "", "holds with limit"),
        "measure": each_of(CARD, "measure", "territory", "%", "share - of"),
        "against": each_of(CARD, "against", "nothing"),
    },
    "evidence": {
        "evidence": [3],
        "evidence source": [EVIDENCE.drop(columns="source"), EVIDENCE.set_index("source")],
        "few rows": [EVIDENCE.head(1)],
        "cell 1 source": [EVIDENCE.assign(source=[None, "a", "b"])],
        "cell 2 says": [EVIDENCE.assign(says=[1, np.nan, 8])],
        "side": [EVIDENCE.assign(side=["police", "Police ", "police"])],
        "published 2": [
            EVIDENCE.assign(published=["2018-04", date, "2018-05"])
            for date in ("2018-02-30", "6 May 2018", "2018-13", "spring")
        ],
    },
    "page": {
        "page claim": [bar(), without(page(), "claim")],
        "page as_of": [without(page(), "as_of")],
        "no Syrian side": [page(evidence=EVIDENCE.assign(side=["a", "b", "Assyrian"]))],
        "stack 2018-03 Herald Police": [page(stacks(labels={**NAMED, "publisher": "who drew it"}), 4)],
        "alt": each_of(page(), "alt", None, " " * 80, "a" * 59, "a" * 251),
        "n no number 3": each_of(page(), "n", "some", float("nan"), True),
        "n 4 3": [page(n=4), page(HONEST["rows without a value"][0], 4)],
        "n 2018 4": [page(lines(), 2018)],
        "n 0 4": [page(lines(), 0)],
        "n 2 4": [page(lines(), 2), page(stacks(barmode="group"), 2)],
        "n 2 3": [page(lines(COUNTS.head(3)), 2), page(bar(color="who"), 2)],
        "n 2 6": [page(HONEST["a line to compare with"][0], 2)],
        "short text": each_of(page(), "text", " ".join(TEXT.split()[:129]), None, [TEXT]),
        "long text": [page(text=TEXT + " a" * 27)],
        "limits": each_of(page(), "limits", "", "It has its limits"),
        "as of": each_of(page(), "as_of", "today", "2018", "", "9 May 2018"),
        "later row 2018-04-06": [page(as_of="2018-03")],
        "open month 2018-05": [page(lines(), 4, as_of="2018-05-09")],
        "open month Herald, 2018-Q2": [page(bar(VISITORS.assign(who=["Herald, 2018-Q2", "b", "c"])))],
        "later mark 2018-05": [page(lines(), 4, as_of="2018-04-30")],
        "later mark 2018-05-10": [
            page(line(pd.to_datetime(["2018-05-01", "2018-05-10"]), [1, 2]), 2, as_of="2018-05-09")
        ],
        "later mark 2019": [page(line([2017, 2019], [1, 2]), 2)],
        "later mark Herald, 2018-06": [page(bar(VISITORS.assign(who=["Herald, 2018-06", "b", "c"])))],
        "later mark May 2018": [page(line(["April 2018", "May 2018"], [1, 2]), 2, as_of="2018-04-30")],
        "later mark 2018-05-08": [page(HONEST["timeline"][0], 2, as_of="2018-05-07")],
    },
}
WRONG["page"] |= {
    key: [{**page(), **card} for card in cards] for key, cards in list(WRONG["card"].items())[2:]
}
WRONG["page"] |= {key: [page(evidence=one) for one in rows] for key, rows in WRONG["evidence"].items()}
WRONG["page"] |= {key: [page(figure, 4) for figure in figures] for key, figures in REFUSED.items()} | {
    "stack 2018-03 Herald Police": WRONG["page"]["stack 2018-03 Herald Police"]
}
WRONG_CASES = [
    (name, answer, requirement)
    for name, by_requirement in {**WRONG, "figure": REFUSED}.items()
    for requirement, answers in by_requirement.items()
    for answer in answers
]


@pytest.mark.parametrize(("name", "answer"), RIGHT_CASES)
def test_right(name, answer):
    value = plain(answer)
    assert first_unmet(name, value) is None
    # No error hides a fault.
    parts = {name: value} if name in ("evidence", "figure") else entries(value)
    assert not any(fault(parts) for _, fault in STRUCTURES[name])


@pytest.mark.parametrize(("name", "answer", "requirement"), WRONG_CASES, ids=range(len(WRONG_CASES)))
def test_wrong(name, answer, requirement):
    assert unmet(name, answer) == requirement


def test_each_requirement_is_seen_to_fail_and_has_a_sentence():
    for name, structure in STRUCTURES.items():
        found = {first_unmet(name, plain(answer)).fault for of, answer, _ in WRONG_CASES if of == name}
        assert found == {requirement for requirement, *_ in structure}
    assert {*SENTENCES} == {requirement for structure in STRUCTURES.values() for requirement, *_ in structure}


@pytest.mark.parametrize("said", SENTENCES.values(), ids=SENTENCES)
def test_sentences_are_short_and_calm(said):
    assert 20 <= len(said) <= 300
    assert said[-1] == "."
    assert "!" not in said
    assert all(len(part.split()) <= 24 for part in said.split(". "))


def test_a_sentence_names_what_stands_in_the_chart():
    said = sentence(first_unmet("figure", plain(stacks())))
    assert 'In the chart, "Police" lies on top of "Herald" at "2018-03".' in said


EVERY_FIELD = [*page(), *EVIDENCE]
ODD_ENTRIES = ([None, {}], 7, float("inf"), [], [datetime.date(9999, 12, 31)] * 3, 10**200)
ODD_PLACES = bar().add_bar(x=[["a", "a"], ["b", "c"]], y=[1, None])
HOSTILE = [
    *(None, {}, float("inf"), {1, "a"}, {"claim": {"who": {}}}, {1: 2, None: 3}, "(" * 4000, "\x00" * 999),
    *(pd.DataFrame(), pd.DataFrame([[1, 2]], columns=["source", "source"]), pd.DataFrame({("a", "b"): [1]})),
    pd.Series({"claim": pd.Series([1])}, dtype=object),
    *(dict.fromkeys(EVERY_FIELD, value) for value in ODD_ENTRIES),
    *(page(bar().update_xaxes(range=["a", "b"]), 77), page(bar(title="by<" * 50_000)), page(ODD_PLACES, 7)),
]


@pytest.mark.parametrize("answer", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", STRUCTURES)
def test_nothing_raises(name, answer):
    assert unmet(name, answer) is not None or (name == "card" and unmet("page", answer))


SINGLES = [MISSING, Single("text", "one two three four five"), Single("time", 10**30)]
SINGLES += map(plain, ("", "2018-04", "Bank 2018", 0, 1, 2.5, -3, math.inf, 2018, 10**300))
KINDS = ("bar", "line", "scatter", "area", "histogram", "heatmap", "pie", "box")
DRAWN = ("x", "y", "z", "base", "text", "histfunc", "values", "symbol")
EMPTY = Collection("dict", Column("text", []), Index(Column("missing", [None]), [Column("text", [])]))


def forged(choice):
    """Return a figure that no plotly would make, as a forged message can hold it."""

    def column():
        return Column("mixed", [choice(SINGLES) for _ in range(choice(range(4)))])

    def axis():
        flags, order = [choice([True, False]) for _ in range(3)], choice(["", "array", "total ascending"])
        return Axis(choice(SINGLES), (choice(SINGLES), MISSING), *flags, order, choice([None, column()]))

    def trace():
        values = [choice(SINGLES), EMPTY, *[Collection("list", column()) for _ in range(9)]]
        data, dash = {choice(DRAWN): choice(values) for _ in range(6)}, choice(["", "dot"])
        return Trace(choice(KINDS), choice(SINGLES), choice("vh"), data, dash, "", choice(["xaxis", "zz"]))

    axes = {name: axis() for name in ("xaxis", "yaxis", "xaxis2") if choice([True, False])}
    traces = [trace() for _ in range(choice(range(4)))]
    return Figure(traces, SINGLES[1], choice(["", "stack", "group"]), axes, choice(SINGLES))


@pytest.mark.parametrize("seed", range(4))
def test_no_forged_figure_is_an_error(seed):
    choice = random.Random(seed).choice
    rest = plain(page())
    place = [name.value for name in rest.labels[0]].index("figure")
    for _ in range(300):
        figure, other = forged(choice), forged(choice)
        values = list(rest.values)
        values[place] = figure
        first_unmet("page", dataclasses.replace(rest, values=Column("mixed", values)))
        first_unmet("figure", figure)
        for rules in (Rules(ordered=True), Rules(own_title=True, title_number=3)):
            chart_difference(figure, other, rules)
