"""What the tests of the facts share: a table of the course by its name."""

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def read(root):
    """Return a table of the course by its file name."""

    def table(name, **options):
        return pd.read_csv(root / "data" / f"{name}.csv", **options)

    return table
