"""Session 05: every number that the lesson and its exercises state, recomputed from data/."""

import re

import pandas as pd
import pytest

DAY = "2018-04-06"


@pytest.fixture(scope="module")
def sdn(read):
    return read("sdn_2018_04_17")


@pytest.fixture(scope="module")
def rows(sdn):
    """The rows of 6 April 2018."""
    return sdn[sdn["designation_date"] == DAY]


@pytest.fixture(scope="module")
def parties(rows):
    return rows[rows["record_type"] == "primary"]


@pytest.fixture(scope="module")
def tidy(read):
    return read("designations_2018_04_06")


def test_the_list_is_there_with_its_dirt(sdn):
    assert len(sdn) == 2087
    assert sdn["record_type"].value_counts().to_dict() == {"primary": 988, "aka": 1063, "fka": 36}
    assert sdn["ent_num"].nunique() == 988
    assert (sdn["sdn_type"] == "-0- ").sum() == 242
    assert (sdn["sdn_type"] == "-0-").sum() == 0
    assert (sdn["title"] == "-0- ").sum() == 538
    assert (sdn["remarks"] == "-0-").sum() == 1149
    assert sdn["program"].str.contains("] [", regex=False).sum() == 81
    assert sdn["remarks"].str.contains(r"\bDOB \d", regex=True).sum() > 600


def test_parties_of_6_april(rows, parties):
    assert rows["ent_num"].nunique() == len(parties) == 38
    types = parties["sdn_type"].value_counts().to_dict()
    assert types == {"individual": 24, "-0- ": 14}


def test_rows_of_6_april(rows):
    assert len(rows) == 72
    assert rows["record_type"].value_counts().to_dict() == {"primary": 38, "aka": 33, "fka": 1}


def test_programmes_of_6_april(parties):
    program = parties["program"]
    assert program.str.contains("UKRAINE", regex=False).sum() == 37
    assert (program == "UKRAINE-EO13661").sum() == 19
    assert program.str.contains("UKRAINE-EO13661", regex=False).sum() == 28
    tags = program.str.split("] [", regex=False).explode().value_counts().to_dict()
    assert tags == {"UKRAINE-EO13661": 28, "UKRAINE-EO13662": 18, "SYRIA": 2}
    assert sum(tags.values()) == 48
    assert (
        program.str.contains("UKRAINE", regex=False).sum() + program.str.contains("SYRIA", regex=False).sum()
        == 39
    )
    assert program.str.contains("] [", regex=False).sum() == 10
    assert (program == "UKRAINE-EO13661] [UKRAINE-EO13662").sum() == 9
    assert list(parties.loc[program == "SYRIA", "name"]) == ["RUSSIAN FINANCIAL CORPORATION"]


def test_tidy_table_says_the_same_as_the_list(tidy, parties):
    assert len(tidy) == 38
    assert set(tidy["ent_num"]) == set(parties["ent_num"])
    both = tidy.merge(parties, on="ent_num")
    assert (both["name_on_list"] == both["name_y"]).all()
    assert ((both["type"] == "person") == (both["sdn_type"] == "individual")).all()
    as_sets = [set(tag.split("; ")) for tag in both["programs"]]
    assert as_sets == [set(tag.split("] [")) for tag in both["program"]]
    years = both["remarks"].str.extract(r"^DOB (?:\d\d \w+ )?(\d{4})", expand=False)
    people = both["type"] == "person"
    assert (years[people].astype(int) == both.loc[people, "birth_year"]).all()
    assert both.loc[~people, "birth_year"].isna().all()


def test_groups_of_the_announcement(tidy):
    assert tidy["announced_as"].value_counts().to_dict() == {
        "official": 17, "company of an oligarch": 12, "oligarch": 7, "state arms exporter": 1, "its bank": 1,
    }  # fmt: skip
    assert tidy["type"].value_counts().to_dict() == {"person": 24, "entity": 14}
    assert (~tidy["announced_as"].isin(["state arms exporter", "its bank"])).sum() == 36
    left = tidy[tidy["delisted_on"].notna()]
    assert sorted(left["name"]) == ["EN+ Group", "EuroSibEnergo", "United Company RUSAL"]
    assert set(left["delisted_on"]) == {"2019-01-27"}


def test_one_of_the_38_has_a_number_of_2014(sdn, tidy):
    of_2014 = sdn.loc[sdn["designation_date"].str.startswith("2014", na=False), "ent_num"]
    assert list(tidy.loc[tidy["ent_num"].between(of_2014.min(), of_2014.max()), "name"]) == ["Andrei Skoch"]


def test_practice_day(sdn):
    day = sdn[sdn["designation_date"] == "2016-12-20"]
    assert (len(day), day["ent_num"].nunique()) == (34, 17)
    primary = day[day["record_type"] == "primary"]
    assert primary["sdn_type"].value_counts().to_dict() == {"-0- ": 8, "individual": 7, "vessel": 2}
    assert (primary["program"] == "UKRAINE-EO13661").sum() == 6
    assert primary["program"].str.contains("UKRAINE-EO13661", regex=False).sum() == 7


def test_chart_of_the_list(sdn):
    primary = sdn[sdn["record_type"] == "primary"]
    tags = primary.assign(tag=primary["program"].str.split("] [", regex=False)).explode("tag")
    assert len(tags) == 1161
    six = tags["tag"].value_counts().head(6)
    assert six.to_dict() == {
        "SYRIA": 537, "UKRAINE-EO13661": 148, "UKRAINE-EO13660": 138, "UKRAINE-EO13685": 64,
        "MAGNIT": 49, "CYBER2": 46,
    }  # fmt: skip
    assert six["SYRIA"] / six.sum() > 0.5
    kinds = pd.crosstab(tags["tag"], tags["sdn_type"])
    assert kinds.loc["SYRIA"].to_dict() == {"-0- ": 84, "aircraft": 38, "individual": 405, "vessel": 10}
    assert kinds.loc["UKRAINE-EO13661", ["individual", "-0- "]].tolist() == [84, 64]
    assert kinds.loc["UKRAINE-EO13660", ["individual", "-0- "]].tolist() == [114, 24]


def test_joining_with_the_uk_list(tidy, read):
    uk = read("uk_list_2018_04_13")
    people = tidy[tidy["type"] == "person"]
    people = people.assign(surname=people["name_on_list"].str.split(",").str[0])
    pairs = people.merge(uk, on="surname", suffixes=("", "_uk"))
    same = (pairs["birth_year"] == pairs["birth_year_uk"]).groupby(pairs["surname"]).any()
    assert same.to_dict() == {
        "AKIMOV": False, "FRADKOV": True, "PATRUSHEV": True, "ROTENBERG": False, "SHAMALOV": False,
    }  # fmt: skip
    true = pairs[pairs["birth_year"] == pairs["birth_year_uk"]]
    assert set(true["listed_on"]) == {"2014-07-25"}
    wrong = pairs[pairs["surname"] == "ROTENBERG"]
    assert set(wrong["birth_year"]) == {1973}
    assert set(wrong["birth_year_uk"]) == {1951}


def test_the_fourth_relative_is_on_the_us_list(tidy, sdn, read):
    assert "FURSENKO" not in set(read("uk_list_2018_04_13")["surname"])
    found = sdn[(sdn["record_type"] == "primary") & sdn["name"].str.startswith("FURSENKO")]
    years = found["remarks"].str.extract(r"DOB \d\d \w+ (\d{4})", expand=False).astype(int)
    dates = dict(zip(years, found["designation_date"], strict=True))
    assert dates == {1949: "2014-03-20", 1954: DAY}
    earlier = sdn[(sdn["sdn_type"] == "individual") & (sdn["designation_date"] < DAY)]
    surnames = set(earlier["name"].str.split(",").str[0])
    ours = set(tidy.loc[tidy["type"] == "person", "name_on_list"].str.split(",").str[0])
    assert surnames & ours == {"FURSENKO", "ROTENBERG"}


def test_designations_by_month(read, parties):
    dates = read("us_russia_designations")
    assert len(dates) == 482
    assert set(dates.loc[dates["designated_on"] == DAY, "ent_num"]) == set(parties["ent_num"])
    month = dates["designated_on"].str[:7]
    table = pd.crosstab(month[month >= "2014-01"], dates["type"])
    parties_by_month = table.sum(axis=1)
    assert parties_by_month.max() == 38
    assert list(parties_by_month[parties_by_month == 38].index) == ["2017-06", "2018-04"]
    assert table["person"].nlargest(2).to_dict() == {"2014-03": 31, "2018-04": 24}
    order = dates[dates["programs"].str.contains("EO13662", regex=False)]
    assert order["designated_on"].value_counts().to_dict() == {DAY: 18, "2018-12-19": 1}


def test_dates_agree_between_the_two_tables(sdn, read):
    dates = read("us_russia_designations").merge(sdn[sdn["record_type"] == "primary"], on="ent_num")
    assert len(dates) > 400
    assert (dates["designated_on"] == dates["designation_date"]).all()


def test_chronology(read):
    steps = read("sanctions_chronology")
    assert len(steps) == 102
    assert steps["date"].is_monotonic_increasing
    [april] = steps[(steps["date"] == DAY) & (steps["counts_as"] == "measure")].to_dict("records")
    assert (april["people"], april["entities"]) == (24, 14)
    [practice] = steps[steps["date"] == "2016-12-20"].to_dict("records")
    assert (practice["people"], practice["entities"]) == (7, 8)
    assert "two vessels" in practice["what"]
    [barred] = steps[(steps["date"] == "2014-03-20") & (steps["sender"] == "Russia")].to_dict("records")
    assert barred["people"] == 9


def test_announced_counts_agree_with_the_dates(read):
    steps = read("sanctions_chronology")
    dates = read("us_russia_designations")
    ours = steps[
        (steps["sender"] == "United States")
        & (steps["direction"] == "on Russia")
        & (steps["counts_as"] == "measure")
        & steps["people"].notna()
    ]
    counted = pd.crosstab(dates["designated_on"], dates["type"])
    for step in ours.to_dict("records"):
        if step["date"] == "2018-03-15":  # nine of the 24 announced were on the list before
            continue
        assert counted.loc[step["date"], ["person", "entity"]].tolist() == [
            step["people"],
            step["entities"],
        ], step["date"]


PRIVATE = re.compile(
    r"passport|national id|\bidentification\b|card n|registry n|registration n|business n|tax id|\bssn\b"
    r"|cedula|driver|licen[cs]e n|license \d|swift|\bbik\b|telephone|\bphone|\bfax\b|e-?mail|@|\bstreet\b"
    r"|\bavenue\b|p\.?o\.? box"
    r"|\d{6,}|\d{3,}-\d{4,}",
    re.IGNORECASE,
)
OURS = (
    "sdn_2018_04_17", "designations_2018_04_06", "us_russia_designations", "uk_list_2018_04_13",
    "sanctions_chronology", "expulsions_2018", "us_list_2014_03_20", "links_2014_2018",
)  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_no_identity_numbers_or_addresses(read, name):
    table = read(name, dtype=str)
    # An address of a page is no address of a person, and may have a long number in it.
    for column in [column for column in table.columns if not column.endswith("url")]:
        for value in table[column].dropna():
            assert not PRIVATE.search(value), (column, value)


@pytest.mark.parametrize(
    "remark",
    [
        "Passport 12AB",
        "UAE Identification 784-1968",
        "Citizen's Card Number 2",
        "a@b.org",
        "Telephone: 78",
        "SWIFT/BIC X",
    ],
)
def test_the_grep_finds_what_it_looks_for(remark):
    assert PRIVATE.search(remark)


@pytest.mark.parametrize("name", OURS[1:])
def test_tidy_tables_give_no_more_of_a_person_than_name_year_and_role(read, name):
    table = read(name)
    assert not {"remarks", "birth_date", "dob", "birth_place", "citizenship", "nationality", "address"} & set(
        table.columns
    )
    text = table.select_dtypes("str").stack()
    assert not text.str.contains(r"\bDOB\b|\bPOB\b", regex=True).any()


@pytest.mark.parametrize("name", [*OURS[1:3], *OURS[4:7]])
def test_every_row_says_what_it_rests_on(read, name):
    table = read(name)
    assert table["source"].notna().all()
    assert table["verification"].isin(["two sources", "one source", "calculated"]).all()


def test_every_date_of_the_list_says_what_it_rests_on(sdn):
    assert (sdn["designation_date"].notna() == sdn["date_verification"].notna()).all()
