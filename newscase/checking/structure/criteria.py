"""Judge what a student makes on their own: a claim card, evidence, a figure, a text.

There is no one right answer, so each kind of thing has a list of criteria.  A criterion looks at the
plain form of the answer (see `newscase.checking.serialize.read`) and has one sentence, which says what to do
when it is not met.  They check form: whether a reader can see who says it, since when, by which
measure.  Whether it is true, and fair, a person must judge.
"""

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from newscase.checking.compare.matching import SEQUENCES, fold, item
from newscase.checking.structure import prose, titles

WORDS = (130, 170)
PARAGRAPH = (40, 120)
ALT = (60, 250)

# The day of the article: what appeared later is marked so.
_ARTICLE = "2018-04-17"
_RUNGS = ("reported", "alleged", "assessed by a government", "found by a mandated body", "adjudicated")

_LONGEST = 4_000  # characters of a text that are read
_MOST = 200  # rows of a table


@dataclass(frozen=True)
class Criterion:
    """One thing that an answer must have.

    Attributes
    ----------
    sentence : str
        What a student reads when it is not met: what is missing, and the next step.
    met : callable
        Takes the answer in plain form; may raise on an odd one, which then does not meet it.
    """

    sentence: str
    met: Callable[[dict], bool]


def first_unmet(name: str, answer: dict) -> str | None:
    """Return the sentence of the first criterion that an answer does not meet, or None.

    Parameters
    ----------
    name : str
        Which list of `CRITERIA`.
    answer : dict
        In plain form.  It may be anything: what cannot be read does not meet a criterion.
    """
    for criterion in CRITERIA[name]:
        try:
            met = criterion.met(answer)
        except (AttributeError, IndexError, KeyError, OverflowError, RecursionError, TypeError, ValueError):
            met = False
        if not met:
            return criterion.sentence
    return None


# Reading plain values


def _field(answer: dict, name: str) -> dict:
    """Return one entry of a dict, or of a Series with labels."""
    if answer["kind"] == "series":
        keys, values = answer["index"]["levels"][0], answer
    else:
        keys, values = answer["keys"], answer["values"]
    for position in range(len(keys["items"])):
        key = item(keys, position)
        if key["kind"] == "text" and fold(key["value"]) == name:
            return item(values, position)
    raise KeyError(name)


def _has_fields(answer: dict, *names: str) -> bool:
    return all(_field(answer, name) is not None for name in names)


def _text(plain: dict) -> str:
    """Return what stands in a field as text; a number or a date as people write it."""
    kind = plain["kind"]
    if kind == "text":
        return plain["value"][:_LONGEST].strip()
    if kind in ("time", "moment"):
        day = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=plain["value"] // 1_000)
        return day.date().isoformat()
    if kind == "period":
        return str(plain["value"])
    if kind == "number" and math.isfinite(float(plain["value"])):
        return f"{plain['value']:g}"
    if kind in SEQUENCES and len(plain["items"]) <= _MOST:
        return ", ".join(_text(item(plain, position)) for position in range(len(plain["items"])))
    raise TypeError(kind)


def _words(text: str) -> int:
    return prose.word_counts(text)[1]


def _on_field(name: str, met: Callable[[str], bool]) -> Callable[[dict], bool]:
    return lambda answer: met(_text(_field(answer, name)))


# Claim card

_NO_VAGUE_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "in",
        "on",
        "at",
        "by",
        "to",
        "for",
        "is",
        "are",
        "was",
        "were",
        "that",
        "this",
        "it",
    ]
)
_PLACE_IN_WORDS = re.compile(
    r"\b(?:first|second|third|last|opening|one|two|three|four|five|six|seven|eight|nine|ten|headline|heading|title|caption)\b",
    re.IGNORECASE,
)


def _is_a_place(text: str) -> bool:
    return (
        bool(re.search(r"\d", text)) or prose.names_somebody(text) or _PLACE_IN_WORDS.search(text) is not None
    )


def _rung(text: str) -> str:
    """Return a rung without quotation marks, a full stop or a remark in brackets."""
    return fold(re.sub(r"\([^()]*\)", " ", prose.flat(text))).strip(" \"'.,;`")


def _vague_word_is_in_the_claim(card: dict) -> bool:
    vague, claim = (fold(_text(_field(card, name))) for name in ("vague", "claim"))
    words, of_claim = (re.findall(r"[\w%]+", prose.flat(text)) for text in (vague, claim))
    if _words(vague) >= _words(claim):
        return False
    # Several words, another ending, or a remark beside the word, are as good.
    return any(
        word in of_claim
        or (len(word) > 3 and any(word.rstrip("s") == other.rstrip("s") for other in of_claim))
        for word in words
        if word not in _NO_VAGUE_WORDS
    )


def _is_a_date(text: str) -> bool:
    return prose.has_date(text)


_CLAIM_CARD = (
    Criterion(
        "A claim card is a dict with the names claim, who, where, date, vague, measure, rung and against. Fill in every line.",
        lambda card: _has_fields(
            card, "claim", "who", "where", "date", "vague", "measure", "rung", "against"
        ),
    ),
    Criterion(
        "The claim is not a full sentence yet. Write it in your own words, in five words or more.",
        _on_field("claim", lambda text: 5 <= _words(text) <= 60),
    ),
    Criterion(
        "The card does not say who makes the claim. Name a person, a body or the publication that carries an unnamed one.",
        _on_field("who", lambda text: _words(text) > 0 and prose.names_somebody(text)),
    ),
    Criterion(
        "A reader cannot find the place of the claim. Give a paragraph such as P7, or the document.",
        _on_field("where", _is_a_place),
    ),
    Criterion(
        "The card does not say when the claim was made. Give the day, or the month and the year.",
        _on_field("date", _is_a_date),
    ),
    Criterion(
        "A precise number cannot test a vague claim. Copy into vague the word of your claim that allows several readings.",
        _vague_word_is_in_the_claim,
    ),
    Criterion(
        "The measure has no unit yet. Say what you count or measure, of what, and in which unit.",
        _on_field(
            "measure",
            lambda text: _words(text) >= 2 and (titles.names_a_unit(text) or "number of" in text.lower()),
        ),
    ),
    Criterion(
        "The rung is not one of the five of the claim ladder. Copy one from the question.",
        _on_field("rung", lambda text: _rung(text) in _RUNGS),
    ),
    Criterion(
        "A claim that nothing could count against cannot be tested. Say in five words or more what result would speak against it.",
        _on_field("against", lambda text: _words(text) >= 5),
    ),
)


# Evidence table


def _column(table: dict, name: str) -> list[dict]:
    """Return the values of a column of a table, or of a dict of lists."""
    if table["kind"] == "table":
        for position in range(len(table["data"])):
            label = item(table["columns"], position)
            if label["kind"] == "text" and fold(label["value"]) == name:
                column = table["data"][position]
                break
        else:
            raise KeyError(name)
    else:
        column = _field(table, name)
    if len(column["items"]) > _MOST:
        raise ValueError(name)
    return [item(column, position) for position in range(len(column["items"]))]


def _each(name: str, met: Callable[[str], bool]) -> Callable[[dict], bool]:
    return lambda table: all(met(_text(value)) for value in _column(table, name))


def _has_columns(table: dict) -> bool:
    columns = [_column(table, name) for name in ("source", "side", "says", "published", "known", "rests_on")]
    return len({len(column) for column in columns}) == 1


_IN_WORDS = re.compile(
    r"\b(?:none|nothing|zero|no \w+|half|thirds?|quarters?|fifths?|tenths?|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|\w+teen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-\w+)\b",
    re.IGNORECASE,
)


def _says_something(text: str) -> bool:
    return any(map(str.isdigit, text)) or _IN_WORDS.search(text) is not None or _words(text) >= 4


def _known_fits_published(table: dict) -> bool:
    for published, known in zip(_column(table, "published"), _column(table, "known"), strict=True):
        word = fold(_text(known))
        first, last = _span(_text(published))
        if (
            word not in ("then", "later")
            or (first > _ARTICLE and word == "then")
            or (last <= _ARTICLE and word == "later")
        ):
            return False
    return True


def _span(text: str) -> tuple[str, str]:
    """Return the first and the last day that a publication date allows.

    Raises
    ------
    ValueError
        When it is not a day, a month, a quarter or a year in the ISO form.
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|-?[qQ]([1-4]))?", text.strip())
    if match is None:
        raise ValueError(text)
    year, month, day, quarter = match.groups()
    if day:
        datetime.date.fromisoformat(text.strip())
        return text.strip(), text.strip()
    if quarter:
        return f"{year}-{3 * int(quarter) - 2:02}-01", f"{year}-{3 * int(quarter):02}-31"
    if month and not 1 <= int(month) <= 12:
        raise ValueError(text)
    return f"{year}-{month or '01'}-01", f"{year}-{month or '12'}-31"


_EVIDENCE = (
    Criterion(
        "The evidence is a table with the columns source, side, says, published, known and rests_on, all of one length.",
        _has_columns,
    ),
    Criterion(
        "The table has fewer than three rows. Add a source, also one that does not help the claim.",
        lambda table: len(_column(table, "source")) >= 3,
    ),
    Criterion(
        "A row does not name its source. Write the publisher, and the document or date.",
        _each("source", prose.names_somebody),
    ),
    Criterion(
        "All rows come from one side. Add a source whose publisher has another interest in the matter.",
        lambda table: len({fold(_text(value)) for value in _column(table, "side")} - {""}) >= 2,
    ),
    Criterion(
        "A row does not say anything that can be compared. Write its number with the unit, or four words or more.",
        _each("says", _says_something),
    ),
    Criterion(
        "A row has no date of publication in the form 2018-04-17, 2018-04, 2018-Q2 or 2018. Add it, as exactly as you know.",
        lambda table: all(_span(_text(value)) for value in _column(table, "published")),
    ),
    Criterion(
        "This is hindsight: known does not fit published. Write then for what appeared by 17 April 2018, and later for the rest.",
        _known_fits_published,
    ),
    Criterion(
        "Equal space is not equal evidence. Say in rests_on, in two words or more, what each row rests on.",
        _each("rests_on", lambda text: _words(text) >= 2),
    ),
)


# Figure


def _traces(figure: dict) -> list[dict]:
    if figure["kind"] != "figure":
        raise TypeError("no figure")
    return figure["traces"]


def _draws_something(figure: dict) -> bool:
    return any(values.get("items") for trace in _traces(figure) for values in trace["data"].values())


def _title_is_a_finding(figure: dict) -> bool:
    _traces(figure)
    return titles.states_a_finding(_text(figure["title"]))


def _axes_name_their_units(figure: dict) -> bool:
    """Say whether each axis of numbers has a title with a unit; categories and dates need none."""
    for letter in ("x", "y"):
        if any(_measures(trace, letter) for trace in _traces(figure)):
            named = [_text(title) for axis, title in figure["axes"].items() if axis[0] == letter]
            if not named or not all(map(titles.names_a_unit, named)):
                return False
    return True


def _measures(trace: dict, letter: str) -> bool:
    values = trace["data"].get(letter, {})
    if trace["type"] in ("bar", "histogram"):
        base = trace["data"].get("base", {})
        # The bars of a timeline start at a date.
        return letter == _length_of_bars(trace) and base.get("of", base.get("kind", "number")) == "number"
    return values.get("of", values.get("kind")) == "number" and not _are_years(values)


def _are_years(values: dict) -> bool:
    numbers = [item(values, position)["value"] for position in range(len(values.get("items", ())))]
    return bool(numbers) and all(
        1800 <= float(number) <= 2100 and float(number).is_integer() for number in numbers
    )


def _length_of_bars(trace: dict) -> str:
    return "x" if trace["orientation"] == "h" else "y"


def _bars_start_at_zero(figure: dict) -> bool:
    for trace in _traces(figure):
        if trace["type"] not in ("bar", "histogram"):
            continue
        base = trace["data"].get("base", {})
        if base.get("kind") == "number" and base["value"] != 0:
            return False
        views = [view for axis, view in figure.get("ranges", {}).items() if axis[0] == _length_of_bars(trace)]
        if not all(_shows_zero(view) for view in views):
            return False
    return True


def _shows_zero(view: dict) -> bool:
    if view["log"]:
        return False
    ends = [item(view["ends"], position) for position in range(2)]
    low, high = (float(end["value"]) if end["kind"] == "number" else None for end in ends)
    if low is not None and high is not None:
        return min(low, high) <= 0 <= max(low, high)
    # plotly chooses an open end, and takes zero in for bars.
    return (low is None or low <= 0) and (high is None or high >= 0)


def _in_each(*names: str) -> Callable[[Callable[[dict], bool]], Callable[[dict], bool]]:
    def on(met: Callable[[dict], bool]) -> Callable[[dict], bool]:
        return lambda answer: all(met(_field(answer, name)) for name in names)

    return on


_TITLE = "The title does not state a finding. Write a sentence of five words or more, with a verb, that says what the chart shows."
_AXES = "An axis of numbers does not say its unit. Name it with labels=, such as the thing counted, or the measure and (%)."
_ZERO = "The axis of the bars is cut off, so their lengths mislead. Let it start at zero, or draw points."

_of_page = _in_each("figure")

_FIGURE = (
    Criterion(
        "The page is a dict with the names figure, alt, source, n and as_of. Fill in every line.",
        lambda page: _has_fields(page, "figure", "alt", "source", "n", "as_of"),
    ),
    Criterion(
        "There is no plotly chart with data under the name figure. Draw one with px and put it there.",
        _of_page(_draws_something),
    ),
    Criterion(_TITLE, _of_page(_title_is_a_finding)),
    Criterion(_AXES, _of_page(_axes_name_their_units)),
    Criterion(_ZERO, _of_page(_bars_start_at_zero)),
    Criterion(
        "The page does not say who published the numbers. Write the publisher, and the document or date, in source.",
        _on_field("source", prose.names_somebody),
    ),
    Criterion(
        f"The alt text does not have {ALT[0]} to {ALT[1]} characters. Say the type of chart, its axes and the finding.",
        lambda page: _is_an_alt(_field(page, "alt")),
    ),
    Criterion(
        "The page does not say how many observations it draws. Put their number in n.",
        lambda page: _is_a_number_of_things(_field(page, "n")),
    ),
    Criterion(
        "The page does not say up to which date it was checked. Put a day, or a month with its year, in as_of.",
        _on_field("as_of", _is_a_date),
    ),
)


def _is_an_alt(alt: dict) -> bool:
    return alt["kind"] == "text" and ALT[0] <= len(alt["value"].strip()) <= ALT[1]


def _is_a_number_of_things(n: dict) -> bool:
    if n["kind"] == "number":
        return float(n["value"]) >= 1
    return any(int(number) >= 1 for number in re.findall(r"\d{1,9}", _text(n)))


# Text


def _is_long_enough(text: dict) -> bool:
    return text["kind"] == "text" and max(prose.word_counts(text["value"])) >= WORDS[0]


def _is_short_enough(text: dict) -> bool:
    return len(text["value"]) <= _LONGEST and min(prose.word_counts(text["value"])) <= WORDS[1]


_TEXT = (
    Criterion(
        "The answer is not a text yet. Put your sentences between three quotation marks.",
        lambda text: text["kind"] == "text",
    ),
    Criterion(
        f"The text has fewer than {WORDS[0]} words. Say who claims it, what each side reports, and what stays open.",
        _is_long_enough,
    ),
    Criterion(
        f"The text has more than {WORDS[1]} words. Take out what the chart already shows.", _is_short_enough
    ),
    Criterion(
        "A strong word such as proved, confirmed, admitted or undeniable stands there as your own. "
        "Name in the same sentence who says so, or choose a neutral verb.",
        lambda text: not prose.endorses(text["value"]),
    ),
    Criterion(
        "A reader cannot see up to which date this was known. Add an as-of date: as of, then day, month and year.",
        lambda text: prose.has_as_of_date(text["value"]),
    ),
    Criterion(
        "The text names no source. Say who published the numbers, for example with according to and a name.",
        lambda text: prose.names_a_source(text["value"]),
    ),
    Criterion(
        "The text does not say what it cannot show. Add one sentence on the limit of the evidence.",
        lambda text: prose.states_a_limit(text["value"]),
    ),
)


# Two charts of the same data

_of_both = _in_each("first", "second")


def _titles_differ(pair: dict) -> bool:
    first, second = (fold(titles.bare(_text(_field(pair, name)["title"]))) for name in ("first", "second"))
    return first != second


def _drawings_differ(pair: dict) -> bool:
    first, second = (_field(pair, name)["traces"] for name in ("first", "second"))
    return [trace["data"] for trace in first] != [trace["data"] for trace in second] or (
        [trace["type"] for trace in first] != [trace["type"] for trace in second]
    )


def _are_two_alts(alts: dict) -> bool:
    first, second = (item(alts, position) for position in range(2))
    return len(alts["items"]) == 2 and _is_an_alt(first) and _is_an_alt(second) and first != second


_LEAVES_OUT = re.compile(
    r"\b(?:leav(?:e|es|ing)|left) (?:\w+ ){0,4}out\b|\bleft[- ]out\b|\b(?:omit|drop|skip|exclud|hid|ignor)\w*|\bhas no room\b|\bkeeps? only\b|\bonly (?:the|shows?|draws?|uses?)\b"
    r"|\bonly (?:\w+ ){0,3}(?:months?|years?|maps?|rows?|publishers?|periods?|quarters?|vintages?|statements?|spring|summer)\b"
    r"|\b(?:does|do|did)(?: not|n't) (?:show|draw|include|contain|tell|say|cover|use|reach|mention|count|see|go|look)\b"
    r"|\bneither (?:\w+ )?(?:shows?|draws?|includes?|covers?)\b|\b(?:limit|restrict|confin)(?:s|ed|es)?\b|\b(?:neglect|remov|filter|conceal)\w*"
    r"|(?:\bnot|n't) (?:shown|drawn|included|visible|covered|used|in the|part of)\b|\babsent\b|\b(?:is|are) gone\b|\bleft away\b"
    r"|\bno (?:\w+ )?(?:before|after|earlier|later)\b|\bwithout\b|\bmissing\b|\bcut(?:s|ting)? off\b",
    re.IGNORECASE,
)

_TWO_CHARTS = (
    Criterion(
        "The answer is a dict with the names first, second, alts and paragraph. Fill in every line.",
        lambda pair: _has_fields(pair, "first", "second", "alts", "paragraph"),
    ),
    Criterion(
        "One of the two charts is missing or empty. Put a plotly chart under first and another under second.",
        _of_both(_draws_something),
    ),
    Criterion(_TITLE, _of_both(_title_is_a_finding)),
    Criterion(_AXES, _of_both(_axes_name_their_units)),
    Criterion(_ZERO, _of_both(_bars_start_at_zero)),
    Criterion(
        "Both charts tell the same story. Choose another measure, period or grouping of the data for the second, with its own title.",
        lambda pair: _titles_differ(pair) and _drawings_differ(pair),
    ),
    Criterion(
        f"Each chart needs its own alt text of {ALT[0]} to {ALT[1]} characters. Put both into the list alts, in the order of the charts.",
        lambda pair: _are_two_alts(_field(pair, "alts")),
    ),
    Criterion(
        f"The paragraph does not have {PARAGRAPH[0]} to {PARAGRAPH[1]} words. Say what each chart suggests, and why they differ.",
        _on_field(
            "paragraph",
            lambda text: (
                PARAGRAPH[0] <= max(prose.word_counts(text)) and min(prose.word_counts(text)) <= PARAGRAPH[1]
            ),
        ),
    ),
    Criterion(
        "Somebody could have picked the window. Say in the paragraph which rows or periods each chart leaves out.",
        _on_field("paragraph", lambda text: _LEAVES_OUT.search(prose.flat(text)) is not None),
    ),
)

CRITERIA: dict[str, tuple[Criterion, ...]] = {
    "claim card": _CLAIM_CARD,
    "evidence": _EVIDENCE,
    "figure": _FIGURE,
    "text": _TEXT,
    "two charts": _TWO_CHARTS,
}
