"""Say in words what a plain value is (see `newscase.checking.serialize.read`)."""

import datetime

from newscase.checking.serialize.zones import local

_LONGEST = 60  # characters of a text that are shown

# The words for one value, and for a column of them.
ONE = {
    "missing": "a missing value (None or NaN)",
    "unanswered": "still ...",
    "truth": "True or False",
    "number": "a number",
    "text": "text",
    "time": "a date or time without a time zone",
    "moment": "a time with a time zone",
    "duration": "a duration",
    "period": "a period",
    "interval": "an interval",
    "list": "a list",
    "tuple": "a tuple",
    "range": "a range",
    "array": "an array",
    "index": "an index",
    "set": "a set",
    "dict": "a dict",
    "series": "a Series",
    "table": "a table",
    "figure": "a chart",
}
MANY = {
    "missing": "only missing values",
    "truth": "True and False",
    "number": "numbers",
    "text": "text",
    "time": "dates or times without a time zone",
    "moment": "times with a time zone",
    "duration": "durations",
    "period": "periods",
    "mixed": "values of several kinds",
}


def show(plain: dict) -> str:
    """Return a value as a sentence shows it; of a collection only what it is."""
    kind = plain["kind"]
    if kind == "text":
        text = " ".join(plain["value"].split())
        return f'"{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"}"'
    if kind == "time":
        return _clock(plain["value"])
    if kind == "moment":
        clock, offset = local(plain["value"], plain["zone"])
        return f"{_clock(clock)} {offset}"
    if kind == "duration":
        days, rest = divmod(plain["value"] // 10**9, 86_400)
        return f"{days} days {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    if kind == "interval":
        left, right = (show(end) for end in plain["value"])
        return f"from {left} to {right}"
    if kind == "number" and isinstance(plain["value"], float):
        # Six digits, as pandas shows them.
        return f"{plain['value']:.6g}"
    if "value" in plain:
        text = str(plain["value"])
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return ONE[kind]


def _clock(nanoseconds: int) -> str:
    try:
        clock = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=nanoseconds // 1_000)
    except OverflowError:  # outside the years 1 to 9999
        return "a date far away"
    if nanoseconds % (86_400 * 10**9) == 0:
        return clock.date().isoformat()
    return clock.isoformat(" ", "minutes" if clock.second == clock.microsecond == 0 else "auto")
