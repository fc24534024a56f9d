"""Families of lists, Series, dicts and rows: the right ones in another order, number, place or measure."""

from collections import Counter
from collections.abc import Callable
from itertools import accumulate

from newscase.checking.compare.matching import close
from newscase.checking.diagnose.family import (
    COLLECTIONS,
    VALUE,
    Case,
    Detail,
    EachPair,
    Family,
    Pair,
    is_number,
    kind_of,
)
from newscase.checking.diagnose.numbers import decimals_of
from newscase.checking.diagnose.times import written_time


def are_near(numbers: list, exact: list) -> bool:
    """Say whether all are numbers and the same, rounded as `numbers` show themselves."""
    if len(numbers) != len(exact) or not all(map(is_number, (*numbers, *exact))):
        return False
    return all(map(_is_near, numbers, exact))


def _is_near(number: float, exact: float) -> bool:
    shown = decimals_of(number)
    return close(number, exact, shown if 0 < shown <= 4 else None)


def _are_shares(pairs: list[Pair]) -> bool:
    """Say whether the first of each pair is a share, of 1 or 100, that the second has of their sum."""
    total = sum(count for _, count in pairs if is_number(count))
    if len(pairs) < 2 or not total or not all(is_number(count) for _, count in pairs):
        return False
    shares = [share for share, _ in pairs]
    return any(are_near(shares, [whole * count / total for _, count in pairs]) for whole in (1, 100))


def _are_counts(pairs: list[Pair]) -> bool:
    return _are_shares([pair[::-1] for pair in pairs])


def _in_running_total(case: Case) -> bool:
    ours, theirs = case.values
    if len(case.pairs.get(VALUE, ())) < 3 or not all(map(is_number, (*ours, *theirs))):
        return False
    if kind_of(case.expected) == "labelled":
        # The answer may stand in another order than the recorded one: its own labels say in which.
        right = dict(zip(case.labels[1], theirs, strict=True))
        theirs = [right[label] for label in case.labels[0]]
    totals = [*accumulate(theirs)]
    return totals != theirs and all(map(close, ours, totals, [case.rules.decimals] * len(ours)))


def _is_shifted(case: Case) -> bool:
    """Recognise values that stand one row too early or too late."""
    ours, theirs = case.values
    if len(ours) != len(theirs) or len({*theirs}) < 4 or case.labels[0] != case.labels[1]:
        return False
    return ours[1:] == theirs[:-1] or ours[:-1] == theirs[1:]


def _is_misplaced(case: Case) -> bool:
    """Recognise the right values at each other's places or labels."""
    return len(case.wrong) > 1 and _same(*case.values)


def _same(left: list, right: list) -> bool:
    return len(left) > 1 and Counter(left) == Counter(right)


def _in_other_order(case: Case) -> bool | Detail:
    """Recognise the right rows, or values with their labels, in another order, where the order counts."""
    if not case.rules.ordered or case.sizes[0] != case.sizes[1] or case.sizes[0] < 3:
        return False
    ours, theirs = case.rows
    if ours == theirs or not _same(ours, theirs):
        return False
    if ours == theirs[::-1]:
        return {"order": "reversed"}
    for column in range(len(ours[0])):
        if _is_sorted([row[column] for row in ours]) and not _is_sorted([row[column] for row in theirs]):
            return {"order": "by label" if kind_of(case.expected) == "labelled" and not column else "sorted"}
    # Of two values that are exchanged in a list, more can be said.
    return False if kind_of(case.expected) == "sequence" and len(case.wrong) == 2 else {"order": "other"}


def _is_sorted(values: list) -> bool:
    try:
        return len({*values}) > 2 and values in (sorted(values), sorted(values, reverse=True))
    except TypeError:  # values of different kinds
        return False


def _rows(holds: Callable[[list, list], bool]) -> Callable[[Case], bool]:
    """Recognise an answer by what holds of its rows and the right ones, which differ in number."""
    return lambda case: all(case.sizes) and case.sizes[0] != case.sizes[1] and holds(*case.rows)


def _are_repeated(many: list, few: list) -> bool:
    return len({*few}) == len(few) < len(many) and {*few} == {*many}


def _are_with_missing(many: list, few: list) -> bool:
    return len(few) < len(many) and Counter(few) == Counter(row for row in many if None not in row)


def _are_among(few: list, many: list) -> bool:
    return len(few) < len(many) and Counter(few) <= Counter(many)


def _has_fewer_labels(case: Case) -> bool | Detail:
    lacking = case.sizes[1] - case.sizes[0]
    return {"one": lacking == 1} if case.sizes[0] and _are_among(*case.rows) else False


def _labels(holds: Callable[[set, set], bool], right: bool = False) -> Callable[[Case], bool | Detail]:
    """Recognise labels by what holds of them and the right ones, whose values are `right` or not."""

    def recognise(case: Case) -> bool | Detail:
        ours, theirs = map(set, case.labels)
        if not all(case.sizes) or not holds(ours, theirs) or (right and not _are_among(*case.rows[::-1])):
            return False
        extra = next((label for label in case.labels[0] if label not in theirs), None)
        return {"labels": [case.written(extra)]}

    return recognise


def _are_exchanged(case: Case) -> bool:
    return _same([row[::-1] for row in case.rows[0]], case.rows[1])


def _spelled(label: object) -> str:
    """Return a label as a text in which 4, "4" and "04" are the same, and a date and its text."""
    label = (written_time(label) or label) if type(label) is str and "-" in label else label
    if type(label) is tuple:
        return " ".join(map(_spelled, label))
    try:
        return f"{float(label):g}"
    except (TypeError, ValueError):
        return str(label)


def _are_labels_of_another_type(case: Case) -> bool:
    ours, theirs = case.labels
    return not {*ours} & {*theirs} and _same([*map(_spelled, ours)], [*map(_spelled, theirs)])


def _has_other_labels(case: Case) -> bool:
    """Recognise the right values, in their order, under labels that are all different."""
    ours, theirs = case.values
    return len({*theirs}) > 1 and ours == theirs and not {*case.labels[0]} & {*case.labels[1]}


_BOTH = "sequence labelled"
_LIST, _LABELLED = "sequence", "labelled"

FAMILIES = (
    Family("other order", COLLECTIONS, COLLECTIONS, _in_other_order),
    Family("shares for counts", _BOTH, _BOTH, lambda case: _are_shares(case.pairs.get(VALUE, []))),
    Family("counts for shares", _BOTH, _BOTH, lambda case: _are_counts(case.pairs.get(VALUE, []))),
    Family("misplaced", _LIST, _LIST, _is_misplaced),
    Family("values at other labels", _LABELLED, _LABELLED, _is_misplaced),
    Family("shifted", _BOTH, _BOTH, _is_shifted),
    Family("running total", _BOTH, _BOTH, _in_running_total),
    Family("labels of another type", _LABELLED, _LABELLED, _are_labels_of_another_type),
    Family("labels and values exchanged", _LABELLED, _LABELLED, _are_exchanged),
    Family("other labels", _LABELLED, _LABELLED, _has_other_labels),
    Family("labels lost", _LIST, _LABELLED, lambda case: _same(*case.values)),
    Family("only labels", _LIST, _LABELLED, lambda case: _same(case.values[0], case.labels[1])),
    Family("values for labels", _LABELLED, _LIST, lambda case: _same(case.labels[0], case.values[1])),
    Family("zero for missing", COLLECTIONS, COLLECTIONS, EachPair(lambda a, e, _: a == 0 and e is None)),
    Family("missing for zero", COLLECTIONS, COLLECTIONS, EachPair(lambda a, e, _: a is None and e == 0)),
    Family("duplicates kept", COLLECTIONS, COLLECTIONS, _rows(_are_repeated)),
    Family("duplicates dropped", COLLECTIONS, COLLECTIONS, _rows(lambda a, e: _are_repeated(e, a))),
    Family("missing kept", COLLECTIONS, COLLECTIONS, _rows(_are_with_missing)),
    Family("missing dropped", COLLECTIONS, COLLECTIONS, _rows(lambda a, e: _are_with_missing(e, a))),
    Family("more labels", _LABELLED, _LABELLED, _labels(lambda ours, theirs: ours > theirs, right=True)),
    Family("fewer labels", _LABELLED, _LABELLED, _has_fewer_labels),
    Family("more groups", _LABELLED, _LABELLED, _labels(lambda ours, theirs: ours > theirs)),
    Family("fewer groups", _LABELLED, _LABELLED, _labels(lambda ours, theirs: ours < theirs)),
    Family("other groups", _LABELLED, _LABELLED, _labels(lambda ours, theirs: not ours & theirs)),
    Family("more rows", "sequence table", "sequence table", _rows(lambda a, e: _are_among(e, a))),
    Family("fewer rows", "sequence table", "sequence table", _rows(_are_among)),
)
