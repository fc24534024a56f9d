"""Session 09: what the lesson, the findings and the guide say about positions, coders and votes."""

import json
import re

import pandas as pd
import pytest

WORDS = {-2: "against", -1: "partly against", 0: "both or shifting", 1: "partly for", 2: "for"}
PARTIES = ["Russia", "United States", "Turkey", "Iran", "Syrian government"]
ABSENT = ["Syrian opposition", "SDF"]
SIX = {"S05": "partly for", "S06": "partly for", "S11": "both or shifting", "S12": "against",
       "S17": "partly for", "S34": "partly against"}  # fmt: skip


@pytest.fixture(scope="module")
def positions(read):
    return read("positions")


@pytest.fixture(scope="module")
def pairs(read, positions):
    pairs = positions.merge(read("second_coder"), on="position_id", validate="one_to_one")
    pairs["first"] = pairs["stance"].map(WORDS)
    pairs["second"] = pairs["second_stance"].map(WORDS).fillna("not stated")
    return pairs


@pytest.fixture(scope="module")
def stands(read):
    return read("party_positions")


@pytest.fixture(scope="module")
def own(read):
    return read("own_statements").set_index("statement_id")


@pytest.fixture(scope="module")
def reactions(read):
    return read("strike_reactions").set_index("actor")


@pytest.fixture(scope="module")
def votes(read):
    votes = read("general_assembly_agreement")
    return votes[votes["scope"] == "all"].pivot(
        index=["country", "year"], columns="partner", values="identical_share"
    )


@pytest.fixture(scope="module")
def page(root):
    cells = json.loads((root / "notebooks" / "09-positions.ipynb").read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def measures(table):
    """Return the agreement of two coders, the agreement by chance, and Cohen's kappa."""
    first, second = table["first"], table["second"]
    agreement = (first == second).mean()
    chance = sum((first == code).mean() * (second == code).mean() for code in {*first, *second})
    # Not rounded: 0.3375 lies between two roundings, and a set has no order.
    return pytest.approx([agreement, chance, (agreement - chance) / (1 - chance)], abs=6e-4)


# The chart


def test_each_dot_rests_on_a_statement_of_its_party(stands, own):
    for row in stands.itertuples():
        statement = own.loc[row.statement_id]
        assert statement["party"] == row.party
        found = statement["in_window"] != "not found"
        assert found == (row.voice in ("own words", "both")), row.statement_id
        if found:
            assert row.date == statement["date"]
            assert row.known == statement["known"]
            speaker = row.words.split(":")[0].split(",")[0].split(" ")[-1].removeprefix("al-")
            assert speaker in statement["speaker"] or speaker == "ministry", row.words
        assert row.date != row.date or row.date <= "2018-04-17" or row.known == "later"


def test_a_ring_is_a_position_that_the_article_gives(stands, positions):
    rings = stands.dropna(subset="position_id")
    assert (rings["voice"].isin(["both", "article"])).all()
    assert set(stands.loc[stands["voice"].isin(["both", "article"]), "position_id"]) == set(
        rings["position_id"]
    )
    coded = positions.set_index("position_id")
    for row in rings.itertuples():
        assert coded.loc[row.position_id, "actor"] == row.party
        assert (coded.loc[row.position_id, "stance"] > 0) == (row.side == "wants")
    # Of the parties that the article does not name it states nothing.
    assert set(rings["party"]) == set(PARTIES)


def test_every_party_has_every_topic_and_one_has_both_sides(stands):
    assert stands["party"].unique().tolist() == PARTIES + ABSENT
    rows = stands.groupby(["party", "topic"]).size()
    assert len(rows) == 28
    assert rows[rows > 1].index.to_list() == [("United States", "US troops")]
    assert stands["words"].str.len().max() <= 34


def test_what_the_chart_claims(stands):
    sides = stands[stands["topic"] == "strikes"].set_index("party")["side"].to_dict()
    assert sides == {
        "Russia": "rejects", "United States": "wants", "Turkey": "wants", "Iran": "rejects",
        "Syrian government": "rejects", "Syrian opposition": "wants", "SDF": "no side",
    }  # fmt: skip
    panels = stands[stands["party"].isin(PARTIES)].groupby("party")[["topic", "side"]].agg(list)
    same = panels.groupby(panels.astype(str).agg(" ".join, axis=1)).groups.values()
    assert [sorted(group) for group in same if len(group) > 1] == [["Iran", "Russia"]]
    five = stands[stands["party"].isin(PARTIES) & stands["voice"].isin(["own words", "both"])]
    old = five[five["date"] < "2018-04-02"]
    assert old["party"].to_list() == ["Syrian government"] * 2
    assert five["date"].max() == "2018-04-17"
    later = stands[stands["known"] == "later"]
    assert set(later["party"]) == set(ABSENT)
    assert sorted(later["date"]) == ["2018-04-20", "2018-04-29"]


# Statements


def test_turkey_and_iran_in_their_own_words(own):
    topic = own[own["topic"] == "strikes"]
    assert topic[topic["party"] == "Turkey"].index.to_list() == ["TR02", "TR03"]
    assert topic[topic["party"] == "Iran"].index.to_list() == ["IR03", "IR04", "IR10"]
    assert "suspected" in own.loc["TR02", "summary"]
    assert "not proven" in own.loc["TR02", "scope"]
    assert own.loc["TR05", ["date", "speaker_role"]].to_list() == ["2018-04-16", "deputy prime minister"]
    assert "neither with nor against any country" in own.loc["TR05", "summary"]
    assert "four searches" in own.loc["IR06", "summary"]
    assert "not proof" in own.loc["IR05", "scope"]
    assert "any chemical weapon" in own.loc["IR10", "summary"]
    assert "no failure of Russia" in own.loc["IR10", "scope"]
    assert own.loc["IR07", "known"] == "later"
    assert "Israeli" in own.loc["IR07", "scope"]


def test_two_statements_of_one_day_on_american_troops(own):
    assert set(own.loc[["US04", "US05"], "date"]) == {"2018-04-15"}
    assert "Mission unchanged" in own.loc["US05", "summary"]
    assert "three aims" in own.loc["US04", "summary"]
    assert "as fast as possible" in own.loc["US05", "summary"]


def test_syrian_voices(own, read):
    absent = read("absent_voices").set_index("party")
    assert absent.loc["Syrian opposition", "how_it_appears"] == "not named"
    assert "allies" in absent.loc["SDF", "how_it_appears"]
    assert "six searches in three languages" in own.loc["SD02", "summary"]
    assert "more than 42" in own.loc["SR01", "summary"]
    assert "nothing of theirs was found" in own.loc["SR01", "scope"]
    grounds = read("strike_grounds").set_index("ground_id")
    assert "neither welcomes nor rejects" in grounds.loc["G21", "scope"]
    assert "widen" in own.loc["OP02", "summary"]
    assert (own.loc["OP01", "date"], own.loc["OP02", "date"]) == ("2018-04-14", "2018-04-14")


def test_the_statements_in_all(own):
    assert len(own) == 87
    assert own["party"].nunique() == 16
    assert (own["in_window"] == "not found").sum() == 4
    ministry = own[own["speaker"] == "Syrian Foreign Ministry"]
    assert ministry[ministry["topic"] == "strikes"].index.to_list() == ["SY02"]


# The article's positions


def test_size_of_the_table(positions, read):
    assert (len(positions), positions["actor"].nunique()) == (34, 13)
    assert not positions.duplicated(["actor", "issue"]).any()
    assert set(positions["issue"]) == set(read("position_issues")["issue"])
    assert len(set(positions["issue"])) == 10


def test_no_cell_is_filled_from_outside_the_article(positions, read):
    """Each cell names its paragraph, and a claim in it that speaks of the actor or is made by the actor."""
    names = {"Russia": "Russia|Moscow", "United States": "United States|US|Washington"}
    cells = positions.merge(read("claims"), how="left", on="claim_id", suffixes=("", "_claim"))
    caption = cells["paragraph"] == "caption"
    assert set(cells.loc[caption, "actor"]) == {"United Kingdom", "France"}
    for cell in cells[~caption].itertuples():
        assert cell.paragraph == f"P{int(cell.paragraph_claim)}", cell.position_id
        spoken_of = re.search(names.get(cell.actor, re.escape(cell.actor)), f"{cell.about} {cell.claim}")
        assert spoken_of or cell.speaker == cell.actor or cell.actor_type == "reporter", cell.position_id


def test_who_attributes_follows_from_the_claim(positions, read):
    cells = positions.dropna(subset="claim_id").merge(read("claims"), on="claim_id", suffixes=("", "_claim"))
    voice = {"reporter": "reporter", "named expert": "named source", "unnamed analysts": "unnamed source"}
    for cell in cells.itertuples():
        if cell.attributed_by in voice:
            assert cell.voice == voice[cell.attributed_by], cell.position_id
        if cell.attributed_by == "own words":
            assert cell.speaker == cell.actor or (
                cell.actor == "Russia" and cell.speaker_role == "Russian general staff"
            )


def test_whose_words(positions):
    persons = positions[positions["actor_type"] == "person"]
    assert (len(persons), persons["actor"].nunique()) == (9, 4)
    assert set(persons["attributed_by"]) == {"own words"}
    kinds = positions[positions["actor"].isin(PARTIES)]["attributed_by"].value_counts().to_dict()
    assert kinds == {
        "reporter": 6, "unnamed analysts": 5, "named expert": 4, "coder, from an action": 2, "own words": 1,
    }  # fmt: skip
    assert (positions["actor_type"] == "state").sum() == 20
    own = positions[(positions["actor_type"] == "state") & (positions["attributed_by"] == "own words")]
    assert own[["actor", "paragraph"]].to_numpy().tolist() == [["Russia", "P9"]]


def test_iran_and_turkey_in_the_article(positions, read):
    who = positions.set_index(["actor", "issue"])
    assert who.loc["Iran", "attributed_by"].to_dict() == {
        "strikes": "named expert",
        "Astana talks": "reporter",
    }
    assert "US presence" not in who.loc["Turkey"].index
    claims = read("claims").set_index("claim_id")
    assert set(claims.loc[["C53", "C55", "C56"], "speaker"]) == {"Fyodor Lukyanov"}
    support = read("claim_support")
    assert set(support.loc[support["claim_id"].isin(["C55", "C56"]), "supports"]) == {"C53"}
    assert support.loc[support["claim_id"] == "C53", "supports"].to_list() == ["C49"]


def test_the_code_of_the_example_in_p18(pairs):
    row = pairs.set_index(["actor", "issue"]).loc[("Vladimir Sotnikov", "deconfliction")]
    assert row[["paragraph", "first", "second"]].to_list() == ["P18", "for", "for"]


def test_not_stated_is_not_neutral(positions):
    strikes = positions.pivot(index="actor", columns="issue", values="stance")["strikes"]
    assert (len(strikes), strikes.isna().sum()) == (13, 5)
    others = strikes.drop(["United States", "White House", "United Kingdom", "France"])
    assert (len(others), others.isna().sum()) == (9, 4)
    assert round(100 * (others.dropna() < 0).mean(), 1) == 80
    assert round(100 * (others.fillna(0) < 0).mean(), 1) == 44.4
    # The finding names them: a share of five says little without them.
    assert sorted(others[others < 0].index) == ["Iran", "Pavel Zolotaryev", "Russia", "Vladimir Sotnikov"]
    # The wrong sign gives other percents.
    assert (others > 0).sum() == 1
    assert pd.isna(others["Syrian government"])


# Agreement between coders


def test_agreement_and_kappa(pairs):
    assert measures(pairs) == [0.735, 0.253, 0.645]
    assert measures(pairs[pairs["actor_type"] == "state"]) == [0.75, 0.3375, 0.623]
    assert measures(pairs[pairs["actor_type"] == "person"]) == [0.889, 0.346, 0.83]
    differ = pairs[(pairs["actor_type"] == "person") & (pairs["first"] != pairs["second"])]
    assert differ["position_id"].to_list() == ["S25"]
    assert "Approval is only implied" in differ["second_reason"].iloc[0]


def test_the_six_sentences(pairs, page):
    six = pairs.set_index("position_id").loc[list(SIX)]
    assert six["first"].to_dict() == SIX
    assert (six["first"] == six["second"]).sum() == 4
    assert six.loc[["S06", "S17"], "second"].to_list() == ["not stated", "for"]
    # Nobody sees a code of them before they are coded.
    assert not re.search("|".join(SIX), page)


# Recorded votes and reactions


def test_turkey_and_the_base_rate(votes):
    more = votes["Russia"] > votes["United States"]
    turkey = more["Turkey"]
    assert (turkey.sum(), len(turkey), turkey[~turkey].index.to_list()) == (18, 19, [2016])
    base = votes.drop(["Turkey", "Russia", "United States"], level="country").groupby("year").mean()
    assert (base["Russia"] > base["United States"]).all()
    apart = votes.loc["Turkey", ["Russia", "United States"]] - base[["Russia", "United States"]]
    assert apart.abs().max().max() < 0.12


def test_the_votes_without_the_palestinian_question(read):
    votes = read("general_assembly_agreement")
    votes = votes[votes["partner"].isin(["Russia", "United States"])]
    votes = votes[~votes["country"].isin(["Russia", "United States"])]
    votes["alike"] = votes["identical_share"] * votes["roll_calls"]
    wide = votes.pivot(
        index=["country", "year"], columns=["scope", "partner"], values=["alike", "roll_calls"]
    ).swaplevel(0, 1, axis=1)
    calls = wide.xs("roll_calls", level=1, axis=1).loc["Turkey"].sum()
    assert round(calls["Palestine"].sum() / calls["all"].sum(), 1) == 0.2
    palestine = wide["Palestine"].groupby("country").sum()
    alike = (palestine["alike"] / palestine["roll_calls"])["United States"]
    assert alike.drop("Israel").max() < 0.05
    rest = wide["all"] - wide["Palestine"]
    rest = rest["alike"] / rest["roll_calls"]
    more = (rest["Russia"] > rest["United States"]).unstack("country")
    assert len(more.columns) == 9
    assert more["Turkey"].sum() == 14
    assert (more.drop(columns="Turkey").sum(axis=1) > 4).sum() == 9


def test_iran_and_germany_in_the_rebuilt_chart(votes):
    russia, america = votes["Russia"], votes["United States"]
    assert (russia["Iran"] > russia["Turkey"]).sum() == 15
    assert america["Iran"].max() <= 0.25
    assert america["Iran"].mean() < america["Turkey"].mean() < america["Germany"].mean()


def test_reactions(reactions):
    counts = reactions["score"].map(WORDS).value_counts().to_dict()
    assert counts == {"for": 14, "against": 6, "both or shifting": 5, "partly for": 4, "partly against": 4}
    assert (len(reactions), (reactions["position"] == "vote only").sum()) == (42, 9)
    assert (reactions["position"].eq("vote only") == reactions["score"].isna()).all()
    bodies = ["NATO", "European Union", "European Council president (Tusk)", "Gulf Cooperation Council"]
    bodies += ["UN Secretary-General", "Shanghai Cooperation Organisation", "Syrian government"]
    states = reactions.drop([*bodies, "United States", "United Kingdom", "France"])["score"].dropna()
    assert ((states > 0).sum(), (states < 0).sum(), (states == 0).sum(), len(states)) == (11, 8, 4, 23)
    borderline = reactions[reactions["borderline"] == "yes"]
    assert (len(borderline), "China" in borderline.index) == (8, True)
    assert borderline["doubt"].notna().all()
    assert [name for name in reactions.index if "Syria" in name or "SDF" in name] == ["Syrian government"]
    assert (reactions["statement_date"].min(), reactions["statement_date"].max()) == (
        "2018-04-13",
        "2018-04-24",
    )


def test_no_code_rests_on_a_vote_alone(reactions):
    """A vote on one text is not a stated view: who has a code has said something."""
    coded = reactions[reactions["score"].notna()]
    assert not coded["summary"].str.contains("^voted|^abstained|no statement").any()


def test_the_verdicts_of_this_session(verdicts_of):
    mine, course = verdicts_of(9)
    assert list(course.index) == ["C03", "C05", "C08", "C53", "C54", "C55", "C56", "C60"]
    assert course["C55"] == "holds"
    assert set(course[["C03", "C08", "C53", "C60"]]) == {"holds, with a limit"}
    assert set(course[["C05", "C56"]]) == {"not supported by what we have"}
    assert course["C54"] == "not checkable with data"
    assert set(mine["known"]) == {"then"}
