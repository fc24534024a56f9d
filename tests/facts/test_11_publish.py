"""The facts of session 11: the scoreboard, the worked pages and what the teacher's page states."""

import json
import re

import pandas as pd
import pytest

from newscase.checking import answer_key
from newscase.checking.structure.written import STRUCTURES

STEM = "11-publish"
VERDICTS = ["holds", "holds, with a limit", "not supported by what we have", "not checkable with data"]


@pytest.fixture(scope="module")
def verdicts(read):
    return read("claim_verdicts", keep_default_na=False)


@pytest.fixture(scope="module")
def board(read, verdicts):
    course = verdicts[verdicts["course"] == "yes"].drop(columns="session")
    return read("claims").merge(course).merge(read("paragraphs")).set_index("claim_id", drop=False)


def counts(board):
    return [int((board["verdict"] == verdict).sum()) for verdict in VERDICTS]


def prose(root, folder):
    cells = json.loads((root / folder / f"{STEM}.ipynb").read_text(encoding="utf-8"))["cells"]
    return " ".join("".join(cell["source"]) for cell in cells)


def test_the_scoreboard(board, verdicts):
    assert len(board) == 64
    assert counts(board) == [10, 30, 7, 17]
    assert sum(counts(board)[:2]) == 40
    by_type = {name: counts(rows) for name, rows in board.groupby("type")}
    assert by_type["fact"] == [8, 15, 5, 0]
    assert by_type["interpretation"] == [0, 9, 1, 12]
    assert by_type["prediction"] == [0, 3, 0, 4]
    assert counts(board[board["voice"] == "unnamed source"]) == [0, 6, 3, 2]
    # All three kinds of voice have claims that hold in some way, and claims that nobody can check.
    assert all(sum(counts(rows)[:2]) and counts(rows)[3] for _, rows in board.groupby("voice"))
    accepted = verdicts.groupby("claim_id")["verdict"].nunique().value_counts()
    assert accepted.to_dict() == {2: 48, 3: 9, 1: 7}
    assert board.groupby("section")["verdict"].nunique().min() >= 3


def test_what_the_lesson_says_of_single_claims(board, verdicts, read):
    missing = board[board["verdict"] == VERDICTS[2]].index
    assert list(missing) == ["C04", "C05", "C18", "C27", "C30", "C45", "C56"]
    white = board["verdict"] == VERDICTS[3]
    assert white[["C09", "C14", "C22", "C13", "C57", "C59", "C43"]].all()
    assert "annexed" in " ".join(verdicts[verdicts["claim_id"] == "C42"]["reason"])
    assert "list would settle it" in board.loc["C27", "reason"]
    leads = read("claim_support").query("supports == 'C09'")["claim_id"]
    assert counts(board.loc[leads]) == [1, 3, 0, 2]
    later = board[board["known"] == "later"]
    assert list(later["type"]) == ["prediction", "prediction", "fact"]
    assert list(later.index) == ["C06", "C12", "C63"]
    documents = read("douma_documents")
    then = documents[(documents["known"] == "then") & (documents["kind"] == "government assessment")]
    assert {"United States", "France", "United Kingdom"} <= set(then["body"])
    team = documents[documents["date"].str.startswith("2023-01")]
    assert team["standard"].iloc[0] == "reasonable grounds to believe"
    assert "two" in team["finding"].iloc[0]
    assert set(board.loc[["C63", "C64"], "rung"]) <= {"alleged", "assessed by a government"}


def test_the_numbers_of_the_night(read):
    rows = read("strike_counts")
    night = rows[
        (rows["date"] == "2018-04-14")
        & rows["measure"].isin(["launched", "intercepted"])
        & rows["claimant"].str.contains("Department of Defense|General Staff|General Command")
    ].dropna(subset="number")
    assert list(night["number"]) == [105, 0, 103, 71, 110]
    assert night[night["measure"] == "launched"]["number"].sum() == 318
    assert list(night["area"]) == ["three named sites"] * 2 + ["all of Syria"] * 3
    later = rows[(rows["claimant"] == "Russia (General Staff)") & (rows["measure"] == "intercepted")].iloc[-1]
    assert (later["number"], later["date"]) == (46, "2018-04-25")
    assert later["area"] == "Damascus and four airfields"
    assert pd.Timestamp("2018-04-17").day_name() == "Tuesday"


def test_growth_and_land_in_their_several_pages(read):
    growth = read("gdp_vintages").query("year == 2017")
    figures = growth[growth["kind"] != "forecast"]
    assert list(figures["growth_percent"]) == [1.5, 1.5, 1.55, 1.6, 1.63, 1.83, 1.83]
    assert list(figures[figures["known"] == "then"]["publisher"]) == ["Rosstat"]
    assert ((growth["kind"] == "forecast") & (growth["known"] == "then")).sum() == 2
    control = read("syria_control_shares").set_index(["publisher", "month"])
    then = control[control["known"] == "then"]["sdf"].dropna()
    assert (round(then.min()), round(then.max())) == (22, 25)
    spring = control["sdf"].dropna().loc[lambda shares: shares.index.get_level_values(1) >= "2018-03"]
    assert spring.iloc[:4].max() < 100 / 3
    assert round(control["sdf"]["SOHR", "2018-08"] - control["sdf"]["SOHR", "2017-05"], 1) == 6.5
    assert "12.64" in control["scope"]["Jusoor", "2018-03"]
    assert round(24.93 + 12.64, 1) == 37.6


def test_the_two_worked_pages(read, root):
    control = read("syria_control_shares").query("known == 'then' and month >= '2017-05'")
    land = control.dropna(subset="government")
    assert list(land["government"]) == [19.3, 38.14, 48.0, 56.84, 54.63]
    assert land["government"].iloc[-2:].min() > 2 * 19.3
    deaths = read("ucdp_syria_monthly").groupby("month")["deaths"].sum()
    before, after = deaths["2016-04":"2017-03"].sum(), deaths["2017-04":"2018-03"].sum()
    assert (before, after, round(100 * (after / before - 1))) == (30544, 31601, 3)
    solution = prose(root, "solutions")
    assert all(number in solution for number in ("19.3 percent", "56.84", "54.63", "30,544", "31,601"))


def test_sections_of_the_scoreboard(board, root):
    share = {name: 100 * (rows["verdict"] == VERDICTS[3]).mean() for name, rows in board.groupby("section")}
    assert (round(share["military contacts"], 1), round(share["sanctions"], 1)) == (22.2, 33.3)


def test_every_structure_is_used_and_the_rubric_is_one(root):
    questions = answer_key.read(root)[STEM].questions
    assert {question.rules.structure for question in questions.values()} - {""} == set(STRUCTURES)
    lesson, solution = prose(root, "notebooks"), prose(root, "solutions")
    page = (root / "newscase/figures/student_page.html").read_text(encoding="utf-8")
    for line, points, look_for in re.findall(r"\| (\w+) \| (\d) \| (.*?) \|", solution)[:5]:
        assert f"| {line} {points} | {look_for} |" in lesson
        assert f"<td>{line}</td><td>{points}</td><td>{look_for}</td>" in page


def test_verdicts_of_no_session_are_asked_here(verdicts, root):
    asked = answer_key.read(root)[STEM].questions
    claims = {name for number in ("11.7", "11.8") for name in re.findall(r"c\d\d", asked[number].expression)}
    assert claims == set(verdicts[verdicts["session"] == 11]["claim_id"].str.lower())
