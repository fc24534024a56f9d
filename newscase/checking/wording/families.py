"""What a student reads when a family explains an answer: a sentence for each family.

A sentence speaks of the value that was seen.  It is true however that value came about, and it never shows
the right one.
"""

from newscase.checking.diagnose.family import Match
from newscase.checking.serialize.values import MISSING, Single
from newscase.checking.wording.values import ONE, name, show

# {it} is what was seen, such as "The value 0.7", "Each value" or 'Each wrong value in the column "share"';
# {kind} what the answer is, {shown} the first of the student's labels that it is about.
SENTENCES = {
    # an object in place of its value, and the reverse
    "missing": "The answer is empty, None or NaN. print(...), show(...) and list.sort() give None: give the "
    "value itself. NaN comes from a row that has no value.",
    "decimal comma": "Python reads a comma as the end of one number, so the answer is two. Write a decimal "
    "point.",
    "empty": "The answer is {kind} with nothing in it. A condition that finds no row has another spelling "
    "or case than the values in the column, or writes a date in another way.",
    "mask": "The answer says True or False for each row. In square brackets after the table, it keeps the "
    "rows that are True; .sum() counts them.",
    "length": "The answer is {kind}, and the question asks for its length: len(...) counts.",
    "sum": "The answer is {kind}, and the question asks for one number, the sum of its numbers: .sum() adds "
    "them.",
    "value among others": "The answer is {kind}. What is asked for is among its {among}: take that one "
    "alone.",
    "mean": "The answer is {kind}, and the question asks for one number, the mean of its numbers: .mean().",
    "number of different values": "The answer is {kind}. The question asks how many different values it "
    "has: .nunique() counts them.",
    "one number for all": "{it} is one number for all of them. The question asks for each value by itself.",
    "one value of all": "{it} is one of several. The question asks for all of them.",
    "index reset": "The values are right, but in a table with the labels in a column. The question asks for "
    "a Series, with the labels as its index: leave out reset_index(), or use set_index and take the column.",
    "Series for table": "The values are right, but in {kind}. The question asks for a table, with the "
    "labels in a column or as its index.",
    "column of a table": "The answer is a table, and its column {shown} alone is asked for. Select that "
    "column.",
    # lists, Series, dicts and rows
    "other order": "{order}",
    "shares for counts": "The values are shares of a total, as normalize= gives. The question asks for the "
    "numbers themselves.",
    "counts for shares": "The values are not divided yet. The question asks for shares: divide each by "
    "their sum.",
    "misplaced": "The values are right, but stand at each other's places. Look at the order in which the "
    "question names them.",
    "values at other labels": "The values are right, but some stand at another's label. That happens where "
    "labels and values are sorted or typed separately.",
    "shifted": "The values are right, but each stands one place too early or too late. Look at shift, and "
    "at the first and the last value.",
    "running total": "These are running totals, as cumsum gives. The question asks for each value by itself.",
    "labels of another type": "The values have the right labels in another type, such as text in place of "
    "numbers or dates. Take the labels from the column that the question names, as they are.",
    "labels and values exchanged": "Labels and values are exchanged: what is a label now is asked for as "
    "the value.",
    "other labels": "The values are right, but their labels are others than the question asks for.",
    "labels lost": "The values are right, but have lost their labels. Give a Series whose index says what "
    "each value is about.",
    "only labels": "These are the labels. The question asks for the value of each, too.",
    "values for labels": "The labels of this answer are what is asked for: the index of a Series, or the "
    "keys of a dict.",
    "zero for missing": "{it} is 0 where no value is known. Leave it missing: not known is not zero.",
    "missing for zero": "{it} is missing where 0 is asked for. Where nothing was counted, the count is 0.",
    "duplicates kept": "Everything is right, but something is there more than once. Keep each once.",
    "duplicates dropped": "Everything is right, but what occurs more than once is there only once. Keep "
    "every occurrence.",
    "missing kept": "Everything that is asked for is there, and missing values too. Leave those out.",
    "missing dropped": "All of this is right, but what has a missing value is left out. Keep that, too.",
    "more labels": "The values are right, but the label {shown} is not asked for. Look at whether a "
    "condition is missing or lets too much through.",
    "fewer labels": "The values are right, but {fewer} missing. Look at whether a condition drops a group, "
    "or whether nothing was counted for it.",
    "more groups": "The label {shown} is not asked for, and other values differ, too. Look at whether a "
    "condition is missing or lets too much through.",
    "fewer groups": "Some labels are missing, and other values differ, too. Look at whether a condition is "
    "too strict, and at what is counted or added up.",
    "other groups": "No label is one that is asked for, {shown} for example. Look at the column by which "
    "the rows are grouped.",
    "more rows": "Everything that is asked for is there, and more. Look at whether a condition is missing "
    "or lets too much through.",
    "fewer rows": "All of this is right, but not everything is there. Look at whether a condition is too "
    "strict, and at the first and the last value of a range.",
    # tables
    "transposed": "Rows and columns have changed places: the labels of the rows are asked for as the "
    "columns.",
    "totals added": "The table is right, but has totals beside it. Leave out the totals (margins).",
    "columns exchanged": "The columns {labels} have each other's values.",
    "column renamed": "The values are right, but the question does not ask for the name {labels}. Look at "
    "the names in the question.",
    "long for wide": "The values are right, but each has a row of its own. The question asks for one kind "
    "of labels as the columns, side by side, as unstack, pivot or pd.crosstab give.",
    "wide for long": "The values are right, but stand side by side. The question asks for a row for each of "
    "them, as melt gives.",
    # numbers
    "zero": "{it} often means that no row fits: compare the spelling and the case in each condition with "
    "the values in the column. A small number that is rounded, or a number minus itself, is 0, too.",
    "rounded": "{it} has fewer decimals than the question asks for, and agrees as far as they go. Round it "
    "to as many as are asked for; if nothing was rounded, it is only near.",
    "other year": "{it} is one year off. Look at the year in each condition, and at the ends of the period.",
    "off by one": "{it} is off by one. Look at the first and the last one, at whether counting starts at 0 "
    "or 1, and for one that is left out, counted twice or does not belong.",
    "sign": "{it} has the wrong sign and the right size. Look at what is subtracted from what.",
    "hundred times": "{it} is about 100 times what is asked for, as a percentage is beside a share from 0 "
    "to 1. Leave out a * 100, or divide by 100.",
    "hundredth": "{it} is about a hundredth of what is asked for, as a share from 0 to 1 is beside a "
    "percentage. Multiply by 100.",
    "rest": "{it} and what is asked for add up to a whole, 1 or 100, as the shares of a group and of all "
    "others do. Look at which of the two is asked for.",
    "later base": "{it} fits a change that is divided by the later number. Divide by the earlier one, where "
    "the change starts.",
    "backwards": "{it} fits a change from the later number to the earlier one. Start from the earlier one: "
    "subtract it, and divide by it.",
    "ratio": "{it} is too large by a whole, 1 or 100, as a ratio is beside a change. If a change is asked "
    "for, divide only the difference, later minus earlier.",
    "missing brackets": "{it} is 99 too large, as 100 * a / b - 1 is. For a change in percent, put a / b - "
    "1 in brackets.",
    "change": "{it} is too small by a whole, 1 or 100, as a change is beside a ratio or an index. Look at "
    "which of the two is asked for.",
    "reciprocal": "{it} is the fraction the other way up. Look at what is divided by what.",
    "power of ten": "{it} has the right digits, but is too large or too small by a power of ten. Look at "
    "the unit.",
    "twice": "{it} is twice what is asked for. Look at whether every row is counted twice, as after a merge.",
    "unit of time": "{it} would be right in another unit of time. Look at the unit that the question asks "
    "for.",
    "last decimal": "{it} is off in the last decimal only. Round once, at the end: a number that is rounded "
    "on the way moves the result. So can a single row.",
    "below one": "{it} lies between 0 and 1, and what is asked for is larger. If it is a share: a count is "
    "not divided, and a percentage is 100 times the share.",
    "above one": "{it} is larger than 1, and what is asked for is not. If a share is asked for: a count is "
    "divided by the number of all, and a percentage by 100.",
    "not whole": "{it} has decimals, and what is asked for has none. A mean, a share or a percentage has "
    "decimals; a count has none.",
    "far more": "{it} is far more than is asked for. Look at what is counted or added up, and whether a "
    "condition is missing or lets too much through.",
    "far less": "{it} is far less than is asked for. Look at what is counted or added up, and whether a "
    "condition lets too little through.",
    # times
    "time as text": "{it} is right, but as text. pd.to_datetime makes times of it, .dt.to_period periods.",
    "text as time": "{it} is right, but as a time. The question asks for text: strftime writes a time, and "
    "astype(str) a period, in the form that is asked for.",
    "duration for number": "{it} is right as a length of time, and a number is asked for. Divide it by one "
    "unit, such as pd.Timedelta(hours=1).",
    "number for duration": "{it} is right as a length of time, and a duration is asked for. pd.Timedelta "
    "makes one of a number and its unit.",
    "duration sign": "{it} has the right length and the wrong sign. Subtract the earlier time from the "
    "later one.",
    "hours cut off": "{it} has lost its hours: .days keeps whole days only. Keep the whole duration.",
    "day and month": "{it} has day and month exchanged. Write the year first, then the month, then the day.",
    "other day": "{it} is one day off. Look at whether the first and the last day belong to it.",
    "other month": "{it} is one month off. Look at the first and the last month.",
    "other hour": "{it} has the right date and another time of day.",
    "other zone": "{it} is the right instant, but on the clock of another time zone. tz_convert changes the "
    "clock and keeps the instant.",
    "clock in another zone": "{it} shows the right clock time in another time zone, so it is another "
    "instant. Say first in which zone the clock was read; tz_convert then keeps the instant.",
    "hours off": "{it} is off by the distance of two time zones, or by summer time. Look at the zone from "
    "which the time starts, and name zones instead of counting hours.",
    "zone lost": "{it} has no time zone, so nobody can know whose clock it was. Keep the zone of the time.",
    "zone kept": "{it} has a time zone, and the question asks for the clock alone: tz_localize(None).",
    # texts, True and False
    "number as text": "{it} is the right number, but as text. Typed, a number has only digits and a decimal "
    "point, without quotation marks; pd.to_numeric converts a column.",
    "text as number": "{it} is a number. The question asks for text, which keeps every digit as it is "
    "written in the table.",
    "truth as text": "{it} is text. Leave the quotation marks out.",
    "truth as number": "{it} is a number, and True or False is asked for: a comparison such as > 0 gives "
    "those.",
    "truth inverted": "True and False have changed places. Look at what the question calls True.",
    "other signs": "{it} has the right letters, but other signs or spaces. Copy the spelling instead of "
    "typing it.",
    "one letter": "{it} is one letter away from what is asked for. Copy the spelling instead of typing it.",
    "more words": "{it} contains what is asked for, and more. Give only what is asked for.",
    "number for text": "{it} is a number, such as a count, a code or a position. The question asks for "
    "text: look up the name or label that belongs to it.",
    "text for number": "{it} is text, such as a name or label. The question asks for a number: look up the "
    "one that belongs to it.",
    "part of the words": "{it} is a part of what is asked for. Give it in full.",
}

_ORDERS = {
    "reversed": "in the opposite order. Look at where the question starts",
    "by label": "sorted by the labels. Look at the order that the question asks for",
    "sorted": "sorted in another way than the question asks for",
    "other": "not in the order that the question asks for",
}


def sentence(match: Match) -> str:
    """Return one or two sentences; they show the student's value and never the right one."""
    detail = match.detail
    labels = detail.get("labels") or [detail.get("column")]
    return SENTENCES[match.family].format(
        it=_seen(match),
        kind=ONE[detail["answer"].kind],
        among=detail.get("among", ""),
        order=f"Everything is right, but {_ORDERS[detail.get('order', 'other')]}.",
        shown="NaN" if labels[0] in (None, MISSING) else show(labels[0]),
        labels=" and ".join(name(label) for label in labels[:3] if label is not None),
        fewer="one label is" if detail.get("one") else "some labels are",
    )


def _seen(match: Match) -> str:
    """Return how a sentence names what it is about."""
    answer, columns = match.detail["answer"], match.detail["columns"]
    if isinstance(answer, Single):
        return f"The value {show(answer)}" if answer.value is not None else "The answer"
    if len(columns) == 1 and columns[0] is not None:
        return f"Each wrong value in the column {name(columns[0])}"
    return "Each wrong value"
