"""Decide whether two values are the same answer, and say in a sentence what differs.

Both values are in the plain form of `newscase.checking.serialize.read`.  A sentence shows the student's
value and never the expected one.
"""

from newscase.checking.compare.charts import chart_difference
from newscase.checking.compare.matching import SEQUENCES, cell, cells, item, same
from newscase.checking.compare.rows import Rows, mismatch, rows_difference, value_subject
from newscase.checking.rules import Rules
from newscase.checking.wording import ONE, show

__all__ = ["Rules", "difference"]

_TAKEN_FROM_A_SERIES = ("number", "text", "truth", "time", "moment", "duration")
_TAKE_ONE = {"series": ".iloc[0]", "table": ".iloc[0, 0]"}


def difference(answer: dict, expected: dict, rules: Rules) -> str | None:
    """Return None when `answer` is right, and else one or two sentences on what is wrong.

    What is most useful comes first: the kind of the value, then the columns, the number of rows,
    the labels, and the first value that differs.

    Parameters
    ----------
    answer, expected : dict
        In plain form.
    rules : Rules
        What counts.
    """
    if answer == expected:
        return None
    kind = expected["kind"]
    if kind == "table":
        return _table_difference(answer, expected, rules)
    if kind == "dict" or (kind == "series" and _has_meaning(expected["index"])):
        return _labelled_difference(answer, expected, rules)
    if kind in SEQUENCES:
        return _sequence_difference(answer, expected, rules)
    if kind == "figure":
        if answer["kind"] != "figure":
            return _wrong_kind(answer, expected)
        return chart_difference(answer, expected, rules)
    return _single_difference(answer, expected, rules)


def _wrong_kind(answer: dict, expected: dict) -> str:
    ours = answer["kind"]
    if ours == "table" and expected["kind"] in SEQUENCES and len(answer["data"]) == 1:
        name = show(item(answer["columns"], 0))
        return f"The answer is a table with one column; select the column with df[{name}]."
    if ours == "series" and expected["kind"] == "table":
        return "The answer is a Series, not a table. Use two pairs of brackets, or reset_index()."
    if ours == "table" and expected["kind"] == "series":
        return 'The answer is a table, not a Series. Select one column with df["name"].'
    return f"The answer is {ONE[ours]}, not {ONE[expected['kind']]}."


def _single_difference(answer: dict, expected: dict, rules: Rules) -> str | None:
    kind = answer["kind"]
    if _holds_one(answer):
        take = _TAKE_ONE.get(kind, "[0]")
        return f"The answer is {ONE[kind]} with one value. Take the value itself: add {take}."
    if kind == "series" and expected["kind"] in _TAKEN_FROM_A_SERIES:
        return (
            f"The answer is a Series, not {ONE[expected['kind']]}. Add a step such as .sum(), "
            "or take one label in square brackets."
        )
    if kind != expected["kind"]:
        return mismatch("The answer", answer, expected, rules)
    if same(cell(answer, rules.zone), cell(expected, rules.zone), rules.decimals):
        return None
    return mismatch(value_subject(answer), answer, expected, rules)


def _holds_one(answer: dict) -> bool:
    if answer["kind"] == "table":
        return len(answer["data"]) == 1 and len(answer["data"][0]["items"]) == 1
    return answer["kind"] in SEQUENCES - {"set"} and len(answer["items"]) == 1


def _sequence_difference(answer: dict, expected: dict, rules: Rules) -> str | None:
    if answer["kind"] not in SEQUENCES:
        return _wrong_kind(answer, expected)
    if answer["kind"] == "set" != expected["kind"]:
        if rules.ordered:
            return "The answer is a set, which has no order. Give a list."
        if len(set(cells(expected, False))) < len(expected["items"]):
            return "The answer is a set, which keeps each value only once. Give a list."
    return rows_difference(_values(answer), _values(expected), rules)


def _values(sequence: dict) -> Rows:
    noun = "The " + ONE[sequence["kind"]].partition(" ")[2]
    return Rows(noun, "value", ["value"], [sequence])


def _labelled_difference(answer: dict, expected: dict, rules: Rules) -> str | None:
    if answer["kind"] == "dict" or (answer["kind"] == "series" and answer["index"] is not None):
        return rows_difference(_labelled(answer), _labelled(expected), rules)
    if answer["kind"] in SEQUENCES:
        return "The values have no labels. Give a Series whose index says what each value is about."
    return _wrong_kind(answer, expected)


def _labelled(plain: dict) -> Rows:
    if plain["kind"] == "dict":
        return Rows("The dict", "value", ["label", "value"], [plain["keys"], plain["values"]], labelled=True)
    levels = plain["index"]["levels"]
    labels = levels[0]
    if len(levels) > 1:
        # As the keys of a dict would be.
        labels = {
            "of": "mixed",
            "items": [
                {"kind": "tuple", "of": "mixed", "items": [item(level, i) for level in levels]}
                for i in range(len(labels["items"]))
            ],
        }
    return Rows("The Series", "value", ["label", "value"], [labels, plain], labelled=True)


def _has_meaning(index: dict | None) -> bool:
    """Say whether an index says something about its rows: it is named, or not of whole numbers."""
    if index is None:
        return False
    level = index["levels"][0]
    return (
        len(index["levels"]) > 1
        or index["names"]["of"] != "missing"
        or level["of"] not in ("number", "missing")
        or any(type(label) is float for label in level["items"])
    )


def _table_difference(answer: dict, expected: dict, rules: Rules) -> str | None:
    if answer["kind"] != "table":
        return _wrong_kind(answer, expected)
    theirs = [*_index_columns(expected), *_columns(expected)]
    ours = [*_asked_levels(answer, expected), *_columns(answer)]
    wanted = [_key(column) for column in theirs]
    names = [_key(column) for column in ours]
    missing = [show(column[0]) for column in theirs if _key(column) not in names]
    extra = [show(column[0]) for column in ours if _key(column) not in wanted]
    if missing and extra:
        return f"The column {extra[0]} is not asked for, and the column {missing[0]} is missing."
    if missing:
        return f"The column {missing[0]}, which the question asks for, is missing."
    if extra:
        return f"The table has the column {extra[0]}, which the question does not ask for."
    if len(names) != len(wanted):
        return "The table does not have the columns that the question asks for: a name occurs twice."
    if rules.ordered and names != wanted:
        return "The columns are not in the order that the question asks for."
    ours, theirs = (
        sorted(columns, key=lambda column: wanted.index(_key(column))) for columns in (ours, theirs)
    )
    return rows_difference(_rows(ours), _rows(theirs), rules)


def _rows(columns: list[tuple[dict, dict]]) -> Rows:
    names = [show(label).strip('"') for label, _ in columns]
    return Rows("The table", "row", names, [column for _, column in columns])


def _key(column: tuple[dict, dict]) -> object:
    return cell(column[0], False)


def _columns(table: dict) -> list[tuple[dict, dict]]:
    """Return the columns of a table, each with its label."""
    return [(item(table["columns"], i), column) for i, column in enumerate(table["data"])]


def _levels(table: dict) -> list[tuple[dict, dict]]:
    """Return a table's index as columns, named as reset_index() would."""
    index = table["index"]
    if index is None:
        return []
    names = [item(index["names"], i) for i in range(len(index["levels"]))]
    for i, name in enumerate(names):
        if name["kind"] == "missing":
            names[i] = {"kind": "text", "value": "index" if len(names) == 1 else f"level_{i}"}
    return list(zip(names, index["levels"], strict=True))


def _index_columns(table: dict) -> list[tuple[dict, dict]]:
    return _levels(table) if _has_meaning(table["index"]) else []


def _asked_levels(answer: dict, expected: dict) -> list[tuple[dict, dict]]:
    """Return the levels of the answer's index that the question asks for, as columns."""
    levels = _levels(answer)
    names = {_key(level) for level in levels}
    taken = {_key(column) for column in _columns(answer)}
    index_columns = _index_columns(expected)
    index_names = {_key(level) for level in index_columns}
    if len(levels) == len(index_columns) and names != index_names and not index_names & taken:
        # Two indexes may say the same under different names.
        return [(name, level) for (name, _), (_, level) in zip(index_columns, levels, strict=True)]
    wanted = index_names | {_key(column) for column in _columns(expected)}
    return [level for level in levels if _key(level) in wanted - taken]
