"""Turn an answer into a plain value that is the same on every computer.

An answer may be of any class, which may say anything about itself, or raise.  So a value is read by its
real type, by Python's, numpy's and pandas' own methods, or refused in a sentence that says what to give.
"""

import datetime
import math
import sys
import types
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from newscase.checking.serialize.json_form import to_json
from newscase.checking.serialize.times import time
from newscase.checking.serialize.values import MAX_BITS, Collection, Column, Index, Single, Value

_MAX_DEPTH = 20
_MAX_LEAVES = 200_000
_TOO_DEEP = f"The answer has more than {_MAX_DEPTH} levels, or contains itself. Give a simpler one."
_TOO_LARGE = f"The answer has more than {_MAX_LEAVES:,} values. Select what the question asks for."

# What makes a value of Python's own class of one of a subclass.
_BARE = {str: str.__str__, bool: bool, int: int.__int__, float: float.__float__}
_COLLECTIONS = {list: "list", tuple: "tuple", set: "set", frozenset: "set"}
_LAZY = (range, type({}.keys()), type({}.values()), type({}.items()))

_id = id  # kept from the start, because a student's code can replace it

_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)
_FUNCTIONS += (types.MethodWrapperType, types.MethodDescriptorType)
_ITERATORS = (types.GeneratorType, map, filter, zip, enumerate, reversed)
IS_FUNCTION = "The answer is a function, not what it returns: call it, with what it needs in brackets ()."
# What to say of which classes; `newscase.checking.serialize.arrays` adds those of numpy and pandas.
ADVICE = {
    _FUNCTIONS: IS_FUNCTION,
    (type, types.ModuleType): "The answer is a type or a module, not a value. Give the value itself.",
    datetime.time: "The answer has a time of day without a date. Give the whole time, with date and zone.",
    _ITERATORS: "The answer gives its values one at a time. Put list(…) around it.",
}


class Unreadable(Exception):
    """A value that cannot be checked; the text says what the answer is and what to give instead."""


def unreadable(value: object) -> Unreadable:
    """Return the exception for a value of a kind that is not read."""
    for classes, sentence in ADVICE.items():
        if issubclass(type(value), classes):
            return Unreadable(sentence)
    # A metaclass may lie about __name__; the slot of `type` does not.
    name = str.__str__(type.__dict__["__name__"].__get__(type(value)))[:60]
    return Unreadable(
        f"The answer is, or contains, a value of type {name}, which cannot be checked. "
        "Give a number, text, date, list, table or figure."
    )


def plain(value: object) -> Value:
    """Return `value` in plain form, which is the same for ``3`` and ``3.0``, or a category and its text.

    Raises `Unreadable` when it is, or contains, something of another class, or is too large or too deep.
    """
    try:
        return Reader().read(value)
    except Unreadable:
        raise
    except (Exception, SystemExit):  # An odd value may fail in any way while it is read.
        raise unreadable(value) from None


def submit(answer: object) -> dict:
    """Return an answer as JSON: ``{"value": …}``, or why it cannot be read, ``{"unreadable": …}``."""
    try:
        return {"value": to_json(plain(answer))}
    except Unreadable as reason:
        return {"unreadable": str(reason)}


class Reader:
    """Reads one answer, and keeps count of how deep and how large it is."""

    def __init__(self) -> None:
        self._depth = self._leaves = 0

    def read(self, value: object) -> Value:
        """Return `value` in plain form."""
        # Only the real type counts: isinstance would believe a false __class__.
        cls = type(value)
        for base, exactly in _BARE.items():
            if issubclass(cls, base):
                return python_column([exactly(value)]).at(0)
        pandas = sys.modules.get("pandas")
        if value is None or value is ... or (pandas and (value is pandas.NaT or value is pandas.NA)):
            return Single("unanswered" if value is ... else "missing")
        if cls is Decimal or cls is Fraction:
            return self.read(float(value))
        if issubclass(cls, (datetime.date, datetime.timedelta)):
            return time(value)
        for base, kind in _COLLECTIONS.items():
            if issubclass(cls, base):
                items = self.cells([*base.__iter__(value)])
                # Sorted, because the order of a set differs from run to run.
                return Collection(kind, Column.of(sorted(items, key=repr)) if kind == "set" else items)
        if issubclass(cls, dict):
            keys, items = zip(*dict.items(value), strict=True) if dict.__len__(value) else ((), ())
            index = Index(Column("missing", [None]), [self.cells([*keys])])
            return Collection("dict", self.cells([*items]), index)
        if cls in _LAZY:
            items = [*islice(value, _MAX_LEAVES + 1)]
            return Collection("range" if cls is range else "list", self.cells(items))
        # plotly is slow to import, and without it there is no figure.
        plotly = sys.modules.get("plotly.graph_objs")
        if plotly and issubclass(cls, plotly.Figure):
            from newscase.checking.serialize.figure import read_figure

            return read_figure(value.to_dict(), self.read)
        try:
            from newscase.checking.serialize.arrays import array
        except ImportError:  # in a browser, where nothing of numpy and pandas is there to be read
            raise unreadable(value) from None
        return array(value, self)

    def count(self, size: int) -> None:
        """Count values that are read; raise `Unreadable` when they are too many."""
        self._leaves += size
        if self._leaves > _MAX_LEAVES:
            raise Unreadable(_TOO_LARGE)

    def cells(self, cells: list) -> Column:
        """Return a column of single objects."""
        self.count(len(cells))
        if (column := python_column(cells)) is not None:
            return column
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Unreadable(_TOO_DEEP)
        column = Column.of(map(self.read, cells))
        self._depth -= 1
        return column


def python_column(items: list) -> Column | None:
    """Return numbers, texts or truths of Python's own classes, and None, as a column; else None.

    Raises `Unreadable` when it holds a number of more than 1,000 bits.
    """
    # By identity: the metaclass of an unknown class may lie in __eq__ and __hash__.
    classes = {*map(_id, map(type, items))} - {_id(types.NoneType)}
    if classes <= {_id(int), _id(float)}:
        if max(map(int.bit_length, [item for item in items if type(item) is int]), default=0) > MAX_BITS:
            raise Unreadable("The answer is, or contains, a number that is too large to check.")
        return Column.bare("number", [number(item) if type(item) is float else item for item in items])
    if classes == {_id(str)}:
        try:
            "".join(filter(None, items)).encode()
        except UnicodeEncodeError:
            # A lone surrogate, which no file can hold, becomes "?".
            items = [item and item.encode("utf-8", "replace").decode() for item in items]
        return Column.bare("text", items)
    return Column.bare("truth", items) if classes == {_id(bool)} else None


def number(value: float) -> int | float | None:
    """Return a number as it is written, a whole one as an int, so that 3.0 and 3 are one; NaN is None."""
    if math.isnan(value):
        return None
    # Two processors may differ in the last of 16 digits.
    value = float(f"{value:.12g}")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
