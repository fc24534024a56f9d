"""The tables of talks, statements and voices: sums computed again, and values that were wrong before."""

import re

import pandas as pd
import pytest

PARTIES = ["syrian_government", "armed_opposition", "political_opposition", "sdf", "us_role", "un_role"]


@pytest.fixture(scope="module")
def rounds(read):
    return read("talks_rounds", parse_dates=["date_start", "date_end"])


@pytest.fixture(scope="module")
def statements(read):
    return read("own_statements")


@pytest.fixture(scope="module")
def voices(read):
    return read("article_voices")


@pytest.fixture(scope="module")
def framing(read):
    return read("framing_words")


# Rounds of talks


def test_the_us_observed_astana_until_the_article_and_in_no_round_after_it(rounds):
    astana = rounds[rounds["track"] == "Astana"].set_index("label")
    assert len(astana) == 14
    assert (astana["us_role"] == "observer").tolist() == (astana["known"] == "then").tolist()
    assert astana["us_role"].value_counts().to_dict() == {
        "observer": 8, "invited, did not come": 2, "did not take part": 2, "not named": 2,
    }  # fmt: skip
    assert astana.loc["Astana III", "us_role"] == "observer"
    assert astana.loc["Astana IX", "us_role"] == astana.loc["Astana X (in Sochi)", "us_role"]


def test_each_round_has_its_days_and_every_party_a_role(rounds):
    assert len(rounds) == 39
    assert (rounds["date_end"] >= rounds["date_start"]).all()
    assert rounds["date_start"].is_monotonic_increasing
    assert (rounds["date_start"].min().year, rounds["date_end"].max().year) == (2012, 2019)
    assert ((rounds["date_start"] <= "2018-04-17") == (rounds["known"] == "then")).all()
    assert rounds[[*PARTIES, "source", "url", "verification", "outcome"]].notna().all(axis=None)


def test_the_sdf_sat_in_no_room(rounds):
    assert set(rounds["sdf"]) == {"not invited", "not named", "absent"}


def test_the_three_states_began_before_astana_and_met_again_after_the_strikes(rounds):
    days = rounds.set_index("label")["date_start"]
    assert days["Moscow Declaration"] == pd.Timestamp("2016-12-20") < days["Astana I"]
    assert days["Foreign ministers in Moscow"] == pd.Timestamp("2018-04-28")


# Statements


def test_each_statement_lies_in_its_window(statements):
    found = statements[statements["in_window"] != "not found"]
    inside = found["date"].between("2018-04-04", "2018-04-17")
    assert (inside == (found["in_window"] == "yes")).all()
    assert ((found["date"] <= "2018-04-17") == (found["known"] == "then")).all()
    assert found[["date", "speaker", "source", "url"]].notna().all(axis=None)


def test_an_absence_is_said_and_is_no_gap(statements):
    absent = statements[statements["in_window"] == "not found"]
    assert absent["statement_id"].tolist() == ["IR06", "SY06", "SY07", "SD02"]
    assert absent[["date", "speaker", "speaker_role", "source", "url"]].isna().all(axis=None)
    assert set(absent["verification"]) == {"not found"}
    assert absent["summary"].str.startswith("No ").all()


def test_syrian_voices_stand_beside_the_foreign_ones(statements):
    strikes = set(statements.loc[statements["topic"] == "strikes", "party"])
    assert {"Syrian government", "Syrian opposition", "SDF", "Iran", "Turkey", "Russia"} <= strikes
    assert (statements["party"] == "Syrian opposition").sum() == 10
    assert (statements["party"] == "SDF").sum() == 7


def test_people_without_office_have_a_first_name_an_age_and_a_place(statements):
    people = statements[statements["party"] == "people in Syria"]
    assert people["speaker"].str.fullmatch(r"(Umm )?\w+, \d\d, of \w+").all()
    assert set(people["speaker"].str.split().str[-1]) == {"Douma", "Jaramana", "Barzeh"}
    assert set(people["verification"]) == {"one source"}
    assert people["date"].between("2018-04-12", "2018-04-15").all()
    # Each sentence says under which armed side it was spoken.
    assert people["scope"].str.contains("held by|Jaysh al-Islam").all()


def test_the_spring_of_ghouta_and_afrin_has_each_side(statements):
    spring = statements[statements["topic"] == "Ghouta and Afrin"]
    assert set(spring["party"]) == {
        "Syrian government", "Syrian opposition", "SDF", "Turkey", "United Nations",
        "Kurdish authority of Afrin",
    }  # fmt: skip
    said = spring.set_index("statement_id")["summary"]
    assert all(place in said["UN04"] for place in ("Eastern Ghouta", "Afrin", "Damascus"))
    assert "both sides" in said["UN05"]
    assert spring.set_index("statement_id").loc[["UN05", "SY12"], "known"].eq("later").all()


def test_the_article_and_the_parties_are_kept_apart_on_iran(read, statements):
    """The article says that Iran is let down by Russia; Iran's own words are about the strikes."""
    coded = read("positions").set_index("position_id").loc["S18"]
    assert (coded["actor"], coded["issue"], coded["stance"]) == ("Iran", "strikes", -1)
    assert read("strike_reactions").set_index("actor").loc["Iran", "score"] == -2
    own = statements[(statements["party"] == "Iran") & (statements["in_window"] == "yes")]
    assert (own["topic"] == "strikes").sum() == 3
    blame = statements[statements["topic"] == "Russia did not deter"].set_index("statement_id")
    assert blame["in_window"].to_dict() == {"IR05": "yes", "IR06": "not found", "IR07": "no"}


def test_topics_and_claims_are_those_of_the_other_tables(read, statements):
    claims = set(read("claims")["claim_id"])
    named = statements["claims"].dropna().str.split("; ").explode()
    assert set(named) <= claims
    issues = set(read("position_issues")["issue"])
    assert {"US presence", "strikes", "Astana talks", "S-300 delivery"} <= issues & set(statements["topic"])


# Predictions


def test_each_claim_has_one_reading_and_one_other(read):
    events = read("predictions")
    assert len(events) == 31
    claims = read("claims").set_index("claim_id")
    assert (events["claim_id"].map(claims["paragraph"]) == events["paragraph"]).all()
    readings = events.groupby("claim_id")[["reading", "second_reading"]].nunique()
    assert (readings == 1).all(axis=None)
    assert (events["reading"] != events["second_reading"]).all()
    assert set(events["claim_id"]) == {"C04", "C06", "C12", "C26", "C38", "C39", "C46", "C57", "C60", "C62"}


def test_no_prediction_is_scored_by_what_could_be_known(read):
    events = read("predictions")
    then = events[events["known"] == "then"]
    assert then[["claim_id", "event_date"]].to_numpy().tolist() == [["C60", "2018-04-15"]]
    assert (events.loc[events["known"] == "later", "event_date"].dropna() > "2018-04-17").all()
    assert events["event_date"].dropna().max() <= "2019-12-31"


# Voices


def test_words_quoted_in_the_article(read, voices):
    article = voices[voices["article_id"] == "A"].set_index("speaker")["words_quoted"]
    assert (article.sum(), set(voices.loc[voices["article_id"] == "A", "body_words"])) == (365, {1101})
    quotes = read("quotes")
    assert quotes.groupby("speaker")["words"].sum().to_dict() == article[article > 0].to_dict()
    russia = voices[(voices["article_id"] == "A") & (voices["speaker_country"] == "Russia")]
    assert round(100 * russia["words_quoted"].sum() / article.sum(), 1) == 97.8
    assert (russia["words_quoted"] > 0).sum() == 4


def test_five_articles_by_one_rule(voices):
    articles = voices.groupby("article_id").agg(
        body=("body_words", "first"), quoted=("words_quoted", "sum"), long=("words_long", "sum")
    )
    assert articles.T.to_dict("list") == {
        "A": [1101, 365, 365], "B": [479, 150, 134], "C": [308, 74, 74], "D": [209, 27, 27], "E": [246, 0, 0],
    }  # fmt: skip
    assert (voices["words_long"] <= voices["words_quoted"]).all()
    assert ((voices["words_quoted"] > 0) == (voices["form"] == "quoted")).all()
    usa_today = voices[voices["article_id"] == "B"].groupby("view_of_strikes")["words_quoted"].sum()
    assert usa_today.to_dict() == {"against": 41, "for": 109}


def test_no_syrian_is_quoted_in_any_of_them(voices):
    assert voices.loc[voices["speaker_country"] == "Syria", "words_quoted"].sum() == 0


def test_terms_are_short_and_judged_twice(framing):
    assert framing["kind"].value_counts().to_dict() == {"used": 44, "not used": 7}
    assert framing["term"].str.split().str.len().max() == 3
    assert (framing["first_judgement"] != framing["second_judgement"]).all()
    used = framing[framing["kind"] == "used"]
    assert used[["place", "neutral_alternative"]].notna().all(axis=None)
    assert not used["term"].str.contains("regime|aggression|terrorist|opposition").any()


def test_the_absent_have_a_statement_of_their_own(read, statements):
    absent = read("absent_voices")
    assert absent["named"].value_counts().to_dict() == {"yes": 6, "no": 5}
    assert set(absent.loc[absent["named"] == "no", "party"]) == {
        "Syrian opposition", "SDF", "Syrian rescuers and doctors", "France", "United Nations",
    }  # fmt: skip
    assert ((absent["mentions"] > 0) == (absent["named"] == "yes")).all()
    own = statements.rename(columns={"summary": "statement"})
    columns = [
        "statement_id",
        "party",
        "date",
        "speaker",
        "statement",
        "in_window",
        "source",
        "url",
        "verification",
    ]
    assert len(absent[columns].merge(own[columns])) == len(absent) == 11
    assert set(absent["in_window"]) == {"yes"}


# The Council


def test_each_draft_leads_to_a_page_of_the_united_nations(read):
    drafts = read("council_drafts")
    assert drafts["url"].str.fullmatch(r"https://(press\.un\.org|undocs\.org|news\.un\.org)/\S+").all()
    for row in drafts.itertuples():
        if release := re.search(r"SC/(\d+)", row.source):
            assert f"sc{release[1]}.doc.htm" in row.url, row.document
        elif "undocs" in row.url:
            assert row.url.endswith(row.meeting)


def test_a_vote_has_its_source_with_its_draft_alone(read):
    votes = read("council_votes")
    assert list(votes.columns) == ["document", "date", "member", "permanent", "vote", "result"]
    assert len(votes) == 555 == 37 * 15


def test_egypt_is_among_the_sponsors_of_the_pause_in_aleppo(read):
    for name in ("council_drafts", "council_drafts_with_errors"):
        sponsors = read(name).set_index("document")["sponsor"]
        assert sponsors["S/2016/1026"] == "Egypt; New Zealand; Spain"
