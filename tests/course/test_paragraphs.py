"""The guide says where a student meets each paragraph of the article, and that is so."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "solutions" / "README.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| P(\d+) \| [^|]+ \| (.+) \|$", GUIDE, re.MULTILINE))
PLACES = [
    (int(number), *place)
    for number, cell in ROWS.items()
    for place in re.findall(r"\[\d\d\]\(\.\./notebooks/([\w-]+)\.ipynb\) \*([^*]+)\*", cell)
]


def test_every_paragraph_has_a_place():
    assert [int(number) for number in ROWS] == [*range(1, 19)]
    assert {number for number, *_ in PLACES} == {*range(1, 19)}


@pytest.mark.parametrize(("number", "stem", "heading"), PLACES)
def test_the_section_names_the_paragraph_or_a_claim_of_it(number, stem, heading):
    cells = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    [section] = re.findall(
        rf"^#{{1,3}} [^\n]*{re.escape(heading)}[^\n]*\n(.*?)(?=^#{{1,3}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    claims = pd.read_csv(ROOT / "data" / "claims.csv")
    own = claims.loc[claims["paragraph"] == number, "claim_id"]
    assert re.search(rf"\b(?:P{number}|{'|'.join(own)})\b", section)
