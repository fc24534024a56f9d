"""Judge a handed-in answer: read it, compare it, find the known mistake, and say it.

This runs in the process of the check as well as in the student's; it needs none of the course's
libraries.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from newscase.checking import wording
from newscase.checking.answer_key import ITEM, Question, Slip
from newscase.checking.compare.compare import difference, is_same, only_value
from newscase.checking.compare.rows import Difference
from newscase.checking.diagnose.case import kind_of
from newscase.checking.diagnose.families import VAGUE, find
from newscase.checking.parts import Form, rights
from newscase.checking.result import Result, Status
from newscase.checking.serialize.json_form import Malformed, from_json
from newscase.checking.serialize.values import Value
from newscase.checking.structure.written import first_unmet

_MOST_ITEMS = 100  # of a list that are looked at for known mistakes, of which a question can have 500
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
        content = handed_in.get("value")
        value = from_json(content)
    except Malformed:
        return Result(number, Status.NOT_YET, "The answer could not be read. Give a plain value.")
    if unanswered(content):
        return Result(number, Status.NOT_ANSWERED, _BLANK)
    if question.rules.structure:
        return _judge_structure(question, value)
    attempts = []
    for form, reason in rights(question, value):
        attempt = _Attempt(form, value, question.slips)
        if attempt.found is None:
            return Result(number, Status.CORRECT, f"{reason} {question.finding}".strip())
        attempts.append(attempt)
    # Of several right answers, the one that the fewest parts, or the fewest items, differ from.
    nearest = min(attempts, key=lambda one: (len(one.wrong), one.form.missing(one.value)))
    sentence, slip = nearest.diagnose([one.form.expected for one in attempts])
    return Result(number, Status.NOT_YET, sentence, slip=slip)


class _Attempt:
    """An answer beside one right answer, and the known mistakes."""

    def __init__(self, form: Form, value: Value, slips: Sequence[Slip]) -> None:
        self.form, self.value, self.slips = form, form.fitted(value), slips
        self.found, self.wrong = form.compare(self.value)

    def diagnose(self, rights: list[Value]) -> tuple[str, int | None]:
        """Say what is wrong, and which slip it is: of the whole, or of the most telling wrong part."""
        slip = self._slip(self.value)
        if slip is not None:
            return self.slips[slip].hint, slip
        if items := self._items():
            return " ".join([*dict.fromkeys(self.slips[item].hint for item in items)][:2]), items[0]
        # A slip of ... has the hint for every value of which no other slip, and no family, says more.
        self.others = {slip.part: slip.hint for slip in self.slips if slip.value.kind == "unanswered"}
        pairs = self.form.pairs(self.value)
        told = [self._of_part(part, pairs) for part in self.wrong]
        place = min(range(len(told)), key=lambda place: told[place][0], default=None)
        exchanged = self.found.fault == "order" and not self.form.repeats
        if place is None or (exchanged and told[place][0] > 0):
            # Parts are no values of one kind: another number of them is no filter that is too strict.
            form, hint = self.form, self.others.get("")
            family = None if form.names else find(self.value, form.expected, form.rules, rights)
            # The hint for all values does not say of which item it speaks; a letter is not told apart.
            is_item = "position" in self.found.detail and not form.rules.letters
            return _told(self.found, family, hint, is_item), None
        _, sentence, slip = told[place]
        others = _joined(self.wrong[:place] + self.wrong[place + 1 :])
        return f"{self.wrong[place]}: {sentence}{others and f' Then look at {others}.'}", slip

    @cached_property
    def _of_one_part(self) -> dict[int, tuple[str, Value]]:
        """The part, and what it is in the slip, of each whole slip that has one wrong part."""
        found = {}
        for position, slip in enumerate(self.slips):
            value = self.form.fitted(slip.value)
            wrong = [] if slip.part else self.form.compare(value)[1]
            if len(wrong) == 1:
                found[position] = wrong[0], self.form.pairs(value)[wrong[0]][0]
        return found

    def _slip(self, answer: Value, part: str = "") -> int | None:
        """Return the position of the slip whose value the whole answer has, or one part of it."""
        rules = self.form.rules_of(part) if part else self.form.rules
        for position, slip in enumerate(self.slips):
            of, wrong = slip.part, slip.value
            if of not in ("", part):
                continue
            if part and not of:
                of, wrong = self._of_one_part.get(position, ("", wrong))
            elif not part:
                wrong = self.form.fitted(wrong)
            # 0 is not another number that was rounded.
            is_nothing = getattr(answer, "value", None) == 0 and getattr(wrong, "value", None) != 0
            if of == part and not is_nothing and is_same(answer, wrong, rules):
                return position
        alone = only_value(answer)
        return self._slip(alone, part) if alone is not answer else None

    def _items(self) -> list[int]:
        """Return the positions of the slips that a list without parts has among its items."""
        is_list = not self.form.names and kind_of(self.value) == "sequence"
        items, rules = [*islice(self.value.values, _MOST_ITEMS)] if is_list else (), self.form.rules
        known = [(place, slip.value) for place, slip in enumerate(self.slips) if slip.part == ITEM]
        return [place for place, wrong in known if any(is_same(item, wrong, rules) for item in items)]

    def _of_part(self, part: str, pairs: dict[str, tuple[Value, Value]]) -> tuple[int, str, int | None]:
        """Return a rank, 0 for the most telling, what to say of a wrong part, and which slip it is."""
        (given, right), rules = pairs[part], self.form.rules_of(part)
        slip = self._slip(given, part)
        if slip is not None:
            return 0, self.slips[slip].hint, slip
        for other, (_, value) in pairs.items():
            # One letter of a choice, or one of True and False, is like another by chance.
            by_chance = self.form.repeats or rules.letters or value.kind in ("truth", "missing")
            if not by_chance and is_same(given, value, rules):
                return 1, wording.sentence(Difference("other part", {"other": other})), None
        hint, family = self.others.get(part), find(given, right, rules)
        told = _told(difference(given, right, rules), family, hint)
        return (2 if family or hint else 3), told, None


def _told(found: Difference, family: Difference | None, hint: str | None, is_item: bool = False) -> str:
    """Say what is wrong: the family, or what differs first, or the author's hint for all other values."""
    if family and not (hint and family.fault in VAGUE):
        return wording.sentence(family)
    seen = wording.sentence(found)
    # The hint for all values does not say that another kind is asked for.
    return f"{seen} {hint}" if hint and (is_item or found.fault == "kind") else hint or seen


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _judge_structure(question: Question, value: Value) -> Result:
    name = question.rules.structure
    unmet = first_unmet(name, value)
    if unmet is None:
        return Result(question.number, Status.CORRECT, question.finding)
    # A class report counts by slip, so an answer gets the one that has the same fault.
    known = [index for index, slip in enumerate(question.slips) if first_unmet(name, slip.value) == unmet]
    known.sort(key=lambda index: question.slips[index].value != value)
    return Result(question.number, Status.NOT_YET, wording.sentence(unmet), slip=known[0] if known else None)


def unanswered(content: object) -> bool:
    """Say whether the JSON of a value still has a ``...`` (or the text "...") anywhere in it."""
    if isinstance(content, dict):
        return content.get("kind") == "unanswered" or any(map(unanswered, content.values()))
    if not isinstance(content, list):
        return content == "..."
    has_parts = bool(content) and isinstance(content[0], dict)  # of a list, all items or none are objects
    return "..." in content or (has_parts and any(map(unanswered, content)))
