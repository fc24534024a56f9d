"""Find a next step that brings this very value to the right answer, or nearer; else there is none."""

import re
from datetime import datetime

from newscase.checking.compare.difference import Step
from newscase.checking.compare.matching import cell, cells, fold, same
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import Column, Sequence, Series, Single, Table, Value
from newscase.checking.serialize.zones import local

_DATE_FORMATS = (
    *("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y"),
    *("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d.%m.%Y"),
)
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*", re.IGNORECASE)


def for_single(answer: Single, expected: Single) -> Step | None:
    """Return the step for one value of another kind."""
    match answer.kind, expected.kind:
        case "text", "number" if _NUMBER.fullmatch(answer.value):
            return Step.UNQUOTE
        case "number", "text" if fold(f"{answer.value:.12g}") == fold(expected.value):
            return Step.QUOTE
        case "text", "time" | "moment" if _is_date(answer.value):
            return Step.TO_DATETIME
        case "time", "moment":
            is_local = local(expected.value, expected.zone)[0] == answer.value
            return Step.LOCALIZE if is_local else Step.LOCALIZE_AND_CONVERT
        case "moment", "time" if local(answer.value, answer.zone)[0] == expected.value:
            return Step.DROP_ZONE
    return None


def for_column(answer: Column, expected: Column, of: str) -> Step | None:
    """Return the step for a column of another kind, in a value of the kind `of`."""
    pairs = [pair for pair in zip(answer.items, expected.items, strict=True) if None not in pair]
    match answer.kind, expected.kind:
        case "text", "number" if all(map(_NUMBER.fullmatch, filter(None, answer.items))):
            return Step.UNQUOTE if of in ("list", "tuple") else Step.TO_NUMERIC
        case "text", "time" | "moment" if all(map(_is_date, filter(None, answer.items))):
            return Step.TO_DATETIME
        case "time", "moment":
            is_local = all(local(theirs, expected.zone)[0] == ours for ours, theirs in pairs)
            return Step.LOCALIZE if is_local else Step.LOCALIZE_AND_CONVERT
        case "moment", "time" if all(local(ours, answer.zone)[0] == theirs for ours, theirs in pairs):
            return Step.DROP_ZONE
    return None


def for_container(answer: Value, expected: Value, rules: Rules) -> tuple[Step | None, dict]:
    """Return the step for a Series or table where something else is asked for, and its details."""
    match answer, expected:
        case Series(), Single():
            return _for_one_value(answer, expected, rules), {}
        case Series(), Table():
            return _for_table(answer, expected), {}
        case Table(), Series() | Sequence():
            return _for_column(answer, expected)
    return None, {}


def _for_one_value(answer: Series, expected: Single, rules: Rules) -> Step | None:
    right = cell(expected, rules.zone)
    found = cells(answer.values, rules.zone)
    if any(same(ours, right, rules.decimals) for ours in found):
        return Step.TAKE_LABEL
    if answer.values.kind == expected.kind == "number":
        total = sum(number for number in found if number is not None)
        return Step.SUM if same(total, right, rules.decimals) else None
    return None


def _for_table(answer: Series, expected: Table) -> Step | None:
    own = [cell(answer.name, False)]
    levels = cells(answer.index.names, False) if answer.index else []
    wanted = cells(expected.columns, False)
    wanted_levels = cells(expected.index.names, False) if expected.index else []
    if sorted(map(str, own)) == sorted(map(str, wanted)) and levels == wanted_levels:
        return Step.TO_FRAME
    if sorted(map(str, levels + own)) == sorted(map(str, wanted)):
        return Step.RESET_INDEX
    return None


def _for_column(answer: Table, expected: Series | Sequence) -> tuple[Step | None, dict]:
    labels = expected.index.levels[0] if type(expected) is Series and expected.index else None
    own = answer.index.levels[0] if answer.index else None
    right = _hashed(expected.values)
    for name, column in zip(answer.columns, answer.data, strict=True):
        if _hashed(column) != right:
            continue
        if labels is None or (own is not None and _hashed(own) == _hashed(labels)):
            return Step.SELECT_COLUMN, {"column": name}
        for other, label in zip(answer.columns, answer.data, strict=True):
            if _hashed(label) == _hashed(labels):
                return Step.SET_INDEX, {"label": other, "column": name}
    if len(answer.data) == 1:
        return Step.SELECT_COLUMN, {"column": answer.columns.at(0)}
    return None, {}


def _hashed(column: Column) -> list[str]:
    return sorted(map(repr, cells(column, False)))


def _is_date(text: str) -> bool:
    """Say whether pandas would read a text as a date."""
    text = text.strip()
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return any(_fits(text, form) for form in _DATE_FORMATS)
    return True


def _fits(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True
