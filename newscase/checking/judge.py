"""Judge a handed-in answer: read it, compare it, find the known mistake, and say it.

This runs in the process of the check as well as in the student's; it needs none of the course's
libraries.
"""

from newscase.checking.answer_key import Question
from newscase.checking.compare.compare import difference
from newscase.checking.compare.difference import RowsFault
from newscase.checking.diagnose import families, slips
from newscase.checking.parts import Form, names, split
from newscase.checking.result import Result, Status
from newscase.checking.serialize.json_form import Malformed, from_json
from newscase.checking.serialize.values import Column, Figure, Mapping, Sequence, Series, Single, Table, Value
from newscase.checking.wording import differences
from newscase.checking.wording import families as family_words

_BLANK = "Replace the ... in the cell above with your answer. Then run that cell and this one."
_UNREADABLE = "The answer could not be read. Give a plain value."


def judge(question: Question, handed_in: object) -> Result:
    """Judge what `newscase.checking.hand_in.submit` returned, or whatever was sent in its place.

    Known mistakes come first, then the first difference.
    """
    number = question.number
    try:
        if not isinstance(handed_in, dict) or len(handed_in) != 1:
            raise Malformed("an answer is neither a value nor unreadable")
        if isinstance(handed_in.get("unreadable"), str):
            return Result(number, Status.NOT_YET, handed_in["unreadable"])
        value = from_json(handed_in.get("value"))
    except Malformed:
        return Result(number, Status.NOT_YET, _UNREADABLE)
    if unanswered(value):
        return Result(number, Status.NOT_ANSWERED, _BLANK)
    if question.rules.structure:
        return _judge_structure(question, value)
    called = names(question.expression)
    rights = [(question.expected, ""), *question.accepted]
    forms = [Form(right, question.rules, called) for right, _ in rights]
    for form, (_, reason) in zip(forms, rights, strict=True):
        if form.is_right(form.fitted(value)):
            return Result(number, Status.CORRECT, f"{reason} {question.finding}".strip())
    sentence, slip = _diagnose(question, value, min(forms, key=lambda form: len(_wrong(form, value))))
    return Result(number, Status.NOT_YET, sentence, slip=slip)


def _wrong(form: Form, value: Value) -> list[str]:
    values = split(form.fitted(value), form.names)
    return [*form.names] if values is None else form.wrong_parts(values)


def _diagnose(question: Question, value: Value, form: Form) -> tuple[str, int | None]:
    """Say what is wrong with a wrong answer, and which slip it is: the whole, a part, the first difference."""
    value = form.fitted(value)
    slip = slips.find(value, question.slips, form)
    if slip is not None:
        return question.slips[slip].hint, slip
    found = difference(value, form.expected, form.rules)
    values = split(value, form.names)
    if values is not None and found is not None and found.fault is not RowsFault.ORDER:
        return _diagnose_parts(question, values, form)
    match = families.find(value, form.expected, form.rules)
    return (family_words.sentence(match) if match else differences.sentence(found)), None


def _diagnose_parts(question: Question, values: list[Value], form: Form) -> tuple[str, int | None]:
    """Say what is wrong with the first part that is a known mistake, or else with the first wrong part."""
    wrong = form.wrong_parts(values)
    own = dict(zip(form.names, values, strict=True))
    rights = dict(zip(form.names, split(form.expected, form.names), strict=True))
    for part in wrong:
        slip = slips.find_in_part(own[part], part, question.slips, form)
        if slip is not None:
            return _in_part(part, question.slips[slip].hint, wrong), slip
        match = families.find(own[part], rights[part], form.rules_of(part))
        if match:
            return _in_part(part, family_words.sentence(match), wrong), None
    part = wrong[0]
    found = difference(own[part], rights[part], form.rules_of(part))
    return _in_part(part, differences.sentence(found), wrong), None


def _in_part(part: str, sentence: str, wrong: list[str]) -> str:
    others = [f"{other}" for other in wrong if other != part]
    rest = f" Then look at {' and '.join(others)}." if others else ""
    return f"{part}: {sentence}{rest}"


def _judge_structure(question: Question, value: Value) -> Result:
    # Few questions are judged so; the others need not wait for it.
    from newscase.checking.structure import first_unmet

    reason = first_unmet(question.rules.structure, value)
    if reason is None:
        return Result(question.number, Status.CORRECT, question.finding)
    # A class report counts by slip, so an answer gets the one that shows the same criterion.
    positions = [index for index, slip in enumerate(question.slips) if slip.hint == reason]
    same = next((index for index in positions if question.slips[index].value == value), None)
    slip = positions[0] if same is None and positions else same
    return Result(question.number, Status.NOT_YET, reason, slip=slip)


def unanswered(value: Value) -> bool:
    """Say whether a value still has a ``...`` (or the text "...") anywhere in it."""
    match value:
        case Single():
            return value.kind == "unanswered" or (value.kind == "text" and value.value == "...")
        case Sequence() | Series():
            columns = [value.values]
        case Mapping():
            columns = [value.keys, value.values]
        case Table():
            columns = value.data
        case Figure():
            drawn = [data for trace in value.traces for data in trace.data.values()]
            return any(map(unanswered, [value.title, *drawn]))
        case _:
            columns = []
    return any(map(_has_blank, columns))


def _has_blank(column: Column) -> bool:
    return any(map(unanswered, column.items)) if column.kind == "mixed" else "..." in column.items
