"""Judge a handed-in answer: read it, compare it, find the known mistake, and say it.

This runs in the process of the check as well as in the student's; it needs none of the course's
libraries.
"""

from dataclasses import dataclass, fields, is_dataclass

from newscase.checking.answer_key import Question, Slip
from newscase.checking.compare.compare import difference
from newscase.checking.compare.difference import Difference, ValueFault
from newscase.checking.diagnose import families, slips
from newscase.checking.parts import Form, names
from newscase.checking.result import Result, Status
from newscase.checking.serialize.json_form import Malformed, from_json
from newscase.checking.serialize.values import Column, Single, Value
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
    best = None
    for right, reason in [(question.expected, ""), *question.accepted]:
        form = Form(right, question.rules, names(question.expression))
        fitted = form.fitted(value)
        found, wrong = form.compare(fitted)
        if found is None:
            return Result(number, Status.CORRECT, f"{reason} {question.finding}".strip())
        if best is None or len(wrong) < len(best.wrong):
            best = _Wrong(question.slips, form, fitted, found, wrong)
    sentence, slip = best.diagnose()
    return Result(number, Status.NOT_YET, sentence, slip=slip)


@dataclass(frozen=True)
class _Wrong:
    """A wrong answer beside the right one that it is nearest to."""

    slips: tuple[Slip, ...]
    form: Form
    value: Value
    found: Difference
    wrong: list[str]  # the names of the parts that are wrong, where it has parts

    def diagnose(self) -> tuple[str, int | None]:
        """Say what is wrong, and which slip it is: the whole, a part, and last the first difference."""
        slip = slips.find(self.value, self.slips, self.form)
        if slip is not None:
            return self.slips[slip].hint, slip
        if self.wrong and self.found.fault is not ValueFault.ORDER:
            return self._diagnose_parts()
        # Parts are no values of one kind: another number of them is no filter that is too strict.
        match = not self.form.names and families.find(self.value, self.form.expected, self.form.rules)
        return (family_words.sentence(match) if match else differences.sentence(self.found)), None

    def _diagnose_parts(self) -> tuple[str, int | None]:
        """Say what is wrong with the first part that is a known mistake, or else the first wrong one."""
        pairs = self.form.pairs(self.value)
        for part in self.wrong:
            slip = slips.find_in_part(pairs[part][0], part, self.slips, self.form)
            if slip is not None:
                return self._in_part(part, self.slips[slip].hint), slip
        for part in self.wrong:
            match = families.find(*pairs[part], self.form.rules_of(part))
            if match:
                return self._in_part(part, family_words.sentence(match)), None
        part = self.wrong[0]
        found = difference(*pairs[part], self.form.rules_of(part))
        return self._in_part(part, differences.sentence(found)), None

    def _in_part(self, part: str, sentence: str) -> str:
        *others, last = [other for other in self.wrong if other != part] or [""]
        named = f"{', '.join(others)} and {last}" if others else last
        return f"{part}: {sentence}" + (f" Then look at {named}." if named else "")


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


def unanswered(part: object) -> bool:
    """Say whether a value, or a part of one, still has a ``...`` (or the text "...") anywhere in it."""
    match part:
        case Single():
            return part.kind == "unanswered" or part.value == "..."
        case Column() if part.kind != "mixed":
            return part.kind == "text" and "..." in part.items
        case Column():
            return unanswered(part.items)
        case list() | tuple():
            return any(map(unanswered, part))
        case dict():
            return any(map(unanswered, part.values()))
    return is_dataclass(part) and any(unanswered(getattr(part, member.name)) for member in fields(part))
