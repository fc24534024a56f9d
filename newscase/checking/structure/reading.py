"""Read what a student wrote into a dict, a table or a text: its entries, words and dates."""

import calendar
import datetime
import re

from newscase.checking.compare.matching import fold
from newscase.checking.serialize.values import Mapping, Sequence, Series, Single, Table, Value

# First and last day that a date, such as a month or a quarter, allows.
Span = tuple[datetime.date, datetime.date]

_MOST = 200  # items of a list that are read as one text
_MONTHS = [name.lower() for name in calendar.month_name]
_ISO = r"(\d{4})(?:[-/.]?(\d\d)(?:[-/.]?(\d\d))?|[- ]?[qQ]([1-4]))?"
_ISO_INSIDE = re.compile(rf"(?<!\d)(?=19|20){_ISO}(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def entries(value: Value) -> dict[str, Value]:
    """Return the entries of a dict or of a Series with labels, or the columns of a table, by name.

    Names are folded.  Any other value has none.
    """
    match value:
        case Mapping():
            names, items = value.keys, list(value.values)
        case Series() if value.index:
            names, items = value.index.levels[0], list(value.values)
        case Table():
            names, items = value.columns, [Sequence("list", column) for column in value.data]
        case _:
            return {}
    return {fold(name.value): item for name, item in zip(names, items, strict=True) if name.kind == "text"}


def items(value: Value | None) -> list[Value]:
    """Return the items of a list or Series; nothing of any other value."""
    return list(value.values) if isinstance(value, (Sequence, Series)) else []


def text(value: Value | None) -> str:
    """Return a field as text: a date as ISO text, a list with commas, and nothing for what is no text."""
    if isinstance(value, Sequence) and len(value.values) <= _MOST:
        return ", ".join(map(text, value.values))
    if not isinstance(value, Single):
        return ""
    if value.kind in ("time", "moment"):
        try:
            return (
                datetime.date(1970, 1, 1) + datetime.timedelta(value.value // (86_400 * 10**9))
            ).isoformat()
        except OverflowError:  # outside the years 1 to 9999
            return ""
    if value.kind == "number":
        return f"{value.value:g}"
    return value.value.strip() if value.kind in ("text", "period") else ""


def has_entries(value: Value, names: tuple[str, ...], also: type = Series) -> bool:
    """Say whether a dict, or a value of the class `also`, has entries of these names."""
    return isinstance(value, Mapping | also) and {*names} <= entries(value).keys()


def words(written: str) -> int:
    """Return how many words a text has; a lone sign such as a dash is none."""
    return sum(any(map(str.isalnum, word)) for word in written.split())


def has_words(written: str, bounds: tuple[int, int]) -> bool:
    """Say whether a text is neither too short nor too long, with or without lone signs among its words."""
    return len(written.split()) >= bounds[0] and words(written) <= bounds[1]


def iso_span(written: str) -> Span | None:
    """Return the days that a date in the ISO form allows: a day, a month, a quarter or a year."""
    match = re.fullmatch(_ISO, written.strip())
    return _span(*match.groups(default="")) if match else None


def first_iso_span(written: str) -> Span | None:
    """Return the days that the first date in the ISO form within a text, or its first year, allows."""
    match = _ISO_INSIDE.search(written)
    return _span(*match.groups(default="")) if match else None


def span(written: str) -> Span | None:
    """Return the days that a date allows which people wrote: a day, month or quarter, with its year.

    A day such as 6/5/2018, which may be in May or in June, allows both.
    """
    for one, other, year in _DAY_FIRST.findall(written):
        either = [found for pair in ((one, other), (other, one)) if (found := _span(year, *pair))]
        if either:
            return min(either)[0], max(either)[1]
    found = [_span(*parts) for parts in _ISO_INSIDE.findall(written) if parts[1] or parts[3]]
    tokens = _TOKEN.findall(written.lower())
    for position, token in enumerate(tokens):
        month = next(
            (str(n) for n, name in enumerate(_MONTHS) if len(token) > 2 and name.startswith(token)), ""
        )
        near = tokens[max(0, position - 3) : position + 4]
        years, days = (
            [part for part in near if part.isdecimal() and len(part) in size] for size in ((4,), (1, 2))
        )
        found += [_span(years[0], month, *days[:1])] if month and years else []
    return next(filter(None, found), None)


def _span(
    year: str, month: str | None = None, day: str | None = None, quarter: str | None = None
) -> Span | None:
    first_month = 3 * int(quarter) - 2 if quarter else int(month or 1)
    last_month = first_month + 2 if quarter else int(month or 12)
    try:
        last_day = int(day or calendar.monthrange(int(year), last_month)[1])
        return datetime.date(int(year), first_month, int(day or 1)), datetime.date(
            int(year), last_month, last_day
        )
    except ValueError:  # no such day
        return None
