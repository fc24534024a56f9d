"""The tables of sanctions, diplomats and money: their sums, and what they were once wrong about."""

import json
import re

import pytest

LISTING, ARTICLE = "2018-04-06", "2018-04-17"
ADDRESSED = {  # tables with an address in each row; in brackets: rows that may be without one
    "expulsions_2018": 0, "skripal_statements": 0, "sanctions_chronology": 0, "us_list_2014_03_20": 0,
    "links_2014_2018": 13, "designations_2018_04_06": 0, "us_list_size": 0, "sanctions_statements": 0,
    "ruble_news": 0, "ruble_explanations": 0, "economic_estimates": 0, "gdp_vintages": 0,
    "market_reports": 0, "us_russia_designations": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def expulsions(read):
    return read("expulsions_2018")


@pytest.fixture(scope="module")
def steps(read):
    return read("sanctions_chronology")


@pytest.fixture(scope="module")
def people_of_2018(read):
    table = read("designations_2018_04_06")
    return table[table["type"] == "person"]


def part(expulsions, name):
    return expulsions[expulsions["round"] == name]


def test_russia_answered_all_29_states_with_their_own_number(expulsions):
    first, answer = part(expulsions, "Russians told to leave"), part(expulsions, "Russia's answer")
    states = first[first["party_type"] == "state"].set_index("decided_by")["persons"]
    assert (first["persons"].sum(), states.sum(), len(states)) == (153, 146, 29)
    assert (answer["persons"].sum(), len(answer)) == (146, 29)
    assert answer.set_index("staff_of")["persons"].sort_index().to_dict() == states.sort_index().to_dict()
    assert first.loc[first["party_type"] == "organisation", "persons"].sum() == 7
    by_day = answer.groupby("announced_on")["persons"].sum().to_dict()
    assert by_day == {
        "2018-03-17": 23, "2018-03-29": 60, "2018-03-30": 59, "2018-04-02": 1, "2018-04-04": 2,
        "2018-04-13": 1,
    }  # fmt: skip
    assert first["announced_on"].between("2018-03-14", "2018-03-29").all()


def test_ceilings_and_recalls_are_never_summed(expulsions):
    ceiling = part(expulsions, "staff ceiling")
    assert ceiling[["decided_by", "staff_of"]].to_numpy().tolist() == [["Russia", "United Kingdom"]]
    assert ceiling["persons"].isna().all()
    recalled = part(expulsions, "ambassador recalled")
    assert (recalled["party_type"] == "state").sum() == 5
    assert (len(recalled), recalled["persons"].sum()) == (6, 0)
    assert set(part(expulsions, "before 2018")["decided_by"]) == {"Russia", "United States"}


def test_measures_by_sender_in_both_directions(steps):
    before = steps[(steps["date"] < LISTING) & (steps["counts_as"] == "measure")]
    assert before.groupby(["direction", "sender"]).size().to_dict() == {
        ("by Russia", "Russia"): 11, ("on Russia", "Canada"): 2, ("on Russia", "European Union"): 14,
        ("on Russia", "Ukraine"): 1, ("on Russia", "United States"): 25,
        ("over Syria", "European Union"): 3, ("over Syria", "United States"): 6,
    }  # fmt: skip
    ours = before[before["sender"] == "Russia"]
    assert ours["kind"].value_counts().to_dict() == {"entry ban": 6, "trade ban": 3, "trade limits": 2}
    others = steps[(steps["date"] < LISTING) & (steps["sender"] == "Russia")]["counts_as"].value_counts()
    assert others.to_dict() == {"measure": 11, "eased or lifted": 4, "extension": 3, "law": 1}
    laws = steps[(steps["date"] < LISTING) & (steps["counts_as"] == "law")]["sender"].value_counts()
    assert laws.to_dict() == {"United States": 3, "Russia": 1}


def test_names_on_the_eu_list_add_up_to_the_published_totals(steps):
    eu = steps[(steps["sender"] == "European Union") & (steps["direction"] == "on Russia")]
    names = eu[(eu["counts_as"] == "measure") & eu["date"].between("2014-03-17", "2015-02-16")]
    assert names["people"].dropna().cumsum().astype(int).tolist() == [
        21, 33, 48, 61, 72, 87, 95, 119, 132, 151,
    ]  # fmt: skip
    assert names["entities"].sum() == 37


def test_what_is_no_sanction_on_russia_does_not_count_as_one(steps):
    assert set(steps.loc[steps["what"].str.contains("not a sanction on Russia"), "counts_as"]) == {
        "not on Russia"
    }
    assert not (steps["kind"] == "expulsion").any()
    [again] = steps[steps["counts_as"] == "part of another row"].to_dict("records")
    assert (again["date"], again["entities"]) == (LISTING, 2)
    bills = steps[(steps["counts_as"] == "bill") & (steps["date"] <= ARTICLE)]
    assert bills[["date", "sender"]].to_numpy().tolist() == [["2018-04-13", "Russia"]]


def test_the_38_and_their_reasons(read):
    table = read("designations_2018_04_06")
    assert table["announced_as"].value_counts().tolist() == [17, 12, 7, 1, 1]
    assert table["treasury_reason"].notna().all()
    answered = table[table["answer"].notna()]
    assert len(answered) == 5
    assert answered[["answer_on", "answer_source", "answer_url"]].notna().all(axis=None)
    assert answered["answer_on"].between(LISTING, ARTICLE).all()
    by_order = table["programs"].str.contains("SYRIA")
    assert (table["legal_ground"].str.contains("Syrian government") == by_order).all()


def test_four_of_the_20_of_march_2014_carry_no_office(read):
    table = read("us_list_2014_03_20")
    entries = read("sdn_2018_04_17")
    entries = entries[(entries["record_type"] == "primary") & (entries["designation_date"] == "2014-03-20")]
    both = table.merge(entries, on="ent_num", validate="1:1", suffixes=("", "_sdn"))
    assert len(both) == len(table) == len(entries) == 21
    people = both[both["sdn_type"] == "individual"]
    assert len(people) == 20
    without = people.loc[people["title"] == "-0- ", "name"]
    assert sorted(without) == ["Arkady Rotenberg", "Boris Rotenberg", "Gennady Timchenko", "Yuri Kovalchuk"]
    assert sorted(people.loc[people["announced_as"] == "inner circle", "name"]) == sorted(without)


def test_who_shares_a_surname_is_a_relative_where_the_links_say_so(read, people_of_2018):
    links = read("links_2014_2018")
    assert set(people_of_2018["ent_num"]) <= set(links["ent_num"])
    assert (links["link_kind"] == "none found").sum() == 12
    family = links[links["link_kind"] == "family"]
    kin = {(link.name.split()[-1], link.linked_to) for link in family.itertuples(index=False)}
    assert {
        ("Rotenberg", "Arkady Rotenberg"), ("Fursenko", "Andrei Fursenko"),
        ("Shamalov", "Nikolai Shamalov"),
    } <= kin  # fmt: skip
    named = links["link_kind"] != "none found"
    assert links.loc[named, ["link", "source", "verification"]].notna().all(axis=None)
    listed = links["linked_listed_on"].dropna()
    assert set(listed) == {"2014-03-20", "2014-04-28"}


def test_the_988_are_a_selection(read, root):
    size = read("us_list_size").set_index("date")["entries"]
    selection = read("sdn_2018_04_17")
    selection = selection[selection["record_type"] == "primary"]
    syria = selection["program"].str.contains("SYRIA", regex=False).sum()
    assert (len(selection), syria, size["2018-04-30"]) == (988, 537, 6305)
    assert round(100 * syria / size["2018-04-30"], 1) == 8.5
    assert size["2018-01-29"] < size["2018-04-30"] < size["2018-12-19"]
    descriptor = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    [described] = [table for table in descriptor["resources"] if table["name"] == "sdn-2018-04-17"]
    assert "selection" in described["title"]
    pages = [*root.glob("notebooks/*.ipynb"), *root.glob("solutions/guide/*.md")]
    for page in pages:
        lines = [line for line in page.read_text(encoding="utf-8").splitlines() if "988" in line]
        said = [line for line in lines if re.search(r"988 (primary|parties|of)|of (the )?988", line)]
        assert all(re.search("selection|select|picked|our 988", line, re.IGNORECASE) for line in said), said


def test_the_halt_of_16_april_is_there_and_public_before_the_article(read):
    said = read("sanctions_statements")
    white_house = said[said["actor"].str.startswith("White House") & (said["date"] == "2018-04-16")]
    assert white_house["known"].tolist() == ["then"]
    assert said["date"].between("2018-04-05", "2018-04-19").all()
    assert ((said["known"] == "later") == (said["date"] > ARTICLE)).all()
    news = read("ruble_news").set_index("news")["known_utc"]
    assert "2018-04-16T12:15" < news["report of a halt"] < "2018-04-17T12:15"
    assert "2018-04-11T12:15" < news["tweet on timing"] < "2018-04-12T12:15"


def test_the_ecb_gives_the_top_of_the_range(read):
    rates = read("usd_rub_three_sources").set_index("date")
    lost = -100 * (rates.loc["2018-04-06"] / rates.loc["2018-04-11"] - 1)
    assert lost.round(1).to_dict() == {"ecb": 10.4, "bank_of_russia": 9.7, "bank_of_poland": 9.4}
    april = rates.loc["2018-04-03":"2018-04-30", "ecb"]
    assert april.idxmax() == "2018-04-11"
    assert round(100 * (april["2018-04-12"] / april["2018-04-11"] - 1), 1) == -4.7
    assert round(100 * (april["2018-04-17"] / april["2018-04-16"] - 1), 1) == -0.7


def test_stands_on_the_poisoning(read):
    table = read("skripal_statements")
    then = table[table["known"] == "then"]
    assert (then["date"] <= ARTICLE).all()
    assert (table.loc[table["known"] == "later", "date"] > ARTICLE).all()
    by = then.groupby("stand")["party"].agg(set)
    assert by["names Russia"] == {"United Kingdom", "United States"}
    assert by["denies"] == {"Russia"}
    assert {"Bulgaria", "Greece"} <= by["leaves open"]
    # The body with a mandate had found which chemical it was, and named no user.
    assert set(then.loc[then["party_kind"] == "mandated body", "stand"]) == {"technical finding"}


def test_what_came_later_on_the_poisoning_lets_both_sides_speak(read):
    later = read("skripal_statements").query("known == 'later'")
    for day in ("2018-09-05", "2025-12-04"):
        assert set(later.loc[later["date"] == day, "stand"]) >= {"names Russia", "denies"}
    assert later["verification"].value_counts().to_dict() == {"two sources": 8, "one source": 1}


def test_estimates_have_no_common_mean(read):
    table = read("economic_estimates").set_index("estimate")
    assert len(table) == 20
    numbers = table[["low", "middle", "high"]]
    without = numbers.isna().all(axis=1)
    assert (table["unit"] == "no number").equals(without)
    assert (numbers["low"].fillna(-999) <= numbers["high"].fillna(999)).all()
    assert table.loc["X04", "verification"] == "calculated"
    assert table.loc["X04", "middle"] == pytest.approx(-2.4 * 3.3, abs=0.05)
    assert table["horizon"].nunique() > 10
    assert sorted(table.index[table["known"] == "later"]) == ["X18", "X19", "X20"]


def test_growth_as_it_was_known_on_the_day(read):
    table = read("gdp_vintages")
    then = table[table["known"] == "then"]
    of_2017 = then[(then["year"] == 2017) & (then["kind"] != "forecast")]
    assert of_2017["growth_percent"].tolist() == [1.5]
    forecast = then[(then["year"] == 2017) & (then["kind"] == "forecast")]
    assert forecast["growth_percent"].max() == 2.0
    results = table[(table["year"] == 2017) & (table["kind"] != "forecast")]
    assert results["growth_percent"].max() < 2
    for_2018 = then[then["year"] == 2018]
    assert set(for_2018["kind"]) == {"forecast"}
    numbers = for_2018.set_index("vintage")["growth_percent"].dropna().to_dict()
    assert numbers == {
        "IMF 2017-10": 1.6, "World Bank 2018-01": 1.7, "Ministry of Economy 2018-04": 2.1, "IMF 2018-04": 1.7,
    }  # fmt: skip
    outcome = table[(table["year"] == 2018) & (table["kind"] == "first figure")]
    assert outcome["growth_percent"].tolist() == [2.3]
    ranges = table[table["growth_percent"].isna()]
    assert (ranges["low"] < ranges["high"]).all()


@pytest.mark.parametrize("name", ADDRESSED)
def test_every_row_has_an_address(read, name):
    table = read(name, dtype=str)
    assert table["url"].isna().sum() == ADDRESSED[name]
    constant = [column for column in table.columns if table[column].nunique(dropna=False) == 1]
    assert constant == []


def test_no_source_is_an_encyclopaedia_unless_it_says_one_source(read):
    for name in ADDRESSED:
        table = read(name)
        named = table["source"].fillna("").str.contains("encyclop|Wikipedia", case=False)
        assert not named.any() or (table.loc[named, "verification"] == "one source").all(), name


def test_two_tables_that_show_the_listing_agree(read):
    step = read("sanctions_chronology")
    [april] = step[(step["date"] == LISTING) & (step["counts_as"] == "measure")].to_dict("records")
    kinds = read("designations_2018_04_06")["type"].value_counts()
    assert (april["people"], april["entities"]) == (kinds["person"], kinds["entity"])
