"""CSV that a spreadsheet opens as text and cannot be made to run, and CSV that a spreadsheet has saved.

Every text stands in quotation marks: a semicolon in a name starts no new cell where Excel separates by them.
What would be a formula has an apostrophe before it; `plain` takes it off again, so no name is lost.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable

# How spreadsheets of the West, the middle and the East of Europe save a table, and old Macs.
_CODE_PAGES = ("cp1252", "cp1250", "cp1251", "mac_roman")
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


def read(content: bytes, words: Collection[str] = ()) -> list[list[str]]:
    """Return the rows of a CSV file as a spreadsheet saved it: semicolons, tabs, other encodings.

    Of several ways to read its letters the one counts in which most of the `words` stand.
    """
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        texts = [content.decode(page, "replace") for page in _CODE_PAGES]
        text = max(texts, key=lambda text: sum(word in text for word in words))
    text = text.replace("\r\n", "\n")
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    # A teacher's own column may be longer than Python expects.
    csv.field_size_limit(2**31 - 1)
    try:
        return [[*map(plain, row)] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error:
        return []
