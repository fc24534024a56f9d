"""Say in words what a plain value is."""

import datetime

from newscase.checking.serialize.values import SEQUENCE_KINDS, Sequence, Single, Value
from newscase.checking.serialize.zones import local

_LONGEST = 60  # characters of a text that are shown

# The words for one value, and for a column of them.
_WORDS = {
    "missing": ("a missing value (None or NaN)", "only missing values"),
    "unanswered": ("still ...", ""),
    "truth": ("True or False", "True and False"),
    "number": ("a number", "numbers"),
    "text": ("text", "text"),
    "time": ("a date or time", "dates or times"),
    "moment": ("a time with a time zone", "times with a time zone"),
    "duration": ("a duration", "durations"),
    "period": ("a period", "periods"),
    "interval": ("an interval", "intervals"),
    "mixed": ("", "values of several kinds"),
    "series": ("a Series", ""),
    "figure": ("a chart", ""),
}
ONE = {kind: f"a{'n' if kind[0] in 'ai' else ''} {kind}" for kind in (*SEQUENCE_KINDS, "dict", "table")}
ONE |= {kind: one for kind, (one, _) in _WORDS.items() if one}
MANY = {kind: many for kind, (_, many) in _WORDS.items() if many}


def show(value: Value) -> str:
    """Return a value as a sentence shows it; of a collection only what it is."""
    match value:
        case Single(kind="text"):
            return f'"{_short(" ".join(value.value.split()))}"'
        case Single(kind="time"):
            return _clock(value.value)
        case Single(kind="moment"):
            clock, offset = local(value.value, value.zone)
            return f"{_clock(clock)} {offset}"
        case Single(kind="duration"):
            days, rest = divmod(value.value // 10**9, 86_400)
            return f"{days} days {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
        case Single(kind="number", value=float()):
            # Six digits, as pandas shows them.
            return f"{value.value:.6g}"
        case Single(kind="number" | "truth" | "period" | "interval"):
            return _short(str(value.value))
    return ONE[value.kind]


def name(label: Value) -> str:
    """Return the name of a column in quotation marks; of a header with several levels all of them."""
    if isinstance(label, Sequence):
        return '"' + ", ".join(show(level).strip('"') for level in label.values) + '"'
    return '"' + show(label).strip('"') + '"'


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _clock(nanoseconds: int) -> str:
    try:
        clock = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=nanoseconds // 1_000)
    except OverflowError:  # outside the years 1 to 9999
        return "a date far away"
    if nanoseconds % (86_400 * 10**9) == 0:
        return clock.date().isoformat()
    return clock.isoformat(" ", "minutes" if clock.second == clock.microsecond == 0 else "auto")
