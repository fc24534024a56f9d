"""Session 09: every number that the lesson and its exercises state, recomputed from data/."""

import json
import re

import pandas as pd
import pytest

FIGURE = "application/vnd.plotly.v1+json"
WORDS = {-2: "against", -1: "partly against", 0: "both or shifting", 1: "partly for", 2: "for"}
NAMES = {
    "Russia": "Russia|Moscow",
    "United States": "United States|US|Washington",
    "White House": "White House",
}


@pytest.fixture(scope="module")
def positions(read):
    return read("positions")


@pytest.fixture(scope="module")
def both(read, positions):
    both = positions.merge(read("second_coder"), on="position_id", validate="one_to_one")
    both["first"] = both["stance"].map(WORDS)
    both["second"] = both["second_stance"].map(WORDS).fillna("not stated")
    return both


@pytest.fixture(scope="module")
def reactions(read):
    return read("strike_reactions")


@pytest.fixture(scope="module")
def rounds(read):
    return read("talks_rounds", parse_dates=["date_start"])


@pytest.fixture(scope="module")
def votes(read):
    return read("general_assembly_agreement")


@pytest.fixture(scope="module")
def links(votes):
    return votes[(votes["country"] < votes["partner"]) & (votes["identical_share"] >= 0.75)]


def measures(first, second):
    """Return the agreement of two coders, the agreement by chance, and Cohen's kappa."""
    agreement = (first == second).mean()
    chance = sum((first == code).mean() * (second == code).mean() for code in {*first, *second})
    return agreement, chance, (agreement - chance) / (1 - chance)


# The matrix


def test_size_of_the_matrix(positions, read):
    assert len(positions) == 34
    assert positions["actor"].nunique() == 13
    assert not positions.duplicated(["actor", "issue"]).any()
    issues = set(read("position_issues")["issue"])
    assert set(positions["issue"]) == issues
    assert len(issues) == 10
    assert 13 * 10 - len(positions) == 96
    assert (positions["stance"] == 0).sum() == 1


def test_no_cell_is_filled_from_outside_the_article(positions, read):
    """Each cell names its paragraph, and a claim in it that speaks of the actor or is made by the actor."""
    claims = read("claims")
    cells = positions.merge(
        claims, on="claim_id", how="left", suffixes=("", "_claim"), validate="many_to_one"
    )
    caption = cells["paragraph"] == "caption"
    assert set(cells.loc[caption, "actor"]) == {"United Kingdom", "France"}
    assert cells.loc[caption, "claim_id"].isna().all()
    for cell in cells[~caption].itertuples():
        assert cell.paragraph == f"P{int(cell.paragraph_claim)}", cell.position_id
        name = NAMES.get(cell.actor, re.escape(cell.actor))
        spoken_of = re.search(name, f"{cell.about} {cell.claim}")
        assert spoken_of or cell.speaker == cell.actor or cell.actor_type == "reporter", cell.position_id


def test_states_that_the_article_does_not_place_have_no_row(positions, reactions):
    outside = set(reactions["actor"]) - {
        "United States",
        "United Kingdom",
        "France",
        "Russia",
        "Turkey",
        "Iran",
        "Syrian government",
    }
    assert len(outside) == 35
    assert not outside & set(positions["actor"])


def test_who_attributes_follows_from_the_claim(positions, read):
    cells = positions.dropna(subset="claim_id").merge(read("claims"), on="claim_id", suffixes=("", "_claim"))
    voice = {"reporter": "reporter", "named expert": "named source", "unnamed analysts": "unnamed source"}
    for cell in cells.itertuples():
        if cell.attributed_by in voice:
            assert cell.voice == voice[cell.attributed_by], cell.position_id
        if cell.attributed_by == "named expert":
            assert cell.speaker != cell.actor
        if cell.attributed_by == "own words":
            assert cell.speaker == cell.actor or (
                cell.actor == "Russia" and cell.speaker_role == "Russian general staff"
            )


def test_who_attributes_the_positions_of_states(positions):
    states = positions[positions["actor_type"] == "state"]
    assert states["attributed_by"].value_counts().to_dict() == {
        "coder, from an action": 4, "named expert": 4, "own words": 1, "reporter": 6, "unnamed analysts": 5,
    }  # fmt: skip
    own = states[states["attributed_by"] == "own words"].iloc[0]
    assert (own["actor"], own["issue"], own["paragraph"]) == ("Russia", "S-300 delivery", "P9")


def test_the_named_experts_are_russian(positions, read):
    cells = positions.merge(read("claims"), on="claim_id", suffixes=("", "_claim"))
    experts = cells[cells["attributed_by"] == "named expert"]
    assert set(experts["speaker_role"]) == {
        "deputy director, ISKRAN (state institute)",
        "editor, Russia in Global Affairs",
    }


def test_turkey_and_iran(positions):
    codes = positions.set_index(["actor", "issue"])["stance"]
    assert codes["Turkey"].to_dict() == {"strikes": 2, "Astana talks": 1}
    assert codes["Iran"].to_dict() == {"strikes": -1, "Astana talks": 1}
    speakers = positions[positions["actor"] == "Iran"].set_index("issue")["attributed_by"].to_dict()
    assert speakers == {"strikes": "named expert", "Astana talks": "reporter"}


def test_p16_is_an_experts(read):
    claims = read("claims").set_index("claim_id")
    assert set(claims.loc[claims["paragraph"] == 16, "speaker"]) == {"Fyodor Lukyanov"}


def test_contacts_in_p10_and_p18(read):
    claims = read("claims").set_index("claim_id")
    assert claims.loc["C34", ["paragraph", "voice"]].to_list() == [10, "reporter"]
    assert claims.loc["C61", ["paragraph", "speaker"]].to_list() == [18, "Vladimir Sotnikov"]


@pytest.fixture(scope="module")
def matrix_drawn(root):
    """The last dot matrix in the lesson, as the student sees it: a code for each actor and issue."""
    lesson = json.loads((root / "notebooks" / "09-positions.ipynb").read_text(encoding="utf-8"))
    figures = [
        output["data"][FIGURE]
        for cell in lesson["cells"]
        for output in cell.get("outputs", [])
        if FIGURE in output.get("data", {})
    ]
    drawn = [figure for figure in figures if "34 of 130" in figure["layout"].get("meta", {}).get("title", "")]
    return drawn[-1]


def test_the_drawn_matrix_holds_the_table_and_nothing_else(matrix_drawn, positions):
    drawn = {
        (actor, issue): trace["name"]
        for trace in matrix_drawn["data"]
        for actor, issue in zip(trace["y"], trace["x"], strict=True)
    }
    assert len(drawn) == 130
    stated = {cell: code for cell, code in drawn.items() if code != "not stated"}
    assert stated == {(row.actor, row.issue): WORDS[row.stance] for row in positions.itertuples()}


def test_five_ordered_shapes_and_another_for_not_stated(matrix_drawn):
    shapes = {trace["name"]: trace["marker"]["symbol"] for trace in matrix_drawn["data"]}
    assert set(shapes) == {*WORDS.values(), "not stated"}
    assert len(set(shapes.values())) == 6
    sizes = {trace["name"]: trace["marker"]["size"] for trace in matrix_drawn["data"]}
    assert sizes["not stated"] < sizes["both or shifting"] / 2
    for trace in matrix_drawn["data"]:
        assert "paragraph" in trace["hovertemplate"]
        assert "reason" in trace["hovertemplate"]


# Agreement between coders


def test_toy_kappa():
    first = pd.Series(["for", "for", "for", "against", "against"])
    second = pd.Series(["for", "for", "against", "against", "against"])
    assert [round(value, 2) for value in measures(first, second)] == [0.80, 0.48, 0.62]


def test_agreement_and_kappa_of_all_cells(both):
    assert (both["first"] == both["second"]).sum() == 25
    assert [round(value, 2) for value in measures(both["first"], both["second"])] == [0.74, 0.25, 0.65]


def test_each_disagreement_has_its_reason_and_only_these(both):
    differ = both["first"] != both["second"]
    assert differ.sum() == 9
    assert (both["second_reason"].notna() == differ).all()
    assert (both["second"] == "not stated").sum() == 5


def test_agreement_by_attribution(both):
    groups = both.assign(same=both["first"] == both["second"]).groupby("attributed_by")["same"]
    assert groups.size().to_dict() == {
        "coder, from an action": 4, "named expert": 4, "own words": 10, "reporter": 10, "unnamed analysts": 6,
    }  # fmt: skip
    assert (100 * groups.mean()).round().to_dict() == {
        "coder, from an action": 100, "named expert": 100, "own words": 90, "reporter": 50,
        "unnamed analysts": 50,
    }  # fmt: skip


def test_two_by_two(both):
    first, second = (both[coder].isin(["for", "partly for"]) for coder in ("first", "second"))
    assert [
        (first & second).sum(),
        (first & ~second).sum(),
        (~first & second).sum(),
        (~first & ~second).sum(),
    ] == [18, 3, 0, 13]
    assert [round(value, 2) for value in measures(first, second)] == [0.91, 0.51, 0.82]


def test_the_new_rule(both):
    partners = both["position_id"].isin(["S17", "S19"])
    assert set(both.loc[partners, "actor"]) == {"Turkey", "Iran"}
    assert set(both.loc[partners, "issue"]) == {"Astana talks"}
    agreement, _, kappa = measures(both["first"].mask(partners, "for"), both["second"])
    assert (round(agreement, 2), round(kappa, 2)) == (0.79, 0.72)


# Recorded votes


@pytest.mark.parametrize(
    ("scope", "country", "partner", "share"),
    [
        ("all", "Russia", "Syria", 0.71),
        ("all", "Russia", "Iran", 0.70),
        ("all", "Russia", "Turkey", 0.61),
        ("all", "United States", "United Kingdom", 0.51),
        ("all", "Russia", "United States", 0.20),
        ("Palestine", "United States", "United Kingdom", 0.06),
        ("Palestine", "Turkey", "Russia", 0.81),
        ("human rights", "Turkey", "Russia", 0.43),
        ("human rights", "United States", "United Kingdom", 0.59),
    ],
)
def test_identical_votes_in_2018(votes, scope, country, partner, share):
    row = votes.query("year == 2018 and scope == @scope and country == @country and partner == @partner")
    assert round(row["identical_share"].item(), 2) == share
    if scope == "Palestine":
        assert row["roll_calls"].item() == 16


def test_roll_calls_of_2018_and_no_scope_syria(votes):
    assert votes[votes["year"] == 2018].groupby("scope")["roll_calls"].max().to_dict() == {
        "Palestine": 16, "all": 95, "human rights": 22,
    }  # fmt: skip
    assert set(votes["scope"]) == {"all", "Palestine", "human rights"}


def test_every_pair_stands_in_both_directions(votes):
    other = votes.rename(columns={"country": "partner", "partner": "country"})
    assert len(votes.merge(other)) == len(votes)
    once = votes[votes["country"] < votes["partner"]]
    assert (once.groupby(["year", "scope"]).size() == 55).all()


def test_links(links):
    counts = links.groupby(["year", "scope"]).size().unstack()
    assert counts.loc[2018].to_dict() == {"Palestine": 37, "all": 12, "human rights": 16}
    assert counts.loc[2000].to_dict() == {"Palestine": 37, "all": 12, "human rights": 12}
    assert (counts["Palestine"] > counts[["all", "human rights"]].max(axis=1)).all()
    assert (counts["Palestine"].min(), counts[["all", "human rights"]].max().max()) == (21, 17)


def test_the_us_and_israel_share_their_only_link_on_palestine(links):
    palestine = links[(links["year"] == 2018) & (links["scope"] == "Palestine")]
    for state in ("United States", "Israel"):
        assert ((palestine["country"] == state) | (palestine["partner"] == state)).sum() == 1
    assert ((palestine["country"] == "Israel") & (palestine["partner"] == "United States")).sum() == 1


def test_places_of_the_network(read, votes):
    places = read("circle_places")
    assert set(places["state"]) == set(votes["country"])
    assert len(places) == 11
    assert ((places["x"] ** 2 + places["y"] ** 2 - 1).abs() < 0.02).all()


# Reactions


def test_reactions(reactions):
    assert reactions["score"].notna().sum() == 33
    assert (reactions["position"] == "vote only").sum() == 9
    assert (reactions["position"].eq("vote only") == reactions["score"].isna()).all()
    assert (reactions["position"].eq("vote only") == reactions["confidence"].eq("not coded")).all()


def test_borderline_codes_stay_borderline(reactions):
    borderline = reactions[reactions["borderline"] == "yes"]
    assert set(borderline["actor"]) == {
        "China", "Japan", "European Union", "Egypt", "Algeria", "Iraq",
        "Shanghai Cooperation Organisation", "United Arab Emirates",
    }  # fmt: skip
    assert set(borderline["confidence"]) == {"medium"}
    assert borderline["doubt"].notna().all()
    assert set(reactions.loc[reactions["confidence"] == "medium", "actor"]) == set(borderline["actor"])
    assert reactions.set_index("actor").loc["Algeria", "score"] == -1


def test_no_code_rests_on_a_vote_alone(reactions):
    """A vote on one text is not a stated view: who has a code has said something."""
    coded = reactions[reactions["score"].notna()]
    assert not coded["summary"].str.contains("^voted|^abstained|no statement").any()
    assert "ambassador told the Council" in reactions.set_index("actor").loc["Bolivia", "summary"]


def test_reactions_of_turkey_and_iran_and_days(reactions):
    scores = reactions.set_index("actor")["score"]
    assert (scores["Turkey"], scores["Iran"]) == (2, -2)
    iran = reactions.set_index("actor").loc["Iran"]
    assert (iran["statement_date"], iran["verification"]) == ("2018-04-14", "two sources")
    assert (reactions["statement_date"].min(), reactions["statement_date"].max()) == (
        "2018-04-13",
        "2018-04-24",
    )
    assert (reactions["statement_date"] > "2018-04-17").sum() == 1


def test_three_groups_of_the_chart_of_reactions(root, reactions):
    """Parties, other states and organisations; who has a vote only is not on the scale."""
    drawn = "".join((root / "solutions" / "09-positions.ipynb").read_text(encoding="utf-8"))
    for label in (
        "United States · struck",
        "United Kingdom · struck",
        "France · struck",
        "Syrian government · was struck",
    ):
        assert label in drawn
    bodies = reactions["actor"].str.contains("Organisation|Union|NATO|Council|UN ")
    coded = reactions["score"].notna()
    assert (bodies & coded).sum() == 6
    assert not (bodies & ~coded).any()


# Talks


def test_the_us_at_astana(rounds):
    before = rounds[(rounds["known"] == "then") & (rounds["track"] == "Astana")]
    assert before["label"].to_list() == [
        f"Astana {number}" for number in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
    ]
    assert set(before["us_role"]) == {"observer"}
    assert set(before["conveners"]) == {"Russia, Iran, Turkey"}
    assert set(before["verification"]) == {"two sources"}


def test_the_chart_of_talks_ends_with_the_article_and_knows_each_role(rounds):
    before = rounds[rounds["known"] == "then"]
    assert len(before) == 24
    assert before["us_role"].notna().all()
    assert before["date_start"].is_monotonic_increasing


def test_the_conveners_over_the_columns_of_the_chart(rounds):
    conveners = rounds[rounds["known"] == "then"].groupby("track")["conveners"].value_counts()
    assert (
        set(conveners["Astana"].index) == set(conveners["Sochi congress"].index) == {"Russia, Iran, Turkey"}
    )
    assert (conveners["Geneva"]["United Nations"], conveners["Geneva"].sum()) == (9, 11)
    assert conveners["Geneva"].index.str.startswith("United Nations").all()
    assert set(conveners["Three-state meetings"].index) == {"Russia, Iran, Turkey", "Russia", "Turkey"}


def test_the_us_elsewhere(rounds):
    roles = rounds.set_index("label")["us_role"]
    assert roles["Syrian National Dialogue Congress"] == "declined to attend"
    meetings = rounds[rounds["track"] == "Three-state meetings"]
    assert set(meetings["us_role"]) == {"not a party"}
    assert {"Moscow Declaration", "Foreign ministers in Astana", "Sochi summit", "Ankara summit"} == set(
        meetings.loc[meetings["known"] == "then", "label"]
    )
    geneva = rounds[(rounds["track"] == "Geneva") & (rounds["known"] == "then")].set_index("label")["us_role"]
    assert geneva.value_counts().to_dict() == {"backer of the process": 9, "participant": 2}
    assert geneva["Geneva I"] == geneva["Geneva II"] == "participant"
