"""Session 02: what the lesson, the findings and the guide say about voices, words and the absent."""

import json
import re

import pytest

PARTIES = {
    "United States": "United States|US|states that struck",
    "Russia": "Russia|Putin|analysts|speaker|persons",
    "Syria": "Syria",
}


@pytest.fixture(scope="module")
def voices(read):
    return read("article_voices")


@pytest.fixture(scope="module")
def used(read):
    framing = read("framing_words")
    return framing[framing["kind"] == "used"]


@pytest.fixture(scope="module")
def absent(read):
    return read("absent_voices", parse_dates=["date"]).set_index("party")


@pytest.fixture(scope="module")
def prose(root):
    def text(path):
        cells = json.loads((root / path).read_text(encoding="utf-8"))["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells)

    return text


def percent(part, whole):
    return round(100 * part / whole, 1)


def words(voices, letter, **kept):
    rows = voices[voices["article_id"] == letter]
    for column, values in kept.items():
        rows = rows[rows[column].isin(values)]
    return rows["words_quoted"].sum()


def test_who_is_quoted_in_our_article(read, voices):
    quotes, body = read("quotes"), read("paragraphs")["words"].sum()
    by_speaker = quotes.groupby("speaker")["words"].sum()
    assert by_speaker.to_dict() == {
        "Pavel Zolotaryev": 127,
        "Vladimir Sotnikov": 22 + 93,
        "Fyodor Lukyanov": 73,
        "Sergei Rudskoi": 42,
        "Donald Trump": 8,
    }
    assert (by_speaker.sum(), body, percent(by_speaker.sum(), body)) == (365, 1101, 33.2)
    shares = (100 * by_speaker / 365).round(1)
    assert (shares["Pavel Zolotaryev"], shares["Donald Trump"], shares["Fyodor Lukyanov"]) == (34.8, 2.2, 20)
    russia = quotes[quotes["country"] == "Russia"]
    assert (russia["words"].sum(), percent(357, 365), russia["role"].nunique()) == (357, 97.8, 4)
    assert not quotes["country"].isin(["Syria", "Turkey", "Iran", "Israel", "United Kingdom", "France"]).any()
    # The two tables agree.
    ours = voices[(voices["article_id"] == "A") & (voices["form"] == "quoted")].set_index("speaker")
    assert ours["words_quoted"].to_dict() == by_speaker.to_dict()
    assert set(voices[voices["article_id"] == "A"]["body_words"]) == {body}


def test_the_reporter_is_the_voice_with_most_claims(read):
    assert read("claims")["voice"].value_counts().index[0] == "reporter"


def test_the_second_articles(voices):
    assert (words(voices, "B"), words(voices, "B", speaker_country=["Russia"])) == (150, 18)
    assert percent(18, 150) == 12.0
    b = voices[voices["article_id"] == "B"]
    assert (len(b), set(b["body_words"])) == (10, {479})
    by_country = (100 * b.groupby("speaker_country")["words_quoted"].sum() / 150).round()
    assert by_country.sort_values(ascending=False).to_dict() == {
        "European Union": 26,
        "Israel": 19,
        "China": 14,
        "Canada": 13,
        "Russia": 12,
        "United Kingdom": 11,
        "Germany": 2,
        "France": 1,
        "Iran": 1,
    }
    assert words(voices, "B", speaker_country=["Iran"]) == 2
    c = voices[(voices["article_id"] == "C") & (voices["form"] == "quoted")]
    assert (c["words_quoted"].sum(), len(c), set(c["speaker_country"])) == (74, 2, {"Turkey"})
    d = voices[(voices["article_id"] == "D") & (voices["form"] == "quoted")]
    assert (d["words_quoted"].sum(), set(d["speaker_country"])) == (27, {"Russia"})
    assert words(voices, "E") == 0
    assert voices[(voices["speaker_country"] == "Syria")]["words_quoted"].sum() == 0


def test_answers_of_the_class_questions(voices, used):
    b = voices[voices["article_id"] == "B"].set_index("speaker")["words_quoted"]
    assert b.mean() == 15
    assert set(b[b > 15].index) == {
        "Theresa May",
        "Donald Tusk",
        "government of Israel",
        "Justin Trudeau",
        "Hua Chunying",
    }
    assert b[["Angela Merkel", "Jean-Yves Le Drian", "Ali Khamenei"]].max() == 3
    assert (b["Vladimir Putin"], b["Russian embassy in the US"]) == (11, 7)
    assert (percent(357, 1101), percent(27, 209)) == (32.4, 12.9)
    assert set(voices[voices["article_id"] == "D"]["body_words"]) == {209}
    both = ["against", "partly against"]
    assert percent(words(voices, "A", view_of_strikes=both), 365) == 66.3
    assert percent(words(voices, "B", view_of_strikes=both), 150) == 27.3
    quoted = voices[(voices["form"] == "quoted") & voices["article_id"].isin(["A", "B"])]
    speakers = quoted["view_of_strikes"].isin(both).groupby(quoted["article_id"]).agg(["sum", "count"])
    assert speakers.to_numpy().tolist() == [[2, 5], [4, 10]]
    second = used["second_judgement"]
    assert (len(used), second.str.contains("against|toward").sum()) == (44, 8)
    assert (second.str.contains("against").sum(), second.str.contains("toward").sum()) == (5, 3)
    assert not used["first_judgement"].str.contains("against|toward").any()


def test_words_that_lean(read, used):
    against = used["leans"].str.contains("against")
    assert (against | used["leans"].str.contains("toward")).all()
    counts = {
        party: ((about & against).sum(), (about & ~against).sum())
        for party, pattern in PARTIES.items()
        for about in [used["leans"].str.contains(pattern)]
    }
    assert counts == {"United States": (9, 5), "Russia": (10, 10), "Syria": (0, 4)}
    assert (used["leans"].str.contains("Russia|Putin") & against).sum() == 6
    both = used[used["leans"].str.contains("both")]  # what the lesson says of terms counted for neither
    assert both["leans"].str.contains("against").value_counts().to_dict() == {True: 3, False: 1}
    # Whichever way the reader chooses, more words lean against Washington; for Moscow it depends.
    narrow = (used["leans"].str.contains("Russia|Putin") & against).sum()
    added = both["leans"].str.contains("against").sum(), (~both["leans"].str.contains("against")).sum()
    assert all(
        counts["United States"][0] + more > counts["United States"][1] + less
        for more, less in [(0, 0), added]
    )
    toward = counts["Russia"][1]
    assert narrow < toward == counts["Russia"][0] < counts["Russia"][0] + added[0]
    assert counts["Russia"][0] + added[0] > toward + added[1]
    voice = used[against & used["leans"].str.contains("United States|US")]["voice"]
    assert voice.value_counts().to_dict() == {"reporter": 6, "reporter, for analysts in Moscow": 3}
    own = {
        party: ((about & against & reporter).sum(), (about & ~against & reporter).sum())
        for reporter in [used["voice"] == "reporter"]
        for party, pattern in PARTIES.items()
        for about in [used["leans"].str.contains(pattern)]
    }
    assert own == {"United States": (6, 2), "Russia": (5, 7), "Syria": (0, 3)}
    places = used.set_index("term")["place"]
    assert places[["suspected", "punish"]].tolist() == ["caption", "caption"]
    assert places[["spoiler", "alleged"]].str.contains("standfirst").all()
    assert used["about"].str.contains("war").sum() == 3
    assert used["about"].str.contains(r"\bwar\b").sum() == 2
    assert used["term"].str.split().str.len().value_counts().to_dict() == {1: 23, 2: 20, 3: 1}
    assert (read("framing_words")["kind"] == "not used").sum() == 7
    assert set(used[used["term"].isin(["trespasser", "annexation"])]["place"]) == {"P3", "P12"}


def test_the_absent_are_heard_with_day_and_address(absent, prose):
    assert len(absent) == 11
    assert (absent["words_quoted"] == 0).sum() == 10
    assert absent.loc[["Turkey", "Iran"], "mentions"].tolist() == [6, 4]
    assert set(absent[absent["named"] == "no"].index) == {
        "Syrian opposition",
        "SDF",
        "Syrian rescuers and doctors",
        "France",
        "United Nations",
    }
    days = absent["date"]
    assert (str(days.min().date()), str(days.max().date())) == ("2018-04-08", "2018-04-14")
    assert days.between("2018-04-13", "2018-04-14").sum() == 8
    assert set(days[days == "2018-04-08"].index) == {"SDF", "Syrian rescuers and doctors"}
    assert str(days["OPCW"].date()) == "2018-04-10"
    on_the_day = absent[absent["date"] == "2018-04-14"].index
    assert {"Syrian government", "Syrian opposition", "Turkey", "Iran", "United Kingdom"} <= set(on_the_day)
    lines = {
        line.split("|")[1].strip(): line
        for line in prose("notebooks/02-voices.ipynb").splitlines()
        if line.startswith("| ")
    }
    for party, row in absent.iterrows():
        assert row["url"] in lines[party]
        assert f"{row['date'].day} {row['date']:%B}" in lines[party]
    assert "On the strikes none found" in lines["SDF"]


def test_who_is_not_in_the_table_of_the_absent_is_said(read, prose):
    page = prose("notebooks/02-voices.ipynb")
    own = read("own_statements").set_index("statement_id")
    assert "Aggression without mandate" in own.loc["RU03", "summary"]
    assert "Russia's government is not in the table" in page
    for row, person in (("PE01", "Nadia, 46"), ("PE03", "Rahmeh, 49")):
        assert own.loc[row, "speaker"].startswith(person)
        assert person in page
        assert own.loc[row, "url"] in page
    assert "a Russian state agency" in page
    assert "a paper of the Syrian state" in page


def test_every_second_article_has_its_address(voices, prose):
    page = prose("notebooks/02-voices.ipynb")
    assert all(url in page for url in voices["url"].unique())


def test_the_practice_passage(read):
    text = read("practice_passage")["text"]
    opening, closing = text.str.count("“").sum(), text.str.count("”").sum()
    assert (len(text), opening, closing) == (10, 10, 9)
    assert text.str.findall("“[^”]*”").str.len().sum() == 9
    # No count of a program is the number of runs.
    assert text.str.contains("“[^”]*”").sum() == 7
    assert text.str.contains("“").sum() == 8
    scare = [piece for piece in re.findall("“([^”]*)”", " ".join(text)) if " " not in piece]
    assert scare == ["summer", "express", "quiet", "café"]
    assert opening - len(scare) == 6


def test_the_sizes_in_the_opening_table(read, prose):
    row = next(line for line in prose("notebooks/02-voices.ipynb").splitlines() if line.startswith("| Data"))
    sizes = re.findall(r"`(\w+)` \((\d+)", row)
    assert len(sizes) == 5
    assert all(len(read(name)) == int(size) for name, size in sizes)
