"""Families of lists, Series, dicts and tables: the right values in another order, number or place."""

from collections import Counter
from collections.abc import Callable
from itertools import chain

from newscase.checking.compare.matching import cells, close
from newscase.checking.diagnose.family import COLLECTIONS, Case, Family, Found, Pair, is_number, levels
from newscase.checking.diagnose.numbers import decimals_of


def _in_other_order(case: Case) -> Found:
    """Recognise the right rows, or values with their labels, in another order, where the order counts."""
    ours, theirs = case.rows
    is_other = case.rules.ordered and len(theirs) > 2 and ours != theirs and _same(ours, theirs)
    return is_other and {"order": "the opposite" if ours == theirs[::-1] else "another"}


def _same(left: list, right: list) -> bool:
    return len(left) > 1 and Counter(left) == Counter(right)


def _are_shares(case: Case) -> bool:
    """Recognise shares of all, of each column or of each row where the numbers themselves are asked for."""
    columns = [case.pairs[name] for name in case.wrong_columns]
    if not columns or not all(is_number(expected) for _, expected in chain(*columns)):
        return False
    groupings = [[*chain(*columns)]], columns, [*zip(*columns, strict=True)]
    return any(
        all(_are_shares_of(whole, group) for group in groups) for groups in groupings for whole in (1, 100)
    )


def _are_shares_of(whole: float, pairs: list[Pair]) -> bool:
    total = sum(expected for _, expected in pairs) or 1
    return len(pairs) > 1 and all(
        is_number(share) and close(share, whole * (expected / total), decimals_of(share) or None)
        for share, expected in pairs
    )


def _columns_exchanged(case: Case) -> Found:
    """Recognise two columns with each other's values."""
    if len(case.wrong_columns) != 2 or case.answer.height < 2:
        return False
    (ours, theirs), (first, second) = case.columns, case.wrong_columns
    are_exchanged = ours[first] == theirs[second] and ours[second] == theirs[first]
    return are_exchanged and {"labels": [case.written(first), case.written(second)]}


def _is_transposed(case: Case) -> bool:
    """Recognise a table whose rows are asked for as columns."""
    if max(case.answer.height, case.expected.height) > 100 or not all(case.columns):
        return False  # nobody turns a long table
    ours, theirs = _grid(case, 0), _grid(case, 1)
    return bool(ours) and {place[::-1]: value for place, value in ours.items()} == theirs


def _grid(case: Case, side: int) -> dict[tuple, object]:
    """Return cells by the labels of their row, which an index or the first column has, and their column."""
    columns, table = {**case.columns[side]}, (case.answer, case.expected)[side]
    rows = columns.pop([*columns][0 if table.index is None else -1])
    return {
        (row, name): value
        for name, column in columns.items()
        for row, value in zip(rows, case.rounded(column), strict=True)
    }


def _are_repeated(many: list, few: list) -> bool:
    return len({*many}) == len(few) and {*few} == {*many}


def _are_with_missing(many: list, few: list) -> bool:
    return Counter(few) == Counter(row for row in many if None not in row)


def _rows(more: str, fewer: str, holds: Callable[[list, list], bool]) -> list[Family]:
    """Return two families, of more rows than are asked for and of fewer, by what holds of many and few."""

    def recognise(many: list, few: list) -> bool:
        return 0 < len(few) < len(many) and holds(many, few)

    return [
        Family(more, COLLECTIONS, COLLECTIONS, lambda case: recognise(*case.rows)),
        Family(fewer, COLLECTIONS, COLLECTIONS, lambda case: recognise(*case.rows[::-1])),
    ]


def _labels(name: str, holds: Callable[[set, set], bool]) -> Family:
    """Return a family by what holds of the labels of an answer and the right ones."""

    def recognise(case: Case) -> Found:
        labels, wanted = case.labels[0], {*case.labels[1]}
        if not labels or not wanted or not holds({*labels}, wanted):
            return False
        extra = next((place for place, label in enumerate(labels) if label not in wanted), None)
        return {"labels": [level.at(extra) for level in levels(case.answer) if extra is not None]}

    return Family(name, "labelled", "labelled", recognise)


def _has_an_odd_item(case: Case) -> Found:
    """Recognise the right values and one that is in no right answer; of a choice, it is not named."""
    known = {*chain(case.values[1], *(case.rounded(cells(right.values, False)) for right in case.rights))}
    odd = [place for place, item in enumerate(case.values[0]) if item not in known]
    is_more = not Counter(case.values[1]) - Counter(case.values[0]) and not case.rules.letters
    return is_more and len(odd) == 1 and {"labels": [case.answer.values.at(odd[0])]}


FAMILIES = (
    Family("transposed", "table", "table", _is_transposed),
    Family("other order", COLLECTIONS, COLLECTIONS, _in_other_order),
    Family("shares for counts", COLLECTIONS, COLLECTIONS, _are_shares),
    Family("columns exchanged", "table", "table", _columns_exchanged),
    Family("misplaced", COLLECTIONS, COLLECTIONS, lambda case: len(case.wrong) > 1 and _same(*case.values)),
    *_rows("duplicates kept", "duplicates dropped", _are_repeated),
    *_rows("missing kept", "missing dropped", _are_with_missing),
    _labels("more labels", lambda ours, theirs: ours > theirs),
    _labels("fewer labels", lambda ours, theirs: ours < theirs),
    _labels("other labels", lambda ours, theirs: not ours & theirs),
    Family("odd item", "sequence", "sequence", _has_an_odd_item),
    *_rows("more rows", "fewer rows", lambda many, few: Counter(few) <= Counter(many)),
)
