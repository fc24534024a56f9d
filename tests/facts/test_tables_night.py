"""The tables of the night of 14 April 2018 add up, have scopes and addresses, and hear every side."""

import json
import re

import pandas as pd
import pytest

TABLES = (
    "clock_records", "douma_documents", "douma_reports", "inspection_accounts", "inspection_dates",
    "liaison_line", "officer_rank", "s300_thread", "strike_counts", "strike_grounds", "strike_reactions",
    "strike_targets", "strike_times", "strike_warnings",
)  # fmt: skip
ARTICLE = "2018-04-17"
GENERAL = "Russia (General Staff)"


@pytest.fixture
def counts(read):
    return read("strike_counts")


def listed(targets, claimant, date):
    return targets[(targets["claimant"] == claimant) & (targets["date"] == date)]


# Sums


def test_the_list_of_14_april_adds_up_to_71_and_to_46_round_damascus(read, counts):
    rows = listed(read("strike_targets"), GENERAL, "2018-04-14")
    said = counts[(counts["claimant"] == GENERAL) & (counts["measure"] == "intercepted")].set_index("area")
    assert rows["fired"].sum() == 103
    assert rows["intercepted"].sum() == 71 == said.loc["all of Syria", "number"]
    near = rows[rows["zone"] == "Damascus"]
    assert near["intercepted"].sum() == 46 == said.loc["Damascus and four airfields", "number"]
    assert set(near["target"]) == {
        "Duvali airfield", "Dumayr airfield", "Blei airfield", "Mezzeh airfield", "Barzeh and Jaramani",
    }  # fmt: skip


def test_the_list_of_16_april_has_the_same_total_and_two_other_targets(read):
    targets = read("strike_targets")
    first = listed(targets, GENERAL, "2018-04-14").set_index("target")["intercepted"]
    second = listed(targets, "Russia (Ministry of Defence)", "2018-04-16").set_index("target")
    assert (second["fired"].sum(), second["intercepted"].sum()) == (103, 71)
    assert second.loc[second["zone"] == "Damascus", "intercepted"].sum() == 44
    changed = {t for t in first.index.union(second.index) if first.get(t) != second["intercepted"].get(t)}
    assert changed - {"not listed"} == {"Barzeh and Jaramani", "T-4 (Tifor) airfield"}


def test_the_us_list_adds_up_to_105_at_three_sites(read, counts):
    rows = listed(read("strike_targets"), "United States (Department of Defense)", "2018-04-14")
    assert rows["fired"].to_list() == [76, 22, 7]
    us = counts[counts["claimant"].str.startswith("United States")].set_index("measure")["number"]
    assert (us["launched"], us["hit"], us["intercepted"]) == (105, 105, 0)


# Faults that were there


def test_46_is_a_part_of_71_by_one_speaker_and_not_a_correction(counts):
    rows = counts[counts["number"].isin([71, 46])]
    assert set(rows["claimant"]) == {GENERAL, "Russia (Ministry of Defence)"}
    part = rows[rows["number"] == 46].iloc[0]
    assert part["speaker"] == rows.loc[rows["number"] == 71, "speaker"].iloc[0]
    assert part["area"] != "all of Syria"
    assert (part["known"], part["verification"]) == ("later", "one source")
    assert not ((counts["claimant"].str.startswith("Russia")) & (counts["number"] == 66)).any()


def test_syria_counts_too(counts):
    army = counts[counts["claimant"] == "Syria (General Command of the Army)"].set_index("measure")
    assert (army.loc["launched", "number"], army.loc["launched", "exactness"]) == (110, "about")
    assert army.loc["intercepted", "exactness"] == "most"
    assert pd.isna(army.loc["intercepted", "number"])


@pytest.mark.parametrize("folder", ["notebooks", "solutions", "exercises"])
def test_no_lesson_calls_46_a_later_number(root, folder):
    for stem in ("03-when", "11-publish"):
        cells = json.loads((root / folder / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
        text = " ".join(" ".join("".join(cell["source"]).split()) for cell in cells)
        wrong = r"later (says |statement )?46|General Staff says 46[.;]|Two Russian bodies|71 and later 46"
        assert not re.search(wrong, text), stem


def test_the_announcement_of_12_april_is_among_the_dates(read):
    steps = read("inspection_dates")
    day = steps[steps["date"] == "2018-04-12"]
    said = day[day["step"].str.contains("announces") & day["step"].str.contains("14 April")]
    assert said["published"].to_list() == ["2018-04-12"]
    assert (steps["published"] >= steps["date"]).all()
    # The two parts of the team are known from July, the shooting and the first visit from after the article.
    later = steps[steps["known"] == "later"]
    for words in ("advance team", "second team", "comes under fire", "First visit"):
        assert later["step"].str.contains(words).sum() == 1, words


def test_the_officer_was_a_colonel_general_before_the_article(read):
    ranks = read("officer_rank")
    decree = ranks[ranks["kind"] == "report of the decree"]
    assert set(decree["rank"]) == {"colonel general"}
    assert decree["date"].max() < ARTICLE
    assert (ranks["rank"] == "lieutenant general").sum() == 1


def test_russia_ended_its_part_in_the_memorandum_twice(read):
    line = read("liaison_line")
    ended = line.loc[line["state"] == "memorandum suspended by Russia", "date"]
    assert ended.to_list() == ["2017-04-08", "2017-06-19"]
    assert (line["date"] == "2017-05-06").sum() == 1
    # Each time the other side says that contact went on.
    assert (line["state"] == "line works, says the US side").sum() == 3


def test_the_askers_of_s300_differ_by_speaker(read):
    named = read("s300_thread").set_index("date")["reason_named"]
    assert named["2018-04-14"] == "some Western partners"
    assert named["2018-04-20"].startswith("partners")
    assert named["2018-09-24"].dropna().to_list() == ["Israel"]


def test_the_grounds_of_the_three_states_differ_and_no_side_is_missing(read):
    grounds = read("strike_grounds")
    ground = grounds.groupby("actor")["legal_ground"].agg(lambda column: " ".join(column.dropna()))
    assert "humanitarian intervention" in ground["United Kingdom"]
    assert "2118" in ground["France"]
    assert "no mandate" in ground["France"]
    assert not re.search("Charter|2118|humanitarian", ground["United States"])
    assert {
        "Syrian government", "Syrian Negotiations Commission", "Syrian Coalition", "Russia", "Iran",
        "Turkey", "UN Secretary-General",
    } <= set(grounds["actor"])  # fmt: skip
    missing = grounds.loc[grounds["verification"] == "not found", "actor"]
    assert missing.to_list() == ["Syrian Democratic Forces (SDF)"]
    france = read("strike_reactions").set_index("actor").loc["France", "summary"]
    assert "2118" in france


def test_nothing_about_douma_is_adjudicated_and_both_governments_answer(read):
    documents = read("douma_documents")
    mandated = documents[documents["kind"] == "report of a mandated body"]
    assert (mandated["date"] > ARTICLE).all()
    assert mandated["document"].dropna().to_list() == ["S/1645/2018", "S/1731/2019"]
    rejected = " ".join(documents.loc[documents["kind"] == "rejection", "body"])
    assert "Syrian government" in rejected
    assert "Russia" in rejected
    reports = read("douma_reports").set_index("reporter")
    assert pd.isna(reports.loc["Syrian government", "deaths"])
    assert reports.loc["Syrian Observatory for Human Rights", "deaths"] == 11
    assert reports["deaths"].max() == 75


def test_what_came_after_the_reports_from_douma_is_marked_later(read):
    documents = read("douma_documents").sort_values("date")
    shown = documents[documents["kind"] == "presentation"].iloc[0]
    assert (shown["date"], shown["body"], shown["known"]) == (
        "2018-04-26",
        "Russia; Syrian government",
        "later",
    )
    assert "the OPCW had asked" in shown["does_not_say"]
    # The government that denied the attack is not the one that speaks last.
    last = documents.iloc[-1]
    assert (last["kind"], last["known"]) == ("statement", "later")
    assert "since December 2024" in last["body"]


def test_a_clock_is_its_instant_in_its_zone(read):
    times = read("strike_times")
    for row in times.itertuples():
        assert pd.Timestamp(row.clock).tz_localize(row.time_zone) == pd.Timestamp(row.utc), row.party
    starts = times[times["moment"] == "start"].set_index("party")["utc"]
    late = (pd.to_datetime(starts) - pd.Timestamp("2018-04-14 00:42", tz="UTC")) / pd.Timedelta(minutes=1)
    assert late.to_dict() == {
        "United States": 18, "United Kingdom": 18, "Syrian government": 13, "Russia": 0,
    }  # fmt: skip


# Every table


@pytest.mark.parametrize("name", TABLES)
def test_a_row_has_its_source_address_and_time(read, name):
    table = read(name)
    if name == "clock_records":  # Made from the events, whose sources it has.
        return
    found = table["verification"] != "not found"
    assert table.loc[found, ["source", "url"]].notna().all(axis=None)
    assert table.loc[~found, ["source", "url"]].isna().all(axis=None)
    assert table.loc[found, "url"].str.fullmatch(r"https?://[!-.0-~]+\.[!-.0-~]+/[!-~]*").all()
    assert not table["source"].dropna().str.contains("Wikipedia|Steemit|mirror").any()
    if "known" in table:
        day = next(c for c in ("published", "statement_date", "date") if c in table)
        late = table["known"] == "later"
        assert (table.loc[late, day].str[:10] > ARTICLE).all() or name == "douma_reports"
        assert (table.loc[~late, day].str[:10] <= ARTICLE).all()
    if name in ("strike_counts", "douma_reports"):
        assert table["scope"].notna().all()


@pytest.mark.parametrize("name", TABLES)
def test_words_take_no_side(root, name):
    text = (root / "data" / f"{name}.csv").read_text(encoding="utf-8").lower()
    text = re.sub(r"https?://\S+", "", text)
    assert not re.search(r"\b(regime|aggressors?|rebels?|terrorists?|so-called|admit\w*)\b", text)
