"""Read a student's own English: who is named as saying something, which date, which limit.

Nothing here understands a text.  Each function looks for the ways in which people usually write the
thing, takes what could be right as right, and needs time only in proportion to the text.
"""

import re
from itertools import takewhile

_PLAIN_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("\xa0\u202f", " "),
        "–": "-",
        "—": "-",
    }
)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:{_DAY}(?: of)? {_MONTH},?(?: {_YEAR})?|{_MONTH} {_DAY},?(?: {_YEAR})?\b|{_MONTH},? {_YEAR}"
    rf"|{_YEAR}[-/.]\d\d(?:[-/.]\d\d)?(?:[tT]\d\d[\d:.+-]*[zZ]?)?|{_YEAR}[01]\d[0-3]\d|\d{{1,2}}[-./]\d{{1,2}}[-./](?:\d\d)?\d\d|\d{{1,2}}-{_MONTH}-{_YEAR}|{_YEAR}[- ]?q[1-4]|q[1-4],? {_YEAR}"
    rf"|(?:first|second|third|fourth) quarter of {_YEAR})(?![\w-])"
)
_HAS_DATE = re.compile(rf"(?<!\w){_DATE}", re.IGNORECASE)
_HAS_YEAR = re.compile(rf"(?<!\d){_YEAR}(?:[01]\d[0-3]\d)?(?!\d)")

# A date says up to when something was known in one of these settings.
_UP_TO = r"(?:by|until|till|up to|through|before|no later than)"
_AS_OF = re.compile(
    "|".join(
        [
            r"(?:\bas[ -](?:of|at|on|known)\b|\bas it stood\b|\bcut-?off\b|\bstate of knowledge\b|\bstatus\b"
            r"|\bat the time of (?:writing|publication|publishing|the article)\b"
            r"|\b(?:updated|accessed|retrieved|checked|consulted|downloaded)\b)"
            rf"[^.;]{{0,40}}?(?<!\w){_DATE}",
            rf"\b(?:known|knew|know|public|publicly|available)\b[^.;]{{0,40}}?\b(?:on|in|at|{_UP_TO})\b[^.;\d]{{0,20}}?(?<!\w){_DATE}",
            r"\b(?:published|appeared|reported|released|figures?|data|sources?|evidence|information|knowledge|numbers|record)\b"
            rf"[^.;]{{0,40}}?\b(?:{_UP_TO}|ends? (?:on|in|at|with))\b[^.;\d]{{0,20}}?(?<!\w){_DATE}",
            rf"(?:^|[.!?;:] ){_UP_TO} (?:[a-z]+ ){{0,4}}{_DATE}[^.;]{{0,80}}?\b(?:published|reported|known|appeared|available|figures?|numbers?|sources?|data|statements?|maps?|vintages?)\b",
            rf"(?<!\w){_DATE}[^.;]{{0,60}}?\b(?:could know|could read|knew|known|was public|were public|available|as-of|cut-?off)\b",
        ]
    ),
    re.IGNORECASE,
)
_AS_OF_YEAR = re.compile(rf"\bas (?:of|at)\b(?: \w+){{0,2}} {_YEAR}\b", re.IGNORECASE)

_ABBREVIATIONS = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sen|Rep|St|No|vs|approx|ca|cf|e\.g|i\.e|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_END = re.compile(r"(?:[.!?…][\"')\]]*)(?:\s+|$)|\n\s*\n")
_TOKEN = re.compile(r"\w(?:[\w'.&-]*\w)?%?")

# Words that endorse what they report, unless somebody is named who says so.
_STRONG = re.compile(
    r"\b(?:prov(?:e|es|ed|en)|confirm(?:s|ed)?|admit(?:s|ted)?|undeniabl[ey]|undoubtedly|indisputabl[ey])\b",
    re.IGNORECASE,
)
_NOT_ASSERTED = frozenset(
    [
        "not",
        "no",
        "never",
        "neither",
        "nor",
        "none",
        "nothing",
        "nobody",
        "can",
        "cannot",
        "can't",
        "without",
        "hardly",
        "whether",
        "if",
        "until",
        "unless",
        "would",
        "could",
        "might",
        "may",
        "needed",
        "required",
        "impossible",
        "unable",
        "fails",
        "failed",
        "avoid",
        "avoids",
        "isn't",
        "wasn't",
        "aren't",
        "weren't",
        "unlikely",
        "hasn't",
        "haven't",
        "hadn't",
        "doesn't",
        "don't",
        "didn't",
        "won't",
        "wouldn't",
        "couldn't",
    ]
)
_TURN = re.compile(
    r"[;:]|\s-\s|\b(?:but|because|although|though|while|whereas)\b|,\s+(?:and|which|who)\b", re.IGNORECASE
)
_STRENGTHENED = re.compile(
    r"\bnot (?:only|just|merely|simply)\b|\b(?:no|without|beyond)(?: any| a)? doubt\b|\bnothing but\b",
    re.IGNORECASE,
)
_STILL_OPEN = re.compile(
    r"\b(?:yet|remains?|still|needs?|has|have|waits?|awaits?) to(?: be)? *$|\b(?:far from|rather than|instead of|short of)(?: being| having)? *$",
    re.IGNORECASE,
)
_BY_NOBODY = re.compile(
    r"\W+(?:by (?:no|nobody|none|neither)|neither|little|nothing(?! (?:but|less|other)))\b", re.IGNORECASE
)

_SPEECH = frozenset(
    [
        "say",
        "says",
        "said",
        "saying",
        "state",
        "states",
        "stated",
        "report",
        "reports",
        "reported",
        "write",
        "writes",
        "wrote",
        "announce",
        "announces",
        "announced",
        "argue",
        "argues",
        "argued",
        "claim",
        "claims",
        "claimed",
        "conclude",
        "concludes",
        "concluded",
        "tell",
        "tells",
        "told",
        "maintain",
        "maintains",
        "maintained",
        "declare",
        "declares",
        "declared",
        "describe",
        "describes",
        "described",
        "call",
        "calls",
        "called",
        "assert",
        "asserts",
        "asserted",
        "insist",
        "insists",
        "insisted",
        "explain",
        "explains",
        "explained",
        "note",
        "notes",
        "noted",
        "add",
        "adds",
        "added",
        "deny",
        "denies",
        "denied",
        "reject",
        "rejects",
        "rejected",
        "dispute",
        "disputes",
        "disputed",
        "believe",
        "believes",
        "believed",
        "think",
        "thinks",
        "thought",
    ]
)
_PUBLISHING = _SPEECH | frozenset(
    [
        "publish",
        "publishes",
        "published",
        "put",
        "puts",
        "give",
        "gives",
        "gave",
        "count",
        "counts",
        "counted",
        "estimate",
        "estimates",
        "estimated",
        "record",
        "records",
        "recorded",
        "measure",
        "measures",
        "measured",
        "show",
        "shows",
        "showed",
        "find",
        "finds",
        "found",
        "list",
        "lists",
        "listed",
        "calculate",
        "calculates",
        "calculated",
        "speak",
        "speaks",
        "spoke",
        "quote",
        "quotes",
        "quoted",
        "cite",
        "cites",
        "cited",
        "revise",
        "revises",
        "revised",
    ]
)
_BY_WHOM = re.compile(
    r"\b(?:according to|in the words of|in the view of|in the account of|by the account of|attributed to|quoted by|cited by"
    r"|data (?:from|by|of)|figures? (?:from|by|of)|numbers? (?:from|by|of)|counts? (?:from|by|of)|estimates? (?:from|by|of)"
    r"|maps? (?:from|by|of)|reports? (?:from|by|of)|published by|counted by|given by"
    r"|(?<!no )(?:numbers?|figures?|shares?|data|counts?|values?|estimates?|statements?|maps?)\b[^.;]{0,40}\b(?:comes?|came|is|are|was|were|taken|stems?) from"
    # The passive, with a number before its agent: "put at 24.9 percent by the observatory".
    r"|(?:put|given|published|counted|reported|estimated|measured|stated|claimed|listed|recorded|calculated|described|announced|issued|released)\b"
    r"(?:[^.;]|\.\d){0,60}? by)\b|\b(?-i:(?:[Bb]y (?=[A-Z][\w.]*'s? )|[Pp]er (?=[A-Z])"
    r"|(?:[Ii]n|[Oo]n|[Bb]y|[Ff]rom) (?=(?:the )?(?:[A-Z][\w.]*[ ]){0,4}[A-Z][\w.]*'s? (?:\w+ ){0,2}"
    r"(?:maps?|counts?|figures?|data|reports?|release|table|statement|account|estimates?|list)\b)))",
    re.IGNORECASE,
)
_SAID_BY = re.compile(
    r"\b(?:according to|in the words of|in the view of|in the account of|by the account of|in the eyes of"
    r"|(?:said|stated|claimed|reported|described|called|announced|declared|asserted)(?: \w+){0,3} by)\b",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(r"\b(?:sources?|data)\s*[:=]\s*([^\n]*)", re.IGNORECASE)
_CITATION = re.compile(rf"\(([^()]*{_YEAR}[^()]*)\)")

_AUXILIARIES = frozenset(
    [
        "has",
        "have",
        "had",
        "does",
        "did",
        "is",
        "was",
        "are",
        "were",
        "also",
        "first",
        "later",
        "then",
        "now",
        "still",
        "itself",
        "themselves",
        "again",
        "only",
        "often",
        "each",
        "both",
        "all",
        "never",
        "not",
        "publicly",
        "officially",
        "openly",
        "has,",
        "however,",
        "already",
    ]
)
_PASSIVE = frozenset(["is", "was", "are", "were", "be", "been", "being"])
_NOBODY = frozenset(
    [
        "it",
        "they",
        "he",
        "she",
        "we",
        "i",
        "you",
        "some",
        "many",
        "most",
        "people",
        "everyone",
        "everybody",
        "one",
        "others",
        "several",
        "few",
        "that",
        "this",
        "there",
        "these",
        "those",
        "which",
        "who",
        "what",
        "and",
        "or",
        "someone",
        "somebody",
        "the",
        "a",
        "an",
        "his",
        "her",
        "its",
        "their",
        "our",
    ]
)
_UNNAMED = frozenset(
    [
        "analyst",
        "analysts",
        "expert",
        "experts",
        "official",
        "officials",
        "source",
        "sources",
        "observer",
        "observers",
        "reports",
        "media",
        "outlets",
        "press",
        "news",
        "commentators",
        "insiders",
        "witnesses",
        "rumours",
        "rumors",
        "insider",
        "internet",
        "online",
        "web",
        "various",
        "unknown",
        "anonymous",
        "google",
        "none",
        "n/a",
        "na",
        "own",
        "everyone",
        "everybody",
        "people",
        "some",
        "many",
        "others",
        "sites",
        "websites",
        "website",
    ]
)
_ROLES = frozenset(
    [
        "ministry",
        "government",
        "department",
        "office",
        "agency",
        "bureau",
        "council",
        "mission",
        "body",
        "staff",
        "bank",
        "observatory",
        "centre",
        "center",
        "institute",
        "organisation",
        "organization",
        "article",
        "author",
        "newspaper",
        "reporter",
        "publisher",
        "publishers",
        "spokesperson",
        "spokesman",
        "spokeswoman",
        "minister",
        "president",
        "general",
        "ambassador",
        "embassy",
        "inspectors",
        "report",
        "document",
        "statement",
        "claimant",
        "claimants",
        "briefing",
        "army",
        "military",
        "parliament",
        "court",
        "commission",
        "database",
        "table",
    ]
)
# Names that people also type in small letters.
_SMALL_NAMES = frozenset(
    [
        "csm",
        "monitor",
        "herald",
        "pentagon",
        "kremlin",
        "tass",
        "interfax",
        "sohr",
        "rosstat",
        "jusoor",
        "anadolu",
        "axios",
        "rappler",
        "opcw",
        "afp",
        "nato",
        "mod",
    ]
)
# Capitalised without naming anybody.
_NOT_A_NAME = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "by",
        "as",
        "of",
        "for",
        "from",
        "with",
        "without",
        "to",
        "after",
        "before",
        "during",
        "until",
        "since",
        "when",
        "where",
        "while",
        "if",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "they",
        "their",
        "he",
        "she",
        "his",
        "her",
        "we",
        "our",
        "i",
        "you",
        "my",
        "there",
        "here",
        "no",
        "none",
        "neither",
        "nor",
        "not",
        "both",
        "each",
        "every",
        "all",
        "some",
        "many",
        "most",
        "few",
        "several",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "other",
        "others",
        "another",
        "but",
        "and",
        "or",
        "so",
        "yet",
        "however",
        "still",
        "then",
        "also",
        "only",
        "even",
        "although",
        "though",
        "because",
        "what",
        "which",
        "who",
        "how",
        "why",
        "according",
        "source",
        "sources",
        "as-of",
        "both",
        "between",
        "under",
        "over",
        "about",
        "against",
        "among",
        "per",
        "new",
        "first",
        "second",
        "third",
        "last",
        "later",
        "earlier",
        "today",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "nothing",
        "nobody",
        "everybody",
        "everyone",
        "people",
        "experts",
        "analysts",
        "officials",
        "observers",
        "figures",
        "numbers",
        "data",
        "reports",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "q1",
        "q2",
        "q3",
        "q4",
        "again",
        "clearly",
        "reportedly",
        "allegedly",
        "more",
        "less",
        "any",
        "such",
        "either",
        "out",
        "up",
        "down",
    ]
)

_TELL = (
    r"(?:say|show|tell|prove|settle|establish|measure|cover|include|explain|decide|know|reveal|describe|check|verify|contain"
    r"|test|judge|compare|confirm|determine|see|capture|support|answer|mean|represent|state|conclude|infer|separate|rule)"
)
_LIMIT = re.compile(
    rf"\b(?:cannot|can not|can't|could not|couldn't|may not|might not|will not|do not|don't|does not|doesn't|did not|didn't)\b"
    rf"(?: \w+){{0,3}} (?:be )?{_TELL}(?:s|ed|d|n)?\b"
    rf"|\b(?:cannot|can not|can't|could not) be \w+"
    rf"|\b(?:neither|none|nothing|nobody|no one|no \w+)\b(?: [\w,']+){{0,8}} {_TELL}(?:s|es|ed)?\b"
    r"|\blimit(?:s|ed|ation|ations)?\b|\buncertain(?:ty)?\b|\bunclear\b|\bunknown\b|\bunverified\b|\bunresolved\b|\bcaveats?\b"
    r"|\b(?:say|tell|show|reveal|explain)s? (?:\w+ ){0,2}(?:nothing|little)\b|\b(?:nobody|no one) (?:outside|else|independent)\b|\bimpossible to\b"
    r"|\b(?:has|have|includes?|contains?|with) no (?:\w+ ){0,2}(?:source|count|data|evidence|information|map|figure|voice|method|column)s?\b"
    r"|\bmay (?:\w+ )?be (?:wrong|incomplete|incorrect|inaccurate|biased)\b|\b(?:undefined|unexplained|untested|unchecked)\b"
    r"|\bevidence (?:\w+ )?(?:is|stays|remains) (?:\w+ )?(?:thin|weak|scarce|poor|incomplete|partial|indirect)\b|\b(?:does|do) not follow\b|\btoo (?:few|little) (?:\w+ )?to\b"
    r"|\b(?:could|can|did) ?not find\b|\bbeyond (?:the|these|this|what)\b|\b(?:is|are) (?:lacking|absent)\b|\blacks? (?:\w+ ){0,2}(?:source|count|data|evidence)s?\b"
    r"|\bnot (?:explained|documented|defined|known|clear|certain|comparable|verified|verifiable|settled|independent|independently|resolved|available|enough)\b"
    r"|\b(?:stays?|remains?|leaves?|left|is|are) (?:\w+ ){0,3}(?:open|silent)\b|\bopen questions?\b"
    r"|\b(?:is|are) missing\b|\bmissing from\b|\bno independent\b|\bonly one (?:source|publisher|reader|coder)\b"
    r"|\brests? on (?:a single|one)\b|\bout of (?:\w+ )?(?:reach|scope)\b|\bshould (?:not )?be (?:read|used|treated) with\b"
    r"|\b(?:is|are|was|were) no (?:\w+ ){0,2}(?:evidence|measure|proof|record|count)\b",
    re.IGNORECASE,
)


def flat(text: str) -> str:
    """Return a text with plain quotation marks, hyphens and spaces."""
    return text.translate(_PLAIN_PUNCTUATION)


def word_counts(text: str) -> tuple[int, int]:
    """Return how many words a text has: as ``len(text.split())`` counts them, and without lone signs."""
    words = text.split()
    return len(words), sum(any(map(str.isalnum, word)) for word in words)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    found, start = [], 0
    for end in _END.finditer(text):
        if _ABBREVIATIONS.search(text[start : end.start() + 1]) and "\n\n" not in end[0]:
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [sentence for sentence in [*found, text[start:].strip()] if sentence]


def has_date(text: str) -> bool:
    """Say whether a text has a day, a month or a quarter with its year."""
    text = flat(text)
    return _HAS_DATE.search(text) is not None and _HAS_YEAR.search(text) is not None


def has_as_of_date(text: str) -> bool:
    """Say whether a text says up to which date its facts were known."""
    text = " ".join(flat(text).split())
    if _AS_OF_YEAR.search(text):
        return True
    return _AS_OF.search(text) is not None and _HAS_YEAR.search(text) is not None


def states_a_limit(text: str) -> bool:
    """Say whether a text says what its facts cannot show."""
    return _LIMIT.search(" ".join(flat(text).split())) is not None


def names_a_source(text: str) -> bool:
    """Say whether a text names who published what it says."""
    text = flat(text)
    if any(names_somebody(line[1]) for line in _SOURCE_LINE.finditer(text)):
        return True
    if any(_is_citation(citation[1]) for citation in _CITATION.finditer(text)):
        return True
    return any(_attributed(sentence, _PUBLISHING, _BY_WHOM) for sentence in sentences(text))


def endorses(text: str) -> bool:
    """Say whether a text says by itself that something is proved, confirmed, admitted or undeniable.

    It does not where the sentence denies or doubts it, where it speaks about the word, or where it
    names who says so.  The subject of such a verb is not enough: "X admitted" is the writer's word.
    """
    for sentence in sentences(flat(text)):
        if any(_is_asserted(sentence, word) for word in _STRONG.finditer(sentence)):
            if not _attributed(sentence, _SPEECH, _SAID_BY):
                return True
    return False


def names_somebody(text: str) -> bool:
    """Say whether a short text, such as "a ministry" or "TASS, 25 April", names a speaker or publisher."""
    tokens = _TOKEN.findall(flat(text))
    words = [token.lower() for token in tokens]
    if any(word in _ROLES or word in _SMALL_NAMES for word in words):
        return True
    known = _UNNAMED | _NOT_A_NAME | _NOBODY
    capitals = [
        token for token, word in zip(tokens, words, strict=True)
        if token[:1].isupper() and word not in known
    ]  # fmt: skip
    # A short text may be written in small letters throughout, like a web address.
    small = any(
        "." in token and len(token) > 4 and word not in known and not token[:1].isdigit()
        for token, word in zip(tokens, words, strict=True)
    )
    return bool(capitals) or small


def _is_citation(text: str) -> bool:
    return names_somebody(_HAS_DATE.sub(" ", text))


def _is_asserted(sentence: str, word: re.Match) -> bool:
    before, after = sentence[: word.start()], sentence[word.end() :]
    if before[-1:] in ("'", '"') and after[:1] in ("'", '"'):
        return False
    if _BY_NOBODY.match(after):
        return False
    turns = [turn.end() for turn in _TURN.finditer(before)]
    clause = _STRENGTHENED.sub(" ", before[turns[-1] if turns else 0 :])
    if _STILL_OPEN.search(clause):
        return False
    return not any(token.lower() in _NOT_ASSERTED and token != "May" for token in _TOKEN.findall(clause)[-8:])


def _attributed(sentence: str, verbs: frozenset[str], phrases: re.Pattern) -> bool:
    """Say whether a sentence names somebody who says it, by one of these verbs or phrases."""
    for phrase in phrases.finditer(sentence):
        after = _TOKEN.findall(sentence[phrase.end() : phrase.end() + 120])[:6]
        if any(_is_name(token) for token in takewhile(lambda token: not token[0].isdigit(), after)):
            return True
    tokens = _TOKEN.findall(sentence)
    return any(
        token.lower() in verbs
        and (_subject_before(tokens[:position]) or _subject_after(token, tokens[position + 1 :]))
        for position, token in enumerate(tokens)
    )


def _subject_before(tokens: list[str]) -> bool:
    while tokens and tokens[-1].lower() in _AUXILIARIES:
        if tokens[-1].lower() in _PASSIVE:
            return False
        tokens = tokens[:-1]
    if not tokens or tokens[-1].lower() in _NOBODY:
        return False
    reach = 3 if tokens[-1].lower() in _UNNAMED else 9
    return any(_is_name(token) for token in tokens[-reach:])


def _subject_after(verb: str, tokens: list[str]) -> bool:
    return verb.lower() in ("says", "said", "say", "wrote", "writes", "reports", "reported") and any(
        _is_name(token) for token in tokens[:4]
    )


def _is_name(token: str) -> bool:
    word = token.lower().removesuffix("'s").removesuffix("'")
    return word in _ROLES or (token[0].isupper() and word not in _NOT_A_NAME and word not in _UNNAMED)
