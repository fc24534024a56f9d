"""The parts of an answer that has several, as in ``check("1.1", [rows, columns])``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice

from newscase.checking.answer_key import ITEM, Accepted, Question, Rules, Slip
from newscase.checking.compare.compare import difference
from newscase.checking.compare.rows import Difference, cells, fold
from newscase.checking.serialize.values import Collection, Column, Single, Value

# A letter with its dot, its brackets, its text or a word before it: "(B)", "B: both prices", "option B".
_WORD = "(?:(?:answer|letter|option|sentence|statement) +)?"
# Another letter alone after it ("B) and D)") makes it two choices; "a reader", "S-300" and "U.S." are none.
_OTHER = r"(?-i:(?<![\w'’.-])(?!(?:a|I) +\w{2})[A-Za-z](?=[\s,;:)\]]|\.(?!\w)|$))"
_LETTER = (
    rf"(?is)(?!.*[,;] *\w\W*$)(?!\s*{_WORD}\W*\w\b.*{_OTHER})"
    rf"""\s*{_WORD}["'([]*([a-z])(\s*[.):,;"'\]–—-].*)?\s*"""
)


@lru_cache(maxsize=256)
def names(expression: str) -> tuple[str, ...]:
    """Return what the parts of a checked expression are called; nothing where it has no parts."""
    tree = ast.parse(expression, mode="eval").body
    if isinstance(tree, ast.List | ast.Tuple) and len(tree.elts) > 1:
        return tuple(map(ast.unparse, tree.elts))
    keys = tree.keys if isinstance(tree, ast.Dict) and len(tree.keys) > 1 else []
    return tuple(str(key.value) if isinstance(key, ast.Constant) else ast.unparse(key) for key in keys)


def split(value: Value, called: tuple[str, ...]) -> list[Value] | None:
    """Return the parts of a value in the order of their names, or None where it has not these parts."""
    is_collection = type(value) is Collection and value.kind != "set"
    if not called or not is_collection or len(value.values) != len(called):
        return None
    keys = [fold(name) for name in called]
    labels = cells(value.index.levels[0], zone=False) if value.index else keys
    parts = dict(zip(labels, value.values, strict=True))
    if parts.keys() == {*keys}:
        return [parts[key] for key in keys]
    return None if value.kind == "dict" else [*value.values]


def rights(question: Question, value: Value) -> Iterator[tuple[Form, str]]:
    """Yield each right answer that `value` may be compared with, and the reason why it is as good.

    The first one has, of every part with several right values, the one that `value` gives.
    """
    form = Form(question.expected, question.rules, names(question.expression))
    pairs, reasons = form.pairs(form.fitted(value)), {}
    for one in question.accepted:
        if one.part not in pairs or one.part in reasons:
            continue
        (given, right), rules = pairs[one.part], form.rules_of(one.part)
        if difference(given, right, rules) and not difference(given, one.value, rules):
            question = replace(question, expected=with_part(question, one))
            reasons[one.part] = f"{one.part}: {one.reason}"
    wholes = [(question.expected, " ".join(reasons.values()))]
    wholes += [(one.value, one.reason) for one in question.accepted if not one.part]
    yield from ((replace(form, expected=right), reason) for right, reason in wholes)


def with_part(question: Question, slip: Slip | Accepted) -> Value:
    """Return a whole answer that holds a slip: the right one, but for the slip's part, or all of it.

    It raises a ValueError when the answer has no part of that name.
    """
    if not slip.part:
        return slip.value
    if slip.part == ITEM:
        return Collection("list", Column.of([*[*question.expected.values][1:], slip.value]))
    called = names(question.expression)
    values = split(question.expected, called)
    if values is None or slip.part not in called:
        raise ValueError(f"{question.number} has no part {slip.part}, only {', '.join(called) or 'one'}.")
    values[called.index(slip.part)] = slip.value
    return replace(question.expected, values=Column.of(values))


@dataclass
class Form:
    """What a right answer looks like: its value, its rules, and the names of its parts, if it has several."""

    expected: Value
    rules: Rules
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.expected = self.fitted(self.expected)

    @cached_property
    def parts(self) -> dict[str, Value]:
        """The right value of each part, by name; nothing where there are no parts."""
        return dict(zip(self.names, split(self.expected, self.names) or (), strict=False))

    @cached_property
    def repeats(self) -> bool:
        """Whether one value is right for several parts, so that a part is like another by chance."""
        return len({*map(repr, self.parts.values())}) < len(self.parts)

    def fitted(self, value: Value) -> Value:
        """Return a value without what makes no difference to an answer.

        An array or Series of one value, in a list or where one is asked for, is that value; the letter
        of a choice is the letter alone.
        """
        letters = {*self.rules.letters}
        if type(self.expected) is Single:
            return _fitted(value, "" in letters)
        if value.kind not in ("dict", "list", "tuple"):
            return value
        values = value.values
        if values.kind != "mixed" and not (values.kind == "text" and letters):
            return value
        if value.kind == "dict":
            called = [str(getattr(key, "value", "")) for key in value.labels[0]]
        else:  # a list of another length has no names for its items
            called = self.names if len(self.names) == len(values) else [""] * len(values)
        items = zip(values, called, strict=True)
        return replace(
            value, values=Column.of(_fitted(item, bool({"", name} & letters)) for item, name in items)
        )

    def pairs(self, value: Value) -> dict[str, tuple[Value, Value]]:
        """Return each part of an answer with the right one, by name; nothing where it has not these parts."""
        values = split(value, self.names) if self.parts else None
        return {name: (own, self.parts[name]) for name, own in zip(self.names, values or (), strict=False)}

    def missing(self, value: Value) -> int:
        """Count the items of the right answer that an answer does not have, of the first of each."""
        own, right = ({*map(repr, islice(getattr(it, "values", ()), 1_000))} for it in (value, self.expected))
        return len(right - own)

    def rules_of(self, part: str) -> Rules:
        """Return how one part is compared; the order of a list in it counts."""
        return replace(self.rules, ordered=True, letters=("",) if part in self.rules.letters else ())

    def compare(self, value: Value) -> tuple[Difference | None, list[str]]:
        """Return the first difference of an answer, None where it is right, and which parts are wrong."""
        found = difference(value, self.expected, self.rules)
        pairs = self.pairs(value) if found else {}
        wrong = [part for part, pair in pairs.items() if difference(*pair, self.rules_of(part))]
        return (found if wrong or not pairs else None), wrong


def _fitted(value: Value, is_letter: bool) -> Value:
    """Return the value that an array or Series holds alone, and the letter of a choice alone."""
    if value.kind in ("array", "index", "series") and len(value.values) == 1:
        return _fitted(value.values.at(0), is_letter)
    if not is_letter or value.kind != "text":
        return value
    # With one space for many, which a pattern would divide among its parts in each possible way.
    found = re.fullmatch(_LETTER, " ".join(value.value.split()))
    return Single("text", found[1]) if found else value
