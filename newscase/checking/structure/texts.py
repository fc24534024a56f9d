"""What a claim card, a table of evidence and a text must have."""

import datetime
from collections.abc import Callable, Iterator

from newscase.checking.compare.matching import fold
from newscase.checking.serialize.values import Value
from newscase.checking.structure.reading import entries, has_words, is_iso, iso_span, items, span, text, words

WORDS = (130, 170)
# The day of the article: what appeared later was not known then.
_ARTICLE = datetime.date(2018, 4, 17)
_CARD = ("claim", "who", "where", "date", "vague", "measure", "rung", "against")
_RUNGS = ("reported", "alleged", "assessed by a government", "found by a mandated body", "adjudicated")
_COLUMNS = ("source", "side", "says", "published", "known", "rests_on")
# In the beginnings of sentences that the question offers.
_BLANKS = (
    "[date]",
    "[publication]",
    "[publisher, document]",
    "[other publisher]",
    "[day month year]",
    "(p…)",
)


# The words that a sentence has a place for, by name.
Detail = dict[str, object]
# What is required, by the sentence for an answer that has it not.  A requirement takes the answer, and
# returns None where it is met, and else the words for which the sentence has a place in curly brackets.
Structure = dict[str, Callable[[Value], Detail | None]]


def unless(met: Callable[[Value], bool]) -> Callable[[Value], Detail | None]:
    """Return a requirement whose sentence has no place for words."""
    return lambda answer: None if met(answer) else {}


def _on(name: str, met: Callable[[str], bool]) -> Callable[[Value], Detail | None]:
    """Require something of the text of one entry."""
    return lambda answer: None if met(text(entries(answer)[name])) else {}


def _empty_line(card: Value) -> Detail | None:
    found = entries(card)
    return next(({"name": name} for name in _CARD if not words(text(found[name]))), None)


def _vague_word_is_in_the_claim(card: Value) -> bool:
    found = entries(card)
    vague, claim = ([_stem(word) for word in text(found[name]).split()] for name in ("vague", "claim"))
    return len(vague) < len(claim) and any(word in claim for word in vague if word)


def _stem(word: str) -> str:
    """Return a word without signs around it and a plural's s, so that its forms are the same."""
    return fold(word).strip("\"'.,;:!?()").rstrip("s")


def _is_a_rung(written: str) -> bool:
    # A remark in brackets may follow.
    return fold(written.partition("(")[0]).strip(" \"'.,;`") in _RUNGS


CLAIM_CARD: Structure = {
    "A claim card is a dict with the names claim, who, where, date, vague, measure, rung and against. "
    "Fill in every line.": unless(lambda card: {*_CARD} <= entries(card).keys()),
    "The line {name} of the card is empty. Write into it what the question says.": _empty_line,
    "The claim is not a full sentence yet. Write it in your own words, in five words or more.": _on(
        "claim", lambda claim: words(claim) >= 5
    ),
    "The card does not say when the claim was made. Give the day, or the month and the year.": _on(
        "date", lambda date: span(date) is not None
    ),
    "The word in vague is not in the claim. "
    "Copy from the claim one word that allows several readings.": unless(_vague_word_is_in_the_claim),
    "The measure is too short. Say what you count or measure, of what, and in which unit.": _on(
        "measure", lambda measure: words(measure) >= 2
    ),
    "The rung is not one of the five of the claim ladder. Copy one from the question.": _on(
        "rung", _is_a_rung
    ),
    "A claim that nothing could count against cannot be tested. "
    "Say in five words or more what result would speak against it.": _on(
        "against", lambda against: words(against) >= 5
    ),
}


def _rows(table: Value) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of the evidence, counted from 1."""
    columns = [map(text, items(entries(table)[name])) for name in _COLUMNS]
    for number, row in enumerate(zip(*columns, strict=True), 1):
        yield number, dict(zip(_COLUMNS, row, strict=True))


def _has_columns(table: Value) -> bool:
    found = entries(table)
    return {*_COLUMNS} <= found.keys() and len({len(items(found[name])) for name in _COLUMNS}) == 1


def _in_each_row(met: Callable[[dict[str, str]], bool]) -> Callable[[Value], Detail | None]:
    return lambda table: next(({"row": number} for number, row in _rows(table) if not met(row)), None)


def _empty_cell(table: Value) -> Detail | None:
    empty = ((number, name) for number, row in _rows(table) for name in _COLUMNS if not row[name])
    return next(({"row": number, "column": name} for number, name in empty), None)


def _known_fits_published(row: dict[str, str]) -> bool:
    first, last = iso_span(row["published"])
    return fold(row["known"]) in (["then"] if first <= _ARTICLE else []) + (
        ["later"] if last > _ARTICLE else []
    )


EVIDENCE: Structure = {
    "The evidence is a table with the columns source, side, says, published, known and rests_on, "
    "all of one length.": unless(_has_columns),
    "The table has fewer than three rows. Add a source, also one that does not help the claim.": unless(
        lambda table: sum(1 for _ in _rows(table)) >= 3
    ),
    "Row {row} from the top has nothing in the column {column}. "
    "Write there what the question says.": _empty_cell,
    "All rows come from one side. Add a source whose publisher has another interest in the matter.": unless(
        lambda table: len({fold(row["side"]) for _, row in _rows(table)}) >= 2
    ),
    "Row {row} from the top has no date of publication in the form 2018-04-17, 2018-04, 2018-Q2 "
    "or 2018. Add it, as exactly as you know.": _in_each_row(lambda row: is_iso(row["published"])),
    "In row {row} from the top, known does not fit published. "
    "Write then for what appeared by 17 April 2018, and later for the rest.": _in_each_row(
        _known_fits_published
    ),
    "Equal space is not equal evidence. Say in rests_on, in two words or more, "
    "what row {row} from the top rests on.": _in_each_row(lambda row: words(row["rests_on"]) >= 2),
}


def _blank_of_the_question(answer: Value) -> Detail | None:
    return next(({"blank": blank} for blank in _BLANKS if blank in fold(answer.value)), None)


TEXT: Structure = {
    "The answer is not a text yet. Put your sentences between three quotation marks.": unless(
        lambda answer: answer.kind == "text"
    ),
    "The text has fewer than 130 words. "
    "Say who claims it, what each side reports, and what stays open.": unless(
        lambda answer: len(answer.value.split()) >= WORDS[0]
    ),
    "The text has more than 170 words. Take out what the chart already shows.": unless(
        lambda answer: has_words(answer.value, *WORDS)
    ),
    "The text still has {blank} from the question. "
    "Put there what your claim and your table say.": _blank_of_the_question,
    "A reader cannot see how old the text is. Add an as-of date: as of, then day, month and year.": unless(
        lambda answer: span(answer.value) is not None
    ),
}
