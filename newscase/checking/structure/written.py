"""What a claim card, a table of evidence and a page must have: entries, rows, words and dates."""

import re
from collections.abc import Callable

from newscase.checking.compare.rows import Difference, fold
from newscase.checking.serialize.values import Collection, Value
from newscase.checking.structure import honest_chart
from newscase.checking.structure.honest_chart import Fault, Span, date_span, text

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


def first_unmet(name: str, answer: Value) -> Difference | None:
    """Return the first requirement of one of the `STRUCTURES` that an answer does not meet, or None.

    The answer may be anything: each list first requires the parts that its other requirements look at.
    """
    parts = {name: answer} if name in ("evidence", "figure") else entries(answer)
    for requirement, fault in STRUCTURES[name]:
        try:
            found = fault(parts)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            continue  # in values this odd, no fault can be seen
        if found:
            return Difference(requirement, found if isinstance(found, dict) else {})
    return None


def entries(value: Value) -> Parts:
    """Return the entries of a dict, or of a Series with labels, by folded name."""
    index = value.index if type(value) is Collection else None
    pairs = zip(index.levels[0], value.values, strict=True) if index else ()
    return {fold(name.value): entry for name, entry in pairs if name.kind == "text"}


def _lacks(parts: Parts, *names: str) -> Fault:
    return next(({"name": name} for name in names if name not in parts), None)


def _words(parts: Parts, name: str) -> int:
    """Return how many words an entry has; a lone sign such as a dash is none."""
    return sum(any(map(str.isalnum, word)) for word in text(parts[name]).split())


def _columns(parts: Parts) -> dict[str, list[str]]:
    table = parts["evidence"]
    names = (fold(text(name)) for name in getattr(table, "columns", ()))
    return {name: [*map(text, column)] for name, column in zip(names, table.data, strict=True)}


def _empty_cell(parts: Parts) -> Fault:
    columns = _columns(parts)
    cells = ((row, name) for row, _ in enumerate(columns["source"]) for name in _COLUMNS)
    empty = ({"row": row + 1, "column": name} for row, name in cells if not columns[name][row])
    return next(empty, None)


def _no_publication_date(parts: Parts) -> Fault:
    days = enumerate(_columns(parts)["published"], 1)
    return next(({"row": row} for row, day in days if not date_span(day, whole=True)), None)


def _no_syrian_side(parts: Parts) -> bool:
    sides = [re.match(r"(the )?(syria|sdf\b)", fold(side)) for side in _columns(parts)["side"]]
    return text(parts["syria"]) == "True" and not any(sides)


def _as_of(parts: Parts) -> Span | None:
    day = text(parts["as_of"])
    return date_span(day, whole=True) if len(day) > len("2018") else None


def _later_row(parts: Parts) -> Fault:
    days, last = _columns(parts)["published"], _as_of(parts)[1]
    return next(({"published": day} for day in days if date_span(day, whole=True)[0] > last), None)


def _stack_of_sources(parts: Parts) -> Fault:
    sources = " ".join(_columns(parts)["source"])
    return honest_chart.stack(parts["figure"], lambda name: name[:1].isupper() and name in sources)


_OF_CARD: Structure = [
    ("claim", lambda card: not re.fullmatch(r"c(0[1-9]|[1-5]\d|6[0-4])", fold(text(card["claim"])))),
    ("verdict", lambda card: fold(text(card["verdict"])) not in VERDICTS.values()),
    ("measure", lambda card: _words(card, "measure") < 3),
    ("against", lambda card: _words(card, "against") < 5),
]
_EVIDENCE: Structure = [
    ("evidence", lambda parts: parts["evidence"].kind != "table" or _lacks(_columns(parts), *_COLUMNS)),
    ("few rows", lambda parts: parts["evidence"].height < 2),
    ("cell", _empty_cell),
    ("published", _no_publication_date),
    ("side", lambda parts: len({*map(fold, _columns(parts)["side"])}) < 2),
]
_FIGURE: Structure = [
    (requirement, lambda parts, fault=fault: fault(parts["figure"]))
    for requirement, fault in honest_chart.REQUIREMENTS
]
STRUCTURES: dict[str, Structure] = {
    "card": [("card", lambda card: _lacks(card, *_CARD)), *_OF_CARD],
    "evidence": _EVIDENCE,
    "figure": _FIGURE,
    "page": [
        ("page", lambda page: _lacks(page, *_PAGE)),
        *_OF_CARD,
        *_EVIDENCE,
        ("no Syrian side", _no_syrian_side),
        *_FIGURE,
        ("stack", _stack_of_sources),
        ("alt", lambda page: not 60 <= len(text(page["alt"])) <= 250),
        ("n", lambda page: honest_chart.n_differs(page["figure"], text(page["n"]))),
        # A lone dash may count as a word, or not.
        ("short text", lambda page: len(text(page["text"]).split()) < 130),
        ("long text", lambda page: _words(page, "text") > 170),
        ("limits", lambda page: _words(page, "limits") < 8),
        ("as of", lambda page: not _as_of(page)),
        ("later row", _later_row),
        ("later mark", lambda page: honest_chart.later(page["figure"], _as_of(page)[1])),
        ("open month", lambda page: honest_chart.later(page["figure"], _as_of(page)[1], end=1)),
    ],
}
