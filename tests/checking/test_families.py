"""Each family on the values it is for, what it must not claim, and that no sentence shows the right value."""

import random
import re
from itertools import product

import numpy as np
import pandas as pd
import pytest

from newscase.checking import wording
from newscase.checking.answer_key import Rules
from newscase.checking.diagnose.families import FAMILIES, find
from newscase.checking.serialize.read import plain
from newscase.checking.serialize.values import Collection, Column
from newscase.checking.wording import sentence

LIST = [3, 9, 27, 4]
COUNTS = pd.Series({"war": 40, "trade": 25, "peace": 15}, name="n")
VALUES = pd.Series({"a": 12.5, "b": -3.2, "c": 7.1})
TABLE = pd.DataFrame(
    {
        "day": pd.to_datetime(["2018-04-06", "2018-04-09", "2018-04-10", "2018-04-11"]),
        "who": ["Finch", "Holt", "Reed", "Stone"],
        "words": [14, 44, 12, 31],
        "share": [0.141, 0.442, 0.123, 0.314],
    }
)
CROSS = pd.DataFrame(
    {"entity": [1, 18, 4], "person": [31, 14, 0]},
    index=pd.Index(["2014-03", "2014-04", "2014-05"], name="month"),
)
DAY, OTHER = pd.Timestamp("2018-04-09"), pd.Timestamp("2018-09-04")
STRIKE = pd.Timestamp("2018-04-14 04:00", tz="Asia/Damascus")
ONE, TWO, PERCENT, ORDER = {"decimals": 1}, {"decimals": 2}, {"decimals": 0}, {"ordered": True}

# By family: an answer, the right value, and rules of the question where they matter.
HITS = {
    "sign": [(-1057, 1057), (26.1, -26.1, ONE), ([12.5, -3.2], [12.4839, 3.2139], {**ONE, **ORDER}),
        (TABLE.assign(share=-TABLE["share"]), TABLE), (pd.Timedelta(hours=-27), pd.Timedelta(hours=27))],
    "hundred times": [(40.32, 0.4, TWO), (-97.6449, -0.98, TWO),
        (TABLE.assign(share=TABLE["share"] * 100), TABLE),
        (TABLE.assign(share=TABLE["share"] * 100).iloc[::-1], TABLE)],
    "hundredth": [(0.347945, 34.8, ONE), (0.7, 70), ([1, 1, 0.9, 0.5], [100, 100, 90, 50], PERCENT),
        (VALUES / 100, VALUES, ONE)],
    "rest": [(0.25, 0.75, TWO), ([0.59, 0.94], [0.41, 0.06], TWO), (62.5786, 37.4213836478, TWO), (60, 40)],
    "rounded": [(35, 34.8, ONE), (34, 34.8, ONE), (0.8, 0.82, TWO),
        ([12.5, -3.2, 7], [12.48, -3.21, 7.13], TWO)],
    "off by one": [(63, 62), (37, 38), (2017, 2018)],
    "reciprocal": [(0.0166016711242, 60.23, TWO), (1.66016711242, 60.23, TWO)],
    "time as text": [("2018-04-09", DAY), ("2018-04-14T04:00:00+03:00", STRIKE, {"zone": True}),
        (TABLE.assign(day=TABLE["day"].astype(str)), TABLE)],
    "duration for number": [(pd.Timedelta(hours=27), 27),
        ([pd.Timedelta(hours=27), pd.Timedelta(hours=51)], [27, 51])],
    "hours cut off": [(pd.Timedelta(days=2), pd.Timedelta(hours=51))],
    "other day": [(pd.Timedelta(days=5), pd.Timedelta(days=6)), (DAY + pd.Timedelta(days=1), DAY),
        (TABLE["day"] + pd.Timedelta(days=1), TABLE["day"], ORDER)],
    "day and month": [(OTHER, DAY), ([OTHER, DAY], [DAY, DAY], ORDER)],
    "other month": [(pd.Timestamp("2018-03-31"), pd.Timestamp("2018-04-30")),
        (pd.Timestamp("2017-04-09"), DAY)],
    "other zone": [(STRIKE.tz_convert("UTC"), STRIKE, {"zone": True})],
    "hours off": [(STRIKE.tz_localize(None).tz_localize("UTC"), STRIKE, {"zone": True}),
        (STRIKE + pd.Timedelta(hours=3), STRIKE, {"zone": True})],
    "zone lost": [(STRIKE.tz_localize(None), STRIKE, {"zone": True}),
        (STRIKE.tz_convert("UTC").tz_localize(None), STRIKE, {"zone": True})],
    "number as text": [("38", 38), ("34,8 %", 34.8, ONE), ("3/4", 0.75, TWO),
        (["3", "9", "27", "4"], LIST)],
    "other order": [([27, 9, 4, 3], [3, 4, 9, 27], ORDER), (COUNTS.sort_index(), COUNTS, ORDER),
        (TABLE.sort_values("words"), TABLE, ORDER)],
    "misplaced": [([11, 62], [62, 11], ORDER),
        ([0.837837837838, 0.486486486486], [0.49, 0.84], {**TWO, **ORDER}),
        ({"a": 2, "b": 3, "c": 1}, {"a": 1, "b": 2, "c": 3})],
    "shares for counts": [(COUNTS / COUNTS.sum(), COUNTS), ((COUNTS / COUNTS.sum() * 100).round(1), COUNTS),
        (CROSS / CROSS.to_numpy().sum(), CROSS), (CROSS.div(CROSS.sum(axis=1), axis=0).round(2), CROSS)],
    "other labels": [({"2018-04-09": 1, "2018-09-04": 5}, {DAY: 1, OTHER: 5}),
        ({1: -2.3, 2: -8.3}, {"2018-01": -2.3, "2018-02": -8.3}), ({"Holt": 44, "Finch": 14}, COUNTS)],
    "duplicates kept": [([3, 9, 9, 27, 4], LIST), (pd.concat([TABLE, TABLE.head(1)]), TABLE)],
    "duplicates dropped": [([3, 9], [3, 9, 9])],
    "missing kept": [([27, 9, None, 3, 4], LIST)],
    "missing dropped": [(TABLE.dropna(), pd.concat([TABLE, TABLE.head(1).assign(who=None)]))],
    "more labels": [({**COUNTS, "none": 3}, COUNTS), ({**(COUNTS + 1), "none": 3}, COUNTS)],
    "fewer labels": [(COUNTS.head(2), COUNTS), (COUNTS.head(2) + 1, COUNTS)],
    "odd item": [(["C11", "C99", "C12"], ["C11", "C12"]), ([3.5, 9, 7, 7], [7, 3.5, 7])],
    "more rows": [(TABLE, TABLE.head(3)), ([*"abcd"], [*"ab"]), ([*"abc"], [*"ab"], {"letters": ("",)})],
    "fewer rows": [(TABLE[TABLE["words"] > 13], TABLE), (LIST[:3], LIST, ORDER)],
    "transposed": [(CROSS.T, CROSS), (CROSS.reset_index().set_axis([5, 7, 9]), CROSS.T)],
    "columns exchanged": [(TABLE.rename(columns={"words": "share", "share": "words"}), TABLE)],
    "missing": [(None, 38), (None, TABLE)],
    "decimal comma": [((34, 8), 34.8, ONE), ((0, 92), -0.92, TWO), ((-34, 8), -34.8, ONE)],
    "empty": [(TABLE.head(0), TABLE), ([], 38), (COUNTS.head(0), COUNTS)],
    "mask": [(TABLE["words"] > 12, 3), (TABLE["words"] > 13, TABLE)],
    "length": [(TABLE, 4), (TABLE["who"].tolist(), 4)],
    "sum": [(COUNTS, 80), (TABLE, 101)],
    "value among others": [(COUNTS, 25), (COUNTS, "trade"), ((62, 11), 62)],
    "one of all": [(80, COUNTS), (3, COUNTS), (25, COUNTS), ("war", ["war", "peace"])],
    "column of a table": [(TABLE, TABLE["who"].tolist())],
}  # fmt: skip

# By what must not be said (None: nothing at all).
NOT = {
    "number as text": [("40%", 0.4, {"decimals": 2}), ("2 of 5", 0.4, TWO), ("0.34", 0.4, TWO), ("39", 38)],
    "off by one": [(1, 2), (2, 1), (37, 38.4, ONE), (61, 62.0, ONE), (2016, 2018),
        ([1, 2, 3], [2, 4, 5], ORDER)],
    "sign": [(-1, 1), (2, -2), (-0.92, -0.98, TWO), ([10, -3], [10, 3.5], ORDER)],
    "hundred times": [(100, 1), (5, 0.05, TWO)],
    "reciprocal": [(0.5, 2)],
    "hundredth": [(0.5, 2)],
    "rest": [(0.5, 0.52, TWO), (0.50, 0.48, TWO), (51, 49.9, ONE), (3, 97), (38, 62)],
    "rounded": [(1, 0.82, TWO), (1, 0.75, TWO), (0, 0.4, TWO), (35.5742296919, 34.8, ONE), (3.3, 3.4, TWO)],
    None: [(0.65, 0.82, TWO), (0.4, 0.82, TWO), (0.45, 0.4, TWO), (74.113, 60.23, TWO),
        (58.5714, 60.23, TWO), (25, 38), ("S/2018/322", "S/2018/321"), ("E010", "E023"),
        ("confirmed", "unconfirmed"), ("Austria", "Australia"), ("a", "b"), ("b or c", "b"),
        # A share is no change: nothing was divided by a later number, or forgotten in brackets.
        (39.9, 66.3, ONE), (-39.9, 66.3, ONE), (166.3, 66.3, ONE), (165.3, 66.3, ONE),
        ("US", "Russia"), ("Monday", "Sunday"), (pd.Timedelta(hours=26), pd.Timedelta(hours=27))],
    "time as text": [("2018-10-04", DAY), ("2018-04-14T01:00", STRIKE)],
    "other day": [(pd.Timestamp("2018-04-17"), DAY), (pd.Timestamp("2018-05-10"), DAY)],
    "day and month": [(pd.Timestamp("2018-04-17"), DAY),
        (pd.Timestamp("2018-04-04"), pd.Timestamp("2018-04-05"))],
    "other month": [(pd.Timestamp("2018-04-17"), DAY), (pd.Timestamp("2018-05-10"), DAY)],
    "hours off": [(STRIKE + pd.Timedelta(minutes=7), STRIKE), (STRIKE + pd.Timedelta(hours=20), STRIKE),
        (STRIKE.tz_convert("Etc/GMT-2"), STRIKE, {"zone": True})],
    "duplicates kept": [([3, 9, 9, 27, 27], [3, 9, 9, 27]), ([3, 9, 27, 4, 5], [3, 9, 27, 8])],
    "fewer rows": [([3, 9, 28], LIST)],
    "more rows": [([3, 9, 27, 4, 5], [3, 9, 27, 8]), (TABLE.assign(extra=1), TABLE)],
    "other order": [([27, 3, 9, 5], LIST, ORDER)],
    "misplaced": [([27, 3, 9, 5], LIST, ORDER)],
    "shares for counts": [({"war": 0.5, "trade": 0.36, "peace": 0.14}, COUNTS)],
    "more labels": [({"war": 40, "trade": 25, "truce": 15}, COUNTS)],
    "fewer labels": [({"war": 40, "trade": 25, "truce": 15}, COUNTS)],
    "other labels": [({"war": 40, "trade": 25, "truce": 15}, COUNTS)],
    "one of all": [(81, COUNTS)],
    "empty": [(None, 38)],
    "mask": [(pd.DataFrame(index=[5, 7, 9]), 4), (TABLE["words"] > 0, [True, False, True, True], ORDER)],
    "transposed": [(CROSS.T + 1, CROSS)],
    "columns exchanged": [(TABLE.assign(who=TABLE["words"], words="x"), TABLE)],
    "length": [(TABLE, 5), (TABLE.head(2), 2), ([True, False], 7)],
    "sum": [(TABLE, 5), ([True, False], 7)],
    "decimal comma": [((34, 7), 34.8, ONE), ([34, 8], 34.8, ONE), ((0, 91), -0.92, TWO),
        ((3, 5), -3.5, ONE)],
    "value among others": [([2, 2, 5], 2)],
}  # fmt: skip


def found(answer, expected, rules):
    return find(plain(answer), plain(expected), Rules(**rules))


def named(answer, expected, rules):
    match = found(answer, expected, rules)
    return match and match.fault


def numbers_in(text):
    return {number for number in re.findall(r"\d+(?:\.\d+)?", text) if float(number) > 2} - {"99", "100"}


def cases(by_family):
    """Return the name of the family, the answer, the right value and the rules of each case."""
    return [
        pytest.param(family, answer, expected, rules[0] if rules else {}, id=f"{family} {number}")
        for family, of_family in by_family.items()
        for number, (answer, expected, *rules) in enumerate(of_family)
    ]


@pytest.mark.parametrize(("family", "answer", "expected", "rules"), cases(HITS))
def test_a_family_explains_an_answer_and_does_not_show_the_right_one(family, answer, expected, rules):
    match = found(answer, expected, rules)
    assert match is not None
    assert match.fault == family
    said = sentence(match)
    assert 30 <= len(said) <= 300
    assert said[0].isupper()
    assert said.endswith(".")
    assert not re.search(r"[{}]|\bNone of\b|  ", said.replace("None or NaN", ""))
    assert not numbers_in(said) & numbers_in(str(expected)) - numbers_in(str(answer))
    assert type(expected) is not str or expected in str(answer) or expected not in said
    if type(answer) in (int, float) and type(expected) in (int, float):
        # A harmless form makes no difference.
        table = pd.DataFrame({"n": [answer]})
        for form in (np.float64(answer), pd.Series([answer]), [answer], np.array([answer]), table):
            assert named(form, expected, rules) == family
        for form in (np.array, pd.Series, tuple):
            assert named(form([answer, 5]), [expected, 5], rules) == family
            assert named({"a": answer, "b": 5}, pd.Series({"b": 5, "a": expected}), rules) == family


@pytest.mark.parametrize(("family", "answer", "expected", "rules"), cases(NOT))
def test_a_family_claims_nothing_else(family, answer, expected, rules):
    name = named(answer, expected, rules)
    assert name is None if family is None else name != family


def test_every_family_has_a_sentence_and_an_example():
    assert {family.name for family in FAMILIES} == {*wording.FAMILIES} == {*HITS} >= {*NOT} - {None}


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (TABLE.assign(share=TABLE["share"] * 100), TABLE, 'Each wrong value in the column "share" '),
        ({**COUNTS, "None Of These": 3}, COUNTS, 'The label "None Of These" is not asked for'),
        (pd.Series({**COUNTS, np.nan: 3}).iloc[::-1] + 1, COUNTS, "The label NaN is not asked for"),
        ({"a": -12.5, "b": -3.2, "c": 7.1}, VALUES, "The value -12.5 has the wrong sign"),
        (TABLE.rename(columns={"who": "Who"}), TABLE["who"], 'column "Who"'),
        (["C11", "C99"], ["C11"], 'and also "C99", which is not.'),
    ],
)
def test_a_sentence_names_what_it_is_about_as_the_student_wrote_it(answer, expected, words):
    assert words in sentence(found(answer, expected, {}))


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (
            35,
            34.8,
            "The value 35 has no decimals; the question asks for 2. Round only at the end: round(..., 2).",
        ),
        (0.8, 0.82, "The value 0.8 has 1 decimal; the question asks for 2."),
        ([12.5, 7], [12.48, 7.13], "Each wrong value has at most 1 decimal; the question asks for 2."),
    ],
)
def test_what_is_rounded_too_early_is_told_how_many_decimals_it_has(answer, expected, words):
    assert words in sentence(found(answer, expected, TWO))


def test_the_letter_of_a_choice_has_no_family():
    assert named("the reporter", "reporter", {"letters": ("",)}) is None
    assert named(None, "b", {"letters": ("",)}) == "missing"


ODD = [
    *(None, True, 3, 10**300, 1e-300, float("inf"), "", "3e999999999", "9" * 50),
    *((3, 14), {1, 2}, {}, {"a": [1, 2]}, []),
    *([None, None], [1, "a", None], [[1, 2], [3]], {("a", 1): 2}, range(4), DAY, STRIKE, pd.Interval(0, 1)),
    pd.Series([1, None, 3], index=["a", "a", None]),
    pd.Series([1.0, np.inf, np.nan], index=list("abc"), name="z"),
    pd.Series([1, 2], index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])),
    pd.DataFrame(),
    pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]),
    pd.DataFrame({"x": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])),
    pd.DataFrame(index=["a", "b"]),
    np.array([[1, 2], [3, 4]]),
]  # fmt: skip


def test_no_pair_of_odd_values_is_an_error():
    far = Collection("list", Column("time", [-(2**62), 2**62, 10**23]))
    values = [far, *map(plain, ODD), *(plain(of_family[0][0]) for of_family in [*HITS.values()][::4])]
    for answer, expected in product(values, repeat=2):
        for rules in (Rules(), Rules(decimals=1, ordered=True, zone=True)):
            match = find(answer, expected, rules)
            assert match is None or len(sentence(match)) <= 300


@pytest.mark.parametrize(
    ("draw", "rules"),
    [
        (lambda: round(random.random(), 2), TWO),
        (lambda: round(100 * random.random(), 1), ONE),
        (lambda: random.gauss(0, 8), TWO),
        (lambda: random.randint(3, 300), {}),
    ],
)
def test_few_unrelated_numbers_are_explained(draw, rules):
    random.seed(1)
    names = [named(draw(), draw(), rules) for _ in range(1_000)]
    assert sum(name is not None for name in names) <= 60
