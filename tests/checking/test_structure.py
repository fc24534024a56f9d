"""What a student makes on their own: right in many styles passes, and each requirement can fail."""

import datetime
import functools
import itertools
import math
import random

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest

from newscase.checking.compare.charts import chart_difference
from newscase.checking.rules import Rules
from newscase.checking.serialize.read import plain
from newscase.checking.serialize.values import MISSING, Axis, Column, Figure, Mapping, Sequence, Single, Trace
from newscase.checking.structure import STRUCTURES, first_unmet
from newscase.checking.structure.claims import entries
from newscase.checking.wording.structure_words import SENTENCES, sentence

# A made-up dispute, so that no test gives an answer of the course away.
VISITORS = pd.DataFrame({"who": ["Organisers", "Police", "Police, later"], "visitors": [1000, 600, 800]})
COUNTS = pd.DataFrame(
    {"publisher": ["Herald", "Herald", "Police", "Police"], "month": ["2018-03", "2018-05"] * 2}
)
COUNTS = COUNTS.assign(share=[25.0, 27.5, 24.9, 26.0], people=[40, 50, 38, 52])
PARTS = pd.DataFrame(
    {"map": ["a", "a", "b", "b"], "holder": ["Town", "Valley"] * 2, "share": [60, 27, 55.1, 25]}
)
NAMED = {"visitors": "visitors", "who": "", "share": "share of the town (%)", "month": "", "people": "people"}

CARD = {
    "claim": "The organisers say that about a thousand people came to the fair",
    "who": "the organisers of the fair, in the Valley Herald",
    "where": "P3",
    "date": "6 May 2018",
    "vague": "came",
    "measure": "visitors who pass the gate, counted once a day",
    "rung": "reported",
    "against": "a count at the gate far below a thousand",
}
EVIDENCE = {
    "source": ["Organisers, press note of 6 May", "Police, daily report", "Valley Herald, 9 May"],
    "side": ["organisers", "police", "newspaper"],
    "says": ["1,000 visitors", 600, "800 visitors after a second look"],
    "published": ["2018-04-06", "2018-04", "2018-Q3"],
    "known": ["then", "then", "later"],
    "rests_on": ["own tickets", "two officers counting", "the police report, corrected"],
}
TEXT = " ".join(
    ["As of 9 May 2018, the organisers of the fair say 1,000 people, and the police 600."]
    + ["Neither says who counted, or how, and a reader cannot tell who is right."] * 10
)
ALTS = [
    "Horizontal bar chart of visitors by who counted them: organisers 1,000, police 600, police later 800.",
    "Line chart of visitors: from 1,000 by the organisers to 600 and later 800 by the police.",
]


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


def page(figure=None, n=3, **changes):
    page = {"figure": figure or bar(), "alt": ALTS[0], "source": "Valley Herald", "as_of": "9 May 2018"}
    return {**page, "n": n, **changes}


PAIR = {
    "first": bar(),
    "second": px.line(VISITORS, x="who", y="visitors", labels=NAMED, title="The police raised their count"),
    "alts": ALTS,
    "paragraph": "The first chart compares three counts of one day, and the second follows one counter. " * 3,
}


CHARTS = {"figure", "first", "second"}


def unmet(name, answer):
    """Return the requirement that is not met, and what its sentence shows, in a few words."""
    found = first_unmet(name, plain(answer))
    if found is None:
        return None
    entry, *shown = found.detail.values()
    return " ".join([found.fault, *({entry} & CHARTS), *map(str, shown)])


def each_of(whole, name, *values):
    """Return an answer for each value of one entry."""
    return [{**whole, name: value} for value in values]


def without(whole, name):
    return {key: value for key, value in whole.items() if key != name}


WRITTEN_DATES = """2018-05-06|May 2018|May 6, 2018|6.5.2018|4/17/2018|6-May-2018|2018/05/06|20180506
17th of April, 2018|2018-05-06T10:00|6 Sept. 2018|2018-Q2|2018 Q2|2018-05""".replace("\n", "|").split("|")
DAYS, MARKS = {"x": "days", "y": "who"}, {"x": ["2018-05"], "y": [27.5], "mode": "markers"}
STAGES = pd.DataFrame({"from": ["2018-05-06", "2018-05-08"], "to": ["2018-05-07", "2018-05-09"], "who": "a"})
MEASURES = COUNTS.melt(["publisher", "month"], var_name="measure").assign(share=lambda table: table["value"])
MAPS = COUNTS.assign(month=COUNTS["publisher"] + ", " + COUNTS["month"])
lines = functools.partial(draw, px.line, color="publisher")
stacks = functools.partial(draw, px.bar, color="publisher")
histograms = functools.partial(draw, px.histogram, color="publisher", labels={**NAMED, "share": "share (%)"})
UPRIGHT = stacks(barmode="stack").update_layout(legend_title=None).layout


# Charts that are refused, by the requirement that they do not meet.
REFUSED = {
    "no chart {chart}": ["chart", bar(VISITORS.head(0))],
    "title {chart}": [bar(title=None), bar(title="Police<br>count 600")],
    "axis title {chart} x": [bar(labels={"visitors": ""}), bar(labels={"visitors": "visitor_count"})],
    "hidden axis {chart} x": [bar().update_xaxes(visible=False), bar().update_xaxes(showticklabels=False)],
    "cut axis {chart} x": [
        bar().update_xaxes(range=[500, 1100]),
        bar().update_xaxes(range=[1100, 500]),
        bar().update_xaxes(range=[500, None]),
        bar(log_x=True),
        bar().update_traces(base=500),
        bar().update_traces(base=[500] * 3),
    ],
    "cut axis {chart} y": [
        draw(px.area, COUNTS.head(2), range_y=[20, 30]),
        draw(px.line, COUNTS.head(2), range_y=[20, 30]).update_traces(fill="tozeroy"),
    ],
    "rows in one bar {chart} 2018-03": [
        draw(px.bar),
        draw(px.bar, barmode="group"),
        draw(px.histogram).update_yaxes(title="share (%)"),
    ],
    "stack {chart} 2018-03 Herald Police": [
        stacks(),
        stacks(barmode="overlay"),
        draw(px.area, color="publisher"),
        histograms(),
    ],
    "stack {chart} 2018-03 share people": [draw(px.bar, MEASURES, color="measure", facet_row="publisher")],
    "stack without a name {chart} 2018-03 Herald Police": [
        stacks(labels={**NAMED, "publisher": ""}),
        draw(px.area, color="publisher", labels={**NAMED, "publisher": ""}),
    ],
    "stack without a name {chart} a trace 0 trace 1": [
        go.Figure([go.Bar(x=["a"], y=[1]), go.Bar(x=["a"], y=[2])], UPRIGHT)
    ],
    "backwards {chart} x": [
        lines().update_xaxes(autorange="reversed"),
        line([2016, 2017], [1.1, 2], range_x=[2018, 2015]),
        line(["Bank 2023", "Bank 2018"], [2, 1.5]),
    ],
    "backwards {chart} y": [lines(range_y=[30, 20])],
}
# Honest charts, each with its n.
HONEST_BY_N = {
    3: {
        "upright": bar(x="who", y="visitors"),
        "from zero": bar(range_x=[0, 1200]),
        "bars to the left": bar().update_xaxes(range=[1200, 0]),
        "room on the left": bar().update_xaxes(range=[-100, 1200]),
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
        "labels in no order": line(["Bank 2017", "Office 2016", "Bank 2018"], [1, 2, 1]),
        "ranks": lines(COUNTS.assign(share=[1, 2, None, 1])).update_yaxes(autorange="reversed"),
        "floating bars": bar().update_traces(base=[100, 200, 300]),
        "histogram": draw(px.histogram, VISITORS, x="visitors", y=None).update_yaxes(title="counters"),
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
        "rows counted by plotly": draw(px.bar, y=None).update_yaxes(title="maps"),
        "a line to compare with": lines().add_scatter(x=["2018-03", "2018-05"], y=[33, 33], mode="lines"),
    },
    2: {
        "line over days": line(pd.to_datetime(["2018-05-01", "2018-05-02"]), [26.7, 27]),
        "years": line([2016, 2017], [1.1, 2]),
        "labels from early to late": line(["Bank 2017", "Bank 2018"], [1.5, 2]),
        "countdown": line([3, 2], [5, 6], labels=DAYS).update_xaxes(autorange="reversed"),
        "timeline": px.timeline(
            STAGES, x_start="from", x_end="to", y="who", title="It took three whole days"
        ),
        "graph objects": go.Figure(go.Bar(x=[1, 2], y=["a", "b"], orientation="h"), bar().layout),
        "a level line": draw(px.line, COUNTS.head(2).assign(share=25)),
        "marks upon a line": draw(px.line, COUNTS.head(2)).add_scatter(**MARKS),
        "rows of a wide table": draw(px.line, COUNTS.head(2), y=["share", "people"], labels={"value": "%"}),
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
SPANS = {**EVIDENCE, "published": ["2018-04", "2018-Q2", "2018"]}
RIGHT = {
    "claim card": [
        *(CARD, pd.Series(CARD), dict(reversed(CARD.items()))),
        {**CARD, "topic": "fair", "who": "experts", "where": "near the top"},
        *each_of(CARD, "date", pd.Timestamp("2018-05-06"), datetime.date(2018, 5, 6), *WRITTEN_DATES),
        *each_of(CARD, "vague", "About a thousand", "“came”", "organiser", "came (in?)"),
        *each_of(CARD, "rung", "Assessed by a government", "'reported'.", "reported (once)"),
    ],
    "evidence": [
        *(
            EVIDENCE,
            pd.DataFrame(EVIDENCE, index=[1, 2, 3]),
            pd.DataFrame(EVIDENCE).rename(columns=str.title),
        ),
        {**EVIDENCE, "published": pd.to_datetime(["2018-04-06", "2018-04-17", "2018-05-09"])},
        pd.DataFrame({**EVIDENCE, "published": "2018-04-17", "known": "Then"}),
        *each_of(SPANS, "known", ["then"] * 3, ["later"] * 3),
        *each_of(EVIDENCE, "says", [1000, 600.5, 800], ["about a third", "None", "half"]),
    ],
    "figure": [
        *each_of(page(), "n", "3 counts", "n = 3", 3.0, np.int64(3), 2400, [3]),
        *each_of(page(), "as_of", "checked on 9 May 2018", datetime.date(2018, 5, 9), *WRITTEN_DATES),
        *each_of(page(), "alt", "a" * 60, "a" * 250),
        *each_of(page(), "source", "internet", ["Police", "Valley Herald"]),
        page(lines(), 4, as_of="May 2018"),
    ],
    "text": [
        *(TEXT, TEXT.replace(". ", ".\n"), TEXT + " —" * 40, TEXT.replace("9 May 2018", "2018-05-09")),
        *(" ".join(TEXT.split()[:n]) for n in (130, 150)),
        TEXT.replace("Neither says who counted", "This is proved"),
    ],
    "two charts": [
        PAIR,
        {**PAIR, "paragraph": "Both charts draw numbers of one day and three counters. " * 5},
        {**PAIR, "first": lines(), "second": lines(title="Another scale, another story", range_y=[0, 99])},
    ],
}
RIGHT_CASES = [
    *(
        pytest.param(name, answer, id=f"{name}, {number}")
        for name, answers in RIGHT.items()
        for number, answer in enumerate(answers)
    ),
    *(pytest.param("figure", page(figure, n), id=f"figure: {name}") for name, (figure, n) in HONEST.items()),
    *(pytest.param("two charts", {**PAIR, "first": HONEST[name][0]}, id=f"pair: {name}") for name in HONEST),
]


# By the requirement that is not met, and what its sentence shows.
WRONG = {
    "claim card": {
        "card": ["a card", without(CARD, "vague")],
        "empty line who": each_of(CARD, "who", " ", "-"),
        "short claim": each_of(CARD, "claim", "Visitors at fair"),
        "card date": each_of(CARD, "date", "6 May", "last week", "2018", "31.2.2018"),
        "vague word": each_of(CARD, "vague", "strong", "p", "33.3", CARD["claim"]),
        "measure": each_of(CARD, "measure", "territory"),
        "rung": each_of(CARD, "rung", "true"),
        "result against": each_of(CARD, "against", "nothing"),
    },
    "evidence": {
        "evidence": [3, without(EVIDENCE, "known"), *each_of(EVIDENCE, "side", ["a", "b"])],
        "few rows": [pd.DataFrame(EVIDENCE).head(2)],
        "cell 1 source": each_of(EVIDENCE, "source", [None, "a", "b"]),
        "cell 2 says": each_of(EVIDENCE, "says", [1, np.nan, 8]),
        "side": each_of(EVIDENCE, "side", ["police", "Police ", "police"]),
        "published 2": each_of(
            *(EVIDENCE, "published"),
            *(["2018-04", date, "2018-05"] for date in ("2018-02-30", "6 May 2018", "2018-13", "spring")),
        ),
        "known 3": each_of(EVIDENCE, "known", ["then"] * 3),
        "known 1": [
            *each_of(EVIDENCE, "known", ["later"] * 3, ["yes"] * 3),
            *each_of(EVIDENCE, "published", ["2018-04-18"] * 3),
        ],
        "rests on 1": each_of(EVIDENCE, "rests_on", ["equal"] * 3),
    },
    "figure": {
        "page": [bar(), without(page(), "n")],
        "no publisher": [page(source="")],
        "stack of publishers 2018-03 Herald Police": [
            page(stacks(labels={**NAMED, "publisher": "who drew it"}), source="Police; Herald")
        ],
        "alt text": each_of(page(), "alt", None, " " * 80, "a" * 59, "a" * 251),
        "no n": each_of(page(), "n", 0, "some", float("nan"), True),
        "n 4 3": [page(n=4), page(HONEST["rows without a value"][0], 4)],
        "n 2018 4": [page(lines(), 2018)],
        "n 2 4": [page(lines(), 2), page(stacks(barmode="group"), 2)],
        "n 2 3": [page(lines(COUNTS.head(3)), 2), page(bar(color="who"), 2)],
        "n 2 6": [page(HONEST["a line to compare with"][0], 2)],
        "no date": each_of(page(), "as_of", "today", "2018", ""),
        "later 2018-05": [page(lines(), 4, as_of="April 2018")],
        "later 2018-05-10": [page(line(pd.to_datetime(["2018-05-01", "2018-05-10"]), [1, 2]), 2)],
        "later 2019": [page(line([2017, 2019], [1, 2]), 2)],
        "later Herald, 2018-06": [page(bar(VISITORS.assign(who=["Herald, 2018-06", "b", "c"])))],
        "later 2018-05-08": [page(HONEST["timeline"][0], 2, as_of="7 May 2018")],
    },
    "text": {
        "no text": [[TEXT], None],
        "short text": [" ".join(TEXT.split()[:129])],
        "long text": [TEXT + " a" * 27],
        "blank [publisher, document]": [TEXT.replace("the police", "[Publisher, document]")],
        "undated": [TEXT.replace("9 May 2018", "today")],
    },
    "two charts": {
        "pair": [bar(), without(PAIR, "paragraph")],
        "same story": [
            *each_of(PAIR, "second", bar(), bar(title="The police count fewer than others")),
            *each_of(PAIR, "second", draw(px.line, title=bar().layout.title.text)),
        ],
        "alt texts": each_of(*(PAIR, "alts"), ALTS[:1], ALTS[:1] * 2, [ALTS[0], "Line chart"], "a" * 100),
        "paragraph": each_of(PAIR, "paragraph", "They differ.", "They " * 200),
    },
}
WRONG_CASES = [
    (name, answer, requirement)
    for name, by_requirement in WRONG.items()
    for requirement, answers in by_requirement.items()
    for answer in answers
]
for requirement, figures in REFUSED.items():
    for figure, chart in itertools.product(figures, ("figure", "first", "second")):
        of_pair = ("two charts", {**PAIR, chart: figure})
        case = ("figure", page(figure, 4)) if chart == "figure" else of_pair
        WRONG_CASES.append((*case, requirement.format(chart=chart)))


@pytest.mark.parametrize(("name", "answer"), RIGHT_CASES)
def test_right(name, answer):
    value = plain(answer)
    assert first_unmet(name, value) is None
    # No error hides a fault.
    parts = {**entries(value), "": value}
    assert not any(fault(parts if entry is None else parts[entry]) for _, entry, fault in STRUCTURES[name])


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


def test_a_sentence_names_the_chart_and_what_stands_in_it():
    said = sentence(first_unmet("two charts", plain({**PAIR, "second": stacks()})))
    assert 'In the second chart, "Police" lies on top of "Herald" at "2018-03", and their sum' in said


EVERY_FIELD = [*CARD, *page(), *PAIR, *EVIDENCE]
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
    assert unmet(name, answer) is not None


SINGLES = [MISSING, Single("text", "one two three four five"), Single("time", 10**30)]
SINGLES += map(plain, ("", "2018-04", "Bank 2018", 0, 1, 2.5, -3, math.inf, 2018, 10**300))
KINDS = ("bar", "line", "scatter", "area", "histogram", "heatmap", "pie", "box")
DRAWN = ("x", "y", "z", "base", "text", "histfunc", "values", "symbol")
EMPTY = Mapping(Column("text", []), Column("text", []))


def forged(choice):
    """Return a figure that no plotly would make, as a forged message can hold it."""

    def column():
        return Column("mixed", [choice(SINGLES) for _ in range(choice(range(4)))])

    def axis():
        flags, order = [choice([True, False]) for _ in range(3)], choice(["", "array", "total ascending"])
        return Axis(choice(SINGLES), (choice(SINGLES), MISSING), *flags, order, choice([None, column()]))

    def trace():
        values = [choice(SINGLES), EMPTY, *[Sequence("list", column()) for _ in range(9)]]
        data, dash = {choice(DRAWN): choice(values) for _ in range(6)}, choice(["", "dot"])
        return Trace(choice(KINDS), choice(SINGLES), choice("vh"), data, dash, "", choice(["xaxis", "zz"]))

    axes = {name: axis() for name in ("xaxis", "yaxis", "xaxis2") if choice([True, False])}
    traces = [trace() for _ in range(choice(range(4)))]
    return Figure(traces, SINGLES[1], MISSING, choice(["", "stack", "group"]), axes, choice(SINGLES))


@pytest.mark.parametrize("seed", range(4))
def test_no_forged_figure_is_an_error(seed):
    choice = random.Random(seed).choice
    rest = plain(page())
    for _ in range(300):
        figure, other = forged(choice), forged(choice)
        first_unmet("figure", Mapping(rest.keys, Column("mixed", [figure, *list(rest.values)[1:]])))
        for rules in (Rules(ordered=True), Rules(own_title=True, title_number=3)):
            chart_difference(figure, other, rules)
