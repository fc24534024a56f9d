"""CSV that a spreadsheet opens as text and cannot be made to run.

Every text stands in quotation marks, so that a semicolon in a name starts no new cell where Excel
separates by semicolons.  A text that a spreadsheet would take for a formula has an apostrophe before
it; `plain` takes it off again, so no name is lost.
"""

import csv
import io
import re
from collections.abc import Iterable

BOM = b"\xef\xbb\xbf"

_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def safe(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula; numbers stay as they are."""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def plain(text: str) -> str:
    """Undo `safe`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def table(rows: Iterable[Iterable[object]], *, for_excel: bool) -> bytes:
    """Return rows as a CSV file, UTF-8, comma, one line end everywhere.

    `for_excel` puts a byte order mark before it: without one Excel shows every letter outside ASCII
    wrongly.  Files for another program have none: its first heading would begin with an unseen letter.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(_number(value)) for value in row])
    return (BOM if for_excel else b"") + text.getvalue().encode("utf-8", "replace")


def _number(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, float):
        return round(value, 4)
    return value
