"""Session 10: who sat where, what came of it, and what the article's predictions met."""

import json
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
NEW = "something new agreed"
PROCESS = ["Astana", "Sochi congress", "Three-state meetings"]
ASKED = ["observer", "invited, did not come", "declined to attend"]
SIDES = ["syrian_government", "armed_opposition", "political_opposition"]
SCORED = ["C06", "C12", "C26", "C46", "C57", "C60"]


@pytest.fixture(scope="module")
def rounds(read):
    return read("talks_rounds", parse_dates=["date_start"])


@pytest.fixture(scope="module")
def before(rounds):
    return rounds[rounds["known"] == "then"]


@pytest.fixture(scope="module")
def after(rounds):
    return rounds[rounds["known"] == "later"]


@pytest.fixture(scope="module")
def own(read):
    table = read("own_statements")
    return table.assign(claim_id=table["claims"].str.split("; ")).explode("claim_id")


def by_us_role(table, roles):
    process = table[table["track"].isin(PROCESS)]
    return round(100 * process["us_role"].isin(roles).mean(), 1)


def texts(place):
    """Return all that a reader of a notebook sees, figures' texts among it."""
    notebook = json.loads((ROOT / place / "10-talks.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        yield "".join(cell["source"])
        for output in cell.get("outputs", []):
            yield "".join(output.get("data", {}).get("text/plain", ""))


# Who sat where


def test_the_strip_of_the_six_weeks(rounds, read):
    story = read("story", parse_dates=["date"])
    weeks = rounds[rounds["date_start"].between(story["date"].min(), story["date"].max())]
    assert set(weeks["track"]) == {"Three-state meetings"}
    assert weeks["label"].tolist() == ["Foreign ministers in Astana", "Ankara summit"]
    assert any("three states met twice" in text for text in texts("notebooks"))
    assert weeks.set_index("label").loc["Ankara summit", ["us_role", *SIDES]].eq("not a party").all()
    talks = story[story["lane"] == "Talks"]
    assert talks["date"].dt.strftime("%m-%d").tolist() == ["04-04", "04-14"]
    assert len(story) - len(talks) == 18


def test_rounds_by_track(rounds, before):
    assert rounds["track"].value_counts().to_dict() == {
        "Astana": 14, "Geneva": 13, "Three-state meetings": 8, "UN consultations": 2,
        "Sochi congress": 1, "Four-state meeting": 1,
    }  # fmt: skip
    assert (len(rounds), len(before)) == (39, 24)
    assert before["track"].value_counts().to_dict() == {
        "Geneva": 11, "Astana": 8, "Three-state meetings": 4, "Sochi congress": 1,
    }  # fmt: skip


def test_the_us_was_in_the_rooms_of_astana_until_the_article(rounds, before, after):
    assert (before.query("track == 'Astana'")["us_role"] == "observer").all()
    assert not (after["us_role"] == "observer").any()
    roles = rounds.set_index("label")["us_role"]
    assert roles[["Astana IX", "Astana X (in Sochi)"]].eq("invited, did not come").all()
    assert roles[["Astana XI", "Astana XIII"]].eq("did not take part").all()
    assert roles[["Astana XII", "Astana XIV"]].eq("not named").all()
    assert roles["Syrian National Dialogue Congress"] == "declined to attend"
    assert roles[["Geneva I", "Geneva II"]].eq("participant").all()
    geneva = rounds[(rounds["track"] == "Geneva") & (rounds["date_start"] >= "2016")]
    assert geneva["us_role"].eq("backer of the process").all()
    assert (rounds.query("track == 'Three-state meetings'")["us_role"] == "not a party").all()


def test_question_1_shares_by_us_role(before, after):
    assert by_us_role(before, ["observer"]) == 61.5
    assert by_us_role(before, ASKED) == 69.2
    assert by_us_role(after, ASKED) == 20.0


def test_the_un_has_a_role_for_each_room(before):
    table = pd.crosstab(before["un_role"], before["track"])
    assert table.loc["convener"].to_dict() == {
        "Astana": 0, "Geneva": 11, "Sochi congress": 0, "Three-state meetings": 0,
    }  # fmt: skip
    assert table.loc["not a party", "Three-state meetings"] == 4
    assert table.loc[["observer", "took part"], ["Astana", "Sochi congress"]].sum().sum() == 9


def test_question_3_who_is_missing(before, rounds):
    assert (before["syrian_government"] == "not a party").sum() == 5
    assert (before[SIDES] == "not a party").all(axis=1).sum() == 5
    assert before["sdf"].value_counts().to_dict() == {"not named": 15, "absent": 6, "not invited": 3}
    assert set(rounds["sdf"]) == {"not invited", "not named", "absent"}
    assert rounds.loc[rounds["sdf"] == "not invited", "label"].tolist() == [
        "Geneva III, first session", "Astana I", "Syrian National Dialogue Congress",
    ]  # fmt: skip


def test_russia_has_a_role_in_every_round_and_jordan_came_to_astana(rounds, before):
    assert set(rounds["russia_role"]) == {
        "convener",
        "participant",
        "backer of the process",
        "consulted apart",
    }
    astana = before[before["track"] == "Astana"].set_index("label")["others"]
    assert astana.drop("Astana I").str.startswith("Jordan").all()
    assert astana[["Astana I"]].isna().all()


def test_most_rows_rest_on_two_sources(rounds):
    assert rounds["verification"].value_counts().to_dict() == {"two sources": 38, "one source": 1}


# What came


def test_results_by_track(before, after):
    counts = pd.crosstab(before["track"], before["result"])
    columns = [NEW, "talks or statement only", "no progress reported"]
    assert counts.loc["Astana", columns].tolist() == [5, 2, 1]
    assert counts.loc["Geneva", columns].tolist() == [2, 5, 4]
    assert counts.loc["Three-state meetings", columns].tolist() == [0, 4, 0]
    assert before.loc[before["result"] == NEW, "label"].tolist() == [
        "Geneva I", "Astana I", "Astana II", "Geneva IV", "Astana IV", "Astana VI", "Astana VIII",
        "Syrian National Dialogue Congress",
    ]  # fmt: skip
    assert after.loc[after["result"] == NEW, "label"].tolist() == ["Constitutional Committee, first session"]


def test_question_2_by_half_year(before):
    half = (
        before["date_start"].dt.year.astype(str) + "-" + (before["date_start"].dt.month.gt(6) + 1).astype(str)
    )
    # P3 speaks of the process of the three states; the finding names the shares with Geneva as well.
    for rows, expected, number in (
        (before[before["track"].isin(PROCESS)], [75.0, 40.0, 33.3], [4, 5, 3]),
        (before, [57.1, 28.6, 25.0], [7, 7, 4]),
    ):
        shares = pd.crosstab(half[rows.index], rows["result"], normalize="index")[NEW]
        assert (100 * shares["2017-1":]).round(1).tolist() == expected
        assert half[rows.index].value_counts()[["2017-1", "2017-2", "2018-1"]].tolist() == number


def test_eastern_ghouta_has_both_sides_and_what_was_found_later(read):
    deaths = read("ucdp_syria_governorates").query("month in ['2018-02', '2018-03']")
    by_place = deaths.groupby("governorate")["deaths"].sum()
    assert by_place[["Rif Dimashq", "Damascus"]].tolist() == [2903, 280]
    lesson = "\n".join(texts("notebooks"))
    for words in ("2,903", "280 in the city", "left out Islamic State", "the government rejected it"):
        assert words in lesson
    words = read("own_statements").set_index("statement_id").loc[["UN05", "SY12"], "known"]
    assert words.eq("later").all()
    votes = read("council_drafts").set_index("document").loc["S/RES/2401"]
    assert votes[["date", "in_favour"]].tolist() == ["2018-02-24", 15]  # all members, Russia among them


# Voices and predictions


def test_syrian_voices_of_four_kinds_and_what_was_not_found(read):
    statements = read("own_statements")
    syrian = statements["party"].str.startswith("Syrian") | statements["party"].eq("SDF")
    voices = statements[syrian & statements["topic"].isin(["Astana talks", "settlement"])]
    assert set(voices["party"]) == {"Syrian government", "Syrian opposition", "Syrian civil society", "SDF"}
    assert voices.loc[voices["date"].isna(), "statement_id"].tolist() == ["SY06"]
    days = voices.set_index("statement_id")["date"]
    assert days[["SY10", "SY05", "OP09", "CS01"]].tolist() == [
        "2017-01-24", "2018-02-13", "2017-12-21", "2018-01-03",
    ]  # fmt: skip


def test_the_two_voices_on_both_powers(own):
    assert own.loc[own["claim_id"] == "C13", ["party", "date"]].to_numpy().tolist() == [
        ["Syrian opposition", "2018-04-20"]
    ]


def test_the_class_meets_p4_and_p17(own, read):
    needs = own[own["claim_id"].isin(["C13", "C57"])].set_index("statement_id")
    assert needs["claim_id"].to_dict() == {"US10": "C57", "RU08": "C57", "OP06": "C13"}
    claims = read("claims").set_index("claim_id")["paragraph"]
    assert claims[["C13", "C57"]].tolist() == [4, 17]
    event = read("events").set_index("event_id").loc["E042"]
    assert event["date"].startswith("2017-11")
    in_class = "\n".join(texts("notebooks")).split("## At home: read on")[0]
    for words in ("[P4]", "By P17", *needs["speaker"]):
        assert words in in_class


def test_c13_has_no_voice_in_the_tables_by_the_day(own, verdicts_of):
    assert not ((own["claim_id"] == "C13") & (own["known"] == "then")).any()
    accepted, _ = verdicts_of(10)
    row = accepted[(accepted["claim_id"] == "C13") & accepted["verdict"].str.startswith("not supported")]
    assert row["known"].tolist() == ["then"]


def test_one_event_only_was_public_before_the_article(read):
    events = read("predictions").query("claim_id in @SCORED", local_dict={"SCORED": SCORED})
    assert events["known"].value_counts().to_dict() == {"later": 19, "then": 1}
    assert events.loc[events["known"] == "then", "claim_id"].tolist() == ["C60"]
    types = read("claims").set_index("claim_id").loc[SCORED, "type"]
    assert types[types != "prediction"].index.tolist() == ["C26", "C60"]
    geneva = events[events["claim_id"] == "C12"]["bears"].tolist()
    assert geneva == ["for", "for", "for", "both", "limits"]


def test_growth_of_2018_by_its_first_figure(read):
    event = read("predictions").set_index("event_id").loc["F23"]
    assert "2.3 percent" in event["event"]
    assert event["event_date"] == "2019-02-04"


def test_no_class_answer_in_the_lesson():
    page = "\n".join(texts("notebooks"))
    for number in ("61.5", "69.2", "75.0", "40.0", "33.3"):
        assert number not in page


def test_the_answer_rests_on_what_the_class_saw():
    before, home = "\n".join(texts("notebooks")).split("## At home: read on")
    answer = before.split("## The answer")[1]
    assert "five of eight rounds in Astana" in answer
    assert "Eastern Ghouta" in answer
    for later in ("north-east was represented", "no agenda"):
        assert later not in before
        assert later in home


def test_the_guide_has_the_days(before):
    guide = (ROOT / "solutions" / "guide" / "10-talks.md").read_text(encoding="utf-8")
    days = before.set_index("label")["date_start"]
    assert days["Moscow Declaration"] == pd.Timestamp("2016-12-20")
    assert days["Ankara summit"] == pd.Timestamp("2018-04-04")
    assert days["Foreign ministers in Astana"] == pd.Timestamp("2018-03-16")
    for day in ("20 December 2016", "4 April 2018", "16 March"):
        assert day in guide
