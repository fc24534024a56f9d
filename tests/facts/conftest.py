"""What the tests of the facts share: a table of the course by its name."""

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def read(root):
    """Return a table of the course by its file name."""

    def table(name, **options):
        return pd.read_csv(root / "data" / f"{name}.csv", **options)

    return table


@pytest.fixture(scope="module")
def verdicts_of(read):
    """Return all verdicts on the claims of a session that are accepted, and the course's own by claim."""

    def of(session):
        rows = read("claim_verdicts").query("session == @session")
        return rows, rows[rows["course"] == "yes"].set_index("claim_id")["verdict"]

    return of
