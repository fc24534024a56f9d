"""Read what a student wrote into a dict, a table or a text: its entries, words and dates."""

import calendar
import datetime
import re
from collections.abc import Callable

from newscase.checking.compare.matching import fold
from newscase.checking.serialize.values import Mapping, Sequence, Series, Single, Table, Value
from newscase.checking.wording.values import show

# The entries of an answer by folded name; the answer as a whole has the empty name.
Parts = dict[str, Value]
# Something false where there is no fault, and else True or the words for the places in a sentence.
Fault = dict[str, object] | bool | None
# What finds a fault in an answer, by the sentence about that fault.  The first fault counts.
Structure = dict[str, Callable[[Parts], Fault]]
# First and last day that a date, such as a month or a quarter, allows.
Span = tuple[datetime.date, datetime.date]

_MONTHS = [name.lower() for name in calendar.month_name]
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-/.]?(\d\d)(?:[-/.]?(\d\d))?|[- ]?[qQ]([1-4]))?(?!\d)")
_DIGITS = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
_DAY = r"(?:(\d{1,2})[a-z]{0,2}\W{1,3}(?:of\W)?)?"
_WORDED = re.compile(rf"{_DAY}\b([a-z]{{3,9}})\W{{1,3}}{_DAY}((?:19|20)\d\d)(?!\d)")


def entries(value: Value) -> Parts:
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


def iso_span(written: str, whole: bool = False) -> Span | None:
    """Return the days that the first ISO date, or year, within a text allows; `whole`: at its beginning."""
    match = _ISO.fullmatch(written.partition(" ")[0]) if whole else _ISO.search(written)
    return _span(*match.groups()) if match else None


def last_day(written: str) -> datetime.date | None:
    """Return the last day that dates within a text allow: days, months or quarters, each with its year.

    A day such as 6/5/2018 may be in May or in June.
    """
    spans = [_span(*parts) for parts in _ISO.findall(written) if parts[1] or parts[3]]
    for one, other, year in _DIGITS.findall(written):
        spans += [_span(year, one, other), _span(year, other, one)]
    for day, word, day_after, year in _WORDED.findall(written.lower()):
        months = [number for number, name in enumerate(_MONTHS) if name.startswith(word)]
        spans += [_span(year, month, day or day_after) for month in months]
    return max((span[1] for span in spans if span), default=None)


def _span(year: str, month: str | int, day: str = "", quarter: str = "") -> Span | None:
    """Return the first and last day; an empty text is a part that is not given."""
    months = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (int(month or 1), int(month or 12))
    try:
        last = int(day or calendar.monthrange(int(year), months[1])[1])
        return datetime.date(int(year), months[0], int(day or 1)), datetime.date(int(year), months[1], last)
    except ValueError:  # no such day
        return None
