"""The facts of session 11: what the lesson, the worked pages and the exported page state."""

import json
import re
import subprocess
import sys

import pandas as pd
import pytest

from newscase.checking import answer_key
from newscase.checking.serialize.values import Single
from newscase.checking.structure import STRUCTURES, first_unmet

STEM = "11-publish"


@pytest.fixture
def control(root):
    return pd.read_csv(root / "data/syria_control_shares.csv")


@pytest.fixture
def counts(root):
    return pd.read_csv(root / "data/strike_counts.csv")


@pytest.fixture
def growth(root):
    return pd.read_csv(root / "data/gdp_vintages.csv")


def source_of(root, folder):
    cells = json.loads((root / folder / f"{STEM}.ipynb").read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def written(root, name):
    """Return a worked text, in one line."""
    return " ".join(
        re.search(rf'^{name} = """\n(.*?)"""', source_of(root, "solutions"), re.DOTALL | re.MULTILINE)[
            1
        ].split()
    )


def number(counts, claimant, measure, area):
    rows = counts[
        counts["claimant"].str.startswith(claimant)
        & (counts["measure"] == measure)
        & (counts["area"] == area)
    ]
    assert len(rows) == 1
    return rows["number"].iloc[0]


def test_the_lesson_shows_seven_statements_of_three_parties(root, counts):
    shown = counts[
        counts["claimant"].str.contains("Department of Defense|General Staff|General Command")
        & counts["measure"].isin(["launched", "intercepted"])
    ]
    assert len(shown) == 7
    assert shown["claimant"].nunique() == 3
    assert (shown["date"] <= "2018-04-17").sum() == 6
    assert shown["number"].count() == 6
    assert set(shown["verification"]) == {"two sources"}
    assert set(shown.loc[shown["date"] > "2018-04-17", "area"]) == {"Damascus and four airfields"}
    assert "replaces" in source_of(root, "notebooks")


def test_the_cut_axis_of_the_lesson(counts):
    us = number(counts, "United States", "launched", "three named sites")
    russia = number(counts, "Russia (General Staff)", "launched", "all of Syria")
    assert (us - 102) / (russia - 102) == 3
    assert round(us / russia, 2) == 1.02


def test_the_toy_table_adds_up(root):
    lesson = source_of(root, "notebooks")
    scope = {"pd": pd}
    exec(re.search(r"^toy = pd\.DataFrame\(.*?^}\)", lesson, re.DOTALL | re.MULTILINE)[0], scope)
    toy = scope["toy"]
    assert toy.groupby("who")["visitors"].sum().to_dict() == {"organisers": 800, "police": 900}
    latest = toy.sort_values("published").drop_duplicates(["who", "day"], keep="last")
    assert latest.groupby("who")["visitors"].sum().to_dict() == {"organisers": 800, "police": 600}
    assert (toy["published"] <= "2030-05-10").sum() == 4


def test_no_share_of_that_spring_reaches_a_third(control):
    spring = control[control["month"].between("2018-03", "2018-05")]
    assert list(spring["publisher"] + " " + spring["month"]) == [
        "Jusoor 2018-03",
        "Anadolu 2018-04",
        "Jusoor 2018-04",
        "SOHR 2018-05",
    ]
    assert list(spring["sdf"]) == [24.93, 25.0, 24.86, 26.7]
    assert round(100 / 3 - spring["sdf"].max(), 1) == 6.6
    assert control["sdf"].max() < 100 / 3
    assert "1 Apr 2018" in spring["source"].iloc[0]


def test_the_share_grew_in_one_count_and_stood_in_another(control):
    shares = control.dropna(subset="sdf").set_index(["publisher", "month"])["sdf"]
    assert len(shares) == 8
    assert (shares["SOHR"].iloc[0], shares["SOHR", "2018-05"], shares["SOHR"].iloc[-1]) == (22.1, 26.7, 28.6)
    assert round(shares["SOHR"].iloc[-1] - shares["SOHR"].iloc[0], 1) == 6.5
    assert (shares["SOHR"].index[0], shares["SOHR"].index[-1]) == ("2017-05", "2018-08")
    assert list(shares["Anadolu"]) == [25.0, 28.0]
    assert 0 < abs(shares["Jusoor"].diff().iloc[-1]) < 0.1
    assert control.set_index(["publisher", "month"]).loc[("SOHR", "2018-08"), "verification"] == "calculated"


def test_at_least_half_of_the_maps_appeared_after_the_article(control):
    shares = control.dropna(subset="sdf")
    # Jusoor's map for April is of 1 May; the day of Anadolu's for April is not in the table.
    later = (shares["month"] >= "2018-05") | shares["source"].str.contains("1 May 2018")
    assert later.sum() * 2 == len(shares)


def test_growth_of_2017(growth):
    of_2017 = growth[(growth["year"] == 2017) & (growth["published_basis"] != "press")]
    assert list(of_2017["growth_percent"]) == [1.5, 1.5, 1.55, 1.63, 1.83, 1.83]
    assert of_2017["growth_percent"].max() < 2
    assert of_2017["growth_percent"].is_monotonic_increasing
    known = of_2017[of_2017["published"] < "2018-Q2"]
    assert list(known["vintage"]) == ["Rosstat 2017-12"]
    assert "2018-02-09" in known["source"].iloc[0]
    assert (of_2017["published_basis"] == "inferred").sum() == 4
    # Page C: a share of 1.5 rounds to two, as people round.
    assert int(1.5 + 0.5) == 2


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("page_text", ["24.9 percent", "25 percent", "26.7 percent", "33.3 percent", "6.6 points"]),
        ("text_b", ["22.1 percent", "26.7 percent", "28.6 percent", "25 percent", "6.5 points"]),
        ("text_c", ["1.5 percent", "1.55 percent", "1.63", "1.83", "9 February 2018"]),
    ],
)
def test_the_worked_texts_say_so(root, name, numbers):
    text = written(root, name)
    assert all(number in text for number in numbers)
    assert first_unmet("text", Single("text", text)) is None


def test_two_worked_pages_of_the_same_table_differ(root):
    solution = source_of(root, "solutions")
    titles = re.findall(r'title="(None of four[^"]*|In the SOHR[^"]*)"', solution)
    assert len(set(titles)) == 2
    outputs = json.loads((root / "solutions" / f"{STEM}.ipynb").read_text(encoding="utf-8"))["cells"]
    said = ["".join(output["data"]["text/plain"]) for cell in outputs if cell["cell_type"] == "code"
            for output in cell["outputs"] if output["output_type"] == "execute_result"]  # fmt: skip
    assert said.count("[None, None, None]") == 2  # pages B and C have the structure, too


def test_every_structure_is_used(root):
    questions = answer_key.read(root)[STEM].questions
    assert {question.rules.structure for question in questions.values()} == set(STRUCTURES)


def test_the_rubric_is_the_same_everywhere(root):
    rubric = {"Accuracy": "4", "Attribution": "4", "Limits": "3", "Figure": "3", "Clarity": "2"}
    lesson, solution = source_of(root, "notebooks"), source_of(root, "solutions")
    for line, points in rubric.items():
        assert f"| {line} {points} |" in lesson
        assert f"| {line} | {points} |" in solution
        assert f'["{line}", {points},' in solution


# The page


def cells_of(path):
    """Return the code of a notebook that its student runs, without the checks."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        tags = set(cell["metadata"].get("tags", []))
        if cell["cell_type"] == "code" and not tags & {"check", "finding", "slip", "teacher"}:
            yield "".join(cell["source"])


def run(path):
    code = "\n\n".join(cells_of(path))
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=path.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout


def test_the_page_is_one_file_that_needs_no_network(course):
    assert "my-page.html stands beside" in run(course / "solutions" / f"{STEM}.ipynb")
    page = (course / "solutions" / "my-page.html").read_text(encoding="utf-8")
    own = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"https?://|<link|<iframe|@import|url\(", own)
    assert not re.search(r"<script[^>]*\bsrc=", page)
    assert page.count("Plotly.newPlot(") >= 1
    assert len(page) < 6_000_000
    tables = "Data of the figure", "Evidence", "Claim card", "For the peer"
    picture = '<html lang="en">', 'role="img" aria-label="Horizontal bar chart', "color-scheme: light"
    for part in (*tables, *picture, "@media print", "24.93", "As of 31 August 2018"):
        assert part in own, part


def test_a_blank_exercise_writes_no_page(course):
    (course / "exercises" / "my-page.html").unlink(missing_ok=True)
    assert "No file is written" in run(course / "exercises" / f"{STEM}.ipynb")
    assert not (course / "exercises" / "my-page.html").exists()
