"""Session 06: the facts of the ruble lesson and of its exercises, recomputed from the tables."""

import pandas as pd
import pytest

FRIDAY, MONDAY, TOP = "2018-04-06", "2018-04-09", "2018-04-11"


@pytest.fixture(scope="module")
def table(root):
    def read(name, *dates):
        return pd.read_csv(root / "data" / f"{name}.csv", parse_dates=list(dates) or False)

    return read


@pytest.fixture(scope="module")
def rates(table):
    return table("rub_rates", "date").set_index("date")


@pytest.fixture(scope="module")
def rub(rates):
    return rates["usd_rub"]


@pytest.fixture(scope="module")
def brent(table):
    return table("brent", "date").set_index("date")["brent_usd"]


@pytest.fixture(scope="module")
def moves(rub):
    return 100 * rub.pct_change()


def test_the_cross_rate_is_what_we_say_it_is(rates):
    assert ((rates["eur_rub"] / rates["eur_usd"]) - rates["usd_rub"]).abs().max() <= 0.00005001
    assert rates.index.is_unique
    assert rates.index.is_monotonic_increasing
    assert len(rates) == 1533
    assert list(rates.columns) == ["eur_usd", "eur_rub", "usd_rub"]


@pytest.mark.parametrize(
    ("day", "rate"), [(FRIDAY, 57.89), (MONDAY, 60.23), ("2018-04-10", 62.67), (TOP, 64.61)]
)
def test_rates_of_the_week(rub, day, rate):
    assert round(rub[day], 2) == rate


def test_the_dollar_gains_more_percent_than_the_ruble_loses(rub):
    assert round(100 * (rub[TOP] / rub[FRIDAY] - 1), 1) == 11.6
    assert (round(rub["2018-04-20"], 2), round(100 * (rub["2018-04-20"] / rub[FRIDAY] - 1), 1)) == (
        61.53,
        6.3,
    )
    assert round(100 * (rub[FRIDAY] / rub[TOP] - 1), 1) == -10.4
    assert round(100 * (rub[MONDAY] / rub[FRIDAY] - 1), 2) == 4.04
    assert round(100 * (rub[FRIDAY] / rub[MONDAY] - 1), 2) == -3.89


def test_rebased(rub):
    level = (100 * rub / rub[FRIDAY]).round(1)
    assert [level[day] for day in (TOP, "2018-04-17")] == [111.6, 106.7]
    ruble = (100 * rub[FRIDAY] / rub).round(1)
    assert [ruble[day] for day in (TOP, "2018-04-17")] == [89.6, 93.7]


def test_brent_rose_meanwhile(brent):
    assert round(100 * (brent[TOP] / brent[FRIDAY] - 1), 1) == 9.4


def test_how_unusual(moves):
    calm, longer = moves["2017-01":"2018-03"].abs(), moves["2014-01":"2018-03"].abs()
    assert (len(calm), (calm >= 4).sum(), round(calm.max(), 2)) == (318, 0, 2.28)
    assert (len(longer), (longer >= 4).sum()) == (1086, 14)
    assert round(calm.quantile(0.95), 2) == 1.23
    assert round(moves.abs().shift(1).rolling(20).mean()[MONDAY], 2) == 0.35
    assert ((calm >= 2).sum(), (longer >= 2).sum()) == (4, 81)
    assert round(moves["2018-04-06"], 1) == 0.5


def test_three_fixings_in_a_row(rub):
    three = 100 * rub.pct_change(3)
    assert round(three[TOP], 1) == 11.6
    assert round(three["2017-01":"2018-03"].abs().max(), 1) == 3.3


def test_after_the_strikes(moves):
    calm = moves["2017-01":"2018-03"].abs()
    assert round(moves["2018-04-16"], 2) == 0.52
    assert round(100 * (calm >= moves["2018-04-16"]).mean(), 1) == 37.4


def test_easter_and_weekends_have_no_row(rub):
    assert not {pd.Timestamp("2018-03-30"), pd.Timestamp("2018-04-02")} & set(rub.index)
    assert (rub.index.day_of_week < 5).all()


def test_each_item_of_news_meets_its_first_fixing(table):
    rates, news = table("rub_rates", "date"), table("ruble_news")
    rates["fixing"] = (
        (rates["date"] + pd.Timedelta(hours=14, minutes=15))
        .dt.tz_localize("Europe/Berlin")
        .dt.tz_convert("UTC")
    )
    news["known"] = pd.to_datetime(news["known_utc"], utc=True)
    marks = pd.merge_asof(news, rates, left_on="known", right_on="fixing", direction="forward").set_index(
        "news"
    )
    assert marks["date"].dt.strftime("%d").to_dict() == {
        "US listing": "09",
        "reports on Douma": "09",
        "tweet on missiles": "11",
        "tweet on timing": "12",
        "strikes": "16",
        "US statement": "16",
        "US retreat": "17",
    }
    missed = pd.Timestamp("2018-04-06 12:15", tz="UTC")
    assert missed in set(rates["fixing"])
    assert marks.loc["US listing", "known"] - missed == pd.Timedelta(minutes=13)
    assert marks.loc["tweet on missiles", "fixing"] - marks.loc["tweet on missiles", "known"] == pd.Timedelta(
        minutes=7
    )
    # The stamp in the address of the earliest report found.
    assert pd.Timestamp(1523017689, unit="s", tz="UTC").floor("min") == marks.loc["US listing", "known"]


def test_three_sources_on_one_day(table, rub):
    three = table("usd_rub_three_sources", "date").set_index("date")
    assert three.loc[MONDAY].round(2).to_list() == [60.23, 58.57, 58.82]
    assert three.loc[FRIDAY].round(2).to_list() == [57.89, 57.83, 57.77]
    ecb = three["ecb"].dropna()
    assert (ecb - rub.reindex(ecb.index)).abs().max() == 0
    gap = (100 * (three["bank_of_russia"] / three["ecb"] - 1)).abs()
    assert gap.idxmax() == pd.Timestamp(MONDAY)
    assert round(gap.max(), 2) == 2.76


def test_the_key_rate_did_not_move(table):
    key = table("cbr_key_rate", "effective").set_index("effective")["key_rate"]
    assert key.asof(pd.Timestamp(FRIDAY)) == key.asof(pd.Timestamp("2018-09-16")) == 7.25
    assert key.index[key.index.get_loc(pd.Timestamp("2018-03-26")) + 1] == pd.Timestamp("2018-09-17")
    assert key["2018-09-17"] - 7.25 == 0.25
    assert round(100 * (key["2018-09-17"] / 7.25 - 1), 1) == 3.4


def test_the_closes(table):
    closes = table("market_closes")
    wide = closes.pivot(index="date", columns="instrument", values="close")
    change = (100 * wide.pct_change()).round(1)
    assert wide.loc[[FRIDAY, MONDAY], "MOEX Russia index"].to_list() == [2281.23, 2090.88]
    assert wide.loc[[FRIDAY, MONDAY], "RTS index"].to_list() == [1236.48, 1094.98]
    assert change.loc[MONDAY, ["MOEX Russia index", "RTS index"]].to_list() == [-8.3, -11.4]
    assert change.loc[FRIDAY, "RUSAL, Moscow"] == -14.9
    later = wide.loc["2018-04-26"] > wide.loc[FRIDAY]
    assert later["MOEX Russia index"]
    assert not later["RTS index"]
    # The exchange owns its series: a few closes, no more.
    assert len(closes) <= 15


def test_who_linked_what(table):
    links = table("ruble_explanations")
    assert (links["date"] <= "2018-04-17").all()
    links = links[links["move"] == "fall"]
    assert (len(links), (links["sanctions"] == "yes").sum(), (links["syria"] == "yes").sum()) == (7, 7, 4)
    assert (links["kind"] == "analyst").sum() == 1


def test_windows(rub, brent):
    def change(prices, first, last):
        return round(100 * (prices[last] / prices[first] - 1), 1)

    assert change(rub, FRIDAY, "2018-04-30") == 8.6
    assert round(100 * (rub[TOP] - rub["2018-04-30"]) / rub[FRIDAY], 1) == 3.0
    assert [change(prices, "2018-03-29", "2018-04-12") for prices in (rub, brent)] == [7.0, 3.5]
    assert change(rub, "2017-04-06", "2017-04-11") == 1.1
