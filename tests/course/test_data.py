"""The tables are what the descriptor says, and the codebook says the same."""

import json
import re
from pathlib import Path

import pytest
from frictionless import Package

ROOT = Path(__file__).parents[2]
DESCRIPTOR = ROOT / "data" / "datapackage.json"
RESOURCES = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))["resources"]

# Tables of lessons that are being rewritten.
AWAITED = {
    "economic_estimates.csv",
    "links_2014_2018.csv",
    "market_reports.csv",
    "sanctions_statements.csv",
    "skripal_statements.csv",
    "us_list_2014_03_20.csv",
}


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
    assert {path for path in described if f"../data/{path}" not in notebooks} == AWAITED


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource["name"])
def test_a_table_has_all_that_a_reader_needs(resource):
    content = (ROOT / "data" / resource["path"]).read_bytes()
    assert b"\r" not in content
    assert content.decode("utf-8").endswith("\n")
    assert not re.search(rb"\S@\S", content), "an e-mail address in a table"
    for key in ("title", "description", "row", "sessions", "missing", "asOf", "sources", "licenses"):
        assert resource[key], key
    for field in resource["schema"]["fields"]:
        assert len(field["description"]) >= 4, field["name"]
