"""Find which family of mistakes a wrong answer is: those of collections, and then those of single values.

A family is a transformation of the right value; no author has to foresee it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain

from newscase.checking.answer_key import Rules
from newscase.checking.compare.compare import LABEL, VALUE, columns, only_value
from newscase.checking.compare.rows import Difference, close, is_number
from newscase.checking.diagnose import numbers_and_times
from newscase.checking.diagnose.case import COLLECTIONS, EVERY, SINGLE, Case, Family, Found, Pair, kind_of
from newscase.checking.diagnose.numbers_and_times import decimals_of
from newscase.checking.serialize.values import MISSING, Single, Table, Value

# The families that say less than an author who knows the question.
VAGUE = {"off by one", "rest", "value among others"}


def _size(case: Case) -> int:
    """Return how many values or rows the answer has."""
    return case.answer.height if isinstance(case.answer, Table) else len(case.values[0])


def _is_right(case: Case, number: object) -> bool:
    return is_number(number) and close(number, case.expected.value, case.rules.decimals)


def _is_telling(case: Case) -> bool:
    """Say whether a right number does not come about by chance."""
    return type(case.expected.value) is float or abs(case.expected.value) > 2


def _has_decimal_comma(case: Case) -> bool:
    """Recognise ``(34, 8)``, which Python makes of 34,8, and ``(0, 92)``, which it makes of -0,92."""
    items = case.answer.values.items
    if case.answer.kind != "tuple" or [*map(type, items)] != [int, int]:
        return False
    number = float(f"{items[0]}.{abs(items[1])}")
    return items[1] >= 0 and (_is_right(case, number) or (items[0] == 0 and _is_right(case, -number)))


def _is_mask(case: Case) -> bool:
    """Recognise True and False for each row where something else is asked for."""
    given = {column.kind for key, (_, column) in columns(case.answer).items() if key != LABEL}
    wanted = {column.kind for _, column in columns(case.expected).values()}
    return given == {"truth"} and _size(case) > 1 and "truth" not in wanted


def _has_the_sum(case: Case) -> bool:
    """Recognise a collection, or table with a column, of numbers whose sum is asked for."""
    known = [[item for item in column if item is not None] for column in case.data]
    columns = [column for column in known if len(column) > 1 and all(map(is_number, column))]
    return _is_telling(case) and any(_is_right(case, sum(column)) for column in columns)


def _contains(case: Case) -> Found:
    """Recognise a collection with the right value among its values, or labels, once."""
    [[wanted]] = case.columns[1].values()
    for column in case.data:
        right = [value == wanted or (is_number(wanted) and _is_right(case, value)) for value in column]
        if sum(right) == 1 < len(column):
            return {"among": "values"}
    return case.labels[0].count(wanted) == 1 and {"among": "labels"}


def _is_one_of_all(case: Case) -> bool:
    """Recognise one value or label of the collection that is asked for, or their number or total."""
    [answer], values = case.values[0], case.values[1]
    total = sum(values) if all(map(is_number, values)) else None
    return len(values) > 1 and answer in (*values, *case.labels[1], len(values), total)


def _has_the_column(case: Case) -> Found:
    """Recognise a table that has what is asked for as one of its columns."""
    for name, column in reversed(case.columns[0].items()):
        if len(column) > 1 and Counter(column) == Counter(case.values[1]):
            return {"labels": case.written(name)}
    return False


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
    if not columns or not {*map(type, chain(*chain(*columns)))} <= {int, float}:
        return False

    def are_shares_of(whole: float, pairs: list[Pair]) -> bool:
        total = sum(expected for _, expected in pairs) or 1
        shares = ((share, whole * (expected / total)) for share, expected in pairs)
        return len(pairs) > 1 and all(close(*pair, decimals_of(pair[0]) or None) for pair in shares)

    groupings = [[*chain(*columns)]], columns, [*zip(*columns, strict=True)]
    return any(
        all(are_shares_of(whole, group) for group in groups) for groups in groupings for whole in (1, 100)
    )


def _columns_exchanged(case: Case) -> Found:
    """Recognise two columns with each other's values."""
    if len(case.wrong_columns) != 2 or case.answer.height < 2:
        return False
    (ours, theirs), (first, second) = case.columns, case.wrong_columns
    are_exchanged = ours[first] == theirs[second] and ours[second] == theirs[first]
    return are_exchanged and {"labels": case.written(first, second)}


def _is_transposed(case: Case) -> bool:
    """Recognise a table whose rows, labelled by its index or first column, are asked for as columns."""
    if max(case.answer.height, case.expected.height) > 100 or not all(case.columns):
        return False  # nobody turns a long table
    grids = []
    for side in case.columns:
        (_, rows), *rest = side.items()
        cells = ((name, zip(rows, column, strict=True)) for name, column in rest)
        grids.append({(row, name): value for name, column in cells for row, value in column})
    return bool(grids[0]) and {place[::-1]: value for place, value in grids[0].items()} == grids[1]


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
        extra = [place for place, label in enumerate(labels) if label not in wanted]
        written = [level.at(place) for place in extra[:1] for level in case.answer.labels]
        return holds({*labels}, wanted) and {"labels": written}

    return Family(name, "labelled", "labelled", recognise)


def _has_an_odd_item(case: Case) -> Found:
    """Recognise the right values and one that is in no right answer; of a choice, it is not named."""
    known = {*chain(*(case.rounded(right)[VALUE] for right in (case.expected, *case.rights)))}
    odd = [place for place, item in enumerate(case.values[0]) if item not in known]
    is_more = not Counter(case.values[1]) - Counter(case.values[0]) and not case.rules.letters
    return is_more and len(odd) == 1 and {"labels": [case.answer.values.at(odd[0])]}


# The first that fits is said.
FAMILIES: tuple[Family, ...] = (
    Family("missing", "missing", f"{EVERY} figure", lambda case: True),
    Family("decimal comma", "sequence", "number", _has_decimal_comma),
    Family("empty", COLLECTIONS, EVERY, lambda case: not _size(case) and any(case.columns[1].values())),
    Family("mask", COLLECTIONS, f"number {COLLECTIONS}", _is_mask),
    Family("length", COLLECTIONS, "number", lambda case: _is_telling(case) and _is_right(case, _size(case))),
    Family("sum", COLLECTIONS, "number", _has_the_sum),
    Family("value among others", COLLECTIONS, "number text time moment duration period", _contains),
    Family("one of all", SINGLE, "sequence labelled", _is_one_of_all),
    Family("column of a table", "table", "sequence labelled", _has_the_column),
    Family("transposed", "table", "table", _is_transposed),
    Family("other order", COLLECTIONS, COLLECTIONS, _in_other_order),
    Family("shares for counts", COLLECTIONS, COLLECTIONS, _are_shares),
    Family("columns exchanged", "table", "table", _columns_exchanged),
    Family("misplaced", COLLECTIONS, COLLECTIONS, lambda case: len(case.wrong) > 1 and _same(*case.values)),
    *_rows("duplicates kept", "duplicates dropped", lambda many, few: Counter(few) == Counter({*many})),
    *_rows("missing kept", "missing dropped", _are_with_missing),
    _labels("more labels", lambda ours, theirs: ours > theirs > set()),
    _labels("fewer labels", lambda ours, theirs: set() < ours < theirs),
    _labels("other labels", lambda ours, theirs: ours and theirs and not ours & theirs),
    Family("odd item", "sequence", "sequence", _has_an_odd_item),
    *_rows("more rows", "fewer rows", lambda many, few: Counter(few) <= Counter(many)),
    *numbers_and_times.FAMILIES,
)


def find(answer: Value, expected: Value, rules: Rules, rights: Sequence[Value] = ()) -> Difference | None:
    """Return the family that explains a wrong answer, or a wrong part of one; None where none does.

    Its detail has ``answer``, the value that was seen, ``columns``, the labels of the wrong columns of a
    table, and what the family adds; never the right value.  `rights` are other right answers.
    """
    answer = only_value(answer) if isinstance(expected, Single) else answer
    if isinstance(expected, Single) and rules.letters and answer != MISSING:
        return None  # one letter of a choice is like another
    case = Case(answer, expected, rules, rights)
    given, asked = kind_of(answer), kind_of(expected)
    for family in FAMILIES:
        if given not in family.answers.split() or asked not in family.expects.split():
            continue
        try:
            found = family.recognise(case)
        except ArithmeticError:  # the change divides by zero here, or leads to a number or date too large
            continue
        if found:
            columns = case.written(*case.wrong_columns)
            if len(case.wrong) == 1 and is_number(case.wrong[0][0]):
                answer = Single("number", case.wrong[0][0])
            detail = {} if found is True else found
            return Difference(family.name, {"answer": answer, "columns": columns, **detail})
    return None
