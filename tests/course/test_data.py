"""The tables are what the descriptor says, and the codebook says the same."""

import csv
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from frictionless import Package

ROOT = Path(__file__).parents[2]
DESCRIPTOR = ROOT / "data" / "datapackage.json"
RESOURCES = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))["resources"]
# Tables whose numbers differ by who counted what, where and when.
CONTESTED_NUMBERS = {
    "article_voices",
    "douma_reports",
    "economic_estimates",
    "expulsions_2018",
    "strike_counts",
    "strike_targets",
    "syria_control_shares",
}
# Columns that a table does without, because its description says the same of every row.
SAID_ONCE = {"market_closes.csv": {"url"}, "ruble_explanations.csv": {"verification"}}
# Copies, encyclopaedias and talk pages, by a part of their host's name.
WEAK_HOSTS = (
    "alchetron", "blogspot", "docslib", "fandom", "fdocuments", "forum", "freenews", "fresh.co.il", "glav.su",
    "global-jihad", "larouche", "livejournal", "lyrics", "mirror", "muraselon", "owiki", "peaksteroids",
    "quora", "rbs0.com", "reddit", "scribd", "steemit", "thetruthseeker", "topwar", "uncensored-wiki",
    "vdocuments", "voltairenet", "wikia", "wikibin", "wikipedia", "wordpress", "xebersaati",
)  # fmt: skip
# Copies for which no better page was found; to become fewer only.
KEPT_COPIES = {
    ("absent_voices.csv", "muraselon"), ("douma_documents.csv", "scribd"), ("douma_reports.csv", "scribd"),
    ("economic_estimates.csv", "docslib"), ("economic_estimates.csv", "vdocuments"),
    ("own_statements.csv", "muraselon"), ("own_statements.csv", "xebersaati"),
    ("strike_grounds.csv", "voltairenet"),
}  # fmt: skip


def rows_of(name):
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_valid():
    report = Package(str(DESCRIPTOR)).validate()
    assert report.valid, report.flatten(["type", "message"])[:5]
    assert len(report.tasks) == len(RESOURCES)


def test_a_wrong_value_would_be_noticed(course):
    path = course / "data" / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",reporter,", ",narrator,", 1), encoding="utf-8")
    assert not Package(str(course / "data" / "datapackage.json")).get_resource("claims").validate().valid


def test_every_table_is_described_and_used_by_a_session():
    described = {resource["path"] for resource in RESOURCES}
    assert {path.name for path in (ROOT / "data").iterdir()} == {*described, "README.md", "datapackage.json"}
    paths = [path for folder in ("notebooks", "solutions") for path in (ROOT / folder).glob("*.ipynb")]
    notebooks = "".join(path.read_text(encoding="utf-8") for path in paths)
    assert [path for path in described if f"../data/{path}" not in notebooks] == []


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource["name"])
def test_a_table_has_all_that_a_reader_needs_and_a_row_its_source(resource):
    content = (ROOT / "data" / resource["path"]).read_bytes()
    assert b"\r" not in content
    assert content.decode("utf-8").endswith("\n")
    assert not re.search(rb"\S@\S", content), "an e-mail address in a table"
    for key in ("title", "description", "row", "sessions", "missing", "asOf", "sources", "licenses"):
        assert resource[key], key
    columns = {field["name"]: field["description"] for field in resource["schema"]["fields"]}
    assert [name for name, description in columns.items() if len(description) < 4] == []
    rows = rows_of(resource["path"].removesuffix(".csv"))
    assert {row["known"] for row in rows if "known" in row} <= {"then", "later"}
    # One address that can be opened; a second one is a second row.
    assert not [name for name in columns if re.fullmatch(r"url_?\d+", name)]
    for url in {row[name] for row in rows for name in columns if name.endswith("url")} - {""}:
        assert re.fullmatch(r"https?://[^\s/]+\.[^\s]+", url), url
        assert url.count("://") == 1, url
        weak = {(resource["path"], part) for part in WEAK_HOSTS if part in urlsplit(url).hostname}
        assert weak <= KEPT_COPIES, url
    if "source" in columns:
        assert {"url", "verification"} - columns.keys() <= SAID_ONCE.get(resource["path"], set())
        assert not [row for row in rows if row["source"] and not row.get("verification", "in the codebook")]


def test_every_kept_copy_is_still_there():
    for path, part in KEPT_COPIES:
        assert part in (ROOT / "data" / path).read_text(encoding="utf-8"), path


@pytest.mark.parametrize("name", sorted(CONTESTED_NUMBERS))
def test_a_contested_number_has_its_scope(name):
    rows = rows_of(name)
    assert rows
    assert not [row for row in rows if not row["scope"].strip()]


@pytest.mark.parametrize("resource", RESOURCES, ids=[one["name"] for one in RESOURCES])
def test_the_sessions_of_a_table_are_those_that_read_it(resource):
    stated = set()
    for first, last in re.findall(r"(\d\d)(?: to (\d\d))?", resource["sessions"]):
        stated |= {*range(int(first), int(last or first) + 1)}
    paths = [*(ROOT / "notebooks").glob("[0-9]*.ipynb"), *(ROOT / "solutions").glob("[0-9]*.ipynb")]
    place = f"data/{resource['path']}"
    assert stated == {int(path.name[:2]) for path in paths if place in path.read_text(encoding="utf-8")}
