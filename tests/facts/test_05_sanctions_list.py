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


def test_the_strip_of_the_crisis(read):
    story = read("story")
    lit = story["lane"] == "Sanctions and diplomats"
    days = ["2018-03-04", "2018-03-26", "2018-03-29", DAY, "2018-04-16"]
    assert (len(story), story.loc[lit, "date"].tolist()) == (20, days)
    assert (story.loc[~lit, "date"] >= DAY).sum() > (story.loc[~lit, "date"] < DAY).sum()


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


def test_the_day_of_the_exercise(sdn):
    day = sdn[sdn["designation_date"] == "2015-12-22"]
    assert (len(day), day["ent_num"].nunique()) == (125, 34)
    assert day["record_type"].value_counts().to_dict() == {"aka": 87, "primary": 34, "fka": 4}
    assert day["sdn_type"].value_counts().to_dict() == {"-0- ": 22, "individual": 12}
    assert (day["sdn_type"] != "individual").sum() == 113


def test_one_party_has_six_rows_and_two_programmes(sdn):
    rows = sdn[sdn["ent_num"] == 18782]
    assert len(rows) == 6
    assert rows["program"].dropna().tolist() == ["SYRIA] [UKRAINE-EO13662"]


def test_the_selection_by_kind_and_programme(sdn, read):
    primary = sdn.drop_duplicates("ent_num")
    assert (primary["record_type"] == "primary").all()
    assert (primary["program"] == "SYRIA").sum() == 475
    assert primary["program"].str.contains("SYRIA", regex=False).sum() == 537
    pieces = primary["program"].str.split("] [", regex=False).explode()
    assert (len(primary), len(pieces)) == (988, 1161)
    center = primary[primary["designation_date"] == "2017-04-24"]
    assert (len(center), set(center["program"])) == (271, {"SYRIA"})
    assert (primary["program"].str.contains("UKRAINE-EO13661", regex=False)).sum() == 148
    size = read("us_list_size").set_index("date")["entries"]
    assert (size["2018-01-29"], size["2018-04-30"]) == (6068, 6305)
    assert 0.15 < 988 / size["2018-04-30"] < 988 / size["2018-01-29"] < 0.17


def test_each_rule_of_the_three_numbers(rows, parties, tidy):
    field = parties["program"]

    def has(word):
        return field.str.contains(word, regex=False)

    assert tidy["announced_as"].isin(["official", "oligarch", "company of an oligarch"]).sum() == 36
    assert [has("UKRAINE").sum(), has("UKRAINE").sum() + has("SYRIA").sum()] == [37, 39]
    assert len(rows) == 72
    assert [has("EO13661").sum(), has("EO13662").sum(), (has("EO13661") & has("EO13662")).sum()] == [
        28,
        18,
        9,
    ]
    assert len(parties) + (rows["record_type"] == "fka").sum() == 39
    both = tidy[tidy["programs"] == "UKRAINE-EO13661; UKRAINE-EO13662"]
    assert both["announced_as"].value_counts().to_dict() == {"company of an oligarch": 8, "oligarch": 1}
    assert set(tidy.loc[tidy["announced_as"] == "official", "programs"]) == {"UKRAINE-EO13661"}


def test_the_seven_their_grounds_and_who_answered(tidy, read):
    seven = tidy[tidy["announced_as"] == "oligarch"]
    assert seven["legal_ground"].str.contains("official|energy sector").all()
    assert sorted(seven.loc[seven["legal_ground"] == "official, or acts for one", "name"]) == [
        "Andrei Skoch", "Suleiman Kerimov",
    ]  # fmt: skip
    assert set(tidy.loc[tidy["answer"].notna(), "name"]) == {
        "Oleg Deripaska", "United Company RUSAL", "Konstantin Kosachev", "Andrey Kostin", "Alexey Miller",
    }  # fmt: skip
    said = read("sanctions_statements")
    week = said[said["date"].between("2018-04-05", "2018-04-11")]
    assert week["actor"].str.contains("Kremlin|Russia|prime minister").sum() == 6
    assert week["actor"].str.contains("Treasury|White House").sum() == 2
    sunday = said[said["date"] == "2018-04-15"]
    assert "on Monday" in sunday["statement"].iloc[0]
    assert said.loc[said["actor"] == "unnamed US officials", "kind"].tolist() == ["report"]


def test_tried_before_and_who_is_tied_to_whom(read, tidy):
    first = read("us_list_2014_03_20")
    assert first["announced_as"].value_counts().to_dict() == {"official": 16, "inner circle": 4, "bank": 1}
    assert first["answer"].notna().sum() == 1
    links = read("links_2014_2018")
    assert (links["link_kind"] == "none found").sum() == 12
    tied = links.dropna(subset="linked_listed_on")
    assert (len(tied), (tied["verification"] == "one source").sum()) == (9, 6)
    people = tied[tied["linked_listed_on"] == "2014-03-20"]
    assert (len(people), (people["verification"] == "one source").sum()) == (6, 4)
    assert set(people["name"]) == {"Alexey Miller", "Igor Rotenberg", "Sergei Fursenko", "Kirill Shamalov"}
    assert set(people["name"]) <= set(tidy.loc[tidy["type"] == "person", "name"])
    assert set(people.loc[people["link_kind"] == "family", "name"]) == {"Igor Rotenberg", "Sergei Fursenko"}
    assert set(people["linked_to"].str.split("; ").explode()) <= set(first["name"])
    assert people["link"].str.contains("gives as a reason").sum() == 1
    assert tied["source"].notna().all()


def test_the_eleven_of_17_march_2014(sdn):
    eleven = sdn[(sdn["designation_date"] == "2014-03-17") & (sdn["record_type"] == "primary")]
    assert eleven["program"].value_counts().to_dict() == {"UKRAINE-EO13661": 7, "UKRAINE-EO13660": 4}
    assert (eleven["sdn_type"] == "individual").all()
    assert eleven["name"].str.startswith("YANUKOVYCH").sum() == 1


def test_joining_with_the_uk_list(tidy, read):
    uk = read("uk_list_2018_04_13").query("name_type == 'main name'")
    tidy = tidy.assign(surname=tidy["name_on_list"].str.split(",").str[0])
    pairs = tidy.merge(uk, on="surname", suffixes=("_us", "_uk"))
    assert len(pairs) == 5
    same = (pairs["birth_year_us"] == pairs["birth_year_uk"]).groupby(pairs["surname"]).any()
    assert same.to_dict() == {
        "AKIMOV": False, "FRADKOV": True, "PATRUSHEV": True, "ROTENBERG": False, "SHAMALOV": False,
    }  # fmt: skip
    years = pairs.set_index("surname")[["birth_year_us", "birth_year_uk"]]
    assert years.loc["AKIMOV"].tolist() == [1953, 1981]
    assert set(pairs.loc[pairs["birth_year_us"] == pairs["birth_year_uk"], "listed_on"]) == {"2014-07-25"}


def test_the_first_list_joined_with_the_uk_list(sdn, read):
    uk = read("uk_list_2018_04_13").query("type == 'person'")
    first = sdn[(sdn["designation_date"] == "2014-03-20") & (sdn["sdn_type"] == "individual")]
    assert len(first) == 20
    first = first.assign(
        surname=first["name"].str.split(",").str[0],
        year=first["remarks"].str.extract(r"DOB (?:\d+ \w+ )?(\d{4})")[0].astype(int),
    )
    matches = first.merge(uk.query("name_type == 'main name'"), on="surname", suffixes=("", "_uk"))
    same = matches["year"] == matches["birth_year"]
    assert (len(matches), matches["surname"].nunique(), same.sum()) == (12, 11, 11)
    assert matches.loc[~same, "name"].tolist() == ["ROTENBERG, Boris"]
    every = first.merge(uk, on="surname")
    assert (len(every), (every["year"] == every["birth_year"]).sum()) == (14, 12)


def test_the_mirror_of_the_expulsions(read):
    moves = read("expulsions_2018")
    told = moves[moves["round"] == "Russians told to leave"].set_index("decided_by")
    answer = moves[moves["round"] == "Russia's answer"].set_index("staff_of")
    assert (told["persons"].sum(), answer["persons"].sum(), len(told), len(answer)) == (153, 146, 30, 29)
    assert set(told.index) - set(answer.index) == {"NATO"}
    assert (told["persons"].reindex(answer.index) == answer["persons"]).all()
    states = told[told["party_type"] == "state"]["persons"]
    assert ((states < 3).sum(), states[states < 3].sum()) == (19, 25)
    days = pd.to_datetime(answer["announced_on"]) - pd.to_datetime(told["announced_on"]).reindex(answer.index)
    days = days.dt.days
    assert (days.idxmax(), days.max(), round(days.mean(), 1), days.median()) == ("Georgia", 15, 4.6, 4)
    assert answer.loc["Georgia", "announced_on"] == "2018-04-13"
    # The exercise has the states from the end of the alphabet: neither its first nor its last waited longest.
    assert days.sort_index(ascending=False).iloc[[0, -1]].tolist() == [3, 4]
    recalled = moves[moves["round"] == "ambassador recalled"]["party_type"].value_counts().to_dict()
    assert recalled == {"state": 5, "organisation": 1}
    assert (answer["verification"] == "calculated").sum() == 2
    [step] = moves[moves["round"] == "other step"].to_dict("records")
    assert (step["staff_of"], step["announced_on"]) == ("United Kingdom", "2018-03-17")
    assert "consulate" in step["scope"]
    assert "British Council" in step["scope"]


def test_sanctions_in_both_directions(read):
    steps = read("sanctions_chronology")
    counted = steps[(steps["counts_as"] == "measure") & (steps["known"] == "then")]
    assert counted.groupby(["direction", "sender"]).size().to_dict() == {
        ("by Russia", "Russia"): 11, ("on Russia", "Canada"): 2, ("on Russia", "European Union"): 14,
        ("on Russia", "Ukraine"): 1, ("on Russia", "United States"): 26,
        ("over Syria", "European Union"): 3, ("over Syria", "United States"): 6,
    }  # fmt: skip
    themes = pd.crosstab(counted["theme"], counted["direction"])
    assert themes.loc["Ukraine", ["on Russia", "by Russia"]].tolist() == [33, 7]
    # The title of the last chart names others and Russia, so it holds for the theme of Syria, too.
    assert themes.loc["Syria", ["on Russia", "over Syria", "by Russia"]].tolist() == [0, 9, 1]
    ours = counted[counted["direction"] == "by Russia"]
    assert (ours["target"] == "Turkey").sum() == 1
    assert (ours["target"] == "Ukraine").sum() == 2
    assert ours["date"].min() == "2013-04-13"
    assert ours["kind"].value_counts().to_dict() == {"entry ban": 6, "trade ban": 3, "trade limits": 2}
    syria = counted[counted["direction"] == "over Syria"]
    assert syria["instrument"].str.contains("North Korea").sum() == 2
    assert (syria["target"] == "Syria").sum() == 4


def test_who_spoke_about_salisbury(read):
    said = read("skripal_statements")
    then = said[said["known"] == "then"]
    assert set(then.loc[then["party"] == "Russia", "stand"]) == {"denies", "on the inquiry"}
    [vote] = then.loc[then["party"] == "OPCW Executive Council", "statement"]
    assert vote.endswith("six for it, 15 against, 17 abstained")
    later = said[said["date"] >= "2018-04-18"]
    assert (later["known"] == "later").all()
    assert later["statement"].str.startswith("Dawn Sturgess").sum() == 1
    [inquiry] = later.loc[later["party"] == "British public inquiry", ["date", "stand"]].to_numpy().tolist()
    assert inquiry == ["2025-12-04", "names Russia"]
    assert not (then["party"] == "Syrian government").any()
    late = then[then["date"] >= "2018-04-12"]
    [found] = late.loc[late["party"] == "Spiez Laboratory", "statement"]
    assert found.startswith("Only the OPCW can comment")
    assert found.endswith("no doubt about the British identification")
    assert {"United Kingdom", "OPCW", "Russia"} <= set(late["party"])
    assert {"Bulgaria", "Greece", "Turkey"} <= set(then.loc[then["stand"] == "leaves open", "party"])


def test_designations_by_month(read, parties):
    dates = read("us_russia_designations")
    assert len(dates) == 482
    assert set(dates.loc[dates["designated_on"] == DAY, "ent_num"]) == set(parties["ent_num"])
    table = pd.crosstab(dates["designated_on"].str[:7], dates["type"])
    parties_by_month = table.sum(axis=1)
    assert parties_by_month.max() == 38
    assert list(parties_by_month[parties_by_month == 38].index) == ["2017-06", "2018-04"]
    assert table["person"].nlargest(2).to_dict() == {"2014-03": 31, "2018-04": 24}
    order = dates[dates["programs"].str.contains("EO13662", regex=False)]
    assert order["designated_on"].value_counts().to_dict() == {DAY: 18, "2018-12-19": 1}
    assert (order["designated_on"] < DAY).sum() == 0


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
    [practice] = steps[(steps["date"] == "2015-12-22")].to_dict("records")
    assert (practice["people"], practice["entities"]) == (12, 22)
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
