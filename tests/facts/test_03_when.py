"""Session 03: every instant, date and count that the lesson or the guide states, from the tables."""

import json
import os
import re
import subprocess
import sys

import pandas as pd
import pytest

HOUR = pd.Timedelta(hours=1)
STRIKE = pd.Timestamp("2018-04-14 01:00", tz="UTC")
ZONES = ("America/New_York", "Asia/Damascus", "Europe/Moscow")


def at(day, zone):
    return pd.Timestamp(day).tz_localize(zone)


def clocks(instant):
    return [instant.tz_convert(zone).strftime("%a %d %H:%M") for zone in ZONES]


@pytest.fixture
def events(read):
    return read("events").set_index("event_id")


@pytest.fixture
def times(read):
    table = read("strike_times")
    return table.assign(utc=pd.to_datetime(table["utc"], utc=True))


def test_the_strikes_are_one_instant_on_three_clocks(events):
    assert pd.Timestamp(events.loc["E075", "utc"]) == STRIKE
    assert clocks(STRIKE) == ["Fri 13 21:00", "Sat 14 04:00", "Sat 14 04:00"]
    assert clocks(STRIKE + HOUR) == ["Fri 13 22:00", "Sat 14 05:00", "Sat 14 05:00"]


def test_four_accounts_begin_within_18_minutes_on_friday_in_washington(times):
    for row in times.itertuples():
        assert pd.Timestamp(row.clock).tz_localize(row.time_zone) == row.utc
    starts = times[times["moment"] == "start"].set_index("party")
    assert starts["utc"].dt.strftime("%H:%M").to_dict() == {
        "United States": "01:00", "United Kingdom": "01:00", "Syrian government": "00:55", "Russia": "00:42",
    }  # fmt: skip
    assert starts["utc"].sort_values().diff().dropna().tolist() == [
        pd.Timedelta(minutes=number) for number in (13, 5, 0)
    ]
    assert set(starts["utc"].dt.tz_convert("America/New_York").dt.day_name()) == {"Friday"}
    assert set(starts["utc"].dt.tz_convert("Asia/Damascus").dt.day_name()) == {"Saturday"}
    assert starts["utc"].dt.tz_convert("Asia/Tokyo").dt.strftime("%A %H:%M").to_list() == [
        "Saturday 10:00", "Saturday 10:00", "Saturday 09:55", "Saturday 09:42",
    ]  # fmt: skip
    assert times["clock"].str[-5:].tolist() == ["21:00", "02:00", "03:55", "03:42", "05:10"]
    assert "7 April 2017" in starts.loc["Russia", "scope"]
    assert at("2018-04-14 03:55", "Asia/Damascus").tz_convert("America/New_York").strftime("%A %H:%M") == (
        "Friday 20:55"
    )


@pytest.mark.parametrize(
    ("zone", "last_winter_day", "winter", "summer"),
    [("Asia/Damascus", "2018-03-29", 2, 3), ("America/New_York", "2018-03-10", -5, -4)],
)
def test_summer_time_had_begun(zone, last_winter_day, winter, summer):
    def offset(day):
        return at(f"{day} 12:00", zone).utcoffset() / HOUR

    assert offset(last_winter_day) == winter == offset("2018-03-04")
    assert offset(pd.Timestamp(last_winter_day) + pd.Timedelta(days=1)) == summer == offset("2018-04-14")


def test_the_article_has_friday_and_the_weekend_and_appeared_on_a_tuesday(read):
    claims = read("claims").set_index("claim_id")
    assert (claims.loc["C01", "paragraph"], claims.loc["C55", "paragraph"]) == (1, 16)
    assert "Friday" in claims.loc["C01", "claim"]
    assert "weekend" in claims.loc["C55", "claim"]
    assert pd.Timestamp("2018-04-17").day_name() == "Tuesday"


def test_four_of_89_events_have_a_minute_and_three_have_another_day_in_washington(events):
    assert events["precision"].value_counts().to_dict() == {"day": 85, "minute": 4}
    known = events[events["precision"] == "minute"]
    instants = pd.to_datetime(known["utc"], utc=True)
    assert instants.dt.tz_convert("America/New_York").dt.day_name().tolist() == [
        "Thursday", "Sunday", "Sunday", "Friday",
    ]  # fmt: skip
    days = pd.to_datetime(known["date"]).dt.day_name()
    assert days.tolist() == instants.dt.day_name().tolist() == ["Friday", "Sunday", "Monday", "Saturday"]
    assert known["place"].iloc[1] == "Salisbury"
    for row in known.itertuples():
        assert at(f"{row.date} {row.time_local}", row.time_zone) == pd.Timestamp(row.utc)
    assert clocks(pd.Timestamp(known.loc["E063", "utc"])) == ["Sun 08 20:25", "Mon 09 03:25", "Mon 09 03:25"]
    assert known.loc["E063", "initiator"].startswith(
        "disputed: the Russian, Syrian and Iranian governments name Israel"
    )


def test_the_timeline_has_three_lanes_on_14_april(read):
    story = read("story")
    assert (len(story), story["lane"].nunique()) == (20, 5)
    assert set(story.loc[story["date"] == "2018-04-14", "lane"]) == {
        "Syria", "United Nations and OPCW", "Talks",
    }  # fmt: skip
    assert (story["date"] == "2018-04-14").sum() == 3
    assert [story["date"].min(), story["date"].max()] == ["2018-03-04", "2018-04-17"]


def test_a_day_has_two_ends(read):
    dates = read("inspection_dates").set_index("step")["date"]
    assert dates["Russian military police take up posts in the town"] == "2018-04-12"
    ends = [at(day, "Asia/Damascus") for day in ("2018-04-13", "2018-04-12")]
    assert [(STRIKE - end) / HOUR for end in ends] == [28, 52]
    # Question 3.4, and the numbers of its hints.
    assert dates.filter(like="Spokesperson announces").tolist() == ["2018-04-12"]
    assert dates["The OPCW team is in Damascus"] == "2018-04-14"

    def gaps(first, second):
        return [
            (at("2018-04-14", second) - at("2018-04-13", first)) / HOUR,
            (at("2018-04-15", second) - at("2018-04-12", first)) / HOUR,
        ]

    assert gaps("Europe/Amsterdam", "Asia/Damascus") == [23, 71]
    assert gaps("UTC", "UTC") == gaps("Europe/Amsterdam", "Etc/GMT-2") == [24, 72]
    assert gaps("Asia/Damascus", "Europe/Amsterdam") == [25, 73]
    assert gaps("Etc/GMT-1", "Asia/Damascus") == [22, 70]
    assert [(STRIKE - at(day, "Europe/Amsterdam")) / HOUR for day in ("2018-04-13", "2018-04-12")] == [27, 51]


def test_the_memorandum_and_the_line(read):
    line = read("liaison_line")
    then = line[line["known"] == "then"]
    memo = then[then["about"] == "memorandum"]
    assert list(zip(memo["date"], memo["until"], memo["state"], strict=True))[:3] == [
        ("2015-10-20", "2017-04-08", "memorandum signed"),
        ("2017-04-08", "2017-05-06", "memorandum suspended by Russia"),
        ("2017-05-06", "2017-06-19", "return to memorandum announced"),
    ]
    assert memo["date"].tolist()[3:] == ["2017-06-19"]
    assert (memo["state"].iloc[3], memo["until"].isna().sum()) == ("memorandum suspended by Russia", 1)
    calls = then.drop(memo.index).groupby("told_by")["date"].agg(list)
    assert calls["Russia"] == ["2017-04-14", "2018-04-10", "2018-04-12", "2018-04-16"]
    assert "Lavrov to the BBC" in then.loc[then["date"] == "2018-04-16", "point"].item()
    us = calls["US side"]
    assert {day[:4] for day in us} == {"2016", "2017", "2018"}
    assert {"2017-04-26", "2017-06-19", "2017-06-23", "2018-04-13", "2018-04-14"} <= set(us)
    assert calls.index.tolist() == ["Russia", "US side"]
    assert set(then.loc[then["date"] == "2017-06-19", "state"]) == {
        "memorandum suspended by Russia", "line works, says the US side",
    }  # fmt: skip
    assert line.loc[line["known"] == "later", "date"].tolist() == ["2018-04-20"]


def test_what_stood_before_each_suspension_and_an_hour_of_that_night(read, events):
    assert events.loc["E032", "date"] < "2017-04-08"
    assert events.loc["E035", "date"] < "2017-06-19"
    assert set(events.loc[["E032", "E035"], "target"]) == {"Syrian government"}
    assert "it was fighting Islamic State, the Syrian army says" in events.loc["E035", "event"]
    assert "finds the Syrian government responsible" in events.loc["E030", "event"]
    assert "not credible, as nobody had gone there" in events.loc["E030", "event"]
    own = read("own_statements").set_index("statement_id")
    assert "at four in the morning" in own.loc["PE03", "summary"]
    assert pd.Timestamp(events.loc["E075", "utc"]).tz_convert("Asia/Damascus").hour == 4
    assert "worked on medicines" in " ".join(read("strike_targets")["scope"])


def test_who_says_what_about_a_warning(read):
    rows = read("strike_warnings")
    said = rows[rows["topic"] == "warning"].groupby("party")["warned"].agg(list)
    assert said["France"] == ["yes"]
    assert said["United States"] == ["no", "contact"]
    assert said["Russia"] == ["no answer", "contact"]
    assert said["ally of Damascus, unnamed"] == said["Syrian Observatory for Human Rights"] == ["yes"]
    assert "Syrian government" not in said
    assert said["Turkey"] == ["yes"]
    unfound = rows[rows["verification"] == "not found"]
    assert unfound["party"].tolist() == ["United Kingdom"]
    assert rows.loc[rows["known"] == "later", "speaker"].tolist() == ["Foreign minister Lavrov"]
    assert set(rows.loc[rows["topic"] == "air defence", "party"]) == {"Russia", "United States"}


def test_46_is_the_part_of_71_that_belongs_to_damascus(read):
    counts = read("strike_counts")
    general = counts[counts["claimant"] == "Russia (General Staff)"]
    taken = general[general["measure"] == "intercepted"].set_index("date")["number"]
    assert taken.to_dict() == {"2018-04-14": 71, "2018-04-25": 46}
    assert general.loc[general["measure"] == "launched", "number"].tolist() == [103]
    us = counts[counts["claimant"] == "United States (Department of Defense)"].set_index("measure")["number"]
    assert (us["launched"], us["intercepted"]) == (105, 0)
    army = counts[counts["claimant"] == "Syria (General Command of the Army)"].set_index("measure")
    assert (army.loc["launched", "number"], army.loc["launched", "exactness"]) == (110, "about")
    assert army.loc["intercepted", "exactness"] == "most"
    first = read("strike_targets").query("claimant == 'Russia (General Staff)' and date == '2018-04-14'")
    zones = first.groupby("zone")["intercepted"].sum()
    assert (zones["Damascus"], zones.sum()) == (46, 71)
    assert (first["target"].str.contains("airfield") & (first["zone"] == "Damascus")).sum() == 4
    later = general[general["number"] == 46]
    assert "repeats 71 of 103" in later["scope"].item()
    second = read("strike_targets").query("claimant == 'Russia (Ministry of Defence)'")
    assert second.groupby("zone")["intercepted"].sum().to_dict() == {"Damascus": 44, "Homs": 27}


def test_who_was_hurt_by_whose_word(read):
    people = read("strike_counts").query("unit == 'people'")
    assert people["number"].tolist() == [3, 6, 6, 0, 0, 0]
    assert set(people.loc[people["number"] > 0, "area"]) == {"near Homs"}
    six = people.loc[people["number"] == 6, "scope"].tolist()
    assert ["soldiers" in six[0], "civilians" in six[1]] == [True, True]
    us = people.loc[people["claimant"].str.startswith("United States"), "measure"]
    assert us.tolist() == ["killed"]


def test_nine_texts_on_a_rank(read):
    rank = read("officer_rank")
    assert rank["rank"].value_counts().to_dict() == {"colonel general": 8, "lieutenant general": 1}
    lower = rank[rank["rank"] == "lieutenant general"].iloc[0]
    assert (lower["date"], lower["language"]) == ("2018-04-14", "English")
    assert rank["date"].min() == "2017-02-22"


def test_what_was_public_about_the_inspectors_on_17_april(read):
    steps = read("inspection_dates")
    assert (steps["published"] <= "2018-04-17").sum() == 9 == (steps["known"] == "then").sum()
    assert (steps["date"] <= "2018-04-17").sum() == 13
    assert (steps["published"] < "2018-04-17").sum() == 8
    assert (steps["published"] == "2018-04-17").sum() == 1
    assert (steps["published"] > steps["date"]).sum() == 4
    # Numbers of the hints of 3.3.
    assert (steps["date"] < "2018-04-17").sum() == (steps["published"] >= "2018-04-17").sum() == 11
    assert (steps["published"] > "2018-04-17").sum() == 10
    assert (steps["published"] <= "2018-04-18").sum() == 12
    assert (steps["published"] == steps["date"]).sum() == 15
    said = steps.set_index("published").loc["2018-04-12", "step"].str.cat()
    assert "on its way to Syria and will work from Saturday 14 April; no town is named" in said
    assert steps.set_index("step")["date"].filter(like="First visit").tolist() == ["2018-04-21"]
    accounts = read("inspection_accounts")
    assert set(accounts.loc[accounts["verification"] == "not found", "party"]) == {"Syrian opposition", "SDF"}
    assert {
        "OPCW",
        "United Nations",
        "United Kingdom",
        "United States",
        "Russia",
        "Syrian government",
    } <= set(accounts.loc[accounts["known"] == "then", "party"])


def test_exactly_one_record_has_no_zone_and_reads_four_hours_early(read, events):
    records = read("clock_records")
    naive = records[~records["stored"].str.contains(r"(?:Z|[+-]\d\d:\d\d)$")]
    assert naive["record"].tolist() == ["R5"]
    true = at(naive["stored"].iloc[0], "America/New_York")
    others = records.drop(naive.index)
    known = pd.to_datetime(events["utc"], utc=True)
    assert (
        pd.to_datetime(others["stored"], utc=True).to_numpy() == known[others["event_id"]].to_numpy()
    ).all()
    early = true - pd.to_datetime(naive["stored"], utc=True).iloc[0]
    assert (true, early) == (STRIKE, 4 * HOUR)
    assert (true - early).tz_convert("Asia/Damascus").strftime("%H:%M") == "00:00"
    wrong = pd.to_datetime("2018-04-14 04:00", utc=True).tz_convert("America/New_York")
    assert wrong.strftime("%A %H:%M") == "Saturday 00:00"


def test_the_verdicts_of_this_session(verdicts_of):
    rows, course = verdicts_of(3)
    assert course.index.tolist() == ["C01", "C17", "C18", "C19", "C21", "C23", "C30", "C61"]
    assert course["C61"] == "holds"
    assert set(course[["C18", "C30"]]) == {"not supported by what we have"}
    assert set(course.drop(["C61", "C18", "C30"])) == {"holds, with a limit"}
    # What 3.3 says of the site is defensible in 3.7 as well.
    site = rows[rows["verdict"] == "not supported by what we have"].set_index("claim_id")["reason"]
    assert "means the site" in site["C21"]


def test_friday_stands_against_the_weekend_of_p16_and_not_against_a_caption(root):
    for path in (root / "notebooks" / "03-when.ipynb", root / "solutions" / "guide" / "03-when.md"):
        text = path.read_text(encoding="utf-8")
        assert "P16" in text, path
        assert not re.search(r"caption[^.\n]{0,40}Saturday", text), path


# What a student may hand in, without the solution's own helpers: name -> code.
NAMES = (
    "utc, dam = timezone.utc, ZoneInfo('Asia/Damascus')\n"
    "was, mos = ZoneInfo('America/New_York'), ZoneInfo('Europe/Moscow')\n"
    "hague = ZoneInfo('Europe/Amsterdam')\n"
    "hour = timedelta(hours=1)"
)
NIGHTS = "[(2017, 4, 7, 0, 40), (2018, 3, 4, 16, 15), (2018, 4, 9, 0, 25), (2018, 4, 14, 1, 0)]"
CASES = {
    "3.1": {
        "right": "[datetime(2018, 4, 9, 3, 25, tzinfo=dam), datetime(2018, 4, 8, 20, 25, tzinfo=was),"
        " datetime(2018, 4, 9, 3, 25, tzinfo=mos)]",
        "from local seconds": "[datetime.fromtimestamp(1523233500, zone) for zone in (dam, was, mos)]",
        "stays in UTC": "[datetime(2018, 4, 9, 0, 25, tzinfo=utc)] * 3",
        "naive": "[datetime(2018, 4, 9, 3, 25), datetime(2018, 4, 8, 20, 25), datetime(2018, 4, 9, 3, 25)]",
        "minus five": "[datetime(2018, 4, 9, 3, 25, tzinfo=dam), datetime(2018, 4, 8, 19, 25,"
        " tzinfo=timezone(timedelta(hours=-5))), datetime(2018, 4, 9, 3, 25, tzinfo=mos)]",
        "plus two": "[datetime(2018, 4, 9, 1, 25, tzinfo=utc).astimezone(zone) for zone in (dam, was, mos)]",
        "stamped": "[datetime(2018, 4, 9, 3, 25, tzinfo=utc).astimezone(zone) for zone in (dam, was, mos)]",
        "localised": "[datetime(2018, 4, 9, 3, 25, tzinfo=zone) for zone in (dam, was, mos)]",
    },
    "3.2": {
        "right": "both([datetime(*night, tzinfo=utc).astimezone(was) for night in nights])",
        "stays in UTC": "both([datetime(*night, tzinfo=utc) for night in nights])",
        "localised": "both([datetime(*night, tzinfo=was) for night in nights])",
    },
    "3.4": {
        "right": "[(datetime(2018, 4, 14, tzinfo=dam) - datetime(2018, 4, 13, tzinfo=hague)) / hour,"
        " (datetime(2018, 4, 15, tzinfo=dam) - datetime(2018, 4, 12, tzinfo=hague)) / hour]",
        "naive": "[(datetime(2018, 4, 14) - datetime(2018, 4, 13)) / hour,"
        " (datetime(2018, 4, 15) - datetime(2018, 4, 12)) / hour]",
    },
}
SCRIPT = f"""
import json, time
import pandas as pd
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo
from newscase import check
{NAMES}
nights = {NIGHTS}
def both(times):
    return [pd.Series(times), [time.strftime("%A") for time in times]]
said = {{}}
for question, cases in {CASES!r}.items():
    for name, code in cases.items():
        verdict = check(question, eval(code))
        said[question + " " + name] = [verdict.status, verdict.sentence, verdict.slip]
print(json.dumps([time.timezone, said]))
"""
# What the hint for each kind of mistake must speak of.
ABOUT = {
    "stays in UTC": "UTC",
    "naive": "zone",
    "minus five": "winter",
    "plus two": "winter time",
    "localised": "hands",
    "stamped": "06:25",
}


def verdicts_on_a_machine_in(zone, root):
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, encoding="utf-8",
        timeout=120,
        env={**os.environ, "TZ": zone, "PYTHONPATH": str(root), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def machines(root):
    return {
        zone: verdicts_on_a_machine_in(zone, root)
        for zone in ("America/New_York", "Asia/Damascus", "Pacific/Auckland")
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not read the zone from TZ.")
def test_the_checks_say_the_same_whatever_the_machines_own_zone(machines):
    assert len({offset for offset, _ in machines.values()}) == 3, "TZ had no effect"
    first, *others = [said for _, said in machines.values()]
    assert all(said == first for said in others)


@pytest.mark.parametrize("question", CASES)
def test_each_kind_of_mistake_with_a_zone_has_its_own_hint(machines, question):
    for _, said in machines.values():
        sentences = []
        for case in CASES[question]:
            status, sentence, slip = said[f"{question} {case}"]
            if case in ("right", "from local seconds"):
                assert status == "Correct", (case, sentence)
                continue
            assert status == "Not yet"
            assert slip is not None, (case, sentence)
            assert ABOUT[case] in sentence, (case, sentence)
            sentences.append(sentence)
        assert len(set(sentences)) == len(sentences)
