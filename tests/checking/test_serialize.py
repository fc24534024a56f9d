"""The plain form of an answer: the same for equal values, and safe whatever the answer is."""

import datetime
import itertools
import json
import math
import re
from collections import Counter, OrderedDict, defaultdict
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
from dateutil import tz

from newscase.checking.judge import unanswered
from newscase.checking.serialize.json_form import Malformed, from_json, to_json
from newscase.checking.serialize.read import Unreadable, plain
from newscase.checking.serialize.values import Column, Single

DAY = 86_400 * 10**9
MOSCOW = ZoneInfo("Europe/Moscow")

TABLE = pd.DataFrame(
    {
        "party": ["Аэрофлот", "Bank", None],
        "share": [1 / 3, 2.0, math.nan],
        "count": [1, 2, 3],
        "listed": [True, False, True],
        "date": pd.to_datetime(["2022-02-24", None, "2014-07-17"]),
    }
)

READABLE = {
    "missing": None,
    "truth": True,
    "number": 0.1 + 0.2,
    "infinite": -math.inf,
    "large": 2**70,
    "text": "Крым “quoted”",
    "half a surrogate pair": "\ud83d",
    "date": datetime.date(2022, 2, 24),
    "distant": datetime.datetime(9999, 12, 31, 23, 59, 59, 999_999),
    "moment": datetime.datetime(2022, 2, 24, 5, tzinfo=MOSCOW),
    "duration": datetime.timedelta(days=-1, microseconds=3),
    "period": pd.Period("2022-03"),
    "list": [1, "a", None, [2, (3.5,)]],
    "set": {"b", "a", 1, None},
    "dict": {"a": [1], 2: None},
    "range": range(3),
    "array": np.arange(6).reshape(2, 3),
    "index": pd.MultiIndex.from_tuples([("a", 1), ("b", 2)]),
    "series": TABLE.set_index("party")["share"],
    "table": TABLE,
    "grouped": TABLE.groupby(["party", "listed"])[["count"]].sum(),
    "wide": TABLE.pivot_table(index="party", columns="listed", values=["count", "share"]),
    "figure": px.bar(TABLE, x="party", y="count", color="listed", title="Title"),
}


@pytest.mark.parametrize("value", READABLE.values(), ids=READABLE.keys())
def test_plain_form_survives_json(value):
    text = json.dumps(to_json(plain(value)), ensure_ascii=False)
    assert from_json(json.loads(text.encode().decode())) == plain(value)


NUMBERS = {"kind": "number", "items": [1, None]}
TEXTS = {"kind": "text", "items": ["a", "b"]}
INDEX = {"names": {"kind": "missing", "items": [None]}, "levels": [TEXTS]}
FIGURE = to_json(plain(READABLE["figure"]))
MALFORMED = {
    "no object": [1],
    "no kind": {"value": 1},
    "a kind that is none": {"kind": ["number"], "value": 1},
    "an unknown kind": {"kind": "complex", "value": 1},
    "an unknown key": {"kind": "number", "value": 1, "unit": "m"},
    "no value": {"kind": "number"},
    "a value that is missing": {"kind": "number", "value": None},
    "a missing value that is not": {"kind": "missing", "value": 1},
    "text for a number": {"kind": "number", "value": "1"},
    "truth for a number": {"kind": "number", "value": True},
    "number for a truth": {"kind": "truth", "value": 1},
    "fraction of a nanosecond": {"kind": "time", "value": 0.5},
    "not a number": {"kind": "number", "value": math.nan},
    "not a number in a column": {"kind": "list", "values": {"kind": "number", "items": [1, math.nan]}},
    "too large": {"kind": "number", "value": 10**400},
    "too large among fractions": {"kind": "list", "values": {"kind": "number", "items": [0.5, 10**400]}},
    "lone surrogate": {"kind": "text", "value": "\ud83d"},
    "lone surrogate in a column": {"kind": "list", "values": {"kind": "text", "items": ["\ud83d"]}},
    "moment without a zone": {"kind": "moment", "value": 1},
    "zone without a moment": {"kind": "time", "value": 1, "zone": "UTC"},
    "zone of a column": {"kind": "list", "values": {**NUMBERS, "zone": "UTC"}},
    "no column": {"kind": "list", "values": [1]},
    "items that are none": {"kind": "list", "values": {"kind": "number", "items": "1"}},
    "column of another kind": {"kind": "list", "values": {"kind": "text", "items": [1]}},
    "column of lists": {"kind": "list", "values": {"kind": "list", "items": [NUMBERS]}},
    "missing column that is not": {"kind": "set", "values": {"kind": "missing", "items": [0]}},
    "bare value among mixed": {"kind": "list", "values": {"kind": "mixed", "items": [1]}},
    "no keys": {"kind": "dict", "values": NUMBERS},
    "keys without values": {"kind": "dict", "index": INDEX, "values": {"kind": "missing", "items": []}},
    "shorter index": {"kind": "series", "index": INDEX, "values": {"kind": "missing", "items": [None]}},
    "index without a level": {"kind": "series", "values": NUMBERS,
                              "index": {"names": {"kind": "missing", "items": []}, "levels": []}},
    "columns of unequal length": {"kind": "table", "columns": TEXTS, "index": None,
                                  "data": [NUMBERS, {"kind": "number", "items": [1]}]},
    "more labels than columns": {"kind": "table", "columns": TEXTS, "index": None, "data": [NUMBERS]},
    "axis with one end": FIGURE | {"axes": {"xaxis": {"ends": [{"kind": "missing"}]}}},
    "axis of another make": FIGURE | {"axes": {"xaxis": {"color": "red"}}},
    "hidden as a number": FIGURE | {"axes": {"xaxis": {"hidden": 1}}},
    "traces that are none": FIGURE | {"traces": {}},
    "bars that are no text": FIGURE | {"bars": None},
}  # fmt: skip


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_message_is_refused(content):
    with pytest.raises(Malformed):
        from_json(content)


def test_a_message_of_many_levels_is_refused():
    content = {"kind": "number", "value": 1}
    for _ in range(2000):
        content = {"kind": "list", "values": {"kind": "mixed", "items": [content]}}
    with pytest.raises(Malformed):
        from_json(content)


def moments():
    return pd.Series(pd.to_datetime(["2022-02-24 05:00", None]).tz_localize("Europe/Moscow"))


SAME = {
    "missing": [None, math.nan, pd.NaT, pd.NA, np.nan, np.float64("nan"), np.datetime64("NaT"),
        Decimal("nan")],
    "whole numbers": [3, 3.0, np.int8(3), np.float32(3), Decimal(3), Fraction(3), np.array(3)],
    "fractions": [0.5, np.float64(0.5), Decimal("0.5"), Fraction(1, 2)],
    "last digit": [0.3, 0.1 + 0.2],
    "truth": [True, np.True_, np.bool_(1)],
    "text": ["a", np.str_("a")],
    "date": [datetime.date(2022, 2, 24), datetime.datetime(2022, 2, 24), pd.Timestamp("2022-02-24"),
        np.datetime64("2022-02-24"), np.datetime64("2022-02-24T00", "h")],
    "zone": [datetime.datetime(2022, 2, 24, 5, tzinfo=MOSCOW),
        pd.Timestamp("2022-02-24 05:00", tz="Europe/Moscow"),
        pd.Timestamp("2022-02-24 05:00", tz=tz.gettz("Europe/Moscow"))],
    "utc": [datetime.datetime(2022, 2, 24, tzinfo=datetime.UTC), pd.Timestamp("2022-02-24", tz="UTC"),
        pd.Timestamp("2022-02-24", tz=tz.tzutc())],
    "duration": [datetime.timedelta(hours=1), pd.Timedelta("1h"), np.timedelta64(60, "m")],
    "dict": [{"a": 1}, Counter("a"), OrderedDict(a=1), defaultdict(int, a=1)],
    "set": [{"a", "b"}, frozenset("ba")],
    "interval": [pd.Interval(0, 1), "(0, 1]"],
    "list": [["a", "b"], list({"a": 1, "b": 2}), {"a": 1, "b": 2}.keys()],
    "text column": [pd.Series(["a", None]), pd.Series(["a", math.nan], dtype=object),
        *(pd.Series(["a", None], dtype=dtype) for dtype in (object, "string", "category"))],
    "number column": [pd.Series([1, None]), pd.Series([1, None], dtype="Sparse[float]"),
        *(pd.Series([1, None], dtype=dtype) for dtype in ("Int64", "Float64", object, "category"))],

    "truth column": [pd.Series([True, False]), pd.Series([True, False], dtype="boolean")],
    "time column": [pd.Series(pd.to_datetime(["2022-02-24", None])),
        pd.Series([datetime.date(2022, 2, 24), None]),
        pd.Series(pd.to_datetime(["2022-02-24", None]).as_unit("s")),
        pd.Series(pd.to_datetime(["2022-02-24", None])).astype("category")],
    "moment column": [moments(), moments().astype(object), moments().dt.as_unit("ns")],
    "empty column": [pd.Series([], dtype=float), pd.Series([], dtype="category")],
    "plain index": [pd.Series([5, 6]), pd.Series([5, 6], index=pd.Index([0, 1], dtype="int8")),
        pd.Series([5, 6], index=[0.0, 1.0])],
    "table of a subclass": [TABLE, type("Own", (pd.DataFrame,), {})(TABLE)],
    "array": [np.array([1, 2]), pd.array([1, 2]), np.array([1.0, 2.0]), np.array([1, 2], dtype=object)],
    "figure": [px.line(TABLE, x="date", y="count"), go.Figure(px.line(TABLE, x="date", y="count").to_dict())],

}  # fmt: skip


@pytest.mark.parametrize("values", SAME.values(), ids=SAME.keys())
def test_equal_values_have_one_plain_form(values):
    assert [plain(value) for value in values] == [plain(values[0])] * len(values)


def test_arrow_column_has_the_same_plain_form():
    pytest.importorskip("pyarrow")
    for dtype, values in {"string[pyarrow]": ["a", None], "int64[pyarrow]": [1, None]}.items():
        assert plain(pd.Series(values, dtype=dtype)) == plain(pd.Series(values, dtype=object))


def test_kinds_are_told_apart():
    values = [None, True, 1, "1", "1 ", [1], {1}, {1: 1}, pd.Series([1]), pd.DataFrame([1]), math.inf, "inf"]
    forms = [repr(plain(value)) for value in [*values, ...]]
    assert len(set(forms)) == len(forms)


@pytest.mark.parametrize(("zone", "name"), [
    ("US/Eastern", "US/Eastern"),
    (datetime.timezone(datetime.timedelta(hours=-3, minutes=-30)), "-03:30"),
    ("UTC", "UTC"),
    (datetime.UTC, "UTC"),
    (datetime.timezone(datetime.timedelta()), "UTC"),
])  # fmt: skip
def test_zone_is_a_name_or_an_offset(zone, name):
    assert plain(pd.Timestamp("2022-07-01", tz=zone)).zone == name


def test_moment_is_counted_in_utc_and_a_column_may_have_several_zones():
    moments = [pd.Timestamp("1970-01-02", tz="UTC"), pd.Timestamp("1970-01-02 03:00", tz="Europe/Moscow")]
    column = plain(pd.Series(moments, dtype=object)).values
    assert [*column] == [Single("moment", DAY, "UTC"), Single("moment", DAY, "Europe/Moscow")]


def test_set_is_sorted():
    assert plain(set("edcba")).values == Column("text", [*"abcde"])


def test_table_keeps_its_index_only_where_it_says_something():
    assert plain(TABLE).index is None
    assert plain(TABLE.set_index("party")).index.names.items == ["party"]


def test_chart_of_many_points_is_like_one_of_few():
    few, many = (px.scatter(x=range(n), y=range(n)) for n in (10, 2000))
    assert plain(many).traces[0].type == plain(few).traces[0].type == "scatter"


def test_chart_is_read_with_its_titles():
    figure = px.bar(x=["a", "b"], y=[1.5, 2], labels={"x": "Party", "y": "Votes"})
    form = plain(figure.update_layout(title={"text": "Title", "subtitle": {"text": "Subtitle"}}))
    assert form.title.value == "Title"
    titles = {key: axis.title.value for key, axis in form.axes.items()}
    assert titles == {"xaxis": "Party", "yaxis": "Votes"}
    assert form.traces[0].data["y"].values.items == [1.5, 2]


UNANSWERED = [
    ...,
    "...",
    [1, ...],
    {"a": ["..."]},
    {"...": 1},
    (1, [2, (..., 3)]),
    pd.DataFrame({"a": [1, ...]}),
]


@pytest.mark.parametrize("value", UNANSWERED)
def test_unanswered_at_any_depth(value):
    assert unanswered(to_json(plain(value)))


@pytest.mark.parametrize("value", [None, "wait...", 3, [], TABLE, READABLE["figure"], {"a": [1]}])
def test_answered(value):
    assert not unanswered(to_json(plain(value)))


class Nothing:
    """A class that says nothing about itself."""


ENDLESS, WIDE = [], []
ENDLESS.append(ENDLESS)
WIDE += [WIDE, WIDE, {"a": WIDE}]


@pytest.mark.parametrize(("value", "advice"), [
    ([datetime.time(3, 25)], "a time of day without a date"),
    (TABLE.sum, "in brackets ()"),
    (len, "in brackets ()"),
    ("a".upper, "in brackets ()"),
    (lambda: 1, "in brackets ()"),
    ([TABLE.head], "in brackets ()"),
    (TABLE.groupby("party"), "nothing is computed yet"),
    (TABLE.groupby("party")["count"], "nothing is computed yet"),
    (TABLE["count"].rolling(2), "nothing is computed yet"),
    ((letter for letter in "ab"), "list(…)"),
    (map(str, [1]), "list(…)"),
    (zip([1], [2], strict=True), "list(…)"),
    (px, "module"),
    (list, "type"),
    (1j, "complex"),
    (np.complex128(1), "complex"),
    (b"bytes", "bytes"),
    (Nothing(), "Nothing"),
    ({Nothing()}, "Nothing"),
    (pd.Series([Nothing()]), "Nothing"),
    (TABLE.style, "Styler"),
    (10**400, "too large"),
    (range(10**9), "more than 200,000"),
    ([0] * 200_001, "more than 200,000"),
    (ENDLESS, "contains itself"),
    (WIDE, "contains itself"),
    ({"a": ENDLESS}, "contains itself"),
])  # fmt: skip
def test_unreadable_value_is_named(value, advice):
    with pytest.raises(Unreadable, match=re.escape(advice)):
        plain(value)


def liar(base):
    """Return a subclass of `base` whose every answer about itself is false, or an exception."""

    def fail(*_args):
        raise RuntimeError

    methods = {
        "__eq__": lambda *_: True,
        "__ne__": lambda *_: False,
        "__hash__": lambda _: 1,
        "__len__": lambda _: 10**6,
        "__iter__": lambda _: itertools.count(),
        "__class__": property(lambda _: int),
    }
    names = ("getitem", "repr", "str", "int", "float", "bool", "array", "contains")
    methods |= {f"__{name}__": fail for name in names}
    names = ("items", "keys", "values", "copy", "tolist", "isoformat", "utcoffset", "toordinal")
    methods |= dict.fromkeys(names, fail)
    return type("Liar", (base,), methods)


@pytest.mark.parametrize(
    ("base", "value"),
    [
        *(
            (type(value), (value,))
            for value in (3, 2.5, "text", [1, 2], (1, 2), {"a": 1}, {1}, frozenset({1}))
        ),
        *((base, (2022, 2, 24)) for base in (datetime.date, datetime.datetime, datetime.timedelta)),
    ],
)
def test_subclass_cannot_lie(base, value):
    made = liar(base)(*value)
    assert plain(made) == plain(base(*value))
    assert plain([made]) == plain([base(*value)])


class Broken(datetime.tzinfo):
    """A time zone that has no offset."""

    def utcoffset(self, _):
        raise RuntimeError


class Claims(type):
    """A metaclass that claims to be text."""

    def __eq__(cls, _other):
        return True

    def __hash__(cls):
        return hash({"str": str, "bool": bool}[cls.__name__])

    def __instancecheck__(cls, _):
        return True


# Made in the test, because pytest itself looks at parameters.
@pytest.mark.parametrize(
    "make",
    [
        lambda: liar(object)(),
        lambda: liar(pd.DataFrame)({"a": [1]}),
        lambda: liar(pd.Series)([1]),
        lambda: liar(Fraction)(1, 2),
        lambda: liar(tuple)((liar(object)(),)),
        lambda: {"a": liar(object)()},
        lambda: pd.DataFrame({"a": [liar(object)(), 1]}),
        lambda: liar(type)("Made", (), {}),
        lambda: datetime.datetime(2022, 2, 24, tzinfo=Broken()),
        lambda: [Claims("str", (), {})(), "a"],
        lambda: [Claims("bool", (), {})()],
    ],
)
def test_value_of_an_unknown_class_is_refused(make):
    with pytest.raises(Unreadable):
        plain(make())
