"""Read what a student wrote: its entries, words and dates; and what a card, evidence and a text must have."""

import calendar
import datetime
import re
from collections.abc import Callable

from newscase.checking.compare.matching import fold
from newscase.checking.serialize.values import Mapping, Sequence, Series, Single, Table, Value
from newscase.checking.wording.value_words import show

# The entries of an answer by folded name; the answer as a whole has the empty name.
Parts = dict[str, Value]
# Something false where there is no fault, and else True or what its sentence shows.
Fault = dict[str, object] | bool | None
# Requirements: the key of the sentence in `newscase.checking.wording`, the name of the entry (None: all
# parts), and what finds a fault in it.
Structure = list[tuple[str, str | None, Callable[[Value | Parts], Fault]]]
# First and last day that a date, such as a month or a quarter, allows.
Span = tuple[datetime.date, datetime.date]

# The day of the article: what appeared later was not known then.
_ARTICLE = datetime.date(2018, 4, 17)
_CARD = ("claim", "who", "where", "date", "vague", "measure", "rung", "against")
_RUNGS = ("reported", "alleged", "assessed by a government", "found by a mandated body", "adjudicated")
_COLUMNS = ("source", "side", "says", "published", "known", "rests_on")
# In the beginnings of sentences that the question offers.
_BLANK = re.compile(r"\[(date|publication|publisher, document|other publisher|day month year)\]|\(p…\)")
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
    """Return the last day that dates within a text allow: days, months or quarters, each with its year."""
    spans = [_span(*parts) for parts in _ISO.findall(written) if parts[1] or parts[3]]
    for one, other, year in _DIGITS.findall(written):  # 6/5/2018 may be in May or in June
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


def _empty_line(card: Parts) -> Fault:
    return next(({"name": name} for name in _CARD if not words(text(card[name]))), None)


def _vague_word_is_elsewhere(card: Parts) -> bool:
    # A remark in brackets may follow.
    vague = fold(text(card["vague"])).partition("(")[0].strip("\"'.,;:!? ")
    claim = fold(text(card["claim"])).strip(".")
    return not 1 < len(vague) < len(claim) or vague not in claim


CLAIM_CARD: Structure = [
    ("card", None, lambda card: not {*_CARD} <= card.keys()),
    ("empty line", None, _empty_line),
    ("short claim", "claim", lambda claim: words(text(claim)) < 5),
    ("card date", "date", lambda date: not last_day(text(date))),
    ("vague word", None, _vague_word_is_elsewhere),
    ("measure", "measure", lambda measure: words(text(measure)) < 2),
    ("rung", "rung", lambda rung: not fold(text(rung)).strip("\"'`").startswith(_RUNGS)),
    ("result against", "against", lambda against: words(text(against)) < 5),
]


def _rows(table: Parts) -> list[dict[str, str]]:
    columns = [map(text, items(table[name])) for name in _COLUMNS]
    return [dict(zip(_COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]


def _in_a_row(is_wrong: Callable[[dict[str, str]], bool]) -> Callable[[Parts], Fault]:
    """Return what finds the first row, counted from 1, of which something is true."""
    return lambda table: next(({"row": i} for i, row in enumerate(_rows(table), 1) if is_wrong(row)), None)


def _is_no_table(parts: Parts) -> bool:
    return not {*_COLUMNS} <= parts.keys() or len({len(items(parts[name])) for name in _COLUMNS}) > 1


def _empty_cell(table: Parts) -> Fault:
    empty = ((i, name) for i, row in enumerate(_rows(table), 1) for name in _COLUMNS if not row[name])
    return next(({"row": row, "column": name} for row, name in empty), None)


def _known_does_not_fit(row: dict[str, str]) -> bool:
    # A month can start before the day of the article and end after it.
    first, last = iso_span(row["published"], whole=True)
    fitting = {"then": first <= _ARTICLE, "later": last > _ARTICLE}
    return not fitting.get(fold(row["known"]))


EVIDENCE: Structure = [
    ("evidence", None, _is_no_table),
    ("few rows", None, lambda table: len(_rows(table)) < 3),
    ("cell", None, _empty_cell),
    ("side", None, lambda table: len({fold(row["side"]) for row in _rows(table)}) < 2),
    ("published", None, _in_a_row(lambda row: not iso_span(row["published"], whole=True))),
    ("known", None, _in_a_row(_known_does_not_fit)),
    ("rests on", None, _in_a_row(lambda row: words(row["rests_on"]) < 2)),
]


TEXT: Structure = [
    ("no text", "", lambda answer: answer.kind != "text"),
    # A lone dash may count as a word, or not.
    ("short text", "", lambda answer: len(answer.value.split()) < 130),
    ("long text", "", lambda answer: words(answer.value) > 170),
    ("blank", "", lambda answer: (blank := _BLANK.search(fold(answer.value))) and {"blank": blank[0]}),
    ("undated", "", lambda answer: not last_day(answer.value)),
]
