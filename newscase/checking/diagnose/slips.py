"""Find which recorded slip an answer is, whole or in one of its parts."""

from collections.abc import Sequence

from newscase.checking.answer_key import Slip
from newscase.checking.compare.compare import is_same
from newscase.checking.parts import Form
from newscase.checking.serialize.values import Value


def find(answer: Value, slips: Sequence[Slip], form: Form) -> int | None:
    """Return the position of the slip whose whole value the answer is."""
    for position, slip in enumerate(slips):
        if not slip.part and is_same(answer, form.fitted(slip.value), form.rules):
            return position
    return None


def find_in_part(answer: Value, part: str, slips: Sequence[Slip], form: Form) -> int | None:
    """Return the position of the slip that one part of the answer is.

    A slip of a whole answer that differs from the right one in one part only is a slip of that part.
    """
    rules = form.rules_of(part)
    for position, slip in enumerate(slips):
        if slip.part:
            wrong = slip.value if slip.part == part else None
        else:
            wrong = _only_wrong_part(slip, part, form)
        if wrong is not None and is_same(answer, wrong, rules):
            return position
    return None


def _only_wrong_part(slip: Slip, part: str, form: Form) -> Value | None:
    value = form.fitted(slip.value)
    return form.pairs(value)[part][0] if form.compare(value)[1] == [part] else None
