"""The facts of session 11: the scoreboard, the worked pages and what the teacher's page states."""

import json
import re
import shutil

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
    # The lesson's counts stand in its outputs; its words say what holds also when a verdict is mended.
    held, limited, *_ = counts(board)
    assert held + limited > 32
    assert limited > held
    by_type = {name: counts(rows) for name, rows in board.groupby("type")}
    assert by_type["fact"][2] > 0
    assert by_type["fact"][3] == by_type["interpretation"][0] == 0
    assert 0.4 < by_type["interpretation"][3] / sum(by_type["interpretation"]) < 0.6
    assert by_type["prediction"][3] / sum(by_type["prediction"]) > 0.4
    assert counts(board[board["voice"] == "unnamed source"])[0] == 0
    # All three kinds of voice have claims that hold in some way, and claims that cannot be checked.
    assert all(sum(counts(rows)[:2]) and counts(rows)[3] for _, rows in board.groupby("voice"))
    accepted = verdicts.groupby("claim_id")["verdict"].nunique().value_counts()
    assert accepted[2] > 32
    assert accepted[1] < 10
    assert accepted[3] > 1
    assert board.groupby("section")["verdict"].nunique().min() >= 3


def test_what_the_lesson_says_of_single_claims(board, verdicts, read):
    missing = board[board["verdict"] == VERDICTS[2]].index
    assert list(missing) == ["C04", "C05", "C18", "C27", "C30", "C43", "C45", "C56"]
    white = board["verdict"] == VERDICTS[3]
    assert white[["C09", "C14", "C22", "C13", "C57", "C59"]].all()
    assert "annexed" in " ".join(verdicts[verdicts["claim_id"] == "C42"]["reason"])
    assert "list would settle it" in board.loc["C27", "reason"]
    leads = read("claim_support").query("supports == 'C09'")
    assert sorted(leads["how"]) == ["background", "concession", *["reason"] * 4]
    assert counts(board.loc[leads[leads["how"] == "reason"]["claim_id"]]) == [0, 2, 0, 2]
    later = board[board["known"] == "later"]
    assert list(later.index) == ["C06", "C12"]
    assert set(later["type"]) == {"prediction"}
    documents = read("douma_documents")
    then = documents[(documents["known"] == "then") & (documents["kind"] == "government assessment")]
    assert {"United States", "France", "United Kingdom"} <= set(then["body"])
    team = documents[documents["date"].str.startswith("2023-01")]
    assert team["standard"].iloc[0] == "reasonable grounds to believe"
    assert "two cylinders with chlorine; 43 named persons died" in team["finding"].iloc[0]
    assert "two reports" in board.loc["C30", "reason"]
    assert "100 votes to 11 with 58" in " ".join(verdicts[verdicts["claim_id"] == "C42"]["reason"])
    assert set(board.loc[["C63", "C64"], "rung"]) <= {"alleged", "assessed by a government"}


def test_the_last_answer_counts_the_board_and_names_what_stands_against_it(board, root):
    answer = prose(root, "notebooks").split("## The answer")[1]
    held, limited, _, unknown = counts(board)
    for words in (f"64 claims {held + limited} can", f"{limited} of them", f"can decide {unknown}"):
        assert words in answer
    white = board[board["verdict"] == VERDICTS[3]]["type"].value_counts()
    assert white["interpretation"] + white["prediction"] > unknown / 2


def test_what_came_later_on_douma_and_salisbury_stands_in_the_lesson(root, read):
    lesson = prose(root, "notebooks")
    later = read("douma_documents").query("known == 'later'")["date"].str[:7]
    assert {"2018-07", "2019-03", "2023-01"} <= {*later}
    for step in ("*July 2018*", "*March 2019*", "*January 2023*", "Dawn Sturgess", "December 2025"):
        assert step in lesson
    salisbury = read("skripal_statements").query("date == '2025-12-04'")
    assert salisbury["stand"].tolist() == ["names Russia", "denies"]
    assert "which fell in December 2024, rejected" in lesson
    injured = read("strike_counts").query("measure == 'injured'")
    assert injured["number"].tolist() == [3, 6, 6]


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
    assert "71 of 103 for the country" in later["scope"]
    france = rows[rows["claimant"].str.startswith("France (pres")].iloc[0]
    assert (france["number"], france["known"]) == (12, "then")
    assert "RBC" in rows[rows["number"] == 103]["source"].iloc[0]
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
    assert list(control["sdf"]["SOHR"].dropna()) == [22.1, 23.1, 26.7, 28.6]
    spring = control["sdf"].dropna().loc[lambda shares: shares.index.get_level_values(1) >= "2018-03"]
    assert spring.iloc[:4].max() < 100 / 3
    assert round(control["sdf"]["SOHR", "2018-08"] - control["sdf"]["SOHR", "2017-05"], 1) == 6.5
    assert "12.64" in control["scope"]["Jusoor", "2018-03"]
    assert round(24.93 + 12.64, 1) == 37.6


def test_the_two_worked_pages(read, root):
    control = read("syria_control_shares").query("known == 'then' and month >= '2017-05'")
    land = control.dropna(subset="government")
    assert list(land["government"]) == [19.3, 38.14, 48.0, 56.84, 54.63]
    assert list(land["publisher"]) == ["SOHR"] * 4 + ["Jusoor"]
    assert 2.8 < 56.84 / 19.3 < 3
    deaths = read("ucdp_syria_monthly").groupby("month")["deaths"].sum()
    before, after = deaths["2016-04":"2017-03"].sum(), deaths["2017-04":"2018-03"].sum()
    assert (before, after, round(100 * (after / before - 1))) == (30544, 31601, 3)
    solution = prose(root, "solutions")
    assert all(number in solution for number in ("19.3 percent", "56.84", "54.63", "30,544", "31,601"))


def test_sections_of_the_scoreboard(board):
    share = {name: 100 * (rows["verdict"] == VERDICTS[3]).mean() for name, rows in board.groupby("section")}
    assert round(share["military contacts"], 1) != round(share["sanctions"], 1)


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


def test_the_lesson_takes_the_verdicts_of_a_class(root, tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data").mkdir()
    for name in ("claims", "claim_verdicts"):
        shutil.copy(root / "data" / f"{name}.csv", tmp_path / "data")
    # The file that marking a class writes: C04 is clear, on C15 two verdicts lead.
    (tmp_path / "data" / "verdicts.csv").write_text(
        '"claim_id","verdict","count"\n"C04","holds",3\n"C04","not checkable with data",1\n'
        '"C15","holds, with a limit",2\n"C15","not checkable with data",2\n"C01","holds",2\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path / "notebooks")
    lesson = json.loads((root / "notebooks" / "11-publish.ipynb").read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in lesson["cells"] if cell["cell_type"] == "code"]
    names = {}
    for source in code[: next(i for i, source in enumerate(code) if "class_file" in source) + 1]:
        exec(source, names)
    board = names["board"].set_index("claim_id")
    shown = board["verdict"]
    assert (shown["C04"], shown["C15"], shown["C27"]) == ("holds", "holds", "not supported by what we have")
    # The reason beside a verdict is the reason for that verdict, and not for the course's.
    reasons = names["verdicts"].set_index(["claim_id", "verdict"])["reason"]
    assert board.loc["C01", "reason"] == reasons["C01", "holds"]
    assert board.loc["C27", "reason"] == reasons["C27", "not supported by what we have"]
