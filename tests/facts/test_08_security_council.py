"""Facts of session 08, computed again from the tables."""

import html
import json
import re

import pandas as pd
import pytest

APRIL = ["S/2018/175", "S/2018/321", "S/2018/322", "S/2018/355"]
PERMANENT = ["China", "France", "Russia", "United Kingdom", "United States"]
COUNTS = ["in_favour", "against", "abstained"]


@pytest.fixture
def drafts(root):
    return pd.read_csv(root / "data" / "council_drafts.csv", parse_dates=["date"])


@pytest.fixture
def votes(root):
    return pd.read_csv(root / "data" / "council_votes.csv", parse_dates=["date"])


@pytest.fixture
def copy(root):
    return pd.read_csv(root / "data" / "council_drafts_with_errors.csv", parse_dates=["date"])


@pytest.fixture
def grounds(root):
    return pd.read_csv(root / "data" / "strike_grounds.csv")


@pytest.fixture
def tables(root):
    """Return what the lesson's stored tables show."""
    lesson = json.loads((root / "notebooks" / "08-security-council.ipynb").read_text(encoding="utf-8"))
    shown = (
        "".join(output["data"]["text/html"])
        for cell in lesson["cells"]
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    )
    return html.unescape("\n".join(shown))


def tally(drafts, document):
    return tuple(drafts.set_index("document").loc[document, COUNTS].astype(int))


def names(votes, document, vote):
    return sorted(votes.loc[(votes["document"] == document) & (votes["vote"] == vote), "member"])


def test_each_draft_and_all_its_member_votes_sum_to_15(drafts, votes):
    assert (len(drafts), len(votes)) == (37, 555)
    assert (drafts[COUNTS].sum(axis=1) == 15).all()
    assert drafts[COUNTS].sum().sum() == 555
    assert (drafts["abstained"] == 0).sum() == 19
    assert (votes.groupby("document")["member"].nunique() == 15).all()
    assert not votes.duplicated(["document", "member"]).any()


def test_the_two_tables_agree(drafts, votes):
    counted = pd.crosstab(votes["document"], votes["vote"]).rename(columns={"in favour": "in_favour"})
    stated = drafts.set_index("document")[COUNTS].sort_index()
    assert (counted.sort_index()[COUNTS].to_numpy() == stated.to_numpy()).all()
    both = votes.merge(drafts, on="document", suffixes=("", "_of_draft"))
    assert len(both) == 555
    assert (both["date"] == both["date_of_draft"]).all()
    assert (both["result"] == both["result_of_draft"]).all()


def test_results_follow_the_rule_of_nine(drafts, votes):
    assert drafts["result"].value_counts().to_dict() == {
        "adopted": 20,
        "vetoed": 12,
        "fewer than nine votes": 5,
    }
    against = votes[(votes["permanent"] == "yes") & (votes["vote"] == "against")]
    who = against.groupby("document")["member"].agg(lambda members: "; ".join(sorted(members)))
    for row in drafts.itertuples():
        stopped_by = who.get(row.document, "")
        passed = "vetoed" if stopped_by else "adopted"
        expected = "fewer than nine votes" if row.in_favour < 9 else passed
        assert row.result == expected, row.document
        assert (stopped_by if expected == "vetoed" else "") == (
            "" if pd.isna(row.vetoed_by) else row.vetoed_by
        )
    assert drafts["document"].str.startswith("S/RES/").tolist() == (drafts["result"] == "adopted").tolist()


def test_sponsors_are_given_for_the_failed_drafts_only(drafts):
    assert (drafts["sponsor"].isna() == (drafts["result"] == "adopted")).all()


def test_votes_in_favour_by_result(drafts):
    spread = drafts.groupby("result")["in_favour"].agg(["min", "max"])
    assert spread.loc["vetoed"].tolist() == [9, 13]
    assert spread.loc["fewer than nine votes"].tolist() == [3, 6]
    assert spread.loc["adopted"].tolist() == [12, 15]


def test_vetoes_by_member(votes):
    permanent = votes[votes["permanent"] == "yes"]
    assert sorted(permanent["member"].unique()) == PERMANENT
    assert (permanent.groupby("document").size() == 5).all()
    veto = permanent[(permanent["vote"] == "against") & (permanent["result"] == "vetoed")]
    assert veto["member"].value_counts().to_dict() == {"Russia": 12, "China": 6}
    russia, china = (set(veto.loc[veto["member"] == member, "document"]) for member in ("Russia", "China"))
    assert china < russia


def test_april_2018(drafts, votes):
    april = drafts[drafts["date"].dt.strftime("%Y-%m") == "2018-04"]
    assert april["document"].tolist() == APRIL
    assert april["date"].dt.day.tolist() == [10, 10, 10, 14]
    assert [tally(drafts, document) for document in APRIL] == [(6, 7, 2), (12, 2, 1), (5, 4, 6), (3, 8, 4)]
    few = "fewer than nine votes"
    assert april["result"].tolist() == [few, "vetoed", few, few]
    assert april["sponsor"].tolist() == ["Russia", "United States and 25 others", "Russia", "Russia"]
    for document, expected in zip(APRIL, (3, 1, 3, 3), strict=True):
        assert len(set(names(votes, document, "against")) & set(PERMANENT)) == expected
    assert names(votes, "S/2018/321", "against") == ["Bolivia", "Russia"]
    assert names(votes, "S/2018/321", "abstained") == ["China"]
    assert len(names(votes, "S/RES/2401", "in favour")) == 15
    window = drafts[drafts["date"].between("2018-02-25", "2018-04-09")]
    assert window.empty


def test_14_april_2018(drafts, votes):
    document = "S/2018/355"
    assert names(votes, document, "in favour") == ["Bolivia", "China", "Russia"]
    assert names(votes, document, "abstained") == ["Equatorial Guinea", "Ethiopia", "Kazakhstan", "Peru"]
    assert set(names(votes, document, "against")) & set(PERMANENT) == {
        "France",
        "United Kingdom",
        "United States",
    }
    assert sum(tally(drafts, document)) != 3 + 8 + 3 == 14


@pytest.mark.parametrize(
    ("one", "other", "alike", "share"),
    [
        ("Russia", "United States", 18, 0.49),
        ("Russia", "China", 31, 0.84),
        ("France", "United Kingdom", 37, 1.0),
        ("France", "United States", 37, 1.0),
    ],
)
def test_pairs_of_permanent_members(votes, one, other, alike, share):
    p5 = votes[votes["permanent"] == "yes"].pivot(index="document", columns="member", values="vote")
    same = p5[one] == p5[other]
    assert (len(p5), int(same.sum()), round(float(same.mean()), 2)) == (37, alike, share)


def test_where_russia_agrees_and_differs(drafts, votes):
    p5 = votes[votes["permanent"] == "yes"].pivot(index="document", columns="member", values="vote")
    assert not (p5.loc[APRIL, "Russia"] == p5.loc[APRIL, "United States"]).any()
    alike = p5.index[p5["Russia"] == p5["United States"]]
    assert set(drafts.set_index("document").loc[alike, "result"]) == {"adopted"}
    assert set(p5.loc[p5["Russia"] != p5["China"], "China"]) == {"abstained"}


def test_states_years_and_verification(drafts, votes):
    assert votes["member"].nunique() == 50
    per_year = drafts["date"].dt.year.value_counts()
    assert per_year.sort_index().to_dict() == {
        2011: 1,
        2012: 5,
        2013: 1,
        2014: 4,
        2015: 4,
        2016: 9,
        2017: 7,
        2018: 6,
    }
    assert drafts.loc[drafts["date"].dt.year == 2013, "date"].dt.month.tolist() == [9]
    assert drafts.loc[drafts["date"] > "2018-04-17", "document"].tolist() == ["S/RES/2449"]
    once = drafts.loc[drafts["verification"] == "one source", "document"].tolist()
    assert once == ["S/RES/2191"]


def test_the_good_tables_pass_the_four_tests(drafts, votes):
    assert not drafts.duplicated("document").any()
    assert drafts.groupby("meeting")["date"].nunique().max() == 1
    assert ((drafts["result"] == "vetoed") == drafts["vetoed_by"].notna()).all()
    assert votes.groupby("member")["permanent"].nunique().max() == 1


def test_the_copy_differs_only_where_an_error_is_planted(drafts, copy):
    assert copy.loc[copy.duplicated("document"), "document"].tolist() == ["S/2017/962"]
    once = copy.drop_duplicates().reset_index(drop=True)
    clean = drafts[once.columns]
    assert len(once) == len(clean)
    planted = [
        (once.loc[row, "document"], column, once.loc[row, column], clean.loc[row, column])
        for column in once.columns
        for row in once.index
        if not (
            once.loc[row, column] == clean.loc[row, column]
            or (pd.isna(once.loc[row, column]) and pd.isna(clean.loc[row, column]))
        )
    ]
    assert planted == [
        ("S/2018/321", "date", pd.Timestamp("2018-10-04"), pd.Timestamp("2018-04-10")),
        ("S/2018/355", "result", "vetoed", "fewer than nine votes"),
    ]


def test_each_planted_error_can_be_found_from_the_copy_alone(copy):
    days = copy.groupby("meeting")["date"].nunique()
    assert days[days > 1].index.tolist() == ["S/PV.8228"]
    odd = (copy["in_favour"] < 9) != (copy["result"] == "fewer than nine votes")
    assert copy.loc[odd, "document"].tolist() == ["S/2018/355"]
    assert (copy["result"] == "vetoed").sum() == 14


def test_the_planting_is_documented_for_the_teacher_and_not_for_the_student(root):
    solution = (root / "solutions" / "08-security-council.ipynb").read_text(encoding="utf-8")
    exercise = (root / "exercises" / "08-security-council.ipynb").read_text(encoding="utf-8")
    for planted in ("2018-10-04 | 2018-04-10", "with nobody in `vetoed_by`"):
        assert planted in solution
        assert planted not in exercise


def test_three_years_of_drafts(drafts):
    years = drafts[drafts["date"].dt.year.between(2015, 2017)]
    assert (len(years), years["result"].value_counts().to_dict()) == (
        20,
        {"adopted": 11, "vetoed": 7, "fewer than nine votes": 2},
    )


def test_votes_against_by_permanent_members(drafts, votes):
    against = votes[(votes["permanent"] == "yes") & (votes["vote"] == "against")]
    table = pd.crosstab(against["member"], against["result"])
    assert table["vetoed"].to_dict() == dict(zip(PERMANENT, (6, 0, 12, 0, 0), strict=True))
    assert table["fewer than nine votes"].to_dict() == dict(zip(PERMANENT, (0, 5, 0, 5, 5), strict=True))
    april = against[against["document"].isin(APRIL)]
    assert (len(april), (april["result"] == "vetoed").sum()) == (10, 1)
    two_years = against[against["date"].dt.year.between(2016, 2017)]
    assert two_years["result"].value_counts().to_dict() == {"vetoed": 9, "fewer than nine votes": 6}
    counts = dict(zip(PERMANENT, (2, 2, 7, 2, 2), strict=True))
    assert two_years["member"].value_counts().to_dict() == counts
    short = drafts[drafts["result"] == "fewer than nine votes"]
    assert short["sponsor"].str.contains("Russia").all()
    assert (short["sponsor"] == "Russia").sum() == 4
    assert not drafts.loc[drafts["result"] == "vetoed", "sponsor"].str.contains("Russia").any()


def test_what_the_vetoed_drafts_asked_for(drafts, tables):
    vetoed = drafts[drafts["result"] == "vetoed"]
    subjects = vetoed["subject"].tolist()
    assert sum("chemical" in subject or "mechanism" in subject for subject in subjects) == 6
    assert sum("Aleppo" in subject for subject in subjects) == 2
    assert sum("International Criminal Court" in subject for subject in subjects) == 1
    first = vetoed[vetoed["date"].dt.year < 2013]["subject"]
    assert [any(word in text for word in ("protesters", "transition", "sanctions")) for text in first] == [
        True
    ] * 3
    assert all(f"<td>{subject}</td>" in tables for subject in subjects)


def test_syrian_speakers_have_their_names_in_the_tables(grounds, tables):
    syrian = ["Syrian opposition", "armed opposition group", "Kurdish party", "monitor"]
    rows = grounds[grounds["actor_group"].isin(syrian) & (grounds["known"] == "then")]
    assert "Salwa Aksoy" in " ".join(rows["speaker"])
    assert all(f"<td>{row.actor}: {row.speaker}</td>" in tables for row in rows.itertuples())


def test_when_vetoes_fall(drafts):
    vetoed = drafts[drafts["result"] == "vetoed"]
    assert sorted(vetoed["date"].dt.year.unique()) == [2011, 2012, 2014, 2016, 2017, 2018]
    assert sorted(drafts["date"].dt.year.unique()) == [*range(2011, 2019)]
    assert vetoed["vetoed_by"].value_counts().to_dict() == {"China; Russia": 6, "Russia": 6}
    both = vetoed[vetoed["vetoed_by"] == "China; Russia"]
    assert both["date"].dt.year.tolist() == [2011, 2012, 2012, 2014, 2016, 2017]
    assert vetoed.loc[vetoed["vetoed_by"] == "Russia", "date"].min() == pd.Timestamp("2016-10-08")
    assert drafts.loc[drafts["result"] == "fewer than nine votes", "date"].min() == pd.Timestamp("2016-10-08")


def test_november_2017_and_october_2016(drafts, votes):
    p5 = votes[votes["permanent"] == "yes"].pivot(index="document", columns="member", values="vote")
    november = p5.loc[["S/2017/962", "S/2017/968", "S/2017/970"]]
    assert november["China"].tolist() == ["abstained", "in favour", "abstained"]
    assert november["Russia"].tolist() == ["against", "in favour", "against"]
    for member in ("France", "United Kingdom", "United States"):
        assert november[member].tolist() == ["in favour", "against", "in favour"]
    month = drafts[drafts["date"].between("2016-10-01", "2016-10-31")].set_index("document")["in_favour"]
    assert month.to_dict() == {"S/2016/846": 11, "S/2016/847": 4, "S/RES/2314": 15}


def test_the_grounds_of_the_strikes(grounds):
    then = grounds[(grounds["known"] == "then") & grounds["topic"].isin(["strikes", "law"])]
    striking = then[then["actor_group"] == "striking government"]
    named = striking.groupby("actor")["legal_ground"].agg("; ".join)
    assert "US law only" in named["United States"]
    assert "humanitarian intervention" in named["United Kingdom"]
    assert "resolution 2118" in named["France"]
    assert "no mandate" in named["France"]
    charter = grounds[grounds["legal_ground"].str.contains("Charter", na=False)]
    assert len(charter) == 7
    assert sorted(charter["actor"].unique()) == [
        "Bolivia",
        "China",
        "Russia",
        "Syrian government",
        "UN Secretary-General",
    ]
    assert not charter["actor"].isin(striking["actor"]).any()
    turkey = grounds[grounds["actor"] == "Turkey"]
    assert set(turkey["legal_ground"]) == {"none named"}
    assert "fitting answer" in turkey.iloc[0]["statement"]
    assert grounds.loc[grounds["ground_id"] == "G27", "verification"].tolist() == ["not found"]


def test_every_voice_of_the_prose_has_its_own_words_in_a_table(grounds, tables):
    then = grounds[(grounds["known"] == "then") & grounds["topic"].isin(["strikes", "law", "Douma"])]
    # Turkey, China and Bolivia have no row in the lesson, so their words stay out here.
    voices = then[then["actor_group"] != "other state"]
    assert len(voices) == 27
    missing = [row.ground_id for row in voices.itertuples() if f"<td>{row.statement}</td>" not in tables]
    assert missing == []
    # Who denies it, what was not found: the scope stands beside the words on Douma.
    douma = then[then["topic"] == "Douma"].dropna(subset="scope")
    assert all(f"<td>{scope}</td>" in tables for scope in douma["scope"])


def test_an_uncoded_ground_is_not_shown_as_a_coded_one(grounds, tables):
    # Only the US ambassador's row is coded so; Turkey's is in none of the tables.
    assert (grounds["legal_ground"] == "none named").sum() == 3
    assert tables.count("<td>none named</td>") == 1


def test_the_strip_says_what_our_list_has(root, tables):
    story = pd.read_csv(root / "data" / "story.csv", parse_dates=["date"])
    council = story[story["lane"] == "United Nations and OPCW"]
    assert "four events of the UN and the OPCW, all on Douma and the strikes, from 10 to 17 April" in tables
    assert council["date"].dt.strftime("%m-%d").tolist() == ["04-10", "04-10", "04-14", "04-17"]
    assert council["line"].str.contains("Douma|strikes").all()


def test_members_known_by_their_vote_alone(root, votes):
    reactions = pd.read_csv(root / "data" / "strike_reactions.csv").set_index("actor")["position"]
    members = votes.loc[votes["document"] == "S/2018/355", "member"].str.replace("ô", "o")
    positions = reactions[members]
    assert (len(reactions), (positions == "vote only").sum(), (reactions == "vote only").sum()) == (42, 9, 9)
    assert (positions[["Russia", "China", "Bolivia"]] == "condemn").all()


def test_no_veto_is_said_where_nine_votes_were_missing(root):
    for folder in ("notebooks", "solutions"):
        text = (root / folder / "08-security-council.ipynb").read_text(encoding="utf-8")
        # One of the letters to choose from says so, and is wrong.
        text = text.replace("United States vetoed Russia's drafts of April 2018", "")
        assert not re.search(
            r"(US|United States|France|United Kingdom|British|French)[^.|]{0,30} vetoed (the|a|Russia)", text
        )
        assert not re.search(r"17 vetoed|17 vetoes(?!\")", text.replace('\\"17 vetoes\\"', ""))


def test_each_syrian_body_has_one_name_and_its_own_words(root, grounds):
    own = pd.read_csv(root / "data" / "own_statements.csv")
    actors, roles = set(grounds["actor"]), " ".join(own["speaker_role"].dropna())
    for body in ("Syrian Coalition", "Syrian Negotiations Commission"):
        assert body in actors
        assert body in roles
    movement = grounds.set_index("actor").loc["Syrian Women's Political Movement", "statement"]
    assert movement.startswith("It blames the government")
    lesson = (root / "notebooks" / "08-security-council.ipynb").read_text(encoding="utf-8")
    assert "Women's Political Movement, which blamed the government" in lesson
    assert "National Coalition" not in lesson
