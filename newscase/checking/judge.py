"""Judge a handed-in answer: read it, compare it, find the known mistake, and say it.

This runs in the process of the check as well as in the student's; it needs none of the course's
libraries.
"""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass

from newscase.checking.answer_key import Question, Slip
from newscase.checking.compare.compare import difference, is_same
from newscase.checking.compare.difference import Difference
from newscase.checking.diagnose import search
from newscase.checking.parts import Form, names, rights
from newscase.checking.result import Result, Status
from newscase.checking.serialize.json_form import Malformed, from_json
from newscase.checking.serialize.values import Column, Value
from newscase.checking.structure.written import first_unmet
from newscase.checking.wording import difference_words, family_words, structure_words

_BLANK = "Replace the ... in the cell above with your answer. Then run that cell and this one."


def judge(question: Question, handed_in: object) -> Result:
    """Judge what `newscase.checking.serialize.read.submit` returned, or whatever was sent in its place.

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
        return Result(number, Status.NOT_YET, "The answer could not be read. Give a plain value.")
    if unanswered(value):
        return Result(number, Status.NOT_ANSWERED, _BLANK)
    if question.rules.structure:
        return _judge_structure(question, value)
    tried = []
    for right, reason in rights(question, value):
        form = Form(right, question.rules, names(question.expression))
        fitted = form.fitted(value)
        found, wrong = form.compare(fitted)
        if found is None:
            return Result(number, Status.CORRECT, f"{reason} {question.finding}".strip())
        tried.append((question.slips, form, fitted, found, wrong))
    # Of several right answers, the one that the fewest parts, or the fewest items, differ from.
    nearest = min(tried, key=lambda one: (len(one[-1]), one[1].missing(one[2])))
    sentence, slip = _diagnose(*nearest, [form.expected for _, form, *_ in tried])
    return Result(number, Status.NOT_YET, sentence, slip=slip)


def _diagnose(
    known: Sequence[Slip],
    form: Form,
    value: Value,
    found: Difference,
    wrong: list[str],
    rights: list[Value],
) -> tuple[str, int | None]:
    """Say what is wrong, and which slip it is: of the whole, or of the most telling of its `wrong` parts."""
    # A slip of ... has the hint for every value of which no other slip, and no family, says more.
    others = {slip.part: slip.hint for slip in known if unanswered(slip.value)}
    slip = search.find_slip(value, known, form)
    if slip is not None:
        return known[slip].hint, slip
    if items := search.find_items(value, known, form):
        return " ".join([*dict.fromkeys(known[item].hint for item in items)][:2]), items[0]
    pairs = form.pairs(value)
    parts = ((part, search.find_slip(pairs[part][0], known, form, part)) for part in wrong)
    part, slip = next(((part, slip) for part, slip in parts if slip is not None), ("", None))
    if not wrong or (found.fault == "order" and not form.repeats and slip is None):
        # Parts are no values of one kind: another number of them is no filter that is too strict.
        match = not form.names and search.find(value, form.expected, form.rules, rights)
        seen, hint = difference_words.sentence(found), others.get("")
        said = _of_family(match, hint)
        # Of a list, the hint for all values does not say which one it is about; a letter is not told apart.
        is_item = said is hint and "position" in found.detail and not form.rules.letters
        return f"{seen} {hint}" if hint and is_item else said or seen, None
    part, sentence = (part, known[slip].hint) if slip is not None else _unknown(others, form, pairs, wrong)
    before, after = wrong[: wrong.index(part)], wrong[wrong.index(part) + 1 :]
    first = f"First look at {_joined(before)}. " if before else ""
    then = f" Then look at {_joined(after)}." if after else ""
    return f"{first}{part}: {sentence}{then}", slip


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _of_family(match: Difference | None, hint: str | None) -> str | None:
    return family_words.sentence(match) if match and not (hint and match.fault in search.VAGUE) else hint


def _unknown(others: dict[str, str], form: Form, pairs: dict, wrong: list[str]) -> tuple[str, str]:
    """Return the `wrong` part that most can be said of, though none is a slip, and its sentence."""
    for part in wrong:
        for other, (_, right) in pairs.items():
            # One letter of a choice, or one of True and False, is like another by chance.
            by_chance = part in form.rules.letters or right.kind in ("truth", "missing")
            if not by_chance and not form.repeats and is_same(pairs[part][0], right, form.rules_of(part)):
                return part, difference_words.sentence(Difference("other part", {"other": other}))
    for part in wrong:
        match = search.find(*pairs[part], form.rules_of(part))
        if sentence := _of_family(match, others.get(part)):
            return part, sentence
    return wrong[0], difference_words.sentence(difference(*pairs[wrong[0]], form.rules_of(wrong[0])))


def _judge_structure(question: Question, value: Value) -> Result:
    name = question.rules.structure
    unmet = first_unmet(name, value)
    if unmet is None:
        return Result(question.number, Status.CORRECT, question.finding)
    # A class report counts by slip, so an answer gets the one that has the same fault.
    known = [index for index, slip in enumerate(question.slips) if first_unmet(name, slip.value) == unmet]
    known.sort(key=lambda index: question.slips[index].value != value)
    sentence = structure_words.sentence(unmet)
    return Result(question.number, Status.NOT_YET, sentence, slip=known[0] if known else None)


def unanswered(part: object) -> bool:
    """Say whether a value, or a part of one, still has a ``...`` (or the text "...") anywhere in it."""
    if isinstance(part, Column) and part.kind != "mixed":
        return "..." in part.items
    if isinstance(part, list | tuple | dict):
        return any(map(unanswered, part.values() if isinstance(part, dict) else part))
    if is_dataclass(part):
        kind = getattr(part, "kind", "")
        return kind == "unanswered" or any(unanswered(getattr(part, own.name)) for own in fields(part))
    return part == "..."
