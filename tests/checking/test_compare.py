"""Which answers are right, and what a student reads about one that is not."""

import datetime
import json
import random

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest

from newscase.checking.answer_key import Rules
from newscase.checking.compare.compare import difference, is_same
from newscase.checking.parts import Form
from newscase.checking.serialize.json_form import from_json, to_json
from newscase.checking.serialize.read import plain
from newscase.checking.wording import sentence

NAN = float("nan")
MOSCOW = pd.Timestamp("2022-02-24 05:00", tz="Europe/Moscow")

VOTES = pd.DataFrame(
    {
        "country": ["Brazil", "India", "Norway", "Kenya"],
        "vote": ["for", "abstain", "for", "for"],
        "share": [0.125, 0.5, NAN, 2 / 3],
        "count": [11, 24, 37, 48],
        "date": pd.to_datetime(["2022-03-02", "2022-03-02", "2022-03-24", None]),
    }
)
COUNTS = VOTES["vote"].value_counts()
SUMS = VOTES.groupby("vote")[["count"]].sum()
TWICE = VOTES.groupby(["vote", "country"])["count"].sum()
LEFTOVER = VOTES.sort_values("count", ascending=False)["count"]


def said(answer, expected, **rules):
    """Return what is said about two values as a student and a teacher have them, or None."""
    form = Form(plain(expected), Rules(**rules))
    found = difference(form.fitted(plain(answer)), form.expected, form.rules)
    return None if found is None else sentence(found)


def bar(table=VOTES, title="Votes", **kwargs):
    return px.bar(table, **{"x": "country", "y": "count", "title": title, **kwargs})


RIGHT = {
    "nothing but noise": (1e-17, 0, {}),
    "unrounded": (3.14159, 3.14159, {"decimals": 2}),
    "rounded": (3.14, 3.14159, {"decimals": 2}),
    "unrounded, where the solution rounds": (3.14159, 3.14, {"decimals": 2}),
    "tie rounded down": (0.2, 0.25, {"decimals": 1}),
    "tie rounded up": (0.3, 0.25, {"decimals": 1}),
    "rounded to thousands": (12_000, 12_345, {"decimals": -3}),
    "rounded to a whole number": (3, 3.2, {"decimals": 0}),
    "infinity": (np.inf, float("inf"), {"decimals": 2}),
    "case and spaces": ("  brazil\n", "Brazil", {}),
    "a full stop": ("Holds.", "holds", {}),
    "a full stop behind a curly quote": ("“so-called”.", '"so-called"', {}),
    "curly quotes": ("“so-called” Kremlin’s", '"so-called" kremlin\'s', {}),
    "hard space": ("10\xa0000", "10 000", {}),
    "same instant": (MOSCOW.tz_convert("UTC"), MOSCOW, {}),
    "another name of the zone": (MOSCOW.tz_convert("US/Eastern"), MOSCOW.tz_convert("America/New_York"),
        {"zone": True}),
    "any order": ([2, 1, 1], [1, 2, 1], {}),
    "rounded in any order": ([0.7, 0.1, 0.1], [0.12, 0.0999, 0.68], {"decimals": 1}),
    "tuple": ((1, 2), [1, 2], {"ordered": True}),
    "array": (np.array([1, 2]), [1, 2], {"ordered": True}),
    "Series": (pd.Series([1, 2], name="n", index=["a", "b"]), [1, 2], {"ordered": True}),
    "index": (pd.Index(["a", "b"]), ["a", "b"], {}),
    "range": (range(3), [0, 1, 2], {}),
    "set": ({2, 1}, [1, 2], {}),
    "list for a set": ([1, 2], {2, 1}, {}),
    "list of pairs": ([["b", 2], ("a", 1)], [("a", 1), ("b", 2)], {}),
    "list for a leftover index": (LEFTOVER.tolist(), LEFTOVER, {"ordered": True}),
    "index reset": (LEFTOVER.reset_index(drop=True), LEFTOVER, {}),
    "labels in any order": (COUNTS.sort_index(), COUNTS, {}),
    "dicts in a list": ([{"n": 2.0, "c": "india "}], [{"c": "India", "n": 2}], {}),
    "dict for a Series": (COUNTS.to_dict(), COUNTS, {}),
    "Series for a dict": (COUNTS, COUNTS.to_dict(), {}),
    "name of a Series": (COUNTS.rename("n").rename_axis("v"), COUNTS, {}),
    "several levels": (TWICE.swaplevel().swaplevel().sample(frac=1, random_state=1), TWICE, {}),
    "dict with pairs as keys": (TWICE.to_dict(), TWICE, {}),
    "shuffled table": (VOTES.sample(frac=1, random_state=1), VOTES, {}),
    "columns in another order": (VOTES[VOTES.columns[::-1]], VOTES, {}),
    "other types of column": (VOTES.convert_dtypes().astype({"vote": "category"}), VOTES, {}),
    "rounded table": (VOTES.assign(share=VOTES["share"].round(1)), VOTES, {"decimals": 1}),
    "index reset to columns": (SUMS.reset_index(), SUMS, {}),
    "columns set as index": (SUMS, SUMS.reset_index(), {}),
    "one level reset": (TWICE.to_frame().reset_index("country"), TWICE.to_frame(), {}),
    "levels swapped": (TWICE.to_frame().swaplevel(), TWICE.to_frame(), {}),
    "another name of the index": (SUMS.rename_axis("v"), SUMS, {}),
    "index that nobody asked for": (VOTES.set_index("country"), VOTES.drop(columns="country"), {}),
    "shuffled, with a constant column": (VOTES.assign(year=2018)[::-1], VOTES.assign(year=2018), {}),
    "empty table": (VOTES[VOTES["count"] > 99], VOTES.head(0), {}),
    "chart in other colours": (bar(color_discrete_sequence=["red"]), bar(), {}),
    "chart made by hand": (
        go.Figure(go.Bar(x=VOTES["country"].tolist(), y=VOTES["count"].tolist()),
                  {"title": "votes ", "xaxis": {"title": "Country"}, "yaxis": {"title": "count"}}),
        bar(), {}),
    "chart coloured by group": (bar(color="vote"), bar(), {}),
    "chart with numbers as text": (bar(text=["1", "2", "3", "4"]), bar(text=[1, 2, 3, 4]), {}),
    "chart with dates as text": (px.line(x=["2022-02-24", "2022-03-02"], y=[1, 2]),
        px.line(x=pd.to_datetime(["2022-02-24", "2022-03-02"]), y=[1, 2]), {}),
    "array of one": (np.array([3]), 3, {}),
    "Series of one": (VOTES.loc[VOTES["country"] == "India", "count"], 24, {}),
    "arrays and Series of one in a list": ([np.array([1]), pd.Series([2.0]), 3], [1, 2, 3],
        {"ordered": True}),
    "Series of one in a dict": ({"a": pd.Series(["x"], index=[7])}, {"a": "x"}, {}),
    **{f"letter {text}": (text, "B", {"letters": ("",)})
       for text in ("b", "B.", "(B)", "b)", "B: both prices", "B – both", '"B"', "(b) prices", "B, both",
                    "option B", "Answer b.", "Statement B", "Sentence B", "B: a reader's guess, I think")},
    "letters in a list": (["(a)", "C: none"], ["A", "C"], {"letters": ("",)}),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "expected", "rules"), RIGHT.values(), ids=RIGHT.keys())
def test_right(answer, expected, rules):
    assert said(answer, expected, **rules) is None


WRONG = {
    "number": (13, 12, {}, "The value 13 is not right."),
    "many digits": (20 / 31, 0.5, {"decimals": 2}, "The value 0.645161 is"),
    "beyond the rounding": (3.147, 3.14159, {"decimals": 2}, "The value 3.147 is not right."),
    "rounded to nothing": (0, 0.04, {"decimals": 2}, "The value 0 is not right."),
    "infinite": (np.inf, 3, {"decimals": 1}, "The value inf is not right."),
    "number as text": ("12", 12, {}, "Your answer is text; the question asks for a number."),
    "another sign behind it": ("holds?", "holds", {}, "is not right"),
    "text as number": (12, "12", {}, "Your answer is a number; the question asks for text"),
    "truth for a number": (True, 1, {}, "Your answer is True or False; the question asks for a number."),
    "number for a truth": (1, True, {}, "Your answer is a number; the question asks for True or False."),
    "None": (None, 3, {}, "Your answer is a missing value (None or NaN); the question asks for a number."),
    "text for a date": ("2022-02-24", datetime.date(2022, 2, 24), {},
        "Your answer is text; the question asks for a date"),
    "date": (datetime.date(2022, 2, 25), datetime.date(2022, 2, 24), {},
        "The value 2022-02-25 is not right."),
    "no zone": (MOSCOW.tz_localize(None), MOSCOW, {},
        "is a date or time; the question asks for a time with a time zone"),
    "unwanted zone": (MOSCOW, MOSCOW.tz_localize(None), {},
        "is a time with a time zone; the question asks for a date or time"),
    "other instant": (MOSCOW + pd.Timedelta("1ns"), MOSCOW, {}, "is not right"),
    "other zone": (MOSCOW.tz_convert("UTC"), MOSCOW, {"zone": True}, "is not in the time zone"),
    "zone of the same hour": (MOSCOW.tz_convert("Asia/Damascus"), MOSCOW, {"zone": True},
        "is not in the time zone"),
    "fixed offset": (MOSCOW.tz_convert("+03:00"), MOSCOW, {"zone": True}, "an offset is no name"),
    "list of one": ([3], 3, {}, "Your answer is a list with one value. Take the value itself: add [0]."),
    # Where each space could be in two places of a pattern, this took hours.
    "a long text for a letter": (" " * 1_000_000 + "aa", "A", {"letters": ("",)}, "is not right"),
    "two letters in one text": ("A, C", "A", {"letters": ("",)}, "is not right"),
    **{f"letters {text}": (text, "B", {"letters": ("",)}, "is not right")
       for text in ("B. D", "B) and D)", "B - D", "B: no, D", "B) or a)", "b,c")},
    "letter in a word": ("Both", "B", {"letters": ("",)}, 'The value "Both" is not right.'),
    "article for a letter": ("A price", "A", {"letters": ("",)}, "is not right"),
    "letter that nobody asked for": ("B: both", "B", {}, "is not right"),
    "Series of one wrong": (pd.Series([4]), 3, {}, "The value 4 is not right."),
    "table of one": (pd.DataFrame([3]), 3, {}, "add .iloc[0, 0]"),
    "list for a number": ([3, 4], 3, {}, "Your answer is a list; the question asks for a number."),
    "number for a list": (3, [3], {}, "Your answer is a number; the question asks for a list."),
    "too many": ([1, 2, 3], [1, 2], {}, "asks for. Keep only those."),
    "too few": ((1,), [1, 2], {}, "The tuple has fewer values than the question asks for."),
    "one value": ([1, 5], [2, 1], {}, "The value 5 is not right."),
    "position": ([1, 5], [1, 2], {"ordered": True}, "The value 5 at position 1 is not right."),
    "order": ([1, 2], [2, 1], {"ordered": True}, "The values are right, but not in the order"),
    "set for an order": ({1, 2}, [2, 1], {"ordered": True}, "which has no order"),
    "set for repeated values": ({1, 2}, [2, 1, 1], {}, "has fewer values"),
    "list of text": (["1", "2"], [1, 2], {}, "The list holds text; the question asks for numbers."),
    "one text among numbers": ([1, "2"], [1, 2], {}, 'The value "2" is text; the question asks for a number'),
    "list of truths": ([True], [1], {}, "holds True and False; the question asks for numbers"),
    "values without labels": (COUNTS.tolist(), COUNTS, {}, "The values have no labels."),
    "index lost": (COUNTS.reset_index(drop=True), COUNTS, {}, "The values have no labels."),
    "label": (COUNTS.rename({"for": "against"}), COUNTS, {}, 'The label "against" is not one'),
    "value at a label": (COUNTS + pd.Series({"for": 0, "abstain": 5}), COUNTS, {}, 'at the label "abstain"'),
    "values swapped": (pd.Series({"a": 2, "b": 1}), pd.Series({"a": 1, "b": 2}), {},
        'The value 2 at the label "a"'),
    "order of labels": (COUNTS.sort_index(), COUNTS, {"ordered": True}, "not in the order"),
    "one column, not a table": (VOTES["vote"], VOTES[["vote"]], {},
        "Your answer is a Series; the question asks for a table."),
    "wide table, not one column": (VOTES, VOTES["vote"], {},
        "Your answer is a table; the question asks for a Series."),
    "column missing": (VOTES.drop(columns="vote"), VOTES, {},
        'The column "vote", which the question asks for'),
    "column too many": (VOTES.assign(x=1), VOTES, {},
        'has the column "x", which the question does not ask for'),
    "column renamed": (VOTES.rename(columns={"vote": "x"}), VOTES, {},
        'The column "x" is not asked for, and'),
    "rows missing": (VOTES.head(2), VOTES, {}, "The table has fewer rows than the question asks for."),
    "rows too many": (pd.concat([VOTES, VOTES]), VOTES, {}, "The table has more rows than"),
    "order of rows": (VOTES[::-1], VOTES, {"ordered": True}, "The rows are right, but not in the order"),
    "order of columns": (VOTES[VOTES.columns[::-1]], VOTES, {"ordered": True},
        "The columns are not in the order"),
    "dates as text": (VOTES.assign(date="2022"), VOTES, {},
        'The column "date" holds text; the question asks for dates'),
    "one cell": (VOTES.assign(count=[11, 24, 99, 48]).sample(frac=1, random_state=1), VOTES, {},
        'The value 99 of "count", where "country" is "Norway", is not right.'),
    "missing cell": (VOTES.assign(vote=["for", None, "for", "for"]), VOTES, {},
        'One value of "vote", where "country" is "India", is a missing value'),
    "row": (VOTES[["vote", "count"]].assign(vote="x", count=0), VOTES[["vote", "count"]], {},
        'a row that the question does not ask for: the one where "vote" is "x"'),
    "chart for a number": (bar(), 3, {}, "Your answer is a chart; the question asks for a number."),
    "number for a chart": (3, bar(), {}, "Your answer is a number; the question asks for a chart."),
    "point": (bar(VOTES.assign(count=[11, 24, 99, 48])), bar(), {},
        'The value 99 of "y", where "x" is "Norway"'),
    "points missing": (bar(VOTES.head(2)), bar(), {}, "The chart has fewer points"),
    "series for a number": (COUNTS, 3, {}, "Your answer is a Series; the question asks for a number."),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "expected", "rules", "words"), WRONG.values(), ids=WRONG.keys())
def test_wrong(answer, expected, rules, words):
    sentence = said(answer, expected, **rules)
    assert words in sentence
    assert all(len(short.split()) <= 25 for short in sentence.split(". "))


@pytest.mark.parametrize("wrap", [
    lambda number: number,
    lambda number: [1, number],
    lambda number: {"a": 1, "b": number},
    lambda number: pd.Series({"a": 1, "b": number}),
    lambda number: pd.DataFrame({"a": ["x", "y"], "b": [1, number]}),
    lambda number: pd.DataFrame({"a": ["x", "y"], "b": [number, number]}).set_index("a"),
    lambda number: px.bar(x=["a", "b"], y=[1, number]),
])  # fmt: skip
def test_expected_value_is_never_shown(wrap):
    expected = plain(wrap(7734.5125))
    for wrong in (5.0, 7734.6, "7734.5", None, True, datetime.date(2022, 2, 24)):
        for answer in map(plain, (wrap(wrong), wrong, [wrong], [wrong] * 3)):
            for rules in (Rules(), Rules(ordered=True), Rules(decimals=3)):
                form = Form(expected, rules)
                found = difference(form.fitted(answer), form.expected, rules)
                assert "7734.5125" not in sentence(found)


def test_rules_survive_json_and_leave_out_what_is_usual():
    assert to_json(Rules()) == {}
    for rules in (Rules(), Rules(decimals=0), Rules(2, True, True, ("reason", ""), True, 3, "text")):
        assert from_json(json.loads(json.dumps(to_json(rules))), Rules) == rules


class Maker:
    """Makes odd values, the same on every run."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def single(self):
        instant = pd.Timestamp(self.random.choice([0, 10**18, -(10**17)]))
        bare = None, True, False, 0, 1, -1.5, 10**40, 1e-300, 1e300, NAN, float("inf"), -float("inf"), ...
        texts = "", "a", " A ", "1", "...", "“”", "\ud83d", "2022-02-24"
        zoned = map(instant.tz_localize, ("UTC", "Europe/Moscow", "+03:00"))
        times = instant, *zoned, instant - pd.Timestamp(0)
        numpy = np.datetime64(10**11, "s"), np.datetime64(-(10**12), "s"), np.timedelta64(10**12, "s")
        return self.random.choice([*bare, *texts, *times, *numpy, pd.Period("2022-03"), pd.Interval(0, 1)])

    def several(self, length):
        if self.random.random() < 0.5:
            return [self.single()] * length
        return [self.single() for _ in range(length)]

    def value(self, depth=0):
        several, length = self.several, self.random.randrange(4)
        make = self.random.choice([
            self.single,
            lambda: several(length),
            lambda: tuple(several(length)),
            lambda: set(several(length)),
            lambda: dict(zip(several(length), several(length), strict=True)),
            lambda: pd.Series(several(length), dtype=object),
            lambda: pd.Series(several(length), several(length), name=self.single(), dtype=object),
            lambda: self.table(length),
            lambda: self.table(length).set_index("k"),
            lambda: self.table(length).set_index("k").rename_axis(None),
            lambda: np.array(several(length), dtype=object),
            lambda: np.arange(length * 2).reshape(length, 2),
            lambda: [self.value(depth + 1) for _ in range(length)] if depth < 3 else [],
            lambda: {"a": self.value(depth + 1)} if depth < 3 else {},
            self.chart,
        ])  # fmt: skip
        return make()

    def table(self, length):
        labels = self.random.sample(["a", "A", "b", "c", 1, 2.5, None, ("a", 1)], self.random.randrange(4))
        return pd.DataFrame(
            {"k": self.several(length), **{label: self.several(length) for label in labels}}, dtype=object
        )

    def chart(self):
        make = self.random.choice([go.Bar, go.Scatter, go.Box, go.Histogram])
        names = [self.random.choice(["a", "b", None]) for _ in range(self.random.randrange(3))]
        several, title = self.several, {"title": self.random.choice(["a", "b", None])}
        traces = [make(x=several(self.random.randrange(3)), y=several(2), name=name) for name in names]
        grid = go.Heatmap(z=[[1, 2], [3, self.random.random()]])
        return go.Figure(self.random.choice([traces, [grid]]), title)


RULES = [
    Rules(),
    Rules(decimals=1),
    Rules(ordered=True, zone=True),
    Rules(decimals=-2, ordered=True, own_title=True, letters=("",)),
]


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("seed", range(5))
def test_any_two_values_can_be_compared(seed, rules):
    maker = Maker(seed)
    values = [plain(maker.value()) for _ in range(60)]
    for expected in values:
        form = Form(expected, rules)
        for answer in values:
            found = difference(form.fitted(answer), form.expected, rules)
            assert found is None or sentence(found).endswith(".")
            assert answer is not expected or found is None


@pytest.mark.parametrize("seed", range(5))
def test_any_value_is_found_in_another_place(seed):
    maker = Maker(seed)
    for _ in range(200):
        value = maker.value()
        assert said([value, "text", 3], [3, value, "text"]) is None


@pytest.mark.parametrize("seed", range(20))
def test_rounded_and_shuffled_table_is_right(seed):
    maker = np.random.default_rng(seed)
    columns = maker.choice([*"xyz"], 50), maker.normal(0, 1, 50), maker.integers(0, 3, 50), maker.random(50)
    table = pd.DataFrame(dict(zip("abcd", columns, strict=True)))
    assert said(table.round(1).sample(frac=1, random_state=seed), table, decimals=1) is None
    assert said(table.round(1).sample(frac=1, random_state=seed), table.round(3), decimals=1) is None
    assert said(table.assign(d=table["d"] + 0.2), table, decimals=1)


@pytest.mark.parametrize("seed", range(10))
def test_a_quick_look_at_two_tables_finds_no_other_than_a_thorough_one(seed):
    maker = Maker(seed)
    tables = [plain(maker.table(length)) for length in (0, 1, 2, 2, 3, 3)]
    tables += [from_json({**to_json(table), "index": None}) for table in tables]
    numbers = np.random.default_rng(seed).normal(0, 100, (4, 2)).round(2)
    table = pd.DataFrame(numbers, columns=["a", "b"])
    tables += map(plain, (table, table.round(1), table[::-1], table + 0.04, table * [1, np.inf]))
    for rules in RULES:
        for answer in tables:
            for expected in tables:
                assert is_same(answer, expected, rules) == (difference(answer, expected, rules) is None)
