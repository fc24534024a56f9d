"""Read what a student wrote into a dict, a table or a text: its entries, words and dates."""

import calendar
import datetime
import re

from newscase.checking.compare.matching import fold
from newscase.checking.serialize.values import Mapping, Sequence, Series, Single, Table, Value
from newscase.checking.wording.values import show

# First and last day that a date, such as a month or a quarter, allows.
Span = tuple[datetime.date, datetime.date]

_MONTHS = [name.lower() for name in calendar.month_name]
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-/.]?(\d\d)(?:[-/.]?(\d\d))?|[- ]?[qQ]([1-4]))?(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def entries(value: Value) -> dict[str, Value]:
    """Return the entries of a dict or of a Series with labels, or the columns of a table, by folded name."""
    match value:
        case Mapping():
            pairs = zip(value.keys, value.values, strict=True)
        case Series() if value.index:
            pairs = zip(value.index.levels[0], value.values, strict=True)
        case Table():
            pairs = zip(value.columns, (Sequence("list", column) for column in value.data), strict=True)
        case _:
            return {}
    return {fold(name.value): entry for name, entry in pairs if name.kind == "text"}


def items(value: Value | None) -> list[Value]:
    """Return the items of a list or Series; nothing of any other value."""
    return list(value.values) if isinstance(value, Sequence | Series) else []


def text(value: Value | None) -> str:
    """Return a field as text: a date as ISO text, a list with commas, and nothing for what is no text."""
    match value:
        case Sequence():
            return ", ".join(map(text, value.values))
        case Single(kind="text" | "period"):
            return value.value.strip()
        case Single(kind="time" | "moment" | "number"):
            return show(value)
    return ""


def words(written: str) -> int:
    """Return how many words a text has; a lone sign such as a dash is none."""
    return sum(any(map(str.isalnum, word)) for word in written.split())


def has_words(written: str, fewest: int, most: int) -> bool:
    """Say whether a text is neither too short nor too long, with or without lone signs among its words."""
    return len(written.split()) >= fewest and words(written) <= most


def iso_span(written: str) -> Span | None:
    """Return the days that the first date in the ISO form, or the first year, within a text allows."""
    match = _ISO.search(written)
    return _span(*match.groups()) if match else None


def is_iso(written: str) -> bool:
    """Say whether a text is a date in the ISO form: a day, a month, a quarter or a year."""
    match = _ISO.match(written)
    return match is not None and written[match.end() :][:1] in ("", " ") and iso_span(written) is not None


def span(written: str) -> Span | None:
    """Return the days that a date allows which people wrote: a day, month or quarter, with its year.

    A day such as 6/5/2018, which may be in May or in June, allows both.
    """
    for one, other, year in _DAY_FIRST.findall(written):
        either = [found for pair in ((one, other), (other, one)) if (found := _span(year, *pair))]
        if either:
            return min(either)[0], max(either)[1]
    found = [_span(*parts) for parts in _ISO.findall(written) if parts[1] or parts[3]]
    tokens = _TOKEN.findall(written.lower())
    for position, token in enumerate(tokens):
        month = [n for n, name in enumerate(_MONTHS) if len(token) > 2 and name.startswith(token)]
        near = [part for part in tokens[max(0, position - 3) : position + 4] if part.isdecimal()]
        years = [part for part in near if len(part) == 4]
        if month and years:
            found.append(_span(years[0], month[0], *[part for part in near if len(part) < 3][:1]))
    return next(filter(None, found), None)


def _span(
    year: str, month: str | None = None, day: str | None = None, quarter: str | None = None
) -> Span | None:
    months = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (int(month or 1), int(month or 12))
    try:
        last = int(day or calendar.monthrange(int(year), months[1])[1])
        return datetime.date(int(year), months[0], int(day or 1)), datetime.date(int(year), months[1], last)
    except ValueError:  # no such day
        return None
