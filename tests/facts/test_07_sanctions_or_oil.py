"""Facts of session 07, computed again from the tables."""

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def money(root):
    rates = pd.read_csv(root / "data" / "rub_rates.csv", parse_dates=["date"])
    brent = pd.read_csv(root / "data" / "brent.csv", parse_dates=["date"])
    return rates.merge(brent, on="date").set_index("date").sort_index()


@pytest.fixture
def vintages(root):
    table = pd.read_csv(root / "data" / "gdp_vintages.csv")
    return table[(table["kind"] != "forecast") & (table["year"] < 2018)]


@pytest.fixture
def quarters(root):
    return pd.read_csv(root / "data" / "gdp_quarterly.csv", parse_dates=["quarter_end"])


@pytest.fixture
def dollars(root):
    return pd.read_csv(root / "data" / "gdp_dollars.csv").set_index("year")["gdp_billion_usd"]


def levels(days):
    return round(float(days["usd_rub"].corr(days["brent_usd"])), 2)


def changes(days):
    logs = np.log(days[["usd_rub", "brent_usd"]]).diff()
    return round(float(logs["usd_rub"].corr(logs["brent_usd"])), 2)


def growth(vintages, year):
    return vintages[vintages["year"] == year].set_index("vintage")["growth_percent"]


@pytest.mark.parametrize(
    ("first", "last", "days", "in_levels", "in_changes"),
    [
        ("2014", "2015", 504, -0.98, -0.30),
        ("2018-04", "2018-04", 20, 0.78, 0.45),
        ("2016", "2016", 254, -0.92, None),
        ("2017", "2017", 254, 0.05, None),
    ],
)
def test_ruble_and_oil(money, first, last, days, in_levels, in_changes):
    period = money.loc[first:last]
    assert len(period) == days
    assert levels(period) == in_levels
    if in_changes is not None:
        assert changes(period) == in_changes


def test_changes_made_before_or_after_the_cut_round_alike(money):
    logs = np.log(money[["usd_rub", "brent_usd"]]).diff()
    for first, last, wanted in [
        ("2014", "2015", -0.30),
        ("2018-04", "2018-04", 0.45),
        ("2016", "2016", -0.44),
        ("2017", "2017", -0.24),
    ]:
        cut = logs.loc[first:last]
        assert round(float(cut["usd_rub"].corr(cut["brent_usd"])), 2) == wanted


def test_log_and_plain_changes_differ_in_2014_and_2015(money):
    plain = money.loc["2014":"2015", ["usd_rub", "brent_usd"]].pct_change()
    assert round(float(plain["usd_rub"].corr(plain["brent_usd"])), 2) == -0.29


def test_days_with_both_prices(money):
    assert len(money) == 1512
    assert (money.index.year.min(), money.index.year.max()) == (2013, 2018)


def test_scatter_of_2016_and_2017(money):
    assert money.loc["2016", "usd_rub"].agg(["min", "max"]).round().tolist() == [61, 84]
    assert money.loc["2017", "usd_rub"].agg(["min", "max"]).round().tolist() == [56, 61]


def test_runs_of_twenty_days(money):
    windows = money["usd_rub"].rolling(20).corr(money["brent_usd"]).dropna()
    assert len(windows) == 1493
    assert (round(windows.min(), 2), round(windows.max(), 2)) == (-0.98, 0.96)
    assert int((windows > 0).sum()) == 372
    assert round((windows > 0).mean(), 2) == 0.25


def test_toy_flips_sign():
    toy = pd.DataFrame({"oil": [100, 96, 90, 88, 80], "rate": [30, 33, 35, 39, 40]})
    assert round(toy["oil"].corr(toy["rate"]), 2) == -0.95
    assert round(toy["oil"].diff().corr(toy["rate"].diff()), 2) == 1.0


def test_percent_and_log_of_a_rate_turned_round():
    assert (round(100 * (66 / 60 - 1), 1), round(100 * (60 / 66 - 1), 1)) == (10.0, -9.1)
    assert round(100 * np.log(66 / 60), 1) == 9.5 == -round(100 * np.log(60 / 66), 1)


def test_recession_by_quarter(quarters):
    below = quarters.loc[quarters["growth_percent"] < 0, "quarter"].tolist()
    assert below == ["2015-Q1", "2015-Q2", "2015-Q3", "2015-Q4", "2016-Q1", "2016-Q2", "2016-Q3"]
    by_quarter = quarters.set_index("quarter")["growth_percent"]
    assert by_quarter["2014-Q4"] == 0.3
    assert by_quarter["2017-Q4"] == 0.9
    assert (
        quarters["quarter_end"].dt.to_period("Q").astype(str).str.replace("Q", "-Q").tolist()
        == quarters["quarter"].tolist()
    )


def test_oil_by_quarter(money):
    oil = money["brent_usd"].resample("QE").mean().round(1)
    assert oil.loc["2014"].tolist() == [108.1, 109.7, 101.9, 76.7]
    assert oil.loc["2016-03-31"] == 33.8


def test_gdp_in_current_dollars(dollars, money):
    assert round(100 * (dollars[2016] / dollars[2013] - 1), 1) == -44.3
    assert round(100 * (dollars[2015] / dollars[2014] - 1), 1) == -33.8
    assert round(100 * (dollars[2017] / dollars[2016] - 1), 1) == 23.3
    assert (round(money.loc["2013", "usd_rub"].mean(), 1), round(money.loc["2016", "usd_rub"].mean(), 1)) == (
        31.9,
        67.0,
    )


def test_growth_of_2015_by_vintage(vintages):
    of_2015 = growth(vintages, 2015)
    assert of_2015.index[0] == "Rosstat 2015-12"
    assert of_2015.index[-1] == "World Bank 2023"
    assert of_2015["Rosstat 2015-12"] == -3.7
    assert of_2015["Rosstat 2017-12"] == -2.5
    assert round(of_2015["World Bank 2018"], 1) == -2.8
    assert round(of_2015["World Bank 2023"], 1) == -2.0
    assert round(of_2015["World Bank 2023"] - of_2015["Rosstat 2015-12"], 1) == 1.7


def test_2016_changes_sign(vintages):
    of_2016 = growth(vintages, 2016)
    assert of_2016["Rosstat 2017-12"] == -0.2
    assert round(of_2016["World Bank 2018"], 1) == -0.2
    assert round(of_2016["World Bank 2023"], 1) == 0.2
    before = vintages[(vintages["year"] == 2016) & (vintages["published"] < "2018-Q2")]
    assert before["vintage"].tolist() == ["Rosstat 2016-12", "Rosstat 2017-12"]


def test_growth_of_2017_before_and_after_the_article(vintages):
    of_2017 = vintages[vintages["year"] == 2017]
    before = of_2017[of_2017["published"] < "2018-Q2"]
    assert before[["vintage", "growth_percent", "published_basis"]].to_numpy().tolist() == [
        ["Rosstat 2017-12", 1.5, "dated copy"]
    ]
    assert "2018-02-09" in before["source"].item()
    assert growth(vintages, 2017).filter(like="World Bank").tolist() == [1.55, 1.63, 1.83, 1.83]
    assert of_2017["growth_percent"].max() < 2


def test_slope_of_the_lesson(vintages):
    for year, old, new in [(2013, 1.8, 1.8), (2014, 0.7, 0.7), (2015, -2.5, -2.0), (2016, -0.2, 0.2)]:
        of_year = growth(vintages, year).round(1)
        assert (of_year["Rosstat 2017-12"], of_year["World Bank 2023"]) == (old, new)


def test_world_bank_raised_three_years(vintages):
    raised = [
        year
        for year in range(2014, 2018)
        if growth(vintages, year)["World Bank 2023"] > growth(vintages, year)["World Bank 2018"]
    ]
    assert raised == [2015, 2016, 2017]


def test_only_two_vintages_have_a_dated_copy(vintages):
    dated = vintages.loc[vintages["published_basis"] == "dated copy", "vintage"].unique()
    assert sorted(dated) == ["Rosstat 2017-12", "World Bank 2021"]


def test_vintages_are_sorted_by_year_and_quarter(vintages):
    assert (
        vintages[["year", "published"]].to_numpy().tolist()
        == vintages.sort_values(["year", "published"])[["year", "published"]].to_numpy().tolist()
    )


def test_arrows_join_known_names(root):
    nodes = pd.read_csv(root / "data" / "diagram_nodes.csv").set_index("node")
    arrows = pd.read_csv(root / "data" / "diagram_arrows.csv")
    assert len(arrows) == 5
    assert list(nodes.index) == ["sanctions", "oil price", "ruble", "GDP"]
    for arrow in arrows.itertuples():
        assert (arrow.x_start, arrow.y_start) == tuple(nodes.loc[arrow.cause, ["x", "y"]])
        assert (arrow.x_end, arrow.y_end) == tuple(nodes.loc[arrow.effect, ["x", "y"]])
