"""What session 00 tells of the crisis is what its table says, and red text reads as it is printed there."""

import json

import pandas as pd
import pytest

LABELS = ("Skripals poisoned in Salisbury", "US and allies expel Russians", "Douma reports", "The strikes")
# What the lesson's table of errors quotes, and code that a beginner writes.
ERRORS = [
    ("stories", NameError, "name 'stories' is not defined"),
    ('story["lane"] == Markets', NameError, "name 'Markets' is not defined"),
    ('story.groupby("lane")["label"].first()["markets"]', KeyError, "'markets'"),
    ('pd.Timestamp("2018-04-14") - ...', TypeError, "'ellipsis'"),
    ('story[story["lane"] == "Syria" and story["known"] == "then"]', ValueError, "truth value of a Series"),
    ('story[story["lane"] == "Syria" & story["date"] > "2018-04-01"]', TypeError, "'rand_'"),
    ('story["lane"] == "Syria" & story["known"] == "then"', TypeError, "for &: "),
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
    poisoned, expelled, reports, strikes = (dates[label] for label in LABELS)
    assert (expelled - poisoned).days == 22
    assert "It took 22 days." in page
    assert f"it was {(strikes - reports).days} days, by the calendar of Syria" in guide
    # As many days as its slip of each event says.
    others = {"Deal on Douma": 6, "Ankara summit": 10, "T-4 air base hit": 5, "US president's tweet": 3}
    assert {label: (strikes - dates[label]).days for label in others} == others
    numbers = [(dates["Deal on Douma"] - reports).days, (reports - poisoned).days, (strikes - poisoned).days]
    assert [*numbers, (strikes - expelled).days, (reports - expelled).days] == [1, 34, 41, 19, 12]


def test_what_the_prose_takes_from_the_rows(story, page, read):
    lines = story.set_index("label")["line"]
    assert "105 by US count, 103 by Russian, about 110 by Syrian" in lines["The strikes"]
    assert "105 by the US count, 103 by the Russian and about 110 by the Syrian" in page
    assert "lists 38 parties" in lines["US list of 38"]
    assert "Russia vetoes the US one, its own two lack votes" in lines["Three Council drafts fail"]
    assert "Turkey welcomes the strikes, Iran condemns them" in lines["Turkey and Iran disagree"]
    decisions = read("expulsions_2018").query("round != 'before 2018'")
    decisions = decisions.set_index(["decided_by", "staff_of"])["persons"]
    assert decisions["United States", "Russia"] == 60
    assert decisions["Russia", "United States"] == 60
    said = read("own_statements").set_index("statement_id")["summary"]
    assert said["SY02"].startswith("Flagrant breach of law")
    assert "against the Charter" in said["RU03"]
    assert "strikes are to deter chemical weapons" in said["US06"].lower()
    assert "ordinary weapons killed many more than chemical ones" in said["OP01"]


@pytest.mark.parametrize(("code", "error", "words"), ERRORS)
def test_red_text_reads_as_the_lesson_prints_it(story, page, code, error, words):
    with pytest.raises(error) as raised:
        eval(code, {"story": story, "pd": pd})
    assert words in str(raised.value)
    assert f"`{error.__name__}: " in page


def test_what_gives_no_red_text(story):
    assert len(story[story["lane"] == "markets"]) == 0
    assert eval("0,5") == (0, 5)
