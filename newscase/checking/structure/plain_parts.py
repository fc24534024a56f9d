"""Read the parts of what a student made: texts and dates."""

import calendar
import datetime
import re

from newscase.checking.serialize.values import Single, Value
from newscase.checking.wording.value_words import show

# Something false where there is no fault, and else True or what its sentence shows.
Fault = dict[str, object] | bool | None
# First and last day that a date, such as a month or a quarter, allows.
Span = tuple[datetime.date, datetime.date]

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-/.]?(\d\d)(?:[-/.]?(\d\d))?|[- ]?[qQ]([1-4]))?(?!\d)")


def text(value: Value | None) -> str:
    """Return a single value as text, a date as ISO text; nothing for what is no text."""
    kind = value.kind if isinstance(value, Single) else ""
    if kind in ("text", "period"):
        return value.value.strip()
    return show(value) if kind in ("time", "moment", "number", "truth") else ""


def date_span(written: str, whole: bool = False) -> Span | None:
    """Return the days that the first ISO date, or year, within a text allows; `whole`: at its beginning."""
    match = re.match(_ISO.pattern + "(?: |$)", written) if whole else _ISO.search(written)
    if not match:
        return None
    year, month, day, quarter = match.groups()
    months = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (int(month or 1), int(month or 12))
    try:
        last = int(day or calendar.monthrange(int(year), months[1])[1])
        return datetime.date(int(year), months[0], int(day or 1)), datetime.date(int(year), months[1], last)
    except ValueError:  # no such day
        return None
