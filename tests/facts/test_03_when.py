"""Session 03: every instant, date and count that the lesson or a finding states, from the tables."""

import json
import os
import re
import subprocess
import sys

import pandas as pd
import pytest

SUMMER = pd.Timestamp("2018-04-14 01:00", tz="UTC")


@pytest.fixture
def events(root):
    return pd.read_csv(root / "data" / "events.csv", dtype={"cameo": "string"})


@pytest.fixture
def strike(events):
    return events.set_index("event_id").loc["E075"]


def local(row):
    return pd.Timestamp(f"{row['date']} {row['time_local']}").tz_localize(row["time_zone"])


def test_the_strikes_are_one_instant_on_four_clocks(strike):
    instant = pd.Timestamp(strike["utc"])
    assert instant == SUMMER == local(strike)
    clocks = {
        zone: instant.tz_convert(zone).strftime("%A %d %H:%M")
        for zone in ("Asia/Damascus", "America/New_York", "Europe/Moscow")
    }
    assert clocks == {
        "Asia/Damascus": "Saturday 14 04:00",
        "America/New_York": "Friday 13 21:00",
        "Europe/Moscow": "Saturday 14 04:00",
    }


def test_the_article_says_friday_and_appeared_on_a_tuesday(root):
    claims = pd.read_csv(root / "data" / "claims.csv").set_index("claim_id")
    assert claims.loc["C01", "paragraph"] == 1
    assert "Friday" in claims.loc["C01", "claim"]
    assert pd.Timestamp("2018-04-17").day_name() == "Tuesday"
    assert (pd.Timestamp("2018-04-17") - pd.Timestamp("2018-04-14")).days == 3


@pytest.mark.parametrize(
    ("zone", "last_winter_day", "winter", "summer"),
    [("Asia/Damascus", "2018-03-29", 2, 3), ("America/New_York", "2018-03-10", -5, -4)],
)
def test_summer_time_had_begun(zone, last_winter_day, winter, summer):
    def offset(day):
        return pd.Timestamp(f"{day} 12:00").tz_localize(zone).utcoffset() / pd.Timedelta(hours=1)

    assert offset(last_winter_day) == winter
    assert offset(pd.Timestamp(last_winter_day) + pd.Timedelta(days=1)) == summer
    assert offset("2018-04-14") == summer
    assert offset("2018-03-04") == winter


def test_moscow_and_damascus_share_the_hour_in_april_only():
    def hours(instant):
        return {instant.tz_convert(zone).hour for zone in ("Asia/Damascus", "Europe/Moscow")}

    assert len(hours(SUMMER)) == 1
    assert len(hours(SUMMER - pd.DateOffset(months=1))) == 2


def test_89_events_of_which_four_have_an_instant(events):
    assert len(events) == 89
    assert events["precision"].value_counts().to_dict() == {"day": 85, "minute": 4}
    assert events["event_id"].is_unique
    assert events["date"].is_monotonic_increasing


def test_an_instant_is_the_local_time_in_its_zone_and_a_day_is_not_midnight(events):
    exact = events["precision"] == "minute"
    assert events.loc[exact, ["time_local", "utc"]].notna().all(axis=None)
    assert events.loc[~exact, ["time_local", "utc"]].isna().all(axis=None)
    for _, row in events[exact].iterrows():
        assert pd.Timestamp(row["utc"]) == local(row), row["event_id"]
        assert row["utc"].endswith("Z")


def test_every_zone_is_known(events):
    for zone in events["time_zone"].unique():
        SUMMER.tz_convert(zone)
    assert events.set_index("event_id")["time_zone"].loc[["E007", "E047", "E067", "E071"]].tolist() == [
        "Asia/Yekaterinburg", "America/Los_Angeles", "America/New_York", "Asia/Damascus",
    ]  # fmt: skip


def test_three_of_four_instants_are_the_day_before_in_washington(events):
    instants = pd.to_datetime(events.dropna(subset="utc")["utc"])
    days = [
        instants.dt.tz_convert(zone).dt.day_name().tolist() for zone in ("Asia/Damascus", "America/New_York")
    ]
    assert days == [["Friday", "Sunday", "Monday", "Saturday"], ["Thursday", "Sunday", "Sunday", "Friday"]]
    assert instants.diff().iloc[-1] == pd.Timedelta(days=5, minutes=35)


def test_the_release_about_shayrat_gives_two_clocks_that_do_not_fit(events):
    row = events.set_index("event_id").loc["E032"]
    instant = pd.Timestamp("2017-04-06 20:40").tz_localize("America/New_York")
    assert instant == local(row) == pd.Timestamp("2017-04-07 00:40", tz="UTC")
    assert instant.tz_convert("Asia/Damascus").strftime("%H:%M") == "03:40" == row["time_local"]
    assert instant.tz_convert("Asia/Damascus").strftime("%H:%M") != "04:40"


def test_a_naive_damascus_clock_stamped_utc_is_midnight_on_saturday_in_washington():
    wrong = pd.to_datetime("2018-04-14 04:00", utc=True).tz_convert("America/New_York")
    assert wrong.strftime("%A %H:%M") == "Saturday 00:00"
    assert wrong - SUMMER == pd.Timedelta(hours=3)


def test_the_counts_that_the_timeline_states(events):
    april = events[events["date"].between("2018-04-04", "2018-04-25")]
    assert len(april) == 25
    assert april["precision"].value_counts().to_dict() == {"day": 23, "minute": 2}
    assert (april["date"] > "2018-04-17").sum() == 0
    assert april.loc[april["date"] == "2018-04-14", "precision"].value_counts().to_dict() == {
        "day": 5,
        "minute": 1,
    }
    assert april["category"].nunique() == 6
    # The caption's two reactions to the strikes.
    assert april.set_index("event_id").loc[["E069", "E074"], "initiator"].to_list() == ["Russia", "Turkey"]


def test_session_9_has_42_reactions(root):
    assert len(pd.read_csv(root / "data" / "strike_reactions.csv")) == 42


def test_31_events_from_4_march_to_17_april_three_to_the_minute(events):
    spring = events[events["date"].between("2018-03-04", "2018-04-17")]
    assert len(spring) == 31
    assert (spring["precision"] == "minute").sum() == 3
    assert {spring["date"].min(), spring["date"].max()} == {"2018-03-04", "2018-04-17"}
    first = spring.iloc[0]
    assert (first["event_id"], first["place"], first["category"]) == ("E053", "Salisbury", "chemical weapons")
    by_id = events.set_index("event_id")["date"]
    assert by_id[["E048", "E050", "E051"]].to_list() == ["2018-01-20", "2018-02-07", "2018-02-18"]


def test_the_dispatch_lies_27_to_51_hours_before_the_strikes(root):
    steps = pd.read_csv(root / "data" / "inspection_dates.csv").set_index("step")
    day = steps.loc["An advance team is sent", "date"]
    begins = pd.Timestamp(day).tz_localize("Europe/Amsterdam")
    ends = (pd.Timestamp(day) + pd.Timedelta(days=1)).tz_localize("Europe/Amsterdam")
    assert [(SUMMER - end) / pd.Timedelta(hours=1) for end in (ends, begins)] == [27, 51]


def test_exactly_one_record_has_no_zone_and_reads_four_hours_early(root, events):
    records = pd.read_csv(root / "data" / "clock_records.csv")
    naive = records[~records["stored"].str.contains(r"(?:Z|[+-]\d\d:\d\d)$")]
    assert naive["record"].tolist() == ["R5"]
    instants = pd.to_datetime(
        records["stored"].where(records["record"] != "R5", "2018-04-13T21:00:00-04:00"), utc=True
    )
    known = pd.to_datetime(events.set_index("event_id")["utc"])
    assert (instants.to_numpy() == known.loc[records["event_id"]].to_numpy()).all()
    assert SUMMER - pd.to_datetime(naive["stored"], utc=True).iloc[0] == pd.Timedelta(hours=4)


def test_friday_stands_against_the_weekend_of_p16_and_not_against_a_caption(root):
    for path in (*(root / folder / "03-when.ipynb" for folder in ("notebooks", "solutions", "exercises")),
                 root / "solutions" / "guide" / "03-when.md"):  # fmt: skip
        text = path.read_text(encoding="utf-8")
        assert "P16" in text, path
        assert not re.search(r"caption[^.\n]{0,40}Saturday", text), path


def test_contested_events_say_who_says_so(events):
    by_id = events.set_index("event_id")
    for event in ("E008", "E030", "E053", "E062", "E063"):
        assert by_id.loc[event, "initiator"].startswith("disputed"), event
    assert "count" in by_id.loc["E062", "event"]
    assert "deny" in by_id.loc["E062", "event"]
    assert "105" in by_id.loc["E075", "event"]
    assert "103" in by_id.loc["E075", "event"]
    assert not (events["rung"] == "adjudicated").any()


def test_words_take_no_side(events):
    text = " ".join(events[["event", "label", "initiator", "target"]].fillna("").to_numpy().ravel())
    assert not re.search(
        r"\b(regime|aggressors?|rebels?|terrorists?|so-called|liberat\w+)\b", text, re.IGNORECASE
    )


# What a student may hand in, without the solution's own helpers: name -> code.
ZONES = (
    "utc, dam = timezone.utc, ZoneInfo('Asia/Damascus')\n"
    "was, mos = ZoneInfo('America/New_York'), ZoneInfo('Europe/Moscow')"
)
CASES = {
    "3.1": {
        "right": "datetime(2018, 4, 14, 1, tzinfo=utc)",
        "from local seconds": "datetime.fromtimestamp(1523667600, utc)",
        "wrong zone": "datetime(2018, 4, 14, 4, tzinfo=timezone(timedelta(hours=3)))",
        "naive": "datetime(2018, 4, 14, 4)",
        "winter": "datetime(2018, 4, 14, 2, tzinfo=utc)",
        "stamped": "datetime(2018, 4, 14, 4, tzinfo=utc)",
    },
    "3.3": {
        "right": "[datetime(2018, 4, 14, 4, tzinfo=dam), datetime(2018, 4, 13, 21, tzinfo=was),"
        " datetime(2018, 4, 14, 4, tzinfo=mos)]",
        "wrong zone": "[datetime(2018, 4, 14, 1, tzinfo=utc)] * 3",
        "naive": "[datetime(2018, 4, 14, 4), datetime(2018, 4, 13, 21), datetime(2018, 4, 14, 4)]",
        "winter": "[datetime(2018, 4, 14, 4, tzinfo=dam),"
        " datetime(2018, 4, 13, 20, tzinfo=timezone(timedelta(hours=-5))),"
        " datetime(2018, 4, 14, 4, tzinfo=mos)]",
        "localised": "[datetime(2018, 4, 14, 1, tzinfo=zone) for zone in (dam, was, mos)]",
    },
    "3.4": {
        "right": "rows(datetime(2018, 4, 13, 21, tzinfo=was), datetime(2018, 4, 14, 4, tzinfo=dam))",
        "wrong zone": "rows(*[datetime(2018, 4, 14, 1, tzinfo=utc)] * 2)",
        "naive": "rows(datetime(2018, 4, 13, 21), datetime(2018, 4, 14, 4))",
        "winter": "rows(datetime(2018, 4, 13, 20, tzinfo=timezone(timedelta(hours=-5))),"
        " datetime(2018, 4, 14, 4, tzinfo=dam))",
        "localised": "rows(datetime(2018, 4, 14, 1, tzinfo=was), datetime(2018, 4, 14, 1, tzinfo=dam))",
    },
}
SCRIPT = f"""
import json, time
import pandas as pd
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo
from newscase import check
{ZONES}
def rows(first, second):
    return pd.DataFrame({{"city": ["Washington", "Damascus"],
                          "clock": pd.Series([first, second], dtype=object),
                          "day": [first.strftime("%A"), second.strftime("%A")]}})
said = {{}}
for question, cases in {CASES!r}.items():
    for name, code in cases.items():
        verdict = check(question, eval(code))
        said[question + " " + name] = [verdict.status, verdict.sentence, verdict.slip]
print(json.dumps([time.timezone, said]))
"""
# What the hint for each kind of mistake must speak of.
ABOUT = {
    "wrong zone": "UTC clock",
    "naive": "zone",
    "winter": "winter time",
    "localised": "tz_convert",
    "stamped": "04:00",
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
