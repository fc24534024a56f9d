"""What a claim card, a table of evidence and a page must have: entries, rows, words and dates."""

import re
from collections.abc import Callable

from newscase.checking.compare.matching import fold
from newscase.checking.serialize.values import Mapping, Sequence, Series, Table, Value
from newscase.checking.structure import honest_chart
from newscase.checking.structure.plain_parts import Fault, date_span, items, text

# The entries of an answer by folded name.
Parts = dict[str, Value]
# Requirements: the key of the sentence in `newscase.checking.wording`, and what finds a fault in the parts.
Structure = list[tuple[str, Callable[[Parts], Fault]]]

# By the names that a prepared cell of the exercises gives them.
VERDICTS = {"holds": "holds", "limit": "holds, with a limit"}
VERDICTS |= {"unsupported": "not supported by what we have", "uncheckable": "not checkable with data"}
_CARD = ("claim", "verdict", "measure", "against")
_COLUMNS = ("source", "side", "says", "scope", "published")
_PAGE = (*_CARD, "evidence", "figure", "alt", "n", "text", "limits", "as_of")


def entries(value: Value) -> Parts:
    """Return the entries of a dict or a Series, or the columns of a table, by folded name."""
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


def _lacks(parts: Parts, *names: str) -> Fault:
    return next(({"name": name} for name in names if name not in parts), None)


def _words(parts: Parts, name: str) -> int:
    """Return how many words an entry has; a lone sign such as a dash is none."""
    return sum(any(map(str.isalnum, word)) for word in text(parts[name]).split())


def _rows(parts: Parts) -> list[dict[str, str]]:
    table = entries(parts["evidence"])
    columns = [map(text, items(table[name])) for name in _COLUMNS]
    return [dict(zip(_COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]


def _is_no_table(parts: Parts) -> bool:
    table = entries(parts["evidence"])
    return bool(_lacks(table, *_COLUMNS)) or len({len(items(table[name])) for name in _COLUMNS}) > 1


def _empty_cell(parts: Parts) -> Fault:
    cells = ((i, name) for i, row in enumerate(_rows(parts), 1) for name in _COLUMNS if not row[name])
    return next(({"row": row, "column": name} for row, name in cells), None)


def _no_publication_date(parts: Parts) -> Fault:
    rows = enumerate(_rows(parts), 1)
    return next(({"row": i} for i, row in rows if not date_span(row["published"], whole=True)), None)


def _no_syrian_side(parts: Parts) -> bool:
    sides = (fold(row["side"]) for row in _rows(parts))
    return text(parts["syria"]) == "True" and not any(re.match(r"syria|sdf\b", side) for side in sides)


def _as_of(parts: Parts) -> honest_chart.Span | None:
    day = text(parts["as_of"])
    return date_span(day, whole=True) if len(day) > len("2018") else None


def _later_row(parts: Parts) -> Fault:
    last = _as_of(parts)[1]
    rows = (row["published"] for row in _rows(parts))
    return next(({"published": day} for day in rows if date_span(day, whole=True)[0] > last), None)


def _later_mark(parts: Parts) -> Fault:
    return honest_chart.later(parts["figure"], _as_of(parts)[1])


def _stack_of_sources(parts: Parts) -> Fault:
    sources = " ".join(row["source"] for row in _rows(parts))
    return honest_chart.stack(parts["figure"], lambda name: name[:1].isupper() and name in sources)


CARD: Structure = [
    ("card", lambda card: _lacks(card, *_CARD)),
    ("claim", lambda card: not re.fullmatch(r"c(0[1-9]|[1-5]\d|6[0-4])", fold(text(card["claim"])))),
    ("verdict", lambda card: fold(text(card["verdict"])) not in VERDICTS.values()),
    ("measure", lambda card: _words(card, "measure") < 3),
    ("against", lambda card: _words(card, "against") < 5),
]
EVIDENCE: Structure = [
    ("evidence", _is_no_table),
    ("few rows", lambda parts: len(_rows(parts)) < 2),
    ("cell", _empty_cell),
    ("published", _no_publication_date),
    ("side", lambda parts: len({fold(row["side"]) for row in _rows(parts)}) < 2),
]
FIGURE: Structure = [
    (requirement, lambda parts, fault=fault: fault(parts["figure"]))
    for requirement, fault in honest_chart.REQUIREMENTS
]
PAGE: Structure = [
    ("page", lambda page: _lacks(page, *_PAGE)),
    *CARD[1:],
    *EVIDENCE,
    ("no Syrian side", _no_syrian_side),
    *FIGURE,
    ("stack", _stack_of_sources),
    ("alt", lambda page: not 60 <= len(text(page["alt"])) <= 250),
    ("n", lambda page: honest_chart.n_differs(page["figure"], text(page["n"]))),
    # A lone dash may count as a word, or not.
    ("short text", lambda page: len(text(page["text"]).split()) < 130),
    ("long text", lambda page: _words(page, "text") > 170),
    ("limits", lambda page: _words(page, "limits") < 8),
    ("as of", lambda page: not _as_of(page)),
    ("later row", _later_row),
    ("later mark", _later_mark),
]
