"""What a student makes on their own: right in many styles passes, and each criterion can fail."""

import datetime

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest

from newscase.checking.answer_key import Question, Slip
from newscase.checking.compare.compare import Rules
from newscase.checking.hand_in import submit
from newscase.checking.judge import judge
from newscase.checking.result import Status
from newscase.checking.serialize.read import plain
from newscase.checking.structure import prose, titles
from newscase.checking.structure.criteria import CRITERIA, first_unmet

# A made-up dispute, so that no test gives an answer of the course away.
VISITORS = pd.DataFrame({"who": ["Organisers", "Police", "Police, later"], "visitors": [1000, 600, 800]})

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


def bar(**kwargs):
    return px.bar(
        VISITORS,
        **{
            "x": "visitors", "y": "who", "labels": {"visitors": "visitors", "who": ""},
            "title": "The organisers count 200 visitors more than the police", **kwargs,
        },
    )  # fmt: skip


def page(**changes):
    return {
        "figure": bar(),
        "alt": "Horizontal bar chart of visitors by who counted them: organisers 1,000, police 600, police later 800.",
        "source": "Valley Herald, 9 May 2018",
        "n": 3,
        "as_of": "9 May 2018",
        **changes,
    }


SENTENCES = [
    "The organisers of the spring fair say that one thousand people came on the first Sunday of May, and their press note gives no method.",
    "According to the Valley Police, two officers counted six hundred people at the main gate and did not watch the two side gates.",
    "The Valley Herald later wrote that the police had raised their own number to eight hundred after a second look at the photographs.",
    "As of 9 May 2018, three numbers for one day stand side by side, and the highest is two thirds larger than the lowest.",
    "I chose the counts of visitors and left out the money that the fair took, because tickets cost nothing for children.",
    "These numbers cannot show how many people came twice, and nobody counted those who climbed over the fence by the river.",
]
TEXT = " ".join(SENTENCES)


def without(*positions):
    """Return the text without some sentences, filled up to its length with words that say nothing."""
    kept = " ".join(sentence for position, sentence in enumerate(SENTENCES) if position not in positions)
    return pad(kept, 150)


def pad(text, length):
    filler = [
        "The",
        "fair",
        "had",
        "music",
        "and",
        "food",
        "and",
        "games",
        "for",
        "children",
        "on",
        "a",
        "dry",
        "and",
        "sunny",
        "day",
        "in",
        "spring.",
    ]
    words = text.split()
    while len(words) < length:
        words.append(filler[(len(words)) % len(filler)])
    return " ".join(words[:length])


def with_sentence(sentence):
    return pad(f"{TEXT} {sentence}", len(f"{TEXT} {sentence}".split()))


PAIR = {
    "first": bar(),
    "second": px.line(
        VISITORS,
        x="who",
        y="visitors",
        labels={"visitors": "visitors", "who": ""},
        title="The police raised their own count by a third",
    ),
    "alts": [
        "Horizontal bar chart of visitors by who counted them: organisers 1,000, police 600, police later 800.",
        "Line chart of visitors: from 1,000 by the organisers to 600 and later 800 by the police.",
    ],
    "paragraph": (
        "The first chart compares three counts of one day and suggests that the organisers exaggerate. The second follows one counter "
        "over time and suggests that the police were careless at first. Both draw the same three numbers, and the second leaves the organisers out."
    ),
}
GOOD = {
    "claim card": CARD,
    "evidence": pd.DataFrame(EVIDENCE),
    "figure": page(),
    "text": TEXT,
    "two charts": PAIR,
}


def unmet(name, answer):
    return first_unmet(name, plain(answer))


def has(sentence, start):
    assert sentence is not None, f"accepted, instead of: {start}"
    assert start in sentence, sentence


@pytest.mark.parametrize("name", CRITERIA)
def test_a_good_one_meets_every_criterion(name):
    assert unmet(name, GOOD[name]) is None


# Claim card

CARDS = {
    "as a Series": pd.Series(CARD),
    "in another order": dict(reversed(CARD.items())),
    "with a Timestamp": {**CARD, "date": pd.Timestamp("2018-05-06")},
    "with a date": {**CARD, "date": datetime.date(2018, 5, 6)},
    "with an ISO date": {**CARD, "date": "2018-05-06"},
    "with a month": {**CARD, "date": "May 2018"},
    "with the American order": {**CARD, "date": "May 6, 2018"},
    "with points": {**CARD, "date": "6.5.2018"},
    "with an unnamed speaker and the paper": {**CARD, "who": "unnamed analysts, in the Valley Herald"},
    "with the reporter": {**CARD, "who": "the reporter"},
    "with a paragraph in words": {**CARD, "where": "paragraph 3"},
    "with a document": {**CARD, "where": "press note of the Valley Fair"},
    "with a vague phrase": {**CARD, "vague": "About a thousand"},
    "with the vague word in quotation marks": {**CARD, "vague": "“came”"},
    "with a rung in capitals": {**CARD, "rung": "Assessed by a government"},
    "with a percentage": {**CARD, "measure": "share of the town's people who came, in percent"},
    "with more fields": {**CARD, "topic": "fair"},
    "with another ending of the vague word": {**CARD, "vague": "organiser"},
    "with two vague words": {**CARD, "vague": "came, about"},
    "with a remark on the vague word": {**CARD, "vague": "came (in or past the gate?)"},
    "with a paragraph as an ordinal": {**CARD, "where": "second paragraph"},
    "with a rung in quotation marks": {**CARD, "rung": "'reported'."},
    "with a remark on the rung": {**CARD, "rung": "reported (by one newspaper)"},
    "with hyphens in the date": {**CARD, "date": "06-05-2018"},
    "with a month between hyphens": {**CARD, "date": "6-May-2018"},
    "with slashes, year first": {**CARD, "date": "2018/05/06"},
    "with a date in one number": {**CARD, "date": "20180506"},
    "with a time of day": {**CARD, "date": "2018-05-06T10:00"},
    "with a measure of two words": {**CARD, "measure": "visitors counted"},
    "with a publication in small letters": {**CARD, "who": "valley monitor"},
}
BAD_CARDS = {
    "text": ("a card", "A claim card is a dict"),
    "list": ([1, 2], "A claim card is a dict"),
    "no vague": ({key: value for key, value in CARD.items() if key != "vague"}, "A claim card is a dict"),
    "topic for a claim": ({**CARD, "claim": "Visitors at fair"}, "The claim is not a full sentence"),
    "empty claim": ({**CARD, "claim": ""}, "The claim is not a full sentence"),
    "unnamed": ({**CARD, "who": "experts"}, "who makes the claim"),
    "people": ({**CARD, "who": "some people"}, "who makes the claim"),
    "empty who": ({**CARD, "who": " "}, "who makes the claim"),
    "no place": ({**CARD, "where": "somewhere"}, "place of the claim"),
    "no year": ({**CARD, "date": "6 May"}, "when the claim"),
    "last week": ({**CARD, "date": "last week"}, "when the claim"),
    "no vague word": ({**CARD, "vague": ""}, "A precise number"),
    "word from elsewhere": ({**CARD, "vague": "strong"}, "A precise number"),
    "a letter of the claim": ({**CARD, "vague": "p"}, "A precise number"),
    "only small words of the claim": ({**CARD, "vague": "to the"}, "A precise number"),
    "power": ({**CARD, "measure": "the power"}, "The measure has no unit"),
    "the whole claim": ({**CARD, "vague": CARD["claim"]}, "A precise number"),
    "no unit": ({**CARD, "measure": "the growth"}, "The measure has no unit"),
    "quantity without unit": ({**CARD, "measure": "the share of the town"}, "The measure has no unit"),
    "true": ({**CARD, "rung": "true"}, "The rung"),
    "nothing against": ({**CARD, "against": "nothing"}, "nothing could count against"),
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_right_claim_cards(card):
    assert unmet("claim card", card) is None


@pytest.mark.parametrize("card, start", BAD_CARDS.values(), ids=BAD_CARDS)
def test_wrong_claim_cards(card, start):
    has(unmet("claim card", card), start)


# Evidence

TABLES = {
    "with an index": pd.DataFrame(EVIDENCE, index=[1, 2, 3]),
    "as a dict of lists": EVIDENCE,
    "with more columns": pd.DataFrame({**EVIDENCE, "note": ["", None, 3]}),
    "columns in capitals": pd.DataFrame(EVIDENCE).rename(columns=str.title),
    "with dates": pd.DataFrame(
        {**EVIDENCE, "published": pd.to_datetime(["2018-04-06", "2018-04-17", "2018-05-09"])}
    ),
    "with categories": pd.DataFrame(EVIDENCE).astype({"side": "category"}),
    "in the month of the article, then": pd.DataFrame(
        {**EVIDENCE, "published": ["2018-04", "2018-Q2", "2018"], "known": ["then"] * 3}
    ),
    "in the month of the article, later": pd.DataFrame(
        {**EVIDENCE, "published": ["2018-04", "2018-Q2", "2018"], "known": ["later"] * 3}
    ),
    "on the day of the article": pd.DataFrame(
        {**EVIDENCE, "published": ["2018-04-17"] * 3, "known": ["Then"] * 3}
    ),
    "with numbers": pd.DataFrame({**EVIDENCE, "says": [1000, 600.5, 800]}),
    "with numbers in words": pd.DataFrame({**EVIDENCE, "says": ["about one third", "None", "half"]}),
    "with more numbers in words": pd.DataFrame({**EVIDENCE, "says": ["a fifth", "no number", "twenty-two"]}),
}
BAD_TABLES = {
    "no table": (3, "The evidence is a table"),
    "a column is missing": (pd.DataFrame(EVIDENCE).drop(columns="known"), "The evidence is a table"),
    "lists of two lengths": ({**EVIDENCE, "side": ["a", "b"]}, "The evidence is a table"),
    "two rows": (pd.DataFrame(EVIDENCE).head(2), "fewer than three rows"),
    "no rows": (pd.DataFrame(EVIDENCE).head(0), "fewer than three rows"),
    "internet": (
        pd.DataFrame({**EVIDENCE, "source": ["the internet", "Police", "Herald"]}),
        "does not name its source",
    ),
    "missing source": (
        pd.DataFrame({**EVIDENCE, "source": [None, "Police", "Herald"]}),
        "does not name its source",
    ),
    "one side": (pd.DataFrame({**EVIDENCE, "side": ["police", "Police ", "police"]}), "one side"),
    "says nothing": (pd.DataFrame({**EVIDENCE, "says": ["many", 600, 800]}), "can be compared"),
    "says a missing value": (pd.DataFrame({**EVIDENCE, "says": [1, np.nan, 800]}), "can be compared"),
    "no date": (
        pd.DataFrame({**EVIDENCE, "published": ["", "2018-04", "2018-05"]}),
        "no date of publication",
    ),
    "a date of no calendar": (
        pd.DataFrame({**EVIDENCE, "published": ["2018-02-30", "2018-04", "2018-05"]}),
        "no date of publication",
    ),
    "another form of date": (
        pd.DataFrame({**EVIDENCE, "published": ["6 May 2018", "2018-04", "2018-05"]}),
        "no date of publication",
    ),
    "hindsight": (pd.DataFrame({**EVIDENCE, "known": ["then"] * 3}), "hindsight"),
    "known then, marked later": (pd.DataFrame({**EVIDENCE, "known": ["later"] * 3}), "hindsight"),
    "the day after": (
        pd.DataFrame({**EVIDENCE, "published": ["2018-04-18"] * 3, "known": ["then"] * 3}),
        "hindsight",
    ),
    "another word": (pd.DataFrame({**EVIDENCE, "known": ["yes"] * 3}), "hindsight"),
    "rests on nothing": (
        pd.DataFrame({**EVIDENCE, "rests_on": ["", "two officers", "one report"]}),
        "Equal space",
    ),
    "rests on one word": (pd.DataFrame({**EVIDENCE, "rests_on": ["equal"] * 3}), "Equal space"),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_right_evidence(table):
    assert unmet("evidence", table) is None


@pytest.mark.parametrize("table, start", BAD_TABLES.values(), ids=BAD_TABLES)
def test_wrong_evidence(table, start):
    has(unmet("evidence", table), start)


# Figure

FIGURES = {
    "upright bars": px.bar(VISITORS, x="who", y="visitors", labels={"visitors": "visitors"}, title="The police count fewer visitors"),
    "axis from zero": bar().update_xaxes(range=[0, 1200]),
    "axis that runs backwards": bar().update_xaxes(range=[1200, 0]),
    "axis with room on the left": bar().update_xaxes(range=[-100, 1200]),
    "open on the right": bar().update_xaxes(range=[0, None]),
    "open on the left": bar().update_xaxes(range=[None, 1200]),
    "category axis with a range": bar().update_yaxes(range=[-0.5, 1.5]),
    "points on a cut axis": px.scatter(
        VISITORS, x="visitors", y="who", labels={"visitors": "visitors"}, title="The police count fewer visitors"
    ).update_xaxes(range=[500, 1100]),
    "line over days": px.line(
        x=pd.to_datetime(["2018-05-01", "2018-05-02"]), y=[26.7, 27], labels={"y": "share of the area (%)", "x": ""},
        title="Its share of the area grew by 0.3 points",
    ).update_yaxes(range=[26, 28]),
    "years": px.line(x=[2016, 2017], y=[1.1, 2], labels={"x": "year", "y": "growth (%)"}, title="Growth was faster in the second year"),
    "years without a title": px.line(x=[2016, 2017], y=[1.1, 2], labels={"x": "", "y": "growth (%)"}, title="Growth was faster in the second year"),
    "timeline": px.timeline(
        pd.DataFrame({"from": ["2018-05-06"], "to": ["2018-05-09"], "who": ["Police"]}), x_start="from", x_end="to", y="who",
        title="The police needed three days for a second look",
    ),
    "with markup": bar(title="<b>The police</b><br>count 400 visitors fewer"),
    "with a subtitle": bar().update_layout(title_subtitle_text="visitors on one day"),
    "graph objects": go.Figure(
        go.Bar(x=[1, 2], y=["a", "b"], orientation="h"), {"title": "Two claimants count a different number", "xaxis": {"title": "visitors"}}
    ),
    "histogram": px.histogram(VISITORS, x="visitors", title="No count is larger than 1,000").update_yaxes(title="number of counters"),
    "small multiples": px.bar(
        VISITORS, x="visitors", facet_col="who", labels={"visitors": "visitors"}, orientation="h",
        title="Each of the three counts differs",
    ),
}  # fmt: skip
PAGES = {
    **{name: page(figure=figure) for name, figure in FIGURES.items()},
    "n as text": page(n="3 counts"),
    "n as numpy": page(n=np.int64(3)),
    "as_of as ISO text": page(as_of="2018-05-09"),
    "as_of as a date": page(as_of=datetime.date(2018, 5, 9)),
    "as_of as a month": page(as_of="May 2018"),
    "as_of in a sentence": page(as_of="checked on 9 May 2018"),
    "source with a word before it": page(source="Source: TASS, 25 April"),
    "source as a web address": page(source="syriahr.com/en/91286"),
    "two sources": page(source=["Police", "Valley Herald"]),
    "alt of 60": page(alt="a" * 60),
    "alt of 250": page(alt="a" * 250),
}
BAD_PAGES = {
    "figure alone": (bar(), "The page is a dict"),
    "no n": ({key: value for key, value in page().items() if key != "n"}, "The page is a dict"),
    "no chart": (page(figure="chart"), "There is no plotly chart"),
    "empty chart": (page(figure=go.Figure()), "There is no plotly chart"),
    "chart without data": (
        page(figure=px.bar(VISITORS.head(0), x="visitors", y="who")),
        "There is no plotly chart",
    ),
    "no title": (page(figure=bar(title=None)), "The title does not"),
    "topic": (page(figure=bar(title="Visitors of the fair by who counted")), "The title does not"),
    "short": (page(figure=bar(title="Police count 600")), "The title does not"),
    "no unit": (page(figure=bar(labels={"visitors": "count"})), "An axis of numbers"),
    "name of a column": (page(figure=bar(labels={"visitors": "visitor_count"})), "An axis of numbers"),
    "no axis title": (page(figure=bar(labels={"visitors": ""})), "An axis of numbers"),
    "share without unit": (page(figure=bar(labels={"visitors": "share"})), "An axis of numbers"),
    "histogram's own count": (
        page(figure=px.histogram(VISITORS, x="visitors", title="No count is larger than 1,000")),
        "An axis of numbers",
    ),
    "cut off": (page(figure=bar().update_xaxes(range=[500, 1100])), "The axis of the bars"),
    "cut off, backwards": (page(figure=bar().update_xaxes(range=[1100, 500])), "The axis of the bars"),
    "cut off, open on the right": (
        page(figure=bar().update_xaxes(range=[500, None])),
        "The axis of the bars",
    ),
    "cut off with range_x": (page(figure=bar(range_x=[500, 1100])), "The axis of the bars"),
    "cut off by the least value allowed": (
        page(figure=bar().update_xaxes(minallowed=500)),
        "The axis of the bars",
    ),
    "cut off by automatic options": (
        page(figure=bar().update_xaxes(autorangeoptions={"minallowed": 500})),
        "The axis of the bars",
    ),
    "log axis": (page(figure=bar(log_x=True)), "The axis of the bars"),
    "bars from a base": (page(figure=bar().update_traces(base=500)), "The axis of the bars"),
    "upright bars cut off": (
        page(figure=go.Figure(FIGURES["upright bars"]).update_yaxes(range=[500, 1100])),
        "The axis of the bars",
    ),
    "source internet": (page(source="internet"), "who published"),
    "source empty": (page(source=""), "who published"),
    "own": (page(source="own research"), "who published"),
    "no alt": (page(alt=""), "The alt text"),
    "alt of 59": (page(alt="a" * 59), "The alt text"),
    "alt of 251": (page(alt="a" * 251), "The alt text"),
    "alt of spaces": (page(alt=" " * 80), "The alt text"),
    "alt missing": (page(alt=None), "The alt text"),
    "n zero": (page(n=0), "how many observations"),
    "n in words": (page(n="some"), "how many observations"),
    "n missing": (page(n=float("nan")), "how many observations"),
    "n true": (page(n=True), "how many observations"),
    "as_of today": (page(as_of="today"), "up to which date"),
    "as_of a year": (page(as_of="2018"), "up to which date"),
}


@pytest.mark.parametrize("answer", PAGES.values(), ids=PAGES)
def test_right_figures(answer):
    assert unmet("figure", answer) is None


@pytest.mark.parametrize("answer, start", BAD_PAGES.values(), ids=BAD_PAGES)
def test_wrong_figures(answer, start):
    has(unmet("figure", answer), start)


FINDINGS = [
    "The reporter makes 30 of the 62 claims, no other speaker more than 9",
    "No publisher's share reaches one third",
    "Rosstat revised its first figure upwards twice",
    "Three publishers report less than a third",
    "105 missiles by one count, 103 by the other",
    "Launched missiles: two counts, 2 missiles apart",
    "Output falls in every quarter of 2015",
    "Most shares lie between 24 and 27 percent",
    "The two counts agree on launches, not on interceptions",
    "Every figure published before 17 April 2018 stays below two percent",
    "Why no estimate of growth in 2017 says 2 percent",
    "Die Zahl 105 steht gegen die Zahl 103",
    "The SDF held a quarter, not a third",
    "Growth of 1.5 percent, not 2, in the first figure",
    "Was it a third? Three maps say a quarter",
    "Four maps, none above 27 percent",
    "Two publishers put the share at a quarter",
    "According to the police, the number increased",
    "The claim overstates the published shares",
    "The later the vintage, the higher the growth in 2017",
]
TOPICS = [
    "",
    "Missiles",
    "Claims by voice",
    "Missiles launched and intercepted by claimant",
    "Missiles launched and intercepted, 14 April 2018",
    "Number of missiles launched, by claimant",
    "Growth of Russian GDP by vintage, 2013 to 2017",
    "Share of Syria held by the SDF in 2018",
    "The number of claims for each speaker",
    "A comparison of two counts of missiles",
    "Territory held in Syria by month",
    "Exchange rate of the ruble over time",
    "Figure 1: control of territory in Syria",
    "Top 10 countries by share of votes",
    "Two reports from April 2018 compared",
    "Control of territory, n = 3, April 2018",
    "Overview of all sources in the table",
    "Statements on missiles: United States and Russia",
]


@pytest.mark.parametrize("title", FINDINGS)
def test_titles_that_state_a_finding(title):
    assert titles.states_a_finding(title)


@pytest.mark.parametrize("title", TOPICS)
def test_titles_that_name_a_topic(title):
    assert not titles.states_a_finding(title)


UNITS = ["missiles", "share of Syria's area (%)", "growth (percent)", "percent of the area", "rubles per dollar", "year", "number of claims",
         "growth in percentage points", "share, 0 to 1", "area in km²", "index, 6 April = 100", "Missiles launched", "days", "Anteil (%)"]  # fmt: skip
NO_UNITS = [
    "",
    "count",
    "value",
    "x",
    "y",
    "growth",
    "share of territory",
    "growth_percent",
    "number",
    "rate",
    "the value",
    "price level",
]


@pytest.mark.parametrize("title", UNITS)
def test_axes_with_a_unit(title):
    assert titles.names_a_unit(title)


@pytest.mark.parametrize("title", NO_UNITS)
def test_axes_without_a_unit(title):
    assert not titles.names_a_unit(title)


# Text

ATTRIBUTED = [
    "According to the Valley Police, the count was confirmed by a second officer.",
    "The Valley Herald says that the count is proved.",
    "The police report says the organisers admitted a mistake.",
    "“The number is undeniable,” said Ms. Stone, who speaks for the fair.",
    "The number is undeniable, says the mayor's office.",
    "The mission states that the date was confirmed.",
    "In the words of the ministry, the result is undeniable.",
    "The Herald, a local paper, also writes that the police admitted it.",
    "Pentagon officials say that they confirmed the count.",
    "The U.S. Department of Trade reports that its count was confirmed.",
    "It was confirmed, according to Gen. Stone, on the same day.",
    "The Herald wrote on 9 May 2018 that the photographs proved the count.",
]
NOT_OWN = [
    "No source has confirmed the number.",
    "The photographs do not prove who is right.",
    "This can't be confirmed from outside.",
    "Neither count has been independently confirmed.",
    "An inspection would be needed to confirm either count.",
    "It is open whether a second count will confirm the first.",
    "The number remains unconfirmed and unproven.",
    "I avoid the words “proved” and “confirmed”.",
    'The word "admitted" belongs to the newspaper.',
    "The count was confirmed by nobody outside the police.",
    "The road has improved and the plan was approved.",
    "They never admitted it.",
    "The number is not yet proved.",
    "It has not so far been confirmed.",
    "The count has yet to be confirmed.",
    "It remains to be proved.",
    "The count is far from proved.",
    "Only a second count can confirm it.",
    "These counts prove nothing about the mood.",
    "The chart proves neither side right.",
    "It is unlikely to be proved.",
    "This could only be confirmed by a second count.",
]
OWN = [
    "It is proved that a thousand came.",
    "The police admitted their mistake.",
    "The count has been confirmed.",
    "It is undeniable that the fair was large.",
    "Undeniably, the fair was large.",
    "The Valley Police confirmed the count.",
    "Photographs prove the count.",
    "This is a proven fact.",
    "It is said to be confirmed.",
    "Experts say that the count is confirmed.",
    "Some say that it was proved.",
    "According to experts, the count is confirmed.",
    "Sources say this was confirmed on Monday.",
    "The organisers were wrong; this was confirmed.",
    "The police count was low, but a second count confirmed it.",
    "It was not only claimed but proved.",
    "There is no doubt: the number is undeniable.",
    "In May the number was proved.",
    "In other words, the number is proved.",
    "So far the number is proved.",
    "Since May it is confirmed.",
    "The reported number was confirmed.",
    "It PROVED the point.",
    "It proved nothing but the point.",
    "They say so. It was confirmed.",
    "The Valley Herald says that a thousand came. This was confirmed.",
]


@pytest.mark.parametrize("sentence", ATTRIBUTED + NOT_OWN)
def test_strong_words_of_somebody_else(sentence):
    assert not prose.endorses(sentence)
    assert unmet("text", with_sentence(sentence)) is None


@pytest.mark.parametrize("sentence", OWN)
def test_strong_words_of_ones_own(sentence):
    has(unmet("text", with_sentence(sentence)), "A strong word")


DATED = [
    "As of 17 April 2018 there are three numbers.",
    "As of April 17, 2018, there are three numbers.",
    "AS OF 2018-04-17 there are three numbers.",
    "As at 17/04/2018 the count stands.",
    "as of the end of April 2018",
    "As of mid-April 2018 there are three.",
    "As of 2018-Q2 there are two vintages.",
    "As of 2023 the number is higher.",
    "As of 17th of April, 2018, three.",
    "Up to 25 April 2018, no independent body had published a count.",
    "Until the end of April 2018 nobody had reported another number.",
    "As of 17. April 2018 there are three.",
    "As-of date: 25 April 2018.",
    "Only figures published by 17 April 2018 are used.",
    "All that was known on 17 April 2018 is one number.",
    "A reader on 17 April 2018 could know two of them.",
    "This page uses data up to 25 April 2018.",
    "Last checked: 25 April 2018.",
    "Sources accessed on 25 Apr. 2018.",
    "What was public before 17 April 2018 is in the table.",
    "At the time of the article, 17 April 2018, one count existed.",
    "Cut-off: 1 May 2018.",
    "As of 17-04-2018 there are three.",
    "My information ends on 25 April 2018.",
    "By 25 April 2018 five statements had been made.",
    "In 2018, as of 17 April, three numbers stood.",
]
UNDATED = [
    "The strikes came on 14 April 2018.",
    "There are three numbers as of now.",
    "As of today there are three.",
    "The fair took place in May 2018.",
    "It is a matter of opinion as of yet.",
    "The Herald published its report on 9 May 2018.",
    "By then 600 had come.",
    "From May 2017 to August 2018 the share grew.",
    "From May 2017 until August 2018 the share in the data grew.",
]


@pytest.mark.parametrize("sentence", DATED)
def test_texts_with_an_as_of_date(sentence):
    assert prose.has_as_of_date(sentence)
    assert unmet("text", pad(f"{without(3)}. {sentence}", 150 + len(sentence.split()))) is None


@pytest.mark.parametrize("sentence", UNDATED)
def test_texts_without_an_as_of_date(sentence):
    assert not prose.has_as_of_date(sentence)
    has(unmet("text", pad(f"{without(3)}. {sentence}", 150 + len(sentence.split()))), "up to which date")


SOURCED = [
    "Source: Rosstat, February 2018.",
    "Sources: TASS; AFP.",
    "According to Rosstat, output grew.",
    "Rosstat reports 1.5 percent.",
    "Rosstat first published 1.5 percent.",
    "The ministry says 71.",
    "SOHR puts the share at 26.7 percent.",
    "The World Bank's first vintage gives 1.55 percent.",
    "The share was 25 percent (Anadolu, 18 April 2018).",
    "By Jusoor's count it is a quarter.",
    "Data from the Bank of Russia are used.",
    "A quarter, says the observatory.",
    "The numbers were published by Jusoor.",
    "The share was put at 24.9 percent by the Jusoor Center.",
    "It was given as 25,0 percent by Anadolu.",
    "In Anadolu's map it was 25 percent.",
    "Per SOHR, it was 26.7 percent.",
    "Data: Rosstat.",
    "The number 71 comes from the Russian ministry.",
]
UNSOURCED = [
    "Output grew by 1.5 percent.",
    "Sources say that output grew.",
    "Experts say that output grew.",
    "Source: internet.",
    "According to some reports, output grew.",
    "It is reported that output grew.",
    "Many people say so.",
    "Output grew (in 2017).",
    "By 25 April 2018 the count in Syria was lower.",
    "In Syria the reported number was lower.",
    "US forces hold a part of the country.",
    "No map here comes from Damascus.",
    "In Syria's east the share was larger.",
    "The number was given by nobody.",
]


@pytest.mark.parametrize("sentence", SOURCED)
def test_texts_with_a_source(sentence):
    assert prose.names_a_source(sentence)


@pytest.mark.parametrize("sentence", UNSOURCED)
def test_texts_without_a_source(sentence):
    assert not prose.names_a_source(sentence)


LIMITS = [
    "These numbers cannot show who is right.",
    "This does not say who counted.",
    "The table doesn’t tell us what hold means.",
    "Nobody outside counted the missiles, and no number shows the damage.",
    "None of these numbers settles the question.",
    "The method is not known.",
    "One limit is the map's rule.",
    "Who counted remains open.",
    "It leaves open what hold means.",
    "The count cannot be checked from outside.",
    "A limitation: one publisher only.",
    "There is no independent count.",
    "The three methods are not comparable.",
    "The uncertainty is larger than the difference.",
    "What is missing is the damage; a count by others is missing.",
    "Neither side explains how it counted.",
    "The data say nothing about people.",
    "The table has no Syrian source.",
    "Nobody outside the two governments counted.",
    "It is impossible to tell who is right.",
    "Both numbers may be wrong.",
    "How each publisher counts is not explained.",
    "The evidence is thin.",
    "It does not follow that the claim is false.",
    "Independent evidence is lacking.",
]
NO_LIMITS = [
    "The share does not reach a third.",
    "The number did not change.",
    "No publisher reaches a third.",
    "The count is not a third.",
    "All sources agree.",
    "Russia did not veto the text.",
]


@pytest.mark.parametrize("sentence", LIMITS)
def test_texts_with_a_limit(sentence):
    assert prose.states_a_limit(sentence)


@pytest.mark.parametrize("sentence", NO_LIMITS)
def test_texts_without_a_limit(sentence):
    assert not prose.states_a_limit(sentence)


BAD_TEXTS = {
    "list": ([TEXT], "The answer is not a text"),
    "number": (150, "The answer is not a text"),
    "missing": (None, "The answer is not a text"),
    "empty": ("", "fewer than 130"),
    "129 words": (pad(TEXT, 129), "fewer than 130"),
    "171 words": (pad(TEXT, 171), "more than 170"),
    "one endless word": (TEXT + " " + "a" * 10_000, "more than 170"),
    "no source": (pad(" ".join(SENTENCES[3:5] + SENTENCES[5:6]), 150), "names no source"),
    "no limit": (pad(" ".join(SENTENCES[2:4]), 150), "cannot show"),
}


@pytest.mark.parametrize("text, start", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_wrong_texts(text, start):
    has(unmet("text", text), start)


@pytest.mark.parametrize("length", [130, 150, 170])
def test_lengths_at_the_limits(length):
    short = " ".join([SENTENCES[1], SENTENCES[3], SENTENCES[5]])
    assert unmet("text", pad(short, length)) is None


def test_line_breaks_and_curly_quotes_change_nothing():
    assert unmet("text", TEXT.replace(". ", ".\n")) is None
    assert unmet("text", "\n" + TEXT.replace(" ", "\xa0", 5) + "\n") is None


# Two charts

BAD_PAIRS = {
    "no paragraph": ({"first": bar(), "second": bar()}, "The answer is a dict"),
    "no second chart": ({**PAIR, "second": None}, "One of the two charts"),
    "topic": ({**PAIR, "second": bar(title="Visitors by who counted them")}, "The title does not"),
    "no unit": ({**PAIR, "first": bar(labels={"visitors": "value"})}, "An axis of numbers"),
    "cut off": ({**PAIR, "second": bar(range_x=[500, 1100])}, "The axis of the bars"),
    "the same chart twice": ({**PAIR, "second": bar()}, "the same story"),
    "the same title": (
        {**PAIR, "second": go.Figure(PAIR["second"]).update_layout(title_text=bar().layout.title.text)},
        "the same story",
    ),
    "the same drawing": (
        {**PAIR, "second": bar(title="The police count fewer than the organisers")},
        "the same story",
    ),
    "one alt text": ({**PAIR, "alts": PAIR["alts"][:1]}, "Each chart needs its own alt"),
    "the same alt text twice": ({**PAIR, "alts": PAIR["alts"][:1] * 2}, "Each chart needs its own alt"),
    "a short alt text": ({**PAIR, "alts": [PAIR["alts"][0], "Line chart"]}, "Each chart needs its own alt"),
    "alt text that is no list": ({**PAIR, "alts": "a" * 100}, "Each chart needs its own alt"),
    "short paragraph": ({**PAIR, "paragraph": "They differ."}, "The paragraph does not have"),
    "long paragraph": ({**PAIR, "paragraph": "They differ. " * 100}, "The paragraph does not have"),
    "window not named": (
        {**PAIR, "paragraph": "Both charts draw numbers of one day. " * 8},
        "picked the window",
    ),
}


LEFT_OUT = [
    "Rows before May are absent from the first.",
    "The first is limited to three months.",
    "The first shows only three months.",
    "The earlier days aren't shown in the first.",
    "The first doesn't cover the earlier days.",
    "The first looks at no day, and at no month before May.",
    "The first removes the later count.",
]


@pytest.mark.parametrize("sentence", LEFT_OUT)
def test_paragraphs_that_say_what_is_left_out(sentence):
    paragraph = f"{'Both charts draw numbers of one day. ' * 8}{sentence}"
    assert unmet("two charts", {**PAIR, "paragraph": paragraph}) is None


@pytest.mark.parametrize("pair, start", BAD_PAIRS.values(), ids=BAD_PAIRS)
def test_wrong_pairs(pair, start):
    has(unmet("two charts", pair), start)


# All of them


@pytest.mark.parametrize("name", CRITERIA)
def test_each_criterion_is_seen_to_fail(name):
    cases = {
        "claim card": BAD_CARDS, "evidence": BAD_TABLES, "figure": BAD_PAGES, "two charts": BAD_PAIRS,
        "text": {**BAD_TEXTS, "own": (with_sentence(OWN[0]), ""), "no date": (without(3), "")},
    }[name]  # fmt: skip
    said = {unmet(name, answer) for answer, _ in cases.values()}
    assert said >= {criterion.sentence for criterion in CRITERIA[name]}


@pytest.mark.parametrize("name", CRITERIA)
def test_sentences_are_short_and_calm(name):
    sentences = [criterion.sentence for criterion in CRITERIA[name]]
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert 20 <= len(sentence) <= 300 and sentence[-1] == "." and "!" not in sentence
        assert all(len(part.split()) <= 22 for part in prose.sentences(sentence)), sentence


class Odd(dict):
    def __getitem__(self, key):
        raise RuntimeError

    __class__ = str


ITSELF = {}
ITSELF["claim"] = ITSELF
HOSTILE = {
    "None": None, "nothing": {}, "infinity": float("inf"), "NaN": float("nan"), "set": {1, "a"}, "dict in dict": {"claim": {"who": {}}},
    "odd class": Odd(), "contains itself": ITSELF, "function": len, "class": dict, "number keys": {1: 2, None: 3}, "empty table": pd.DataFrame(),
    "two columns of a name": pd.DataFrame([[1, 2]], columns=["source", "source"]), "MultiIndex": pd.DataFrame({("a", "b"): [1]}),
    "Series": pd.Series([1, 2]), "Series of Series": pd.Series({"claim": pd.Series([1])}, dtype=object),
    "wrong kinds": dict.fromkeys([*CARD, *page(), *PAIR], [None, {}]), "numbers": dict.fromkeys([*CARD, *page(), *PAIR, *EVIDENCE], 7),
    "infinite": dict.fromkeys([*CARD, *page(), *PAIR, *EVIDENCE], float("inf")),
    "lists of nothing": dict.fromkeys([*CARD, *page(), *PAIR, *EVIDENCE], []),
    "far dates": dict.fromkeys([*CARD, *page(), *PAIR, *EVIDENCE], [datetime.date(9999, 12, 31)] * 3),
    "brackets": "(" * 4000, "quotes": '"' * 4000, "points": "." * 4000,
    "words": "as of " * 160, "long word": "a" * 100_000, "control": "\x00\ud800" * 100, "many nots": "cannot " * 165, "said": "Said " * 165,
    "long title": page(figure=bar(title="by " * 50_000)), "tags": page(figure=bar(title="<" * 50_000)),
}  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", CRITERIA)
def test_nothing_raises(name, answer):
    question = Question("10.1", "answer", plain(GOOD[name]), Rules(criteria=name), "Found.", ())
    verdict = judge(question, submit(answer))
    assert verdict.status == Status.NOT_YET


def test_ends_of_an_axis_that_are_no_numbers_do_not_raise():
    first_unmet("figure", plain(page(figure=bar().update_xaxes(range=["a", "b"]))))


def test_plain_forms_that_nobody_would_send_do_not_raise():
    for name in CRITERIA:
        for odd in [
            {"kind": "dict"},
            {"kind": "table", "columns": 3, "data": [{}]},
            {"kind": "figure"},
            {"kind": "text"},
            {"kind": "series", "index": None},
        ]:
            assert first_unmet(name, odd) is not None


# Judging

SLIPS = (Slip(plain({**CARD, "rung": "true"}), CRITERIA["claim card"][7].sentence),
         Slip(plain({**CARD, "rung": "false"}), CRITERIA["claim card"][7].sentence),
         Slip(plain({**CARD, "who": "people"}), CRITERIA["claim card"][2].sentence))  # fmt: skip
QUESTION = Question(
    "10.1", "card", plain(CARD), Rules(criteria="claim card"), "Every line is filled in.", SLIPS
)


def test_a_card_of_ones_own_is_correct_though_it_differs():
    verdict = judge(QUESTION, submit({**CARD, "where": "P9"}))
    assert (verdict.status, verdict.sentence) == (Status.CORRECT, "Every line is filled in.")


@pytest.mark.parametrize("card, index", [({**CARD, "rung": "true"}, 0), ({**CARD, "rung": "false"}, 1), ({**CARD, "rung": "who knows"}, 0),
                                         ({**CARD, "who": "analysts"}, 2), ({**CARD, "against": ""}, None)])  # fmt: skip
def test_a_verdict_tells_which_slip_it_was(card, index):
    verdict = judge(QUESTION, submit(card))
    assert (verdict.status, verdict.slip) == (Status.NOT_YET, index)


def test_a_blank_template_is_not_answered_yet():
    card = {**CARD, "who": ...}
    table = pd.DataFrame(index=[1, 2, 3])
    table["source"] = ...
    for answer in (card, table, page(figure=...), ...):
        assert judge(QUESTION, submit(answer)).status == Status.NOT_ANSWERED


def test_a_recorded_value_that_breaks_the_criteria_is_still_refused():
    worse = Question("10.1", "card", plain({**CARD, "who": ""}), Rules(criteria="claim card"), "Found.", ())
    assert judge(worse, submit({**CARD, "who": ""})).status == Status.NOT_YET


def test_rules_keep_their_criteria():
    rules = Rules(criteria="text")
    assert rules.as_dict() == {"criteria": "text"}
    assert Rules.from_dict(rules.as_dict()) == rules
    assert Rules.from_dict({}).criteria == ""


def test_a_figure_without_ranges_has_the_same_plain_form_as_before():
    assert "ranges" not in plain(bar())
    assert plain(bar(range_x=[0, 5]))["ranges"]["xaxis"]["ends"]["items"] == [0, 5]
