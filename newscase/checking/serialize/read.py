"""Turn an answer into a plain value that is the same on every computer.

An answer is not trusted: its class may say anything about itself, or raise, or never end.  So a
value is read by its real type, by Python's, numpy's and pandas' own methods, or refused.
"""

import datetime
import sys
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from newscase.checking.serialize import columns
from newscase.checking.serialize.json_form import to_json
from newscase.checking.serialize.unreadable import Unreadable, unreadable
from newscase.checking.serialize.values import Column, Mapping, Sequence, Single, Value

__all__ = ["Unreadable", "plain", "submit"]

_MAX_DEPTH = 20
_MAX_LEAVES = 200_000
_TOO_DEEP = f"The answer has more than {_MAX_DEPTH} levels, or contains itself. Give a simpler one."
_TOO_LARGE = f"The answer has more than {_MAX_LEAVES:,} values. Select what the question asks for."

# What makes a value of Python's own class of one of a subclass.
_BARE = {str: str.__str__, bool: bool, int: int.__int__, float: float.__float__}
_COLLECTIONS = {list: "list", tuple: "tuple", set: "set", frozenset: "set"}
_LAZY = (range, type({}.keys()), type({}.values()), type({}.items()))
_TIMES = (datetime.date, datetime.datetime, datetime.timedelta)


def plain(value: object) -> Value:
    """Return `value` in plain form, which is the same for ``3`` and ``3.0``, or a category and its text.

    Raises `Unreadable` when it is, or contains, something of another class, or is too large or too deep.
    """
    try:
        return _Reader().read(value)
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


class _Reader:
    """Reads one answer, and keeps count of how deep and how large it is."""

    def __init__(self) -> None:
        self._depth = self._leaves = 0

    def read(self, value: object) -> Value:
        """Return `value` in plain form."""
        # Only the real type counts: isinstance would believe a false __class__.
        cls = type(value)
        for base, exactly in _BARE.items():
            if issubclass(cls, base):
                return columns.python_column([exactly(value)]).at(0)
        if value is None or value is ...:
            return Single("missing" if value is None else "unanswered")
        if cls is Decimal or cls is Fraction:
            return self.read(float(value))
        if columns.is_one_of(cls, _TIMES):
            return columns.time(value)
        return self._container(value, cls)

    def _container(self, value: object, cls: type) -> Value:
        for base, kind in _COLLECTIONS.items():
            if issubclass(cls, base):
                items = self.cells([*base.__iter__(value)])
                # Sorted, because the order of a set differs from run to run.
                return Sequence(kind, Column.of(sorted(items, key=repr)) if kind == "set" else items)
        if issubclass(cls, dict):
            keys, items = zip(*dict.items(value), strict=True) if dict.__len__(value) else ((), ())
            return Mapping(self.cells([*keys]), self.cells([*items]))
        if columns.is_one_of(cls, _LAZY):
            items = [*islice(value, _MAX_LEAVES + 1)]
            return Sequence("range" if cls is range else "list", self.cells(items))
        # plotly is slow to import, and without it there is no figure.
        plotly = sys.modules.get("plotly.graph_objs")
        if plotly is not None and cls is plotly.Figure:
            from newscase.checking.serialize.figure import read_figure

            return read_figure(value.to_dict(), self.read)
        try:
            from newscase.checking.serialize.arrays import Arrays
        except ImportError:  # in a browser, where nothing of numpy and pandas is there to be read
            raise unreadable(value) from None
        return Arrays(self).read(value)

    def count(self, size: int) -> None:
        """Count values that are read; raise `Unreadable` when they are too many."""
        self._leaves += size
        if self._leaves > _MAX_LEAVES:
            raise Unreadable(_TOO_LARGE)

    def cells(self, cells: list) -> Column:
        """Return a column of single objects."""
        self.count(len(cells))
        if (column := columns.python_column(cells)) is not None:
            return column
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Unreadable(_TOO_DEEP)
        column = Column.of(map(self.read, cells))
        self._depth -= 1
        return column
