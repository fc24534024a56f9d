"""The tables are what the descriptor says, and the codebook says the same."""

import json
import re
from pathlib import Path

import pytest
from frictionless import Package

ROOT = Path(__file__).parents[2]
RESOURCES = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))["resources"]


def test_every_table_is_valid():
    report = Package(str(ROOT / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])[:5]
    assert len(report.tasks) == len(RESOURCES)


def test_a_wrong_value_would_be_noticed(course):
    path = course / "data" / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",reporter,", ",narrator,", 1), encoding="utf-8")
    assert not Package(str(course / "data" / "datapackage.json")).get_resource("claims").validate().valid


def test_every_table_is_described_and_every_description_has_its_table(root):
    described = {resource["path"] for resource in RESOURCES}
    assert {path.name for path in (root / "data").iterdir()} == {*described, "README.md", "datapackage.json"}


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource["name"])
def test_a_table_has_all_that_a_reader_needs(resource, root):
    content = (root / "data" / resource["path"]).read_bytes()
    assert b"\r" not in content
    assert content.decode("utf-8").endswith("\n")
    assert not re.search(rb"\S@\S", content), "an e-mail address in a table"
    for key in ("title", "description", "row", "sessions", "missing", "asOf", "sources", "licenses"):
        assert resource[key], key
    for field in resource["schema"]["fields"]:
        assert len(field["description"]) >= 4, field["name"]


def test_every_table_is_used_by_a_session(root):
    notebooks = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("notebooks", "solutions")
        for path in (root / folder).glob("*.ipynb")
    )
    unused = [resource["path"] for resource in RESOURCES if f"../data/{resource['path']}" not in notebooks]
    assert not unused
