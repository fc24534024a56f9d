"""``page``: what a student publishes is one whole file, and a part that is not there yet is no error."""

import re

import pandas as pd
import plotly.express as px
import pytest

from newscase import page

CARD = {"claim": "C04", "verdict": "holds", "measure": "share < a third", "against": "a share far below"}
COLUMNS = {"source": "Herald <x>", "side": "Syrian army", "says": "a & b", "scope": "all"}
DAYS = {"2018-04-16": "yes", "2018-04-17": "yes", "2018-04-18": "no", "2017": "yes", "2018-05": "no"}
DAYS |= {"2018-04": "cannot be told", "2018": "cannot be told"}
DAYS |= {"2018-Q1": "yes", "2018 Q1": "yes", "2018 Q2": "cannot be told", "2018-Q2": "cannot be told"}
DAYS |= {"2018-Q3": "no", "2018/04/01": "yes", "2018-4-1": "yes", "spring": "cannot be told"}


@pytest.fixture
def parts():
    bars = px.bar(x=[1, 2], y=["a", "b"], labels={"x": "land (%)"}, title="Two <b>is</b> more than one")
    evidence = pd.DataFrame([{**COLUMNS, "published": day} for day in DAYS])
    words = {
        "alt": 'Bars of "land"',
        "n": 2,
        "text": "One <script>\n\nTwo",
        "limits": "It ends.",
        "as_of": "2018-05",
    }
    return {"evidence": evidence, "figure": bars, **words}


def test_a_page_is_one_file_that_needs_no_network(parts, tmp_path, capsys):
    file = tmp_path / "mine"
    whole = page(CARD, **parts, author="Ann <Other>", file=str(file))
    html = file.with_suffix(".html").read_text(encoding="utf-8")
    assert "mine.html is written" in capsys.readouterr().out
    own = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"https?://|<link|<iframe|@import|url\(", own)
    assert not re.search(r"<script[^>]*\bsrc=", html)
    assert html.count("Plotly.newPlot(") >= 1
    for part in ('<html lang="en">', "<main>", "<header>", "<footer", "@media print", "<noscript>",
                 "<title>Two is more than one</title>", 'aria-label="Bars of &#34;land&#34;"',
                 "<p>One &lt;script&gt;</p>", "<p>Two</p>", "Ann &lt;Other&gt;", "share &lt; a third",
                 "C04: US and allied forces hold roughly one third of the country (P2; ",
                 "<td>Herald &lt;x&gt;</td>", '<th scope="col">land (%)</th>', "as of 2018-05"):  # fmt: skip
        assert part in own, part
    known = re.findall(r"<td>all</td><td>(.*?)</td><td>(.*?)</td>", own)
    assert dict(known) == DAYS
    assert whole == {**CARD, **parts, "syria": True}


@pytest.mark.parametrize(
    ("claim", "syria"),
    [
        ("C09", True),
        ("C37", False),
        ("C63", True),
        ("C99", False),
        ("C30", False),
        ("C15", False),
        ("C49", True),
    ],
)
def test_a_page_knows_which_claims_concern_syria(parts, tmp_path, claim, syria):
    assert page({**CARD, "claim": claim}, **parts, file=str(tmp_path / "a.html"))["syria"] is syria


def test_a_page_with_other_columns_is_written_too(parts, tmp_path):
    other = parts["evidence"].drop(columns="published").assign(when=pd.Timestamp("2018-04-17"))
    page(CARD, **{**parts, "evidence": other}, file=str(tmp_path / "a.html"))
    page(
        {},
        **{**parts, "evidence": other.rename(columns={"when": "published"})},
        file=str(tmp_path / "b.html"),
    )
    assert "<td>2018-04-17</td><td>yes</td>" in (tmp_path / "b.html").read_text(encoding="utf-8")
    assert (tmp_path / "a.html").is_file()


def test_what_is_not_there_yet_is_said_and_no_file_is_written(parts, tmp_path, capsys):
    blank_row = parts["evidence"].astype(object)
    blank_row.loc[0] = ...
    changes = {"n": ..., "figure": "a chart", "evidence": blank_row, "text": ...}
    cases = [(CARD, {name: value}) for name, value in changes.items()]
    for card, changed in [*cases, (..., {}), ({**CARD, "measure": ...}, {}), (CARD, {"evidence": [1]})]:
        page(card, **{**parts, **changed}, file=str(tmp_path / "mine.html"))
        assert "No file is written yet" in capsys.readouterr().out

    file = tmp_path / "there.html"
    file.mkdir()
    page(CARD, **parts, file=str(file))
    assert "could not be written" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["there.html"]
