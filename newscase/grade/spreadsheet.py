"""CSV that a spreadsheet opens as text and cannot be made to run.

Every text stands in quotation marks: a semicolon in a name starts no new cell where Excel separates by them.
What would be a formula has an apostrophe before it; `plain` takes it off again, so no name is lost.
"""

import csv
import io
import re
from collections.abc import Iterable

_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def safe(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay, without a needless ``.0``."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 4)
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def plain(text: str) -> str:
    """Undo `safe`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def table(rows: Iterable[Iterable[object]], *, for_excel: bool) -> bytes:
    """Return rows as a CSV file, UTF-8, comma, one line end everywhere.

    `for_excel` puts a byte order mark before it: without one Excel shows every letter outside ASCII wrongly.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([safe("" if value is None else value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if for_excel else "utf-8", "replace")
