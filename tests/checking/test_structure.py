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


def stack_without_names():
    look = draw(px.bar, color="publisher", barmode="stack").update_layout(legend_title=None).layout
    return go.Figure([go.Bar(x=["a"], y=[1]), go.Bar(x=["a"], y=[2])], look)


def page(figure=None, n=3, **changes):
    parts = {"evidence": EVIDENCE, "figure": figure or bar(), "alt": ALT, "n": n, "text": TEXT}
    limits = "It cannot show who came twice, nor how anybody counted."
    return {**CARD, **parts, "limits": limits, "as_of": "2018-05-31", "syria": True, **changes}


def unmet(name, answer):
    """Return the requirement that is not met, and what its sentence shows, in a few words."""
    found = first_unmet(name, plain(answer))
    return found and " ".join([found.fault, *map(str, found.detail.values())])


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


# Charts that are refused, by the requirement that they do not meet; drawn when their test begins.
REFUSED = {
    "no chart": lambda: ["chart", bar(VISITORS.head(0))],
    "pie": lambda: [
        px.pie(COUNTS, names="publisher", values="share", title="Two publishers add up to a whole")
    ],
    "title": lambda: [bar(title=None), bar(title="Police<br>count 600")],
    "axis title x": lambda: [bar(labels={"visitors": ""}), bar(labels={"visitors": "visitor_count"})],
    "unit x": lambda: [bar(labels={"visitors": "visitors"}), bar(labels={"visitors": "visitors ()"})],
    "hidden axis x": lambda: [bar().update_xaxes(visible=False), bar().update_xaxes(showticklabels=False)],
    "cut axis x": lambda: [
        bar().update_xaxes(range=[500, 1100]),
        bar().update_xaxes(range=[1100, 500]),
        bar().update_xaxes(range=[500, None]),
        bar().update_traces(base=500),
        bar().update_traces(base=[500] * 3),
    ],
    "log axis x": lambda: [bar(log_x=True)],
    "cut axis y": lambda: [
        draw(px.area, COUNTS.head(2), range_y=[20, 30]),
        draw(px.line, COUNTS.head(2), range_y=[20, 30]).update_traces(fill="tozeroy"),
    ],
    "rows in one bar 2018-03": lambda: [
        draw(px.bar),
        draw(px.bar, barmode="group"),
        draw(px.histogram).update_yaxes(title="share (%)"),
    ],
    "stack 2018-03 Herald Police": lambda: [
        *(stacks(), stacks(barmode="overlay"), draw(px.area, color="publisher"), histograms()),
        stacks(labels={**NAMED, "publisher": ""}),
        draw(px.area, color="publisher", labels={**NAMED, "publisher": ""}),
    ],
    "stack 2018-03 share people": lambda: [
        draw(px.bar, MEASURES, color="measure", facet_row="publisher"),
        px.bar(
            COUNTS.head(2), x="month", y=["share", "people"], title="A share and people in one bar"
        ).update_yaxes(title="both (%)"),
    ],
    "stack a trace 0 trace 1": lambda: [stack_without_names()],
    "backwards x": lambda: [
        lines().update_xaxes(autorange="reversed"),
        line([2016, 2017], [1.1, 2], range_x=[2018, 2015]),
        line(["Bank 2023", "Bank 2018"], [2, 1.5]),
        turned("Bank 2017", "Office 2018"),
        line(["March", "Feb.", "January"], [1, 2, 1]),
    ],
    "backwards y": lambda: [lines(range_y=[30, 20]), bar(x="who", y="visitors", range_y=[1200, 0])],
    "early end x": lambda: [bar(range_x=[0, 900]), bar(range_x=[900, 0])],
    "texts": lambda: [bar(VISITORS.assign(visitors=["10 %", None, "8 %"]))],
    "line turns 2018-03 has several values": lambda: [
        draw(px.line, COUNTS.sort_values("month")),
        lines(y="people", color=None),
    ],
    "line turns Office 2016 goes back in time": lambda: [
        line(["Bank 2017", "Office 2016", "Bank 2018"], [1, 2, 1])
    ],
    "line turns 2016 goes back in time": lambda: [line([2017, 2016, 2018], [1, 2, 1])],
    "line turns Feb. 2018 goes back in time": lambda: [
        line(["March 2018", "Feb. 2018", "Sept 2018"], [1, 2, 1])
    ],
    "line turns February goes back in time": lambda: [line(["January", "March", "February"], [1, 2, 1])],
}
# Honest charts, each with its n.
HONEST_BY_N = {
    3: {
        "upright": lambda: bar(x="who", y="visitors"),
        "from zero": lambda: bar(range_x=[0, 1200]),
        "bars to the left": lambda: bar().update_xaxes(range=[1200, 0]),
        "room on the left": lambda: bar().update_xaxes(range=[-100, 1200]),
        "moved bars": lambda: bar(range_x=[-150, 950]).update_traces(base=[-100, 0, -50]),
        "open on the right": lambda: bar().update_xaxes(range=[0, None]),
        "open on the left": lambda: bar().update_xaxes(range=[None, 1200]),
        "range of categories": lambda: bar().update_yaxes(range=[-0.5, 1.5]),
        "largest on top": lambda: bar().update_yaxes(autorange="reversed"),
        "numbers on the bars and no axis": lambda: bar(text="visitors").update_xaxes(showticklabels=False),
        "numbers by plotly and no axis": lambda: bar(text_auto=True).update_xaxes(visible=False),
        "hidden categories": lambda: bar(text="who").update_yaxes(visible=False),
        "markup": lambda: bar(title="<b>The police</b><br>count 400 visitors fewer"),
        "a topic": lambda: bar(title="Visitors of the fair by who counted"),
        "points on a cut axis": lambda: draw(
            px.scatter, VISITORS, x="visitors", y="who", range_x=[500, 1100]
        ),
        "labels without dates": lambda: line(["Bank", "Office", "Bank, later"], [1, 2, 1]),
        "months in words": lambda: line(["Nov 2017", "17 March 2018", "Mayors of April, 2018"], [1, 2, 1]),
        "words like months": lambda: line(["Decline 2018", "Augustus 2018", "Marches 2018"], [1, 2, 1]),
        "ranks": lambda: lines(COUNTS.assign(share=[1, 2, None, 1])).update_yaxes(autorange="reversed"),
        "floating bars": lambda: bar().update_traces(base=[100, 200, 300]),
        "histogram": lambda: draw(px.histogram, VISITORS, x="visitors", y=None).update_yaxes(
            title="number (counters)"
        ),
        "small multiples": lambda: bar(y=None, facet_col="who", orientation="h"),
        "rows without a value": lambda: lines(COUNTS.assign(share=[25, None, 24.9, 26])),
        "a colour without a value": lambda: draw(
            px.bar, COUNTS.assign(share=[25, None, 24.9, 26], who=list("abcd")), color="who", barmode="group"
        ),
        "months over a year's end": lambda: line(["Nov", "December", "January"], [1, 2, 1]),
    },
    4: {
        "line on a cut axis": lambda: lines(range_y=[20, 30]),
        "line with markers and labels": lambda: lines(symbol="publisher", markers=True, text="share"),
        "months sorted by plotly": lambda: lines(COUNTS[::-1]),
        "averages": lambda: draw(px.histogram, histfunc="avg").update_yaxes(title="share (%)"),
        "histograms side by side": lambda: histograms(barmode="group"),
        "box": lambda: draw(px.box),
        "panels one above the other": lambda: draw(px.line, facet_row="publisher"),
        "grouped": lambda: stacks(barmode="group"),
        "a bar for each map": lambda: stacks(MAPS, x="share", y="month"),
        "parts of one map": lambda: draw(px.bar, PARTS, x="share", y="map", color="holder"),
        "areas of one whole": lambda: draw(px.area, PARTS, x="map", color="holder"),
        "rows counted by plotly": lambda: draw(px.bar, y=None).update_yaxes(title="number (maps)"),
        "a line to compare with": lambda: lines().add_scatter(
            x=["2018-03", "2018-05"], y=[33, 33], mode="lines"
        ),
    },
    5: {
        "a second line behind a gap": lambda: line(
            ["2018-04", "2018-05", None, "2018-04", "2018-05"], [1, 2, 3, 4, 5]
        ).add_scatter(x=["2018-04"], y=[3], mode="markers"),
    },
    2: {
        "two months, either of which may be of the later year": lambda: line(["March", "January"], [1, 2]),
        "a line from top to bottom at one day": lambda: draw(px.line, COUNTS.head(2)).add_scatter(
            x=["2018-04"] * 2, y=[25, 28], mode="lines"
        ),
        "line over days": lambda: line(pd.to_datetime(["2018-05-01", "2018-05-02"]), [26.7, 27]),
        "years": lambda: line([2016, 2017], [1.1, 2]),
        "labels from early to late": lambda: line(["Bank 2017", "Bank 2018"], [1.5, 2]),
        "labels from late to early, turned round": lambda: turned("Bank 2018", "Office 2017"),
        "countdown": lambda: line([3, 2], [5, 6], labels=DAYS).update_xaxes(autorange="reversed"),
        "timeline": lambda: px.timeline(
            STAGES, x_start="from", x_end="to", y="who", title="It took three whole days"
        ),
        "graph objects": lambda: go.Figure(go.Bar(x=[1, 2], y=["a", "b"], orientation="h"), bar().layout),
        "a level line": lambda: draw(px.line, COUNTS.head(2).assign(share=25)),
        "marks upon a line": lambda: draw(px.line, COUNTS.head(2)).add_scatter(**MARKS),
        "rows of a wide table": lambda: draw(
            px.line, COUNTS.head(2), y=["share", "people"], labels={"value": "share (%)"}
        ),
    },
    180: {
        "counts of kinds": lambda: stacks(
            COUNTS.replace({"Herald": "a", "Police": "b"}), y="people", labels={**NAMED, "publisher": "kind"}
        ),
    },
    77: {
        "grid": lambda: go.Figure(
            go.Heatmap(z=[[1, 2], [3, 4]]), {"title": "Both publishers agree in the end"}
        ),
    },
}
HONEST = {name: (draw, n) for n, charts in HONEST_BY_N.items() for name, draw in charts.items()}
SYRIAN = ("SDF", "The Syrian army", "Syria")
RIGHT = {
    "card": lambda: [
        *(CARD, pd.Series(CARD), dict(reversed(CARD.items())), {**CARD, "topic": "fair"}),
        *each_of(CARD, "claim", "c64", " C10 "),
        *each_of(CARD, "verdict", "holds", "Not checkable with data", "not supported by what we have"),
    ],
    "evidence": lambda: [
        *(EVIDENCE, EVIDENCE.set_axis([1, 2, 3]), EVIDENCE.head(2)),
        EVIDENCE.rename(columns=str.title).assign(known="then"),
        EVIDENCE.assign(published=pd.to_datetime(["2018-04-06", "2018-04-17", "2018-05-09"])),
        EVIDENCE.assign(says=[1000, 600.5, 800]),
    ],
    "page": lambda: [
        *each_of(page(), "n", "3 counts", "n = 3", 3.0, np.int64(3), 2400),
        *each_of(page(), "as_of", "2018-05-09", "2018-05", datetime.date(2018, 5, 9), "2018-Q2"),
        *each_of(page(), "alt", "a" * 60, "a" * 250),
        *each_of(page(), "text", *(" ".join(TEXT.split()[:n]) for n in (130, 150))),
        *each_of(page(), "text", TEXT + " —" * 40, TEXT.replace("Neither says", "This is proved")),
        *each_of(page(), "evidence", *(EVIDENCE.assign(side=["a", side, "b"]) for side in SYRIAN)),
        page(evidence=EVIDENCE.assign(side=["a", "b", "c"]), syria=False),
        page(lines(), 4, as_of="2018-05"),
    ],
}


# By the requirement that is not met, and what its sentence shows.
WRONG = {
    "card": {
        "card claim": lambda: ["a card", without(CARD, "claim")],
        "card against": lambda: [without(CARD, "against")],
        "claim": lambda: each_of(CARD, "claim", "C65", "C4", "a third of Syria", 4),
        "verdict": lambda: each_of(CARD, "verdict", "true", "", "holds with limit"),
        "measure": lambda: each_of(CARD, "measure", "territory", "%", "share - of"),
        "against": lambda: each_of(CARD, "against", "nothing"),
    },
    "evidence": {
        "evidence": lambda: [3],
        "evidence source": lambda: [EVIDENCE.drop(columns="source"), EVIDENCE.set_index("source")],
        "few rows": lambda: [EVIDENCE.head(1)],
        "cell 1 source": lambda: [EVIDENCE.assign(source=[None, "a", "b"])],
        "cell 2 says": lambda: [EVIDENCE.assign(says=[1, np.nan, 8])],
        "side": lambda: [EVIDENCE.assign(side=["police", "Police ", "police"])],
        "published 2": lambda: [
            EVIDENCE.assign(published=["2018-04", date, "2018-05"])
            for date in ("2018-02-30", "6 May 2018", "2018-13", "spring")
        ],
    },
    "page": {
        "page claim": lambda: [bar(), without(page(), "claim")],
        "page as_of": lambda: [without(page(), "as_of")],
        "no Syrian side": lambda: [page(evidence=EVIDENCE.assign(side=["a", "b", "Assyrian"]))],
        "stack 2018-03 Herald Police": lambda: [page(stacks(labels=NAMED | {"publisher": "who drew it"}), 4)],
        "alt": lambda: each_of(page(), "alt", None, " " * 80, "a" * 59, "a" * 251),
        "n no number 3": lambda: each_of(page(), "n", "some", float("nan"), True),
        "n 4 3": lambda: [page(n=4), page(HONEST["rows without a value"][0](), 4)],
        "n 2018 4": lambda: [page(lines(), 2018)],
        "n 0 4": lambda: [page(lines(), 0)],
        "n 2 4": lambda: [page(lines(), 2), page(stacks(barmode="group"), 2)],
        "n 2 3": lambda: [page(lines(COUNTS.head(3)), 2), page(bar(color="who"), 2)],
        "n 2 6": lambda: [page(HONEST["a line to compare with"][0](), 2)],
        "short text": lambda: each_of(page(), "text", " ".join(TEXT.split()[:129]), None, [TEXT]),
        "long text": lambda: [page(text=TEXT + " a" * 27)],
        "limits": lambda: each_of(page(), "limits", "", "It has its limits"),
        "as of": lambda: each_of(page(), "as_of", "today", "2018", "", "9 May 2018"),
        "later row 2018-04-06": lambda: [page(as_of="2018-03")],
        "open month 2018-05": lambda: [page(lines(), 4, as_of="2018-05-09")],
        "open month Herald, 2018-Q2": lambda: [page(bar(VISITORS.assign(who=["Herald, 2018-Q2", "b", "c"])))],
        "later mark 2018-05": lambda: [page(lines(), 4, as_of="2018-04-30")],
        "later mark 2018-05-10": lambda: [
            page(line(pd.to_datetime(["2018-05-01", "2018-05-10"]), [1, 2]), 2, as_of="2018-05-09")
        ],
        "later mark 2019": lambda: [page(line([2017, 2019], [1, 2]), 2)],
        "later mark Herald, 2018-06": lambda: [page(bar(VISITORS.assign(who=["Herald, 2018-06", "b", "c"])))],
        "later mark May 2018": lambda: [
            page(line(["April 2018", "May 2018"], [1, 2]), 2, as_of="2018-04-30")
        ],
        "later mark 2018-05-08": lambda: [page(HONEST["timeline"][0](), 2, as_of="2018-05-07")],
    },
}


def is_right(name, answer):
    value = plain(answer)
    # Every requirement by itself too, so that no error hides a fault.
    parts = {name: value} if name in ("evidence", "figure") else entries(value)
    return first_unmet(name, value) is None and not any(fault(parts) for _, fault in STRUCTURES[name])


@pytest.mark.parametrize("name", RIGHT)
def test_right(name):
    assert [answer for answer in RIGHT[name]() if not is_right(name, answer)] == []


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_chart_is_right_alone_and_on_a_page(name):
    figure, n = HONEST[name][0](), HONEST[name][1]
    assert is_right("figure", figure)
    assert is_right("page", page(figure, n))


@pytest.mark.parametrize("requirement", REFUSED)
def test_a_chart_is_refused_alone_and_on_a_page(requirement):
    figures = REFUSED[requirement]()
    assert [unmet("figure", figure) for figure in figures] == [requirement] * len(figures)
    assert [unmet("page", page(figure, 4)) for figure in figures] == [requirement] * len(figures)


@pytest.mark.parametrize(("name", "requirement"), [(name, key) for name in WRONG for key in WRONG[name]])
def test_wrong_alone_and_on_a_page(name, requirement):
    answers = WRONG[name][requirement]()
    assert [unmet(name, answer) for answer in answers] == [requirement] * len(answers)
    if name != "page" and "card" not in requirement:
        pages = [page(**answer) if name == "card" else page(evidence=answer) for answer in answers]
        assert [unmet("page", answer) for answer in pages] == [requirement] * len(answers)


def test_each_requirement_is_seen_to_fail_and_has_a_sentence():
    for name, structure in STRUCTURES.items():
        # What the tests above compare: the requirement, and what its sentence shows.
        parts = {"figure": [REFUSED], "page": [WRONG["card"], WRONG["evidence"], REFUSED]}.get(name, [])
        seen = [f"{key} " for keys in [*parts, WRONG.get(name, {})] for key in keys]
        for requirement, _ in structure:
            assert any(key.startswith(f"{requirement} ") for key in seen), (name, requirement)
    assert {*SENTENCES} == {requirement for structure in STRUCTURES.values() for requirement, *_ in structure}


def test_sentences_are_short_and_calm():
    for said in SENTENCES.values():
        assert 20 <= len(said) <= 300, said
        assert (said[-1], "!" in said) == (".", False), said
        assert all(len(part.split()) <= 24 for part in said.split(". ")), said


def test_a_sentence_names_what_stands_in_the_chart():
    said = sentence(first_unmet("figure", plain(stacks())))
    assert 'In the chart, "Police" lies on top of "Herald" at "2018-03".' in said


ODD_ENTRIES = ([None, {}], 7, float("inf"), [], [datetime.date(9999, 12, 31)] * 3, 10**200)


def hostile():
    """Yield what nobody should hand in."""
    yield from (None, {}, float("inf"), {1, "a"}, {"claim": {"who": {}}}, {1: 2, None: 3})
    yield from ("(" * 4000, "\x00" * 999, pd.Series({"claim": pd.Series([1])}, dtype=object))
    yield from (pd.DataFrame(), pd.DataFrame([[1, 2]], columns=["source", "source"]))
    yield pd.DataFrame({("a", "b"): [1]})
    yield from (dict.fromkeys([*page(), *EVIDENCE], value) for value in ODD_ENTRIES)
    yield from (page(bar().update_xaxes(range=["a", "b"]), 77), page(bar(title="by<" * 50_000)))
    yield page(bar().add_bar(x=[["a", "a"], ["b", "c"]], y=[1, None]), 7)


def test_nothing_raises():
    for answer in hostile():
        for name in STRUCTURES:
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
