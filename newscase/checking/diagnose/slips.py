"""Find which recorded slip an answer is, whole or in one of its parts."""

from collections.abc import Sequence

from newscase.checking.answer_key import Slip
from newscase.checking.compare.compare import is_same
from newscase.checking.parts import Form
from newscase.checking.serialize.values import Value


def find(answer: Value, slips: Sequence[Slip], form: Form, part: str = "") -> int | None:
    """Return the position of the slip whose value a whole answer has, or one `part` of an answer."""
    rules = form.rules_of(part) if part else form.rules
    for position, slip in enumerate(slips):
        wrong = _value(slip, part, form)
        # 0 is not another number that was rounded.
        is_nothing = getattr(answer, "value", None) == 0 and getattr(wrong, "value", None) != 0
        if wrong is not None and not is_nothing and is_same(answer, wrong, rules):
            return position
    return None


def _value(slip: Slip, part: str, form: Form) -> Value | None:
    """Return what a slip gives for one part, or the whole; None where it is no slip of that part."""
    if slip.part:
        return slip.value if slip.part == part else None
    value = form.fitted(slip.value)
    if not part:
        return value
    # A whole answer that differs from the right one in one part only is a slip of that part.
    return form.pairs(value)[part][0] if form.compare(value)[1] == [part] else None
