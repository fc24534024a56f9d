"""Compare rows of plain values, and describe the first that differs."""

from dataclasses import dataclass
from itertools import repeat

from newscase.checking.compare.matching import cell, cells, close, item, nearest, same, unmatched
from newscase.checking.rules import Rules
from newscase.checking.serialize.zones import is_fixed, offsets
from newscase.checking.wording import MANY, ONE, show

# What is more useful to say than "this is one kind, not the other".
_ONE_SENTENCES = {
    ("text", "number"): "{} is text, not a number: remove the quotation marks.",
    ("number", "text"): "{} is a number, not text: put it in quotation marks.",
    ("text", "time"): "{} is text, not a date: convert it with pd.to_datetime.",
    ("text", "moment"): "{} is text, not a time: convert it with pd.to_datetime.",
    ("time", "moment"): "{} has no time zone: add it with tz_localize.",
    ("moment", "time"): "{} has a time zone: remove it with tz_localize(None).",
}
_MANY_SENTENCES = {
    ("text", "number"): "{} holds text, not numbers: convert it with pd.to_numeric.",
    ("text", "time"): "{} holds text, not dates: convert it with pd.to_datetime.",
    ("text", "moment"): "{} holds text, not times: convert it with pd.to_datetime.",
    ("time", "moment"): "{} holds times without a time zone: add it with tz_localize.",
    ("moment", "time"): "{} holds times with a time zone: remove it with tz_localize(None).",
}


# How far, relative to the right number, one that was rounded too far may be from it.
_NEAR = 0.25


@dataclass(frozen=True)
class Rows:
    """Columns of equal length, and what to call them and their rows.

    Attributes
    ----------
    noun : str
        Such as ``"The table"``.
    unit : str
        What one row is: ``"row"``, ``"value"`` or ``"point"``.
    names : list of str
        One a column.
    columns : list of dict
        Columns in plain form.
    labelled : bool
        The first column labels the rows, as an index does.
    """

    noun: str
    unit: str
    names: list[str]
    columns: list[dict]
    labelled: bool = False


def rows_difference(answer: Rows, expected: Rows, rules: Rules) -> str | None:
    """Return what differs first, or None.  Both have the same columns, in the same order."""
    counts = [len(rows.columns[0]["items"]) if rows.columns else 0 for rows in (answer, expected)]
    if counts[0] != counts[1]:
        word = "more" if counts[0] > counts[1] else "fewer"
        return f"{answer.noun} has {word} {answer.unit}s than the question asks for."
    for name, ours, theirs in zip(answer.names, answer.columns, expected.columns, strict=True):
        sentence = _column_mismatch(_subject(answer, name), ours, theirs, rules)
        if sentence:
            return sentence
    answer_rows = _rows(answer, rules)
    expected_rows = _rows(expected, rules)
    in_step = rules.ordered or _are_in_step(answer_rows, expected_rows)
    if in_step:
        ours = theirs = [
            position
            for position, (row, other) in enumerate(zip(answer_rows, expected_rows, strict=True))
            if not all(map(same, row, other, repeat(rules.decimals)))
        ]
        if ours and rules.ordered and unmatched(answer_rows, expected_rows, rules.decimals) == ([], []):
            return f"The {answer.unit}s are right, but not in the order that the question asks for."
    else:
        ours, theirs = unmatched(answer_rows, expected_rows, rules.decimals)
    if not ours:
        return None
    position = ours[0]
    row = answer_rows[position]
    if answer.labelled:
        labels = [number for number, other in enumerate(expected_rows) if same(row[0], other[0], None)]
        if not labels:
            label = show(item(answer.columns[0], position))
            return f"The label {label} is not one that the question asks for."
        partner = next((number for number in theirs if number in labels), labels[0])
    elif in_step:
        partner = position
    else:
        partner = nearest(row, expected_rows, theirs, rules.decimals)
    return _row_mismatch(answer, position, expected, partner, rules)


def _subject(rows: Rows, name: str) -> str:
    """Return what a sentence calls one column."""
    if rows.unit == "point":
        return f'What the chart draws as "{name}"'
    if rows.labelled and name == rows.names[0]:
        return "The index"
    return f'The column "{name}"' if len(rows.names) > 1 and not rows.labelled else rows.noun


def mismatch(subject: str, answer: dict, expected: dict, rules: Rules) -> str:
    """Return what is wrong with a single value that is known to differ; `subject` starts the sentence."""
    kinds = answer["kind"], expected["kind"]
    if kinds == ("number", "number"):
        if rules.decimals and _is_rounded_too_far(answer, expected, rules.decimals):
            plural = "" if rules.decimals == 1 else "s"
            return f"{subject} is close: the question asks for {rules.decimals} decimal{plural}."
    elif kinds == ("moment", "moment"):
        if answer["value"] == expected["value"]:
            return _zone_mismatch(subject, answer["zone"], expected["zone"])
    elif kinds == ("text", "number") and not _is_number(answer["value"]):
        return f"{subject} is text, not a number."
    elif kinds in _ONE_SENTENCES:
        return _ONE_SENTENCES[kinds].format(subject)
    elif kinds[0] != kinds[1] and kinds[1] != "missing":
        return f"{subject} is {ONE[kinds[0]]}, not {ONE[kinds[1]]}."
    return f"{subject} is not right."


def value_subject(plain: dict) -> str:
    """Return how a sentence about a single value starts."""
    return f"The value {show(plain)}" if "value" in plain else "One value"


def _rows(rows: Rows, rules: Rules) -> list[tuple]:
    return list(zip(*(cells(column, rules.zone) for column in rows.columns), strict=True))


def _are_in_step(answer: list[tuple], expected: list[tuple]) -> bool:
    """Say whether a row can only belong to the row at the same place.

    This is so where the columns that are wholly equal tell all rows apart.
    """
    equal = [ours for ours, theirs in zip(zip(*answer), zip(*expected), strict=True) if ours == theirs]
    return bool(equal) and len(set(zip(*equal, strict=True))) == len(answer)


def _column_mismatch(subject: str, answer: dict, expected: dict, rules: Rules) -> str | None:
    kinds = answer["of"], expected["of"]
    if kinds == ("moment", "moment"):
        if rules.zone and offsets(answer["zone"]) != offsets(expected["zone"]):
            return _zone_mismatch(subject, answer["zone"], expected["zone"])
    elif kinds == ("text", "number") and subject.startswith(("The list", "The tuple")):
        return f"{subject} holds text, not numbers: remove the quotation marks."
    elif kinds in _MANY_SENTENCES:
        return _MANY_SENTENCES[kinds].format(subject)
    elif kinds[0] != kinds[1] and "mixed" not in kinds and kinds[1] != "missing":
        return f"{subject} holds {MANY[kinds[0]]}, not {MANY[kinds[1]]}."
    return None


def _zone_mismatch(subject: str, answer: str, expected: str) -> str:
    if is_fixed(answer) and not is_fixed(expected):
        return f"{subject} has a fixed offset, {answer}. Use the name of the time zone instead."
    return f"{subject} is not in the time zone that the question asks for."


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_rounded_too_far(answer: dict, expected: dict, decimals: int) -> bool:
    ours, theirs = (cell(plain, False) for plain in (answer, expected))
    # 0.8 is 0.75 rounded too far; 1 is simply wrong.
    near = abs(ours - theirs) <= _NEAR * abs(theirs)
    return near and any(
        round(ours, fewer) == ours and close(ours, theirs, fewer) for fewer in range(decimals)
    )


def _row_mismatch(answer: Rows, position: int, expected: Rows, partner: int, rules: Rules) -> str:
    ours = [item(column, position) for column in answer.columns]
    theirs = [item(column, partner) for column in expected.columns]
    right = [
        same(cell(mine, rules.zone), cell(other, rules.zone), rules.decimals)
        for mine, other in zip(ours, theirs, strict=True)
    ]
    # A label may occur several times; then its value is what is wrong.
    wrong = right.index(False) if False in right else len(ours) - 1
    if answer.unit == "point" and answer.names[wrong] == "text":
        # The place of a wrong label would give the place of the right one away.
        return "The labels on the chart are not all right. Look at text=."
    where = f' of "{answer.names[wrong]}"'
    if answer.labelled:
        where = f" at the label {show(ours[0])}"
    elif len(ours) == 1:
        where = f" at position {position}" if rules.ordered else ""
    elif not any(right):
        return (
            f"{answer.noun} has a {answer.unit} that the question does not ask for: "
            f'the one where "{answer.names[0]}" is {show(ours[0])}.'
        )
    else:
        # A name or a date tells the student which row it is better than a number.
        known = [number for number in range(len(ours)) if right[number]]
        label = min(known, key=lambda number: ours[number]["kind"] in ("number", "truth", "missing"))
        where += f', where "{answer.names[label]}" is {show(ours[label])},'
    return mismatch(value_subject(ours[wrong]) + where, ours[wrong], theirs[wrong], rules)
