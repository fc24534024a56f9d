"""What a student reads when a family explains an answer: a sentence for each family.

A sentence speaks of the value that was seen.  It is true however that value came about, and it never shows
the right one.
"""

from collections.abc import Sequence

from newscase.checking.compare.difference import Difference
from newscase.checking.serialize.values import MISSING, Single, Value
from newscase.checking.wording.value_words import ONE, show

# {it} is what was seen, such as "The value 0.7", "Each value" or 'Each wrong value in the column "share"';
# {kind} what the answer is, {labels} the student's labels that it is about.
SENTENCES = {
    # an object in place of its value, and the reverse
    "missing": "Your answer is None or NaN. print(...), show(...) and list.sort() give None: give the value.",
    "decimal comma": "A comma ends a number in Python, so the answer is two. Write a decimal point.",
    "empty": "Your answer is {kind} with nothing in it. Compare conditions with the values in their columns.",
    "mask": "The answer says True or False for each row. table[...] keeps the True ones; .sum() counts.",
    "length": "Your answer is {kind}, and the question asks for its length: len(...) counts.",
    "sum": "Your answer is {kind}, and the question asks for the sum of its numbers: .sum() adds them.",
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
    "fewer rows": "All of this is right, but not everything is there. Look at what each condition drops.",
    # numbers
    "zero": "{it} often means that no row fits: compare each condition with the values in the column.",
    "rounded": "{it} has {shown}; the question asks for {decimals}. Round only at the end: "
    "round(..., {decimals}).",
    "last decimal": "{it} is off in the last decimal only. Round once, at the end, and look at both ends.",
    "off by one": "{it} is off by one. Look at the first and the last one, and at one counted twice.",
    "sign": "{it} has the wrong sign and the right size. Look at what is subtracted from what.",
    "hundred times": "{it} is about 100 times what is asked for. A percentage is 100 times its share.",
    "hundredth": "{it} is about a hundredth of what is asked for. A percentage is 100 times its share.",
    "rest": "{it} and what is asked for add up to 1 or 100. Look at which of the two shares is asked for.",
    "reciprocal": "{it} is the fraction the other way up. Look at what is divided by what.",
    "other unit": "{it} would be right in another unit, such as thousands or minutes. Look at the unit.",
    "twice": "{it} is twice what is asked for. Look at whether every row is counted twice, as after a merge.",
    "below one": "{it} lies between 0 and 1, and what is asked for is larger. A count is no share.",
    "above one": "{it} is larger than 1, and what is asked for is not, as a share of all is not.",
    "not whole": "{it} has decimals, and what is asked for has none. A mean or share has; a count has not.",
    "far more": "{it} is far more than is asked for. Look at what is counted, and at each condition.",
    "far less": "{it} is far less than is asked for. Look at what is counted, and at each condition.",
    # times
    "time as text": "{it} is right, but as text. pd.to_datetime makes times of it.",
    "duration for number": "{it} is a length of time. Divide it by a unit, such as pd.Timedelta(hours=1).",
    "hours cut off": "{it} has lost its hours: .days keeps whole days only. Keep the whole duration.",
    "day and month": "{it} has day and month exchanged. Write the year first, then the month, then the day.",
    "other day": "{it} is one day off. Look at whether the first and the last day belong to it.",
    "other month": "{it} is one month or one year off. Look at the dates in each condition, at both ends.",
    "other zone": "{it} is the right instant in another time zone. tz_convert changes the zone.",
    "hours off": "{it} is some hours off. Look at the zone from which the time starts, and at summer time.",
    "zone lost": "{it} has no time zone, so nobody can know whose clock it was. Keep the zone of the time.",
    # texts
    "number as text": "{it} is right, but as text. Write the bare number, or convert with pd.to_numeric.",
    "spelling": "{it} is nearly spelled as what is asked for. Copy the spelling instead of typing it.",
    "more words": "{it} contains what is asked for, and more. Give only what is asked for.",
    "part of the words": "{it} is a part of what is asked for. Give it in full.",
    "number for text": "{it} is no text. The question asks for text.",
}


def sentence(match: Difference) -> str:
    """Return one or two sentences; they show the student's value and never the right one."""
    detail = {"labels": (), **match.detail}
    labels = " and ".join("NaN" if label == MISSING else show(label) for label in detail["labels"])
    it, kind = _seen(detail["answer"], detail["columns"]), ONE[detail["answer"].kind]
    return SENTENCES[match.fault].format(**{**detail, "it": it, "kind": kind, "labels": labels})


def _seen(answer: Value, columns: Sequence[Value]) -> str:
    """Return how a sentence names what it is about."""
    if isinstance(answer, Single):
        return f"The value {show(answer)}" if answer.value is not None else "The answer"
    return f"Each wrong value in the column {show(columns[0])}" if len(columns) == 1 else "Each wrong value"
