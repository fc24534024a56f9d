"""``page``: write what a student publishes as one HTML file that opens and prints without a network."""

import csv
from pathlib import Path

import jinja2
import pandas as pd
import plotly.graph_objects as go
from markupsafe import Markup

from newscase import course
from newscase.figures import fit, table, template
from newscase.files import write_atomic

_ARTICLE = pd.Period("2018-04-17").end_time
# Claims of which no Syrian body speaks: P10 to P13, and tweets, ranks, names and ties of other states.
_ELSEWHERE = {f"C{n:02}" for n in (2, 15, 16, 25, 27, 30, *range(31, 48), 50, *range(53, 57), 64)}


def page(
    card: dict,
    *,
    evidence: pd.DataFrame,
    figure: go.Figure,
    alt: str,
    n: int,
    text: str,
    limits: str,
    as_of: str,
    author: str = "",
    file: str = "my-page.html",
) -> dict:
    """Write a page into `file`, say so, and return its parts, which ``check`` judges.

    `card` has the entries claim (its number, such as "C04"), verdict, measure and against; `evidence` a row
    for each source with the columns source, side, says, scope and published.  `alt` stands in for the chart,
    which draws `n` values.  `text` has an empty line between paragraphs; `as_of` is a day as ISO text.
    """
    whole = {**(card if isinstance(card, dict) else {"card": card}), "evidence": evidence, "figure": figure}
    whole |= {"alt": alt, "n": n, "text": text, "limits": limits, "as_of": as_of}
    cells = evidence.to_numpy().ravel() if isinstance(evidence, pd.DataFrame) else [...]
    with (course.root() / "data" / "claims.csv").open(encoding="utf-8", newline="") as rows:
        claim = next((row for row in csv.DictReader(rows) if row["claim_id"] == whole.get("claim")), None)
    whole["syria"] = claim is not None and claim["claim_id"] not in _ELSEWHERE
    if any(part is ... for part in (*whole.values(), *cells)) or not isinstance(figure, go.Figure):
        print("No file is written yet: the page needs a card, evidence, a plotly figure, and no ... in them.")
        return whole
    path = Path(file).with_suffix(".html")
    try:
        write_atomic(path, _html(whole, claim or {}, author).encode())
        print(f"{path} is written beside this notebook. Open it in a browser.")
    except OSError as error:
        print(f"{path} could not be written: {error.strerror}. Close it elsewhere, or choose another file=.")
    return whole


def _html(parts: dict, claim: dict, author: str) -> str:
    drawn = fit.fitted(parts["figure"])
    drawn.layout.title = None
    drawn.update_layout(autosize=True, width=None)
    options = {"full_html": False, "include_plotlyjs": True, "div_id": "figure", "config": template.CONFIG}
    days = parts["evidence"].get("published", pd.Series(dtype=str)).map(_known)
    evidence = parts["evidence"].assign(**{"known on 17 April 2018": days})
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True)
    return environment.get_template("student_page.html").render(
        parts,
        evidence=Markup(table.to_html(evidence)),
        columns=[*map(str, evidence.columns)],
        title=table.plain_text(parts["figure"].layout.title.text),
        subtitle=table.plain_text(parts["figure"].layout.title.subtitle.text),
        row=claim,
        author=author,
        paragraphs=str(parts["text"]).strip().split("\n\n"),
        drawn=Markup(drawn.to_html(**options)),
        data=[Markup(table.to_html(one)) for one in table.tables(parts["figure"])],
    )


def _known(published: object) -> str:
    """Say whether something was public on the day of the article; of its own month or year nobody can say."""
    try:
        days = pd.Period(str(published).replace(" Q", "Q"))
    except ValueError:
        return "cannot be told"
    return "no" if days.start_time > _ARTICLE else "yes" if days.end_time <= _ARTICLE else "cannot be told"
