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
    attempts = []
    for right, reason in rights(question, value):
        attempt = _Attempt(question.slips, Form(right, question.rules, names(question.expression)), value)
        if attempt.found is None:
            return Result(number, Status.CORRECT, f"{reason} {question.finding}".strip())
        attempts.append(attempt)
    # Of several right answers, the one that the fewest parts, or the fewest items, differ from.
    nearest = min(attempts, key=lambda one: (len(one.wrong), one.form.missing(one.value)))
    sentence, slip = nearest.diagnose([one.form.expected for one in attempts])
    return Result(number, Status.NOT_YET, sentence, slip=slip)


class _Attempt:
    """An answer beside one right answer, and the known mistakes."""

    def __init__(self, slips: Sequence[Slip], form: Form, value: Value) -> None:
        self.slips, self.form, self.value = slips, form, form.fitted(value)
        self.found, self.wrong = form.compare(self.value)

    def diagnose(self, rights: list[Value]) -> tuple[str, int | None]:
        """Say what is wrong, and which slip it is: of the whole, or of the most telling wrong part."""
        self.pairs = self.form.pairs(self.value)
        # A slip of ... has the hint for every value of which no other slip, and no family, says more.
        self.others = {slip.part: slip.hint for slip in self.slips if slip.value.kind == "unanswered"}
        slip = search.find_slip(self.value, self.slips, self.form)
        if slip is not None:
            return self.slips[slip].hint, slip
        if items := search.find_items(self.value, self.slips, self.form):
            return " ".join([*dict.fromkeys(self.slips[item].hint for item in items)][:2]), items[0]
        told = [*map(self._of_part, self.wrong)]
        place = min(range(len(told)), key=lambda place: told[place][0], default=None)
        exchanged = self.found.fault == "order" and not self.form.repeats
        if place is None or (exchanged and told[place][0] > 0):
            return self._of_whole(rights), None
        _, sentence, slip = told[place]
        before, after = self.wrong[:place], self.wrong[place + 1 :]
        first = f"First look at {_joined(before)}. " if before else ""
        then = f" Then look at {_joined(after)}." if after else ""
        return f"{first}{self.wrong[place]}: {sentence}{then}", slip

    def _of_whole(self, rights: list[Value]) -> str:
        # Parts are no values of one kind: another number of them is no filter that is too strict.
        form, seen, hint = self.form, difference_words.sentence(self.found), self.others.get("")
        match = not form.names and search.find(self.value, form.expected, form.rules, rights)
        said = _of_family(match, hint)
        # Of a list, the hint for all values does not say which one it is about; a letter is not told apart.
        is_item = said is hint and "position" in self.found.detail and not form.rules.letters
        return f"{seen} {hint}" if hint and is_item else said or seen

    def _of_part(self, part: str) -> tuple[int, str, int | None]:
        """Return a rank, 0 for the most telling, what to say of a wrong part, and which slip it is."""
        (given, right), rules = self.pairs[part], self.form.rules_of(part)
        slip = search.find_slip(given, self.slips, self.form, part)
        if slip is not None:
            return 0, self.slips[slip].hint, slip
        for other, (_, value) in self.pairs.items():
            # One letter of a choice, or one of True and False, is like another by chance.
            by_chance = self.form.repeats or rules.letters or value.kind in ("truth", "missing")
            if not by_chance and is_same(given, value, rules):
                return 1, difference_words.sentence(Difference("other part", {"other": other})), None
        if said := _of_family(search.find(given, right, rules), self.others.get(part)):
            return 2, said, None
        return 3, difference_words.sentence(difference(given, right, rules)), None


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _of_family(match: Difference | None, hint: str | None) -> str | None:
    return family_words.sentence(match) if match and not (hint and match.fault in search.VAGUE) else hint


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
