"""Events, story, claims, what carries them and the verdicts: the tables hold what they promise."""

import json
import re

import pandas as pd
import pytest

PARAGRAPHS = [f"P{number}" for number in range(1, 19)]
# Which session tests which claim; 11 gathers the rest.
SESSIONS = {
    3: {1, 17, 18, 19, 21, 23, 30, 61},
    4: {4, 6, 7, 26, 27, 28, 29, 51},
    5: {31, 32, 33, 34, 35, 36, 41},
    6: {37, 38, 39},
    7: {40, 43, 44, 45, 46, 47},
    8: {20},
    9: {3, 5, 8, 53, 54, 55, 56, 60},
    10: {9, 10, 11, 12, 13, 49, 50, 52, 57, 58},
}


@pytest.fixture
def events(read):
    return read("events", dtype=str, keep_default_na=False).set_index("event_id")


@pytest.fixture
def story(read):
    return read("story", dtype=str, keep_default_na=False)


@pytest.fixture
def claims(read):
    return read("claims", dtype=str).set_index("claim_id")


@pytest.fixture
def support(read):
    return read("claim_support")


@pytest.fixture
def verdicts(read):
    return read("claim_verdicts", keep_default_na=False)


def parts(cell):
    return [part for part in cell.split("; ") if part]


def test_every_event_is_mentioned_or_serves_and_every_paragraph_has_one(root, events):
    descriptor = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    text = next(table["description"] for table in descriptor["resources"] if table["name"] == "events")
    assert "an event is listed if a paragraph of the article mentions it (`paragraph`)" in text
    seen = set()
    for event, row in events.iterrows():
        mentioned, serves = set(parts(row["paragraph"])), set(parts(row["serves"]))
        assert mentioned or serves, event
        assert not mentioned & serves, event
        assert mentioned | serves <= {*PARAGRAPHS, "caption"}, event
        seen |= mentioned | serves
    assert seen >= set(PARAGRAPHS)
    assert len(events) <= 91


def test_what_was_wrong_in_the_events_is_right(events):
    # 46 is what one speaker counts for Damascus and its airfields; it does not replace his 71 for all Syria.
    assert "E080" not in events.index
    assert not events["event"].str.contains(r"\b(?:46|71)\b").any()
    assert parts(events.loc["E065", "initiator"]) == ["OPCW", "Syrian government", "Russia"]
    assert not events.loc["E065", "target"]
    assert "455" in events.loc["E037", "event"]
    assert events.loc["E005", "initiator"].startswith("Action Group")
    assert events.loc["E014", "category"] == "diplomacy"
    assert events.loc["E022", ["place", "time_zone"]].to_list() == ["Damascus", "Asia/Damascus"]
    assert not events["initiator"].str.contains("Syrian National Army").any()
    assert "16 April" in events.loc["E063", "initiator"]
    assert events.loc[["E057", "E058"], "event"].str.contains("29 states").all()
    assert [number in events.loc["E075", "event"] for number in ("105", "103", "about 110")] == [True] * 3
    assert events.loc["E101", "date"] == "2018-04-12"


def test_a_government_speaks_and_not_its_country(events, story):
    said = [*story["line"], *events["event"], *events["initiator"]]
    spoke = (
        r"\b(?:Syria|Russia)(?: and |, )(?:Syria|Russia|Iran)\b.* (?:say|said|deny|denied|name|named|ask)\b"
    )
    assert not [text for text in said if re.search(spoke, text)]


def test_no_row_rests_on_a_site_that_is_itself_under_sanctions(root):
    for path in (root / "data").glob("*.csv"):
        assert not re.search(r"south ?front", path.read_text(encoding="utf-8"), re.IGNORECASE), path.name


def test_a_number_in_an_event_has_its_scope(events):
    names = r"S-300|Su-\d+|Il-20|T-4|S/\d+/\d+|EO \d+|resolution \d+|\(\d+-\d+-\d+\)|\d\d:\d\d|30-day|30 days"
    months = "January|February|March|April|June|July|October|November|December"
    names += rf"|G20|\d+ (?:and \d+ )?(?:{months})|(?:{months}) \d{{4}}|\b20\d\d\b"
    bare = events["event"].str.replace(names, "", regex=True)
    counted = bare[bare.str.contains(r"\d")].index
    assert len(counted) >= 12
    assert not [event for event in counted if not events.loc[event, "scope"]]


def test_each_table_names_its_pages(read, events, story):
    shares = read("syria_control_shares", keep_default_na=False)
    for table in (events, story, shares):
        assert (table["url"] != "").all()
        assert not table["source"].str.contains("Wikipedia").any()
        assert set(table["known"]) == {"then", "later"}
    # Two sources are two that are named; one is one.
    for table in (events, story):
        named = table["source"].str.split("; ").str.len()
        assert (named[table["verification"] == "two sources"] >= 2).all()
        assert (named[table["verification"] == "one source"] == 1).all()
    assert (events.loc[events["known"] == "then", "date"] <= "2018-04-17").all()


def test_the_story_has_twenty_short_lines_in_five_lanes(story, events):
    assert len(story) == 20
    assert set(story["lane"]) == {
        "Syria", "United Nations and OPCW", "Sanctions and diplomats", "Talks", "Markets",
    }  # fmt: skip
    assert (story["lane"].value_counts() >= 2).all()
    assert story["label"].str.split().str.len().max() <= 5
    assert story["line"].str.split().str.len().max() <= 16
    assert (story["date"].min(), story["date"].max()) == ("2018-03-04", "2018-04-17")
    assert story["date"].is_monotonic_increasing
    for _, row in story.iterrows():
        dates = [events.loc[event, "date"] for event in parts(row["event_id"])]
        assert not dates or max(dates) == row["date"], row["label"]
        # The caption is no paragraph: the strikes are in P16, which says when.
        assert set(parts(row["paragraphs"])) <= set(PARAGRAPHS)
    assert list(story.loc[story["known"] == "later", "event_id"]) == ["E078"]
    assert "P16" in story.set_index("label").loc["The strikes", "paragraphs"]


def test_claims_hold_what_the_article_says(claims):
    assert len(claims) == 64
    assert "to begin" in claims.loc["C21", "claim"]
    assert "started" not in claims.loc["C21", "claim"]
    assert claims.loc["C21", "rung"] == "reported"
    assert "weekend" in claims.loc["C55", "claim"]
    assert "some Western states" in claims.loc["C29", "claim"]
    assert claims.loc[["C63", "C64"], "claim"].str.contains("allegation").all()
    assert claims.loc[["C63", "C64"], "paragraph"].to_list() == ["7", "10"]
    # Only the two allegations rest on a government's assessment; no body had reported on either.
    assert list(claims.index[claims["rung"] == "assessed by a government"]) == ["C63", "C64"]
    assert list(claims.index[claims["rung"] == "alleged"]) == ["C14", "C18", "C19", "C29"]


def test_every_claim_leads_to_the_thesis(claims, support):
    used = support["claim_id"].value_counts()
    assert set(used.index) == set(claims.index) - {"C09"}
    assert used.max() <= 2
    assert claims.loc[["C08", "C09"], "paragraph"].to_list() == ["3", "3"]
    leads = support.groupby("claim_id")["supports"].agg(list).to_dict()

    def follow(claim, path=()):
        assert claim not in path, f"a circle through {claim}"
        if claim == "C09":
            return
        for carried in leads[claim]:
            follow(carried, (*path, claim))

    for claim in claims.index:
        follow(claim)
    assert support["why"].str.endswith(".").all()


def test_every_claim_has_one_verdict_of_the_course(claims, verdicts):
    assert set(verdicts["claim_id"]) == set(claims.index)
    assert (verdicts[verdicts["course"] == "yes"]["claim_id"].value_counts() == 1).all()
    assert (verdicts["course"] == "yes").sum() == len(claims)
    sessions = {f"C{number:02d}": session for session, numbers in SESSIONS.items() for number in numbers}
    expected = verdicts["claim_id"].map(sessions).fillna(11).astype(int)
    assert (verdicts["session"] == expected).all()


def test_no_speaker_of_2018_is_marked_wrong_with_a_later_document(claims, verdicts):
    late = verdicts[(verdicts["verdict"] == "not supported by what we have") & (verdicts["known"] == "later")]
    assert set(claims.loc[late["claim_id"], "type"]) <= {"prediction"}
    months = "May|June|July|August|September|October|November|December"
    after = rf"20(?:19|2\d)|\b(?:{months}) 2018|\b(?:published|found) later\b"
    names_later = verdicts["reason"].str.contains(after)
    assert not (names_later & (verdicts["known"] == "then")).any()


def test_a_verdict_rests_on_tables_or_says_that_none_can_settle_it(root, verdicts):
    unchecked = verdicts["verdict"] == "not checkable with data"
    assert (verdicts.loc[unchecked, "tables"] == "").all()
    assert (verdicts.loc[verdicts["verdict"].str.startswith("holds"), "tables"] != "").all()
    descriptor = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    known = {table["path"].removesuffix(".csv") for table in descriptor["resources"]}
    named = {table for cell in verdicts["tables"] for table in parts(cell)}
    assert named <= known
    sentences = verdicts["reason"].str.count(r"[.!?](?:\s|$)")
    assert sentences.between(1, 4).all()
    assert not verdicts["reason"].str.contains(r"\bregime\b|\badmits?\b|\binsists?\b").any()


def test_the_numbers_in_the_reasons_are_those_of_the_tables(root, read, verdicts):
    reason = verdicts[verdicts["course"] == "yes"].set_index("claim_id")["reason"]

    def says(claim, *numbers):
        for number in numbers:
            assert re.search(rf"(?<![\d.,]){re.escape(str(number))}(?![\d])", reason[claim]), (claim, number)

    shares = read("syria_control_shares").set_index(["publisher", "month"])
    says("C04", shares.loc[("Jusoor", "2018-03"), "sdf"], shares.loc[("SOHR", "2017-09"), "sdf"])
    for claim in ("C07", "C51"):
        says(claim, *(shares.loc[("SOHR", month), "government"] for month in ("2017-05", "2018-01")))
    closes = read("market_closes")
    rts = closes[closes["instrument"] == "RTS index"].set_index("date")["close"]
    says("C37", round(-100 * (rts["2018-04-09"] / rts["2018-04-06"] - 1), 1))
    rates = read("rub_rates").set_index("date")["usd_rub"]
    says("C37", *(f"{rates[day]:.2f}" for day in ("2018-04-06", "2018-04-11")))
    says("C35", len(read("designations_2018_04_06")))


def test_the_digest_says_who_says_it(root):
    rows = pd.read_csv(root / "seeds" / "paragraphs.csv").set_index("paragraph")["digest"]
    assert "third of the country" in rows[2]
    assert not re.search(r"\bnotes?\b", rows[7])
    assert "floated" in rows[11]
    # C47 is the expert's claim, not the reporter's.
    assert "business ties" in rows[13].split(";")[0]
    assert "weekend" in rows[16]
    assert not rows.str.contains(r"\b(?:notes|admits|insists|warns that)\b").any()


def test_the_numbers_of_expulsions_and_talks_are_those_of_their_tables(root, read, verdicts):
    reason = verdicts[verdicts["course"] == "yes"].set_index("claim_id")["reason"]
    told = read("expulsions_2018").groupby("round")["persons"].sum()
    assert "153 Russians" in reason["C33"]
    assert told["Russians told to leave"] == 153
    assert "146 people" in reason["C33"]
    assert told.drop("Russians told to leave").max() == 146
    rounds = read("talks_rounds")
    before = rounds[(rounds["track"] == "Astana") & (rounds["date_start"] < "2018-04-17")]
    assert list(before["us_role"]) == ["observer"] * 8
    assert "all eight numbered rounds" in reason["C10"]
    assert (before["date_start"] >= "2017-05-01").sum() == 5
    assert "five rounds in Astana" in reason["C52"]
    forecasts = read("gdp_vintages").query("year == 2018 and kind == 'forecast' and known == 'then'")
    named = forecasts.set_index("vintage")["growth_percent"]
    assert named[["IMF 2018-04", "World Bank 2018-01", "Ministry of Economy 2018-04"]].to_list() == [
        1.7,
        1.7,
        2.1,
    ]
    assert all(number in reason["C46"] for number in ("1.7", "1.5 to 2.0", "2.1"))
