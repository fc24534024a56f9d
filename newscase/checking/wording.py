"""Say in words what was found: the one place that turns a `Difference` into a sentence.

A sentence shows values of the student's and never the right one, and is true however they came about.
"""

from collections.abc import Mapping

from newscase.checking.compare.rows import Difference
from newscase.checking.serialize.times import NANOSECONDS, clock, local
from newscase.checking.serialize.values import COLLECTION_KINDS, MISSING, Collection, Single, Value

# What differs first.  {it} names what was seen: "The value 3 at the label ...", or "The column "n"".
DIFFERENCES = {
    "kind": "{it} {is_or_holds} {found}; the question asks for {wanted}.",
    "value": "{it} is not right.",
    "zone": "{it} is not in the time zone that is asked for. Name the zone; an offset is no name.",
    "one of many": "Your answer is {found} with one value. Take the value itself: add {take}.",
    "other part": "This part holds the value of {other}. Look at what each part asks for.",
    "set has no order": "Your answer is a set, which has no order. Give a list.",
    "no labels": "The values have no labels. Give a Series whose index says what each value is about.",
    "more": "{it} has more {unit}s than the question asks for. Keep only those.",
    "fewer": "{it} has fewer {unit}s than the question asks for. Look for those that are missing.",
    "order": "The {unit}s are right, but not in the order that the question asks for.",
    "label": "The label {label} is not one that the question asks for.",
    "row": "{it} has a {unit} that the question does not ask for: the one where {name} is {value}.",
    "column renamed": "The column {extra} is not asked for, and the column {missing} is missing.",
    "column missing": "The column {missing}, which the question asks for, is missing.",
    "column extra": "The table has the column {extra}, which the question does not ask for.",
    "column twice": "The table does not have the columns that the question asks for: a name occurs twice.",
    "column order": "The columns are not in the order that the question asks for.",
}
# The same of charts.
CHARTS = {
    "trace type": "The chart has the type {type}. The question asks for another type of chart.",
    "trace type missing": "The chart is empty, or does not draw all that the question asks for.",
    "direction": "The chart is {direction}. The question asks for the other direction: swap x and y.",
    "data missing": 'The chart has no "{key}", which the question asks for.',
    "mark labels": "The labels on the chart are not all right. Look at text=.",
    "groups": "The points are right, but not in the groups that the question asks for. Look at {argument}=.",
    "axis order": "The {axis} axis runs in another order than asked. Do not reverse it, and sort the rows.",
    "axis hidden": "The {axis} axis of the chart is hidden, so nobody can read it. Show it.",
    "axis cut": "The {axis} axis cuts off a part or the zero of bars. Leave out range_{axis} and log_{axis}.",
    "no title": "The chart has no title. Add one with title=.",
    "short title": "The title {title} is too short for a sentence. Write four words or more.",
    "no number": "The title does not have the number that the question asks for, in digits. Add it.",
    "no axis title": "The {axis} axis of the chart has no title.",
    "other axis title": "The title of the {axis} axis is {title}. The question asks for another one.",
}
# What families of mistakes explain.  {it} is what was seen, such as "The value 0.7", "Each value" or 'Each
# wrong value in the column "share"'; {kind} what the answer is, {labels} the student's labels it is about.
FAMILIES = {
    # an object in place of its value, and the reverse
    "missing": "Your answer is None or NaN. print(...), show(...) and list.sort() give None: give the value.",
    "decimal comma": "A comma ends a number in Python, so the answer is two. Write a decimal point.",
    "empty": "Your answer is {kind} with nothing in it. Compare conditions with the values in their columns.",
    "mask": "These are True or False. table[...] keeps the True ones; .sum() counts, .mean() gives a share.",
    "length": "Your answer is {kind}, and the question asks for its length: len(...) counts.",
    "sum": "Your answer is {kind}, and the question asks for the sum: .sum(), or sum(...) for a list.",
    "value among others": "Your answer is {kind}. Take the one of its {among} that is asked for.",
    "one of all": "{it} is one value. The question asks for all of them, each by itself.",
    "column of a table": "Your answer is a table whose column {labels} has the values that are asked for. "
    "Take that column; where labels are asked for too, make them the index first, with set_index.",
    # lists, Series, dicts and tables
    "transposed": "Rows and columns have changed places: what labels the rows is asked for as columns.",
    "other order": "Everything is right, but in {order} order. Look at what stands first.",
    "shares for counts": "The values are shares of a total. The question asks for the numbers themselves.",
    "columns exchanged": "The columns {labels} have each other's values.",
    "misplaced": "The values are right, but stand at each other's places. Look at which one belongs where.",
    "duplicates kept": "Everything is right, but something is there more than once. Keep each once.",
    "duplicates dropped": "All is right, but what occurs more than once is there once. Keep it each time.",
    "missing kept": "Everything that is asked for is there, and missing values too. Leave those out.",
    "missing dropped": "All of this is right, but what has a missing value is left out. Keep that, too.",
    "more labels": "The label {labels} is not asked for. Look at which rows each condition lets through.",
    "fewer labels": "At least one label is missing. Look at whether a condition drops a group.",
    "other labels": "No label is one that is asked for, {labels} for example. Look at where they come from.",
    "odd item": "All that is asked for is there, and also {labels}, which is not. Take it out, or look at "
    "which condition lets it through.",
    "more rows": "All that is asked for is there, and more. Look at each again, and at what each condition "
    "lets through.",
    "fewer rows": "All of this is right, but some is missing. Look for it, and at what each condition drops.",
    # numbers
    "rounded": "{it} has {shown}; the question asks for {decimals}. Round only at the end: "
    "round(..., {decimals}).",
    "off by one": "{it} is off by one. Look at the first and the last one, and at one counted twice.",
    "sign": "{it} has the wrong sign and the right size. Look at what is subtracted from what.",
    "hundred times": "{it} is about 100 times what is asked for. A percentage is 100 times its share.",
    "hundredth": "{it} is about a hundredth of what is asked for. A percentage is 100 times its share.",
    "rest": "{it} and what is asked for add up to 1 or 100. Look at which of the two shares is asked for.",
    "reciprocal": "{it} is the fraction the other way up. Look at what is divided by what.",
    # times
    "time as text": "{it} is right, but as text. pd.to_datetime makes times of it.",
    "duration for number": "{it} is a length of time. Divide it by a unit, such as pd.Timedelta(hours=1).",
    "hours cut off": "{it} has lost its hours: .days keeps whole days only. Keep the whole duration.",
    "day and month": "{it} has day and month exchanged. Write the year first, then the month, then the day.",
    "other day": "{it} is one day off. Look at whether the first and the last day belong to it.",
    "other month": "{it} is one month or one year off. Look at the dates in each condition, at both ends.",
    "other zone": "{it} is the right instant in another time zone. tz_convert changes the zone.",
    "hours off": "{it} is off by hours or half hours. Often the zone of a time, or summer time, explains "
    "that.",
    "zone lost": "{it} has no time zone, so nobody can know whose clock it was. Keep the zone of the time.",
    # texts
    "number as text": "{it} is right, but as text. Give the bare number: no quotation marks, unit or comma.",
}
# What something of a student's own must have (see `newscase.checking.structure.written`).
STRUCTURES = {
    # a claim card
    "card": "A card is a dict with claim, verdict, measure and against. The answer has no entry {name}.",
    "claim": 'The claim is not one of the numbers "C01" to "C64". Copy one from the table of claims.',
    "verdict": "The verdict is not one of the four. Give one of the names from the prepared cell, such as "
    "limit, without quotation marks.",
    "measure": "The measure has fewer than three words. Say what is counted or measured, in which unit.",
    "against": "The entry against has fewer than five words. Say what result would speak against the claim.",
    # evidence
    "evidence": "The answer is not a table with the columns source, side, says, scope and published.",
    "few rows": "The table has fewer than two rows. Add a source, also one that does not help the claim.",
    "cell": "Row {row} from the top has nothing in the column {column}. Write there what the question says.",
    "published": "Row {row} from the top needs a date in published, such as 2018-04-17, 2018-Q2 or 2018.",
    "side": "All rows have the same side. Add a source whose publisher has another interest in the matter.",
    "no Syrian side": "This claim concerns Syria, and no side begins with Syrian. Add what a Syrian body "
    'says, and call its side so, such as "Syrian army" or "Syrian monitors", or with SDF.',
    # a chart
    "no chart": "The chart is missing or draws nothing. Draw a plotly chart with px and put it there.",
    "pie": "The chart adds all its values up to a whole, as a pie does. Draw bars, lines or points.",
    "title": "The chart has no title of four words or more. Write a sentence that says what it shows.",
    "axis title": "The {axis} axis of the chart draws numbers and has no title in words. Name what is "
    "counted or measured, and its unit, with labels=.",
    "unit": "The title of the {axis} axis has no unit in brackets. Add it, such as (%) or (missiles).",
    "hidden axis": "The {axis} axis is hidden. Show it, or write the numbers on the marks with text=.",
    "cut axis": "The {axis} axis does not start at zero, so bars mislead. Start it there, or draw points.",
    "log axis": "The {axis} axis is logarithmic, so bars mislead. Leave out log_{axis}, or draw points.",
    "early end": "The {axis} axis of the chart ends before a bar does, and cuts it. Give it a longer range.",
    "texts": "The bars draw texts, not numbers. Draw a column of numbers, with the unit in the axis title.",
    "rows in one bar": 'In the chart, several rows of "{row}" make one bar. If they can be added, add them '
    "up first: groupby(...), .sum(), .reset_index(). If not, give each row its own label, or its own colour "
    'with barmode="group".',
    "stack": 'In the chart, "{second}" lies on top of "{first}" at "{row}". Publishers and unlike quantities '
    "are not added up. If these are parts of one whole, name the whole in the legend's title. Else put "
    'them side by side: bars with barmode="group", or lines.',
    "backwards": "The {axis} axis runs backwards. Do not reverse it, and sort the rows by time.",
    "line turns": 'A line of the chart {how} at "{row}". Sort the rows by time. If several are of one time, '
    "give each kind a line with color=, or add up what can be added.",
    # a page
    "page": "The answer has no entry {name}. Give what page(...) returns, with all that the question lists.",
    "alt": "The alt text does not have 60 to 250 characters. Say the type of chart, its axes and finding.",
    "n": "The page has {n} as its n, and the number of values in the chart is {drawn}. Put that number into "
    "n; a row without a value is not drawn.",
    "short text": "The text has fewer than 130 words. Say who claims it, what each side says, what is open.",
    "long text": "The text has more than 170 words. Take out what the chart already shows.",
    "limits": "The limits have fewer than eight words. Say what the page leaves out, or cannot show.",
    "as of": 'The entry as_of is no day in the form "2018-04-17". Put the day there up to which you looked.',
    "later row": "The evidence has a row of {published}, later than as_of. Leave it out, or change as_of.",
    "open month": 'The chart draws "{row}", which was not over on the date in as_of. Keep rows that were '
    "published by then, or write the day of publication into the label.",
    "later mark": 'The chart draws "{row}", later than as_of. Leave out what came later, or change as_of.',
}
_SENTENCES = DIFFERENCES | CHARTS | FAMILIES | STRUCTURES
_UNITS = {"table": "row", "figure": "point"}
_TAKE_ONE = {"series": ".iloc[0]", "table": ".iloc[0, 0]"}

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
    "mixed": ("", "values of several kinds"),
    "series": ("a Series", ""),
    "figure": ("a chart", ""),
}
ONE = {kind: f"a{'n' if kind[0] in 'ai' else ''} {kind}" for kind in (*COLLECTION_KINDS, "table")}
ONE |= {kind: one for kind, (one, _) in _WORDS.items() if one}
MANY = {kind: many for kind, (_, many) in _WORDS.items() if many}


def sentence(found: Difference) -> str:
    """Return one or two sentences about what was found."""
    fault, detail = found.fault, found.detail
    words = {key: show(own) if isinstance(own, Value) else own for key, own in detail.items()}
    kinds = MANY if "of" in detail else ONE
    words |= {key: kinds[detail[key]] for key in ("found", "wanted") if key in detail}
    if "answer" in detail:
        labels = ("NaN" if label == MISSING else show(label) for label in detail.get("labels", ()))
        words |= {"it": _seen(**detail), "kind": ONE[detail["answer"].kind], "labels": " and ".join(labels)}
    elif "of" in detail:
        it = _whole(detail["of"], detail.get("column"))
        words |= {"it": it, "is_or_holds": "holds", "unit": _UNITS.get(detail["of"], "value")}
    else:
        words |= {"it": _it(fault, detail), "is_or_holds": "is"}
    if fault == "one of many":
        words |= {"found": ONE[detail["value"].kind], "take": _TAKE_ONE.get(detail["value"].kind, "[0]")}
    return _SENTENCES[fault].format(**words)


def _seen(answer: Value, columns: list[Value], **_: object) -> str:
    """Return how the sentence of a family names what it is about."""
    if type(answer) is Single:
        return f"The value {show(answer)}" if answer.value is not None else "The answer"
    return f"Each wrong value in the column {show(columns[0])}" if len(columns) == 1 else "Each wrong value"


def _whole(kind: str, column: Value | str | None) -> str:
    """Name a value that holds many, or one of its columns."""
    if isinstance(column, str):
        return f"The {column}"
    if column is None:
        return "The " + ONE[kind].partition(" ")[2]
    return f"{'What the chart draws as' if kind == 'figure' else 'The column'} {_name(column)}"


def _it(fault: str, detail: Mapping[str, object]) -> str:
    """Name one value, and where it stands."""
    if fault == "kind" and not {"label", "position", "where"} & detail.keys():
        return "Your answer"
    value = detail.get("value")
    it = f"The value {show(value)}" if type(value) is Single and value.value is not None else "One value"
    if "label" in detail:
        return f"{it} at the label {show(detail['label'])}"
    if detail.get("position") is not None:
        return f"{it} at position {detail['position']}"
    if "where" in detail:
        key, same = detail["where"]
        return f"{it} of {_name(detail['column'])}, where {_name(key)} is {show(same)},"
    return it


def show(value: Value) -> str:
    """Return a value as a sentence shows it; of a collection only what it is."""
    match value:
        case Single(kind="text"):
            return f'"{_short(" ".join(value.value.split()))}"'
        case Single(kind="time"):
            return _clock(value.value)
        case Single(kind="moment"):
            shown, offset = local(value.value, value.zone)
            return f"{_clock(shown)} {offset}"
        case Single(kind="duration"):
            days, rest = divmod(value.value // 10**9, 86_400)
            return f"{days} days {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
        case Single(kind="number", value=float()):
            # Six digits, as pandas shows them.
            return f"{value.value:.6g}"
        case Single(kind="number" | "truth" | "period"):
            return _short(str(value.value))
    return ONE[value.kind]


def _name(label: Value) -> str:
    """Return the name of a column in quotation marks; of a header with several levels all of them."""
    if type(label) is Collection:
        return '"' + ", ".join(show(level).strip('"') for level in label.values) + '"'
    return '"' + show(label).strip('"') + '"'


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _clock(nanoseconds: int) -> str:
    try:
        shown = clock(nanoseconds)
    except OverflowError:  # outside the years 1 to 9999
        return "a date far away"
    if nanoseconds % NANOSECONDS["D"] == 0:
        return shown.date().isoformat()
    return shown.isoformat(" ", "minutes" if shown.second == shown.microsecond == 0 else "auto")
