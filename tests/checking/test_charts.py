"""Two charts are the same where they draw and say the same, and a sentence says what differs."""

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest

from newscase.checking.answer_key import Rules
from newscase.checking.compare.compare import difference
from newscase.checking.serialize.read import plain
from newscase.checking.wording import CHARTS, sentence

DAYS = pd.to_datetime(["2022-03-02", "2022-03-24", "2022-04-07"])
VOTES = pd.DataFrame(
    {
        "day": [*DAYS, *DAYS],
        "vote": ["for"] * 3 + ["against"] * 3,
        "count": [141, 140, 93, 5, 5, 24],
        "edition": ["First", "Second", "Third"] * 2,
        "exact": ["minute", "day", "day"] * 2,
    }
)
SLOPE = VOTES[VOTES["edition"] != "Third"]
GOOD = "More states voted against each time"


def line(table=VOTES, **kwargs):
    look = {"x": "day", "y": "count", "color": "vote", "line_dash": "vote", "title": GOOD}
    return px.line(table, **{**look, **kwargs})


def points(table=VOTES, **kwargs):
    return px.scatter(table, **{"x": "day", "y": "count", "symbol": "exact", "title": GOOD, **kwargs})


def slope(table=SLOPE, **kwargs):
    look = {"x": "edition", "y": "count", "color": "vote", "markers": True, "title": GOOD}
    return px.line(table, **{**look, **kwargs})


# Each vote on days of its own, side by side: empty cells in both columns.
LATE = VOTES.assign(day=VOTES["day"].where(VOTES["vote"] == "for", VOTES["day"] + pd.Timedelta(days=3)))


def torn():
    table = LATE.pivot(index="day", columns="vote", values="count")
    look = {"labels": {"value": "count"}, "title": GOOD, "line_dash": "vote"}
    return px.line(table, **look)


def bars(**kwargs):
    return px.bar(VOTES, **{"x": "count", "y": "edition", "color": "vote", "title": GOOD, **kwargs})


def marked(*symbols):
    """Return points whose symbols are set one by one."""
    return points(symbol=None).update_traces(marker_symbol=[*symbols] * 2)


DESCENDING = SLOPE.sort_values("edition", ascending=False)
BY_HAND = (
    [
        go.Scatter(x=rows["day"], y=rows["count"], name=vote, mode="lines", line_dash=dash)
        for (vote, rows), dash in zip(VOTES.groupby("vote"), ["dot", "solid"], strict=True)
    ],
    {"title": GOOD, "xaxis": {"title": "day"}, "yaxis": {"title": "count"}},
)
OWN = {"own_title": True}
NUMBER = {"own_title": True, "title_number": 141}
WITH_141 = ("In the end 141: for", "141 of the states voted for", "States that voted for it: 141.")
NONE = "Of 141 states none changed"
TITLES = (
    *("There are 26 events", "reporter makes most claims", "17 of 38: officials", "Ruble falls, oil rises"),
    *("Growth in 2016 improved by 0.41 percentage points", "Votes by day and side"),
)


def same():
    """Return pairs of charts that are the same, drawn when their test begins."""
    return {
        "rows in another order": (line(VOTES[::-1]), line()),
        "dash without colour": (line(color=None), line()),
        "dash with another colour": (line(color="exact", hover_name="vote"), line(color=None, title=GOOD)),
        "other dashes": (line(line_dash_sequence=["longdash", "dashdot"]), line()),
        "by hand": (go.Figure(*BY_HAND), line()),
        "symbol and colour": (points(color="exact"), points()),
        "symbol and another colour": (points(color="vote"), points()),
        "other symbols": (points(symbol_sequence=["x", "star"]), points()),
        "a symbol for each point": (marked("x", "star", "star"), points()),
        "symbol where only colour is asked for": (slope(symbol="vote", line_dash="vote"), slope()),
        "side by side or stacked": (bars(barmode="group"), bars()),
        "pattern beside colour": (bars(pattern_shape="edition"), bars()),
        "labels by plotly": (bars(color=None, text_auto=True), bars(color=None, text="count")),
        "categories turned round": (bars().update_yaxes(autorange="reversed"), bars()),
        "order by hand": (slope(DESCENDING, category_orders={"edition": ["First", "Second"]}), slope()),
        "without the line": (line().add_vline(x="2022-03-24"), line()),
        "a table with a column a line, its gaps joined": (
            torn().update_traces(connectgaps=True),
            line(LATE),
        ),
        "the same with a text at each point": (
            torn().update_traces(connectgaps=True, text=[*"adbecf"], mode="lines+text"),
            line(LATE, text=[*"abcdef"]),
        ),
        "a trace that is switched off": (line().add_trace(go.Scatter(x=[1], y=[1], visible=False)), line()),
        "another title where none is asked for": (line(title=None), line()),
        "grid": (go.Figure(go.Heatmap(z=[[1, 2.0]])), go.Figure(go.Heatmap(z=[[1, 2]]))),
    }


def different():
    """Return charts, the right ones, and words of what is said of the difference, by fault."""
    return {
        "trace type": [(bars(), line(), "The chart has the type bar.")],
        "trace type missing": [
            (line(), line().add_bar(x=[1], y=[1]), "does not draw all"),
            (go.Figure(), line(), "The chart is empty"),
        ],
        "direction": [(bars(x="edition", y="count"), bars(), "The chart is vertical.")],
        "data missing": [(bars(), bars(text="count"), 'The chart has no "text"')],
        "mark labels": [(bars(text="day"), bars(text="count"), "The labels on the chart")],
        "groups": [
            (line(line_dash=None), line(), "Look at line_dash=."),
            (line(line_dash="exact"), line(), "Look at line_dash=."),
            (points(symbol=None, color="exact"), points(), "Look at symbol=."),
            (points(symbol="vote"), points(), "Look at symbol=."),
            (marked("star", "x", "star"), points(), "Look at symbol=."),
            (slope(color="edition"), slope(), "Look at color=."),
            (slope(color=None, line_group="vote"), slope(color=None), "Look at color=."),
        ],
        "axis order": [
            (line().update_xaxes(autorange="reversed"), line(), "The x axis runs in another order"),
            (line(range_x=[DAYS[2], DAYS[0]]), line(), "The x axis"),
            (slope(DESCENDING), slope(), "The x axis"),
            (slope().update_xaxes(autorange="reversed"), slope(), "The x axis"),
            (slope().update_xaxes(range=[1.5, -0.5]), slope(), "The x axis"),
        ],
        "no title": [(line(title=None), line(), "The chart has no title.")],
        "short title": [(line(title="Votes by day"), line(), 'The title "Votes by day" is too short')],
        "no number": [(line(title="More than 1141 of all"), line(title="All 141 states"), "in digits")],
        "no axis title": [
            (line(labels={"day": ""}), line(), "The x axis of the chart has no title."),
            (line(facet_col="vote"), line(facet_row="vote"), "The y axis of the chart has no title."),
        ],
        "axis hidden": [(line().update_yaxes(visible=False), line(), "The y axis of the chart is hidden")],
        "axis cut": [
            (line(range_x=["2022-03-10", "2022-05-01"]), line(), "The x axis cuts off a part"),
            (line(range_y=[50, 200]), line(), "The y axis cuts off a part"),
            (bars(range_x=[2, 200]), bars(), "the zero of bars"),
            (bars(log_x=True), bars(), "Leave out range_x and log_x."),
        ],
        "other axis title": [(line(labels={"count": "n"}), line(), 'The title of the y axis is "n".')],
    }


def found(answer, expected, **rules):
    return difference(plain(answer), plain(expected), Rules(**rules))


def test_same():
    assert [name for name, (answer, expected) in same().items() if found(answer, expected)] == []


@pytest.mark.parametrize(("titles", "expected", "rules"), [(TITLES, GOOD, OWN), (WITH_141, NONE, NUMBER)])
def test_a_title_of_ones_own_is_right(titles, expected, rules):
    expected = line(title=expected)
    assert [title for title in titles if found(line(title=title), expected, **rules)] == []


def test_each_fault_has_its_sentence():
    cases = different()
    assert {*cases} == {*CHARTS}
    for fault, charts in cases.items():
        rules = NUMBER if fault == "no number" else OWN
        for answer, expected, words in charts:
            difference = found(answer, expected, **rules)
            assert difference.fault == fault
            assert words in sentence(difference)


def test_an_axis_may_have_wider_ends_or_those_of_the_right_chart():
    wide = line(range_x=["2022-01-01", "2022-05-01"], range_y=[0, 200])
    assert found(wide, line()) is found(line(range_y=[50, 200]), line(range_y=[50, 200])) is None


def test_the_order_of_rows_counts_where_the_question_orders_it():
    assert found(bars().update_yaxes(autorange="reversed"), bars(), ordered=True).fault == "axis order"


def test_one_line_more_is_a_difference():
    assert found(line().add_trace(go.Scatter(x=[DAYS[0]], y=[141], mode="lines")), line())


def test_gaps_tear_a_line_where_they_are_not_joined():
    assert found(torn(), line(LATE))


def test_a_wrong_point_is_named_by_its_place():
    wrong = found(line(VOTES.assign(count=VOTES["count"].replace(93, 94))), line())
    assert sentence(wrong) == 'The value 94 of "y", where "x" is 2022-04-07, is not right.'


def test_titles_that_students_word_are_alike_where_both_are_short():
    # So that the hint for one such title serves them all.
    assert found(line(title="Votes"), line(title="Votes by day"), **OWN) is None
    assert found(line(title=GOOD), line(title="Votes by day"), **OWN)
