"""Session 01: every number that the lesson, its findings, alt texts or guide state, from the tables."""

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def claims(read):
    return read("claims").set_index("claim_id")


@pytest.fixture(scope="module")
def subjects(claims):
    about = claims["about"].str.split("; ").explode()
    return claims.drop(columns="about").join(about)


def direct(read, claim):
    links = read("claim_support").query("supports == @claim")
    return {how: sorted(ids) for how, ids in links.groupby("how")["claim_id"]}


def test_who_speaks_and_how(claims):
    assert claims.reset_index().shape == (64, 11)
    assert [*claims.loc[["C63", "C64"], "type"]] == ["fact", "fact"]
    assert claims["speaker"].value_counts().to_dict() == {
        "reporter": 31,
        "unnamed analysts": 9,
        "Vladimir Sotnikov": 7,
        "Pavel Zolotaryev": 7,
        "Fyodor Lukyanov": 6,
        "unnamed experts": 2,
        "Sergei Rudskoi": 2,
    }
    assert claims["voice"].value_counts().to_dict() == {
        "reporter": 31,
        "named source": 22,
        "unnamed source": 11,
    }
    assert claims["type"].value_counts()["fact"] == 28
    assert round(28 / 64, 2) == 0.44
    assert claims["checkable"].value_counts().to_dict() == {"partly": 32, "yes": 25, "no": 7}
    assert set(claims.query("paragraph == 6")["voice"]) == {"unnamed source"}
    assert claims.loc[["C08", "C09", "C15"], "voice"].eq("reporter").all()


def test_eleven_claims_are_about_three_countries_that_no_speaker_is_named_as_coming_from(
    claims, subjects, read
):
    three = subjects["about"].isin(["Syria", "Syrian government", "Turkey", "Iran"])
    assert subjects.index[three].nunique() == 11
    speakers = subjects.loc[three, "speaker"]
    assert set(speakers) == {"reporter", "Pavel Zolotaryev", "Fyodor Lukyanov", "unnamed experts"}
    voices = read("article_voices").query("article_id == 'A'").set_index("speaker")["speaker_country"]
    named = claims.query("voice == 'named source'")["speaker"].unique()
    assert set(voices[named]) == {"Russia"}
    assert not {"Syria", "Turkey", "Iran"} & {*voices}
    partners = subjects.loc[subjects["about"].isin(["Turkey", "Iran"])]
    partners = partners[~partners.index.duplicated()]["speaker"]
    assert (len(partners), (partners == "Fyodor Lukyanov").sum()) == (6, 4)
    for country, most in (("Turkey", 3), ("Iran", 2)):
        counts = subjects.loc[subjects["about"] == country, "speaker"].value_counts()
        assert counts.idxmax() == "Fyodor Lukyanov"
        assert (counts.max(), counts.nlargest(2).iloc[1]) == (most, 1)


def test_the_united_states_is_spoken_about_most_of_those_who_do_not_speak(subjects):
    counts = subjects["about"].value_counts()
    assert counts.head(3).to_dict() == {"Russia": 43, "United States": 23, "Turkey": 5}


def test_the_newspaper_is_american_and_quotes_eight_words_of_the_president(read):
    voices = read("article_voices").query("article_id == 'A'").set_index("speaker")
    assert set(voices["outlet_country"]) == {"United States"}
    trump = voices.loc["Donald Trump"]
    assert (trump["speaker_country"], trump["form"], trump["words_quoted"]) == ("United States", "quoted", 8)


def test_what_carries_the_thesis_and_its_concession(claims, read):
    assert direct(read, "C09") == {
        "reason": ["C11", "C12", "C13", "C57"],
        "background": ["C48"],
        "concession": ["C08"],
    }
    assert direct(read, "C08") == {
        "reason": ["C03", "C05", "C20"],
        "example": ["C02"],
        "concession": ["C23"],
    }
    speakers = claims["speaker"]
    assert [*speakers[["C03", "C05", "C20", "C23", "C02"]]] == [
        "unnamed analysts",
        "unnamed analysts",
        "Pavel Zolotaryev",
        "Pavel Zolotaryev",
        "reporter",
    ]
    assert [*speakers[["C11", "C12", "C13", "C57"]]] == [
        "unnamed experts",
        "reporter",
        "Vladimir Sotnikov",
        "reporter",
    ]


def test_the_ladder_and_its_two_cases(claims, read):
    rungs = claims["rung"]
    assert rungs.value_counts().to_dict() == {"reported": 58, "alleged": 4, "assessed by a government": 2}
    assert [*rungs[rungs == "alleged"].index] == ["C14", "C18", "C19", "C29"]
    assert [*rungs[rungs == "assessed by a government"].index] == ["C63", "C64"]
    then = read("douma_documents").query("known == 'then'")
    assert {*then["body"]} == {"United States", "France", "United Kingdom", "Russia"}
    assert then["does_not_say"].notna().all()
    assert then.sort_values("date")["body"].iloc[0] == "Russia"
    skripal = read("skripal_statements").query("date <= '2018-04-12'").set_index(["date", "party"])
    stands = {
        ("2018-03-14", "United Kingdom"): {"names Russia", "leaves open"},
        ("2018-03-15", "United States"): {"shares the UK view"},
        ("2018-03-15", "France"): {"shares the UK view"},
        ("2018-03-18", "Russia"): {"denies"},
        ("2018-04-12", "OPCW"): {"technical finding"},
    }
    for key, stand in stands.items():
        assert set(skripal.loc[[key], "stand"]) == stand


def test_what_syrians_said_in_that_week(read):
    own = read("own_statements").set_index("statement_id")
    assert own.loc["SD02", "in_window"] == "not found"
    assert set(own.loc[["TR02", "IR03"], "date"]) == {"2018-04-14"}
    syrian = own[own["party"].isin(["Syrian government", "Syrian opposition"])]
    assert syrian["date"].between("2018-04-09", "2018-04-16").sum() == 11
    shown = own.loc[["SY02", "SY09", "OP01", "OP02", "OP08"]]
    assert set(shown["party"]) == {"Syrian government", "Syrian opposition"}
    assert shown["date"].between("2018-04-09", "2018-04-14").all()
    assert set(shown["verification"]) == {"one source"}
    rescuers = read("strike_grounds").set_index("ground_id").loc["G29"]
    assert (rescuers["date"], rescuers["known"], rescuers["actor_group"]) == (
        "2018-04-08",
        "then",
        "Syrian civil body",
    )


def test_the_article_appears_three_days_after_the_strikes(read):
    story = read("story", parse_dates=["date"]).set_index("label")
    assert (pd.Timestamp("2018-04-17") - story.loc["The strikes", "date"]).days == 3
    then = story.query("known == 'then'")
    assert then["date"].max() == pd.Timestamp("2018-04-16")
    assert (then["date"] > "2018-04-05").mean() > 0.5
    assert len(then[then["date"] == "2018-04-10"].query("lane == 'United Nations and OPCW'")) == 2


def test_syrians_who_spoke_have_their_names(read, root):
    page = (root / "notebooks" / "01-claims.ipynb").read_text(encoding="utf-8")
    reports = read("douma_reports").query("known == 'then'").set_index("reporter")
    for name in ("White Helmets (Raed al-Saleh)", "White Helmets (Siraj Mahmoud)", "SAMS (Basel Termanini)"):
        # Dozens of dead, by each of them.
        assert 24 <= reports.loc[name, "deaths"] < 100
        assert name.split("(")[1].rstrip(")") in page
    aksoy = read("strike_grounds").set_index("ground_id").loc["G22"]
    assert aksoy["actor"] == "Syrian Coalition"
    assert "vice-president Salwa Aksoy" in aksoy["speaker"]
    assert "action should aim at Assad" in aksoy["statement"]
    assert "vice-president Salwa Aksoy asked for action against Assad" in page
