"""Read the titles of a chart and of its axes: does one state a finding, does the other name a unit?"""

import re

from newscase.checking.structure.prose import flat

_TAG = re.compile(r"<[^<>]{0,40}>")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")

_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
# Numbers that only say when, or which figure it is.
_WHEN = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\b|\b(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b(?:19|20)\d\d(?:-\d\d)?(?:-\d\d)?\b|\b(?:figure|fig|chart|table|exercise|question|page) \d+"
    r"|\bq[1-4]\b|\bp\d+\b|\bn ?= ?\d+",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:half|third|thirds|quarter|quarters|twice|double|none|nobody|zero|no|all|most|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|more|less|fewer|higher|lower|larger|smaller)\b",
    re.IGNORECASE,
)
# What begins or goes on like this lists what is drawn.
_TOPIC_START = re.compile(
    r"^(?:the |a |an )?(?:\w+ )?(?:number|numbers|count|counts|share|shares|percentage|amount|level|levels|chart|figure|graph|plot|map|comparison"
    r"|overview|distribution|evolution|development|trend|trends|data|results?|analysis|statistics) (?:of|on|about|for|in|by|from|and)\b"
    r"|^(?:the )?(?:top|all|two|three|four|five|different|various)\b",
    re.IGNORECASE,
)
_NONE_OF_THEM = re.compile(r"\w, (?:and )?(?:none|not one|only one)\b", re.IGNORECASE)
_TOPIC_PART = re.compile(r"\b(?:by|per|versus|vs|compared|over time)\b", re.IGNORECASE)
_FINITE = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "can", "cannot", "could", "will", "would", "may", "might", "must", "isn't", "aren't", "wasn't", "weren't", "doesn't", "don't", "didn't", "can't", "won't", "says", "say", "said", "gives", "give", "gave", "goes", "go", "went", "comes", "come", "came", "becomes", "became", "rose", "fell", "grew", "shrank", "held", "holds", "hold", "kept", "keeps", "keep", "lies", "lie", "lay", "stands", "stand", "stood", "stays", "stay", "remains", "remain", "reaches", "reach", "differs", "differ", "agrees", "agree", "disagrees", "disagree", "exceeds", "exceed", "shows", "show", "tells", "tell", "makes", "make", "made", "takes", "took", "takes", "begins", "began", "ends", "starts", "report", "estimate", "claim", "count", "drops", "puts", "sees", "saw", "finds", "found", "loses", "lost", "gains", "wins", "won", "leads", "led", "counts", "matches", "match", "changes", "falls", "rises", "grows", "shrinks", "drops", "doubles", "halves", "triples", "varies", "vary", "depends", "depend", "needs", "need", "lacks", "lack", "covers", "cover", "includes", "include", "contains", "contain", "leaves", "leave", "left", "supports", "support", "contradicts", "contradict", "fits", "fit", "equals", "equal", "belongs", "belong", "appears", "appear", "seems", "seem", "turns", "points", "meets", "met", "speaks", "speak", "spoke", "claims", "reports", "estimates", "publishes", "publish", "moves", "comes", "overlaps", "overlap", "share", "separates", "separate", "mean", "means", "hit", "hits", "missed", "cut", "cuts", "put", "puts", "overstates", "overstate", "understates", "understate", "exaggerates", "exaggerate", "suggests", "suggest", "undershoots", "undershoot", "overshoots", "overshoot", "brought", "brings", "sent", "shot", "broke", "wrote", "writes", "knew", "knows", "know", "spent", "spread", "sank", "sold", "paid", "taught", "thought", "sits", "sit", "outnumber", "outnumbers", "dominates", "dominate", "outweighs", "outweigh", "accounts", "account", "carries", "carry", "rests", "rest", "adds", "add"]
)  # fmt: skip
# Of these, the forms that are nouns or participles as well.
_NOUNS_TOO = frozenset(
    [
        "changes",
        "points",
        "reports",
        "report",
        "estimates",
        "estimate",
        "claims",
        "claim",
        "counts",
        "count",
        "share",
        "need",
        "needs",
        "cover",
        "support",
        "match",
        "matches",
        "leads",
        "ends",
        "starts",
        "gains",
        "doubles",
        "halves",
        "moves",
        "turns",
        "account",
        "accounts",
        "rest",
        "shows",
        "show",
        "hits",
        "hit",
        "cut",
        "cuts",
        "spread",
        "may",
        "left",
        "lies",
        "lie",
        "stands",
        "stand",
        "will",
        "can",
        "rests",
        "fit",
        "fits",
        "mean",
        "means",
        "equal",
        "separate",
        "reach",
        "wins",
        "found",
        "made",
        "lost",
        "sold",
        "paid",
        "spent",
        "sent",
        "shot",
        "met",
        "hold",
        "holds",
        "stay",
        "lack",
        "overlap",
        "overlaps",
        "led",
        "loses",
        "held",
        "kept",
        "brought",
        "taught",
        "broke",
    ]
)
_MOTIONS = frozenset(("falls", "rises", "drops", "increases", "decreases"))
# At the end of a title these are verbs: "the area increased".
_AT_THE_END = frozenset(
    ["increased", "decreased", "declined", "dropped", "doubled", "tripled", "halved", "changed"]
)
_ALWAYS_VERBS = _FINITE - _NOUNS_TOO - _MOTIONS
_NO_VERBS = frozenset(("united", "hundred", "speed", "indeed", "armed", "allied", "unnamed"))
_BEFORE_NOUN = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "by",
        "in",
        "for",
        "and",
        "or",
        "with",
        "between",
        "on",
        "per",
        "versus",
        "vs",
        "to",
        "from",
        "its",
        "their",
        "his",
        "her",
        "who",
        "which",
        "that",
    ]
)
_AFTER_NOUN = frozenset(
    [
        "by",
        "in",
        "on",
        "from",
        "at",
        "of",
        "per",
        "between",
        "during",
        "and",
        "or",
        "over",
        "since",
        "with",
        "for",
        "within",
        "until",
        "before",
        "after",
        "to",
        "as",
    ]
)

_QUANTITY = frozenset(
    [
        "share",
        "shares",
        "growth",
        "change",
        "changes",
        "rate",
        "rates",
        "price",
        "prices",
        "level",
        "levels",
        "area",
        "distance",
        "time",
        "duration",
        "income",
        "proportion",
        "territory",
        "control",
        "difference",
        "gap",
        "speed",
        "size",
        "weight",
        "temperature",
        "income",
        "output",
        "money",
        "cost",
        "costs",
        "gdp",
        "exchange",
        "agreement",
    ]
)
_BARE = frozenset(
    [
        "value",
        "values",
        "count",
        "counts",
        "number",
        "numbers",
        "amount",
        "amounts",
        "total",
        "totals",
        "sum",
        "x",
        "y",
        "figure",
        "figures",
        "data",
        "index",
        "variable",
        "result",
        "results",
        "quantity",
        "size",
        "n",
        "sdf",
        "land",
        "power",
        "influence",
    ]
)
_FILL = frozenset(["the", "a", "an", "of", "in", "by", "for", "and", "or", "per", "on", "to", "from", "at"])
_UNIT = re.compile(
    r"%|\$|€|£|°|²|\([^()]{1,60}\)|,\s*\S|\b(?:percent|per cent|percentage|pct|pp|points?|dollars?|usd|euros?|eur|rubles?|roubles?|rub|km2?|kilomet(?:er|re)s?"
    r"|square|hectares?|met(?:er|re)s?|tons?|tonnes?|barrels?|hours?|minutes?|seconds?|days?|weeks?|months?|quarters?|years?|people|persons"
    r"|millions?|billions?|thousands?|index|0 to 1|0-1|per)\b|=",
    re.IGNORECASE,
)


def bare(title: str) -> str:
    """Return a title without tags and line breaks."""
    return " ".join(_TAG.sub(" ", flat(title)).split())


def states_a_finding(title: str) -> bool:
    """Say whether a chart's title is a sentence that states something, not the name of a topic."""
    title = bare(title)
    if len(title.split()) < 5:
        return False
    if _has_verb([word.lower() for word in _WORD.findall(title)]):
        return True
    rest = _WHEN.sub(" ", title)
    if _NONE_OF_THEM.search(title):
        return True
    if _TOPIC_START.search(title):
        return False
    if any(map(str.isdigit, rest)):
        return True
    return _NUMBER.search(rest) is not None and _TOPIC_PART.search(title) is None


def _has_verb(words: list[str]) -> bool:
    for before, word, after in zip(["", *words], words, [*words[1:], ""]):
        if word in _ALWAYS_VERBS:
            return True
        if not before or before in _BEFORE_NOUN:
            continue
        if word in _AT_THE_END and not after:
            return True
        if word in _MOTIONS and after not in ("of", "and", "or"):
            return True
        participle = word.endswith("ed") and len(word) > 4 and word not in _NO_VERBS
        if (participle or word in _NOUNS_TOO) and after and after not in _AFTER_NOUN:
            return True
    return False


def names_a_unit(title: str) -> bool:
    """Say whether the title of an axis says what is counted or measured, and in which unit."""
    title = bare(title)
    if "_" in title:  # the name of a column
        return False
    words = [word.lower() for word in _WORD.findall(title)]
    if _UNIT.search(title):
        return True
    if any(word in _QUANTITY for word in words):
        return False
    return any(word not in _BARE | _FILL for word in words)
