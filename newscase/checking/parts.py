"""The parts of an answer that has several, as in ``check("1.1", [rows, columns])``."""

import ast
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from newscase.checking.answer_key import Question, Slip
from newscase.checking.compare.compare import difference
from newscase.checking.compare.matching import cells, fold
from newscase.checking.rules import Rules
from newscase.checking.serialize.values import MISSING, Column, Mapping, Sequence, Series, Single, Value

# A letter with its dot, its brackets or its text: "B.", "(B)", "B: both prices".
_LETTER = re.compile(r"[\"'(\[]*([a-z])(\s*[.):,;\"'\]–—-].*)?", re.DOTALL)


@lru_cache(maxsize=256)
def names(expression: str) -> tuple[str, ...]:
    """Return what the parts of a checked expression are called; nothing where it has no parts."""
    tree = ast.parse(expression, mode="eval").body
    if isinstance(tree, ast.List | ast.Tuple) and len(tree.elts) > 1:
        return tuple(map(ast.unparse, tree.elts))
    if isinstance(tree, ast.Dict) and len(tree.keys) > 1:
        return tuple(
            str(key.value) if isinstance(key, ast.Constant) else ast.unparse(key) for key in tree.keys
        )
    return ()


def split(value: Value, called: tuple[str, ...]) -> list[Value] | None:
    """Return the parts of a value in the order of their names, or None where it has not these parts."""
    if type(value) is Mapping:
        keys = cells(value.keys, zone=False)
        if sorted(map(repr, keys)) != sorted(repr(fold(name)) for name in called):
            return None
        return [value.values.at(keys.index(fold(name))) for name in called]
    if called and type(value) is Sequence and value.kind != "set" and len(value.values) == len(called):
        return [*value.values]
    return None


def with_part(question: Question, slip: Slip) -> Value:
    """Return a whole answer that holds a slip: the right one, but for the slip's part, or all of it.

    Raises
    ------
    ValueError
        When the answer has no part of that name.
    """
    if not slip.part:
        return slip.value
    called = names(question.expression)
    values = split(question.expected, called)
    if values is None or slip.part not in called:
        raise ValueError(f"{question.number} has no part {slip.part}, only {', '.join(called) or 'one'}.")
    values[called.index(slip.part)] = slip.value
    return Sequence("list", Column.of(values))


@dataclass(frozen=True)
class Form:
    """What a right answer looks like: its value, its rules, and the names of its parts, if it has several."""

    expected: Value
    rules: Rules
    names: tuple[str, ...] = ()

    def fitted(self, value: Value) -> Value:
        """Return an answer without what makes no difference to it.

        An array or Series of one value, where one is asked for, is that value; the letter of a choice
        is the letter alone.
        """
        return _fitted(value, self.expected, self.rules.letters, self.names)

    def is_right(self, value: Value) -> bool:
        """Say whether an answer, fitted, is right: as a whole, or each part by itself."""
        if difference(value, self.expected, self.rules) is None:
            return True
        values = split(value, self.names)
        return values is not None and not self.wrong_parts(values)

    def rules_of(self, part: str) -> Rules:
        """Return how one part is compared."""
        return replace(self.rules, letters=("",) if part in self.rules.letters else ())

    def wrong_parts(self, values: list[Value]) -> list[str]:
        """Return the names of the parts that are not right."""
        expected = split(self.expected, self.names) or []
        return [
            part
            for part, value, right in zip(self.names, values, expected, strict=True)
            if difference(value, right, self.rules_of(part)) is not None
        ]


def _fitted(value: Value, expected: Value, letters: tuple[str, ...], called: tuple[str, ...]) -> Value:
    if type(expected) is Single:
        if type(value) is Series or (type(value) is Sequence and value.kind in ("array", "index")):
            value = value.values.at(0) if len(value.values) == 1 else value
        return _letter(value) if letters else value
    if type(expected) is Sequence and type(value) is Sequence and len(value.values) == len(expected.values):
        return Sequence(value.kind, _fitted_items(value.values, expected.values, letters, called))
    if type(expected) is Mapping and type(value) is Mapping and len(value.values) == len(expected.values):
        keys = tuple(str(getattr(key, "value", "")) for key in value.keys)
        return Mapping(value.keys, _fitted_items(value.values, expected.values, letters, keys))
    return value


def _fitted_items(values: Column, expected: Column, letters: tuple, called: tuple) -> Column:
    if values.kind != "mixed" and not (values.kind == "text" and letters):
        return values
    items = []
    nested = expected.kind == "mixed"
    for position, (item, right) in enumerate(zip(values, expected, strict=True)):
        chosen = "" in letters or (position < len(called) and called[position] in letters)
        wanted = right if nested else MISSING
        items.append(_fitted(item, wanted, ("",) if chosen else (), ()))
    return Column.of(items)


def _letter(value: Value) -> Value:
    found = _LETTER.fullmatch(fold(value.value)) if value.kind == "text" else None
    return Single("text", found[1]) if found else value
