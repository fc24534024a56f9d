"""Session 04: what the lesson and the findings say about events, codes, deaths and the map."""

import re

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def events(root):
    return pd.read_csv(root / "data" / "events.csv", dtype={"cameo": str}, parse_dates=["date"])


@pytest.fixture
def codes(root):
    return pd.read_csv(root / "data" / "cameo_codes.csv", dtype={"code": str})


@pytest.fixture
def scored(events, codes):
    return events.merge(codes, how="left", left_on="cameo", right_on="code").set_index("event_id")


@pytest.fixture
def deaths(root):
    return pd.read_csv(root / "data" / "ucdp_syria_monthly.csv")


@pytest.fixture
def long_records(root):
    return pd.read_csv(root / "data" / "ucdp_syria_long_records.csv")


@pytest.fixture
def april(events):
    return events[events["date"].between("2018-04-01", "2018-04-30")]


@pytest.fixture
def near(april):
    return april[april["longitude"].between(34.3, 42.7) & april["latitude"].between(32, 37.6)]


def months(table, first, last, kind=None):
    rows = table if kind is None else table[table["kind"] == kind]
    return int(rows[rows["month"].between(first, last)]["deaths"].sum())


def test_the_codebook_has_312_codes_as_text(codes):
    assert len(codes) == 312
    assert codes["code"].is_unique
    assert codes["code"].str.fullmatch("[0-9]{2,4}").all()
    assert codes["code"].str.startswith("0").sum() > 50


def test_as_numbers_codes_collide(root):
    numbers = pd.read_csv(root / "data" / "cameo_codes.csv")["code"]
    assert list(numbers.head(3)) == [1, 10, 11]
    assert numbers.duplicated().sum() == 11


def test_the_two_scales_differ_on_four_codes(codes):
    both = codes.dropna(subset=["gdelt", "icews"])
    differ = both[both["gdelt"] != both["icews"]].set_index("code")
    assert list(differ.index) == ["016", "022", "164", "165"]
    assert differ["gdelt"].to_list() == [-2.0, 3.2, -7.0, -6.5]
    assert differ["icews"].to_list() == [-5.0, 3.4, -6.5, -7.0]
    assert list(codes[codes["gdelt"].isna()]["code"]) == ["1213"]
    assert (codes["gdelt"] == codes["icews"]).sum() == 307


def test_no_label_of_the_codebook_says_regime(codes):
    assert not codes["name"].str.contains("regime", case=False).any()


def test_the_scale_measures_the_kind_of_act(scored):
    assert scored.loc["E088", ["cameo", "gdelt"]].to_list() == ["072", 8.3]
    assert scored.loc["E086", ["cameo", "gdelt"]].to_list() == ["190", -10.0]
    assert scored.loc["E071", ["cameo", "gdelt"]].to_list() == ["090", -2.0]
    assert scored.loc[["E060", "E061", "E068", "E074", "E075"], "gdelt"].to_list() == [
        7.0,
        -8.0,
        -7.0,
        3.4,
        -10.0,
    ]
    assert scored.loc[["E051", "E066"], "gdelt"].to_list() == [-10.0, -7.0]
    assert "Russia says" in scored.loc["E086", "initiator"]


def test_44_of_89_events_fall_in_2018(events):
    assert len(events) == 89
    assert events["event_id"].is_unique
    years = events["date"].dt.year
    assert (years.min(), years.max()) == (2011, 2018)
    assert (years == 2018).sum() == 44
    assert years.value_counts().idxmax() == 2018
    assert years.value_counts()[2017] == 17
    # What the lesson says of the first three years.
    assert (years <= 2013).sum() == 12
    assert "59,648" in events.set_index("event_id").loc["E094", "event"]


def test_events_by_category(events):
    counts = events["category"].value_counts().to_dict()
    assert counts == {
        "diplomacy": 24, "military": 22, "information": 19, "chemical weapons": 15,
        "sanctions": 6, "protest": 2, "economy": 1,
    }  # fmt: skip


def test_words_alone_are_information_whoever_speaks(events):
    words = events[events["category"] == "information"]
    # CAMEO's verbal groups: statements, intentions, praise, demands, disapproval, rejection, threats.
    assert set(words["cameo"].str[:2]) <= {"01", "03", "05", "10", "11", "12", "13"}
    one = words["initiator"].value_counts()
    assert one[["United States", "Russia", "Turkey"]].to_list() == [6, 5, 1]
    assert words["initiator"].str.startswith("UN ").sum() == 2
    threats = events[events["cameo"].str.startswith("13", na=False)]
    assert set(threats["category"]) == {"information"}


def test_the_first_years_have_rows_with_victims_of_both_sides(events):
    early = events[events["date"] < "2014-01-01"].set_index("event_id")
    assert early["category"].to_list()[0] == "protest"
    killed = early[early["category"].isin(["protest", "military", "chemical weapons"])]
    assert "security forces" in killed.loc["E091", "initiator"]
    assert killed.loc["E096", "initiator"].startswith("armed opposition groups")
    assert "held by the government" in killed.loc["E095", "event"]


def test_labels_fit_a_chart_and_take_no_side(events):
    assert events["label"].str.len().max() <= 37
    disputed = events[events["initiator"].str.startswith("disputed")]
    assert len(disputed) == 8
    parties = r"\b(?:US|UK|Russian?|Syrian?|Israeli?|government|army|opposition|names?)\b"
    assert not disputed["label"].str.contains(parties).any()


def test_four_events_have_no_code(scored):
    assert list(scored[scored["name"].isna()].index) == ["E012", "E014", "E021", "E064"]
    assert scored["cameo"].isna().sum() == 4


def test_a_join_of_numbers_makes_93_rows(root):
    events = pd.read_csv(root / "data" / "events.csv")
    codes = pd.read_csv(root / "data" / "cameo_codes.csv")
    joined = events.merge(codes, how="left", left_on="cameo", right_on="code")
    assert len(joined) == 93
    assert joined["event_id"].value_counts().loc[lambda count: count > 1].index.sort_values().to_list() == [
        "E072",
        "E077",
        "E094",
        "E102",
    ]


def test_one_event_changes_its_value_between_the_scales(scored):
    coded = scored[scored["cameo"].notna()]
    changed = coded[coded["gdelt"] != coded["icews"]]
    assert list(changed.index) == ["E023"]
    assert changed["icews"].iloc[0] - changed["gdelt"].iloc[0] == pytest.approx(0.5)


def test_means_by_month_of_2018(scored):
    year = scored[scored["date"].dt.year == 2018]
    means = year.groupby(year["date"].dt.strftime("%Y-%m"))["gdelt"].mean().round(1)
    assert means["2018-04"] == pytest.approx(-3.0)
    assert means["2018-10"] == pytest.approx(8.3)
    counts = year.groupby(year["date"].dt.strftime("%Y-%m"))["gdelt"].count()
    assert (counts["2018-04"], counts["2018-10"]) == (24, 1)


def test_every_contested_event_says_who_says_so(events):
    contested = events[events["initiator"].str.contains("disputed")].set_index("event_id")
    assert sorted(contested.index) == ["E008", "E030", "E053", "E062", "E063", "E091", "E093", "E095"]
    assert contested["initiator"].str.contains(" names? ").all()
    # Both sides stand in the cell: who names whom, and what the other side says.
    assert contested["initiator"].str.contains(";|which|, which").all()
    assert events["source"].notna().all()
    assert "adjudicated" not in set(events["rung"])


def test_douma_has_the_code_of_events_that_a_body_reported_on(events):
    same = events[events["cameo"] == "2041"].set_index("event_id")["rung"]
    assert sorted(same.index) == ["E008", "E030", "E062", "E095"]
    assert (same[["E008", "E030"]] == "found by a mandated body").all()
    assert same["E062"] != "found by a mandated body"


def test_the_week_of_the_strikes(events):
    weeks = events[events["date"].dt.year == 2018].resample("W", on="date").size()
    assert weeks.loc["2018-04-15"] == 18
    assert weeks.idxmax() == pd.Timestamp("2018-04-15")


def test_eight_events_on_the_map_at_five_places(april, near):
    assert (len(april), len(near)) == (25, 8)
    assert near["place"].value_counts().to_dict() == {
        "Douma": 4, "Barzeh (Damascus)": 1, "Beirut": 1, "Damascus": 1, "T-4 air base (Tiyas)": 1,
    }  # fmt: skip
    assert near[near["place"] == "Douma"]["date"].nunique() == 4
    outside = april[~april["event_id"].isin(near["event_id"])]["place"]
    assert {"Washington", "Moscow"} <= set(outside)


def test_outlines_are_closed_and_hold_the_places(root, near):
    outlines = pd.read_csv(root / "data" / "outlines.csv")
    assert {"Syria", "Turkey", "Iraq", "Jordan", "Israel", "Lebanon"} <= set(outlines["area"])
    for _, area in outlines.groupby("area"):
        points = area.sort_values("point")[["longitude", "latitude"]].to_numpy()
        assert (points[0] == points[-1]).all()
    homes = {
        place: _area(outlines, x, y)
        for place, x, y in near[["place", "longitude", "latitude"]].itertuples(index=False)
    }
    # At this scale the coast runs a little east of Beirut's point.
    assert homes.pop("Beirut") in (None, "Lebanon")
    assert _area(outlines, 35.55, 33.89) == "Lebanon"
    assert set(homes.values()) == {"Syria"}
    # What the note under the map says about the Golan Heights.
    assert _area(outlines, 35.76, 33.05) == "Israel"


def _area(outlines, x, y):
    for name, area in outlines.groupby("area"):
        px, py = area.sort_values("point")[["longitude", "latitude"]].to_numpy().T
        qx, qy = np.roll(px, 1), np.roll(py, 1)
        crosses = (py > y) != (qy > y)
        at = px[crosses] + (y - py[crosses]) * (qx[crosses] - px[crosses]) / (qy[crosses] - py[crosses])
        if (x < at).sum() % 2:
            return name
    return None


def test_51_long_records_would_put_16533_deaths_on_one_day(long_records):
    assert len(long_records) == 51
    new_year = long_records[long_records["start"] == "2016-01-01"]
    assert (len(new_year), new_year["deaths"].sum()) == (7, 16533)
    assert long_records["deaths"].sum() == 21184
    span = pd.to_datetime(long_records["end"]) - pd.to_datetime(long_records["start"])
    assert (span.dt.days + 1 == long_records["days"]).all()
    assert long_records["days"].min() == 32


def test_both_ucdp_tables_add_up_to_the_same_months(root, deaths):
    places = pd.read_csv(root / "data" / "ucdp_syria_governorates.csv")
    by_kind, by_place = (table.groupby("month")["deaths"].sum() for table in (deaths, places))
    assert by_kind.equals(by_place)
    assert (by_kind.sum(), len(by_kind)) == (91153, 47)
    assert (deaths["civilian_deaths"] <= deaths["deaths"]).all()


def test_no_kind_of_fighting_names_the_united_states_or_russia(deaths):
    kinds = deaths["kind"].unique()
    assert len(kinds) == 8
    assert not any(re.search(r"\bUS\b|United States|coalition|Russia", kind) for kind in kinds)


def test_april_ranks_first_by_events_and_fifth_by_deaths(events, deaths):
    listed = events["date"].dt.strftime("%Y-%m").value_counts()
    table = pd.DataFrame({"events": listed, "deaths": deaths.groupby("month")["deaths"].sum()})
    ranks = table.loc["2018-01":"2018-06"].rank(ascending=False).loc["2018-04"]
    assert ranks.to_list() == [1, 5]
    assert table.loc["2018-01":"2018-12"]["deaths"].rank(ascending=False)["2018-04"] == 5
    assert not {"2018-05", "2018-06"} & set(listed.index)


def test_april_to_march_years(deaths):
    first, second = months(deaths, "2016-04", "2017-03"), months(deaths, "2017-04", "2018-03")
    assert (first, second) == (30544, 31601)
    assert round(100 * (second - first) / first, 1) == 3.5
    civilians = deaths.assign(deaths=deaths["civilian_deaths"])
    assert months(civilians, "2016-04", "2017-03") == 9868
    assert months(civilians, "2017-04", "2018-03") == 9084


def test_government_and_armed_opposition_fell_over_the_year_and_rose_in_the_quarter(deaths):
    kind = "government and armed opposition"
    first, second = months(deaths, "2016-04", "2017-03", kind), months(deaths, "2017-04", "2018-03", kind)
    assert (first, second) == (15807, 11675)
    assert round(100 * (second - first) / first, 1) == -26.1
    first, second = months(deaths, "2017-01", "2017-03", kind), months(deaths, "2018-01", "2018-03", kind)
    assert (first, second) == (2707, 5288)
    assert round(100 * (second - first) / first, 1) == 95.3
    other = "government and Islamic State"
    assert (months(deaths, "2016-04", "2017-03", other), months(deaths, "2017-04", "2018-03", other)) == (
        4481,
        8308,
    )


def test_governorates_in_the_teachers_notes(root):
    places = pd.read_csv(root / "data" / "ucdp_syria_governorates.csv")
    for name, before, after in (("Rif Dimashq", 633, 3304), ("Ar Raqqah", 1093, 6)):
        rows = places[places["governorate"] == name]
        assert (months(rows, "2017-01", "2017-03"), months(rows, "2018-01", "2018-03")) == (before, after)


def test_government_held_share_by_one_publisher(root):
    shares = pd.read_csv(root / "data" / "syria_control_shares.csv")
    sohr = shares[shares["publisher"] == "SOHR"].set_index("month")["government"]
    assert (sohr["2017-05"], sohr["2018-01"], sohr["2018-05"]) == (19.3, 56.84, 60.0)
    assert round(sohr["2018-01"] - sohr["2017-05"], 1) == 37.5
    assert set(shares["publisher"]) == {"SOHR", "Jusoor", "Anadolu"}
    assert shares["source"].notna().all()
    assert set(shares["verification"]) == {"one source", "calculated"}
    # No publisher that was public on the day of the article has a third for the SDF.
    then = shares[shares["known"] == "then"]
    assert (then["sdf"].min(), then["sdf"].max()) == (23.1, 24.93)
    assert shares["sdf"].max() < 100 / 3


def test_the_invented_neighbour_agrees_on_two_codes_and_three_groups(events):
    table = events.set_index("event_id").loc[["E059", "E065", "E072", "E084", "E085"], "cameo"]
    neighbour = pd.Series(["0356", "094", "0332", "1312", "057"], index=table.index)
    assert (table == neighbour).sum() == 2
    assert (table.str[:2] == neighbour.str[:2]).sum() == 3
