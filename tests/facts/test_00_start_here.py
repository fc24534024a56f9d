"""What session 00 tells of the crisis is what its table says, and red text reads as it is printed there."""

import json
import re

import pandas as pd
import pytest

LABELS = ("Skripals poisoned in Salisbury", "Russia warns of a reply", "Douma reports", "The strikes")
# What the lesson's table of errors quotes, and code that a beginner writes.
ERRORS = [
    ("stories", NameError, "name 'stories' is not defined"),
    ('story["lane"] == Markets', NameError, "name 'Markets' is not defined"),
    ("United Nations and OPCW", SyntaxError, "invalid syntax"),
    ('story[story["lane"] = "Talks"]', SyntaxError, "Maybe you meant '=='"),
    ('story["lane"] == "Talks', SyntaxError, "unterminated string literal"),
    ('story["lane"] == “Talks”', SyntaxError, "invalid character '“'"),
    ("(len(story)", SyntaxError, "'(' was never closed"),
    ("len(story))", SyntaxError, "unmatched ')'"),
    ('story.groupby("lane")["label"].get_group("markets")', KeyError, "'markets'"),
    ('pd.Timestamp("2018-04-14") - ...', TypeError, "'ellipsis'"),
    (
        '(story["date"].iloc[1] - story["date"].iloc[0].days)',
        AttributeError,
        "'Timestamp' object has no attribute 'days'",
    ),
    (
        'story[story["lane"] == "Syria" and story["known"] == "then"]',
        ValueError,
        "The truth value of a Series is ambiguous",
    ),
]


@pytest.fixture
def story(read):
    return read("story", parse_dates=["date"])


@pytest.fixture
def page(root):
    lesson = json.loads((root / "notebooks" / "00-start-here.ipynb").read_text(encoding="utf-8"))
    return "\n".join("".join(cell["source"]) for cell in lesson["cells"])


@pytest.fixture
def guide(root):
    return (root / "solutions" / "guide" / "00-start-here.md").read_text(encoding="utf-8")


def test_the_counts_of_the_picture(story, guide):
    assert (len(story), story["lane"].nunique()) == (20, 5)
    assert story["date"].agg(["min", "max"]).astype(str).tolist() == ["2018-03-04", "2018-04-17"]
    nine = pd.date_range("2018-04-06", "2018-04-14")
    assert len(nine) == 9
    assert story["date"].isin(nine).sum() == 12
    assert (story["date"] < "2018-04-01").sum() == 5
    for lane, number in story["lane"].value_counts().items():
        assert f"{lane} {number}" in guide
    assert story.loc[story["known"] == "later", "label"].tolist() == ["UN team shot at"]


def test_the_days_between_events(story, page, guide):
    dates = story.set_index("label")["date"]
    poisoned, warned, reports, strikes = (dates[label] for label in LABELS)
    assert (strikes - reports).days == 7
    assert "It took 7 days." in page
    assert f"it was {(strikes - warned).days} days" in guide
    assert f"to the strikes {(strikes - reports).days}" in guide
    # Only one beginning has the right number of days to an event of that day.
    assert [label for label in dates.index if (strikes - dates[label]).days == 32] == [LABELS[1]]
    assert (strikes - poisoned).days == 41


def test_what_the_prose_takes_from_the_rows(story, page, guide, read):
    lines = story.set_index("label")["line"]
    assert "105 by US count, 103 by Russian, about 110 by Syrian" in lines["The strikes"]
    assert "105 by the US count, 103 by the Russian, about 110 by the Syrian" in guide
    assert "lists 38 parties" in lines["US list of 38"]
    assert "Turkey welcomes the strikes, Iran condemns them" in lines["Turkey and Iran disagree"]
    statements = read("sanctions_statements").query("date == '2018-04-06'")
    assert statements["statement"].str.startswith("A harsh answer will come").any()
    decisions = read("expulsions_2018").query("round != 'before 2018'")
    decisions = decisions.set_index(["decided_by", "staff_of"])["persons"]
    assert decisions["United States", "Russia"] == 60
    assert decisions["Russia", "United States"] == 60
    said = read("own_statements").set_index("statement_id")["summary"]
    assert said["SY02"].startswith("Flagrant breach of law")
    assert "against the Charter" in said["RU03"]
    assert "strikes are to deter chemical weapons" in said["US06"].lower()
    assert "ordinary weapons killed many more than chemical ones" in said["OP01"]
    assert "widen the strikes" in said["OP02"]
    assert said["SD02"].startswith("No SDF or SDC statement on the strikes was found")
    assert said["TR05"].startswith("Turkey stands neither with nor against any country")
    assert "Iran stays beside Syria" in said["IR04"]
    grounds = read("strike_grounds").set_index("ground_id")
    assert grounds.loc["G05", "speaker"] == "Government legal position"
    events = read("events").set_index("event_id")
    assert "local medics and Jaysh al-Islam name the Syrian government" in " ".join(
        events.loc["E062"].map(str)
    )
    assert "the US says opposition groups too" in events.loc["E018", "target"]
    assert (
        "in self-defence by its letter to the UN, an aggression by the Syrian government's"
        in events.loc["E048", "event"]
    )
    assert "seven Iranians" in " ".join(events.loc["E063"].map(str))
    # The operations that the lesson says are missing, and the deaths of the year before.
    assert not {"E048", "E051", "E073"} & set(story["event_id"])
    deaths = read("ucdp_syria_monthly")
    assert deaths.loc[deaths["month"].astype(str).between("2017-04", "2018-03"), "deaths"].sum() > 30_000
    assert "more than 30,000 deaths" in page


def test_what_has_no_dot_has_its_numbers(story, page, guide, read):
    assert story["lane"].value_counts()["Syria"] == 7
    words = story.set_index("story_id").loc[["T02", "T04", "T14"]]
    assert set(words["lane"]) == {"Syria"}
    assert words["line"].str.contains(r"Russian chief of staff warns|US president (?:tells|says)").all()
    deaths = read("ucdp_syria_governorates").query("month in ['2018-02', '2018-03']")
    deaths = deaths.groupby("governorate")["deaths"].sum()
    for text in (page, guide):
        assert f"{deaths['Rif Dimashq']:,} deaths" in text
        assert f"{deaths['Damascus']} in the city" in text
    own = read("own_statements").set_index("statement_id")
    assert "137,070" in own.loc["KA01", "scope"]
    assert "at least 35 people" in own.loc["SY11", "summary"]
    assert "at least 35 people" in guide


def test_syrians_without_office_are_named_by_first_name_and_place(page, read):
    own = read("own_statements").query("party == 'people in Syria'")["speaker"]
    for person in ("Nadia, 46", "Rahmeh, 49"):
        assert own.str.startswith(person).any()
        assert person in page
    assert "Salwa Aksoy" in read("strike_grounds").set_index("ground_id").loc["G22", "speaker"]
    assert "Salwa Aksoy" in page


@pytest.mark.parametrize(("code", "error", "words"), ERRORS)
def test_red_text_reads_as_the_lesson_prints_it(story, page, code, error, words):
    with pytest.raises(error) as raised:
        eval(code, {"story": story, "pd": pd})
    assert words in str(raised.value)
    assert re.search(f"`{error.__name__}: [^`]*{re.escape(words.replace('stories', 'story'))}", page)


def test_what_gives_no_red_text(story):
    assert len(story[story["lane"] == "markets"]) == 0
    assert eval("0,5") == (0, 5)
