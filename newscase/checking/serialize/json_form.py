"""Write plain values as JSON, and read them back from whoever sent them.

A value is an object of its fields; those that have their default are left out.  Reading validates, so
that a forged or damaged message costs its own question only.
"""

import math
from collections.abc import Callable
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields

from newscase.checking.serialize.values import (
    KINDS,
    MAX_BITS,
    SEQUENCE_KINDS,
    Axis,
    Column,
    Figure,
    Index,
    Interval,
    Mapping,
    Sequence,
    Series,
    Single,
    Table,
    Trace,
    Value,
)

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "truth": (bool,),
    "number": (int, float),
    "text": (str,),
    "time": (int,),
    "moment": (int,),
    "duration": (int,),
    "period": (str,),
}
_INFINITIES = {"inf": math.inf, "-inf": -math.inf}
_DEEPEST = 30  # levels of a message; an answer has at most 20


class Malformed(ValueError):
    """A JSON value that is no plain value; the text says where."""


def to_json(part: object) -> object:
    """Return a plain value, or a part of one, as JSON can hold it.

    A dataclass is an object of its fields, without those that have their default.
    """
    if type(part) is Column and part.kind == "number" and (math.inf in part.items or -math.inf in part.items):
        return {"kind": "number", "items": [to_json(item) for item in part.items]}
    if type(part) is Column and part.kind != "mixed":
        return {"kind": part.kind, "items": part.items} | ({"zone": part.zone} if part.zone else {})
    if type(part) in _CLASSES or type(part) is Column:
        kind = {"kind": part.kind} if hasattr(part, "kind") else {}
        own = [member for member in fields(part) if member.init]
        members = {member.name: (getattr(part, member.name), member.default) for member in own}
        return kind | {name: to_json(own) for name, (own, default) in members.items() if own != default}
    if type(part) is dict:
        return {name: to_json(own) for name, own in part.items()}
    if type(part) in (list, tuple):
        return [to_json(own) for own in part]
    return str(part) if type(part) is float and math.isinf(part) else part


def from_json(content: object) -> Value:
    """Read what `to_json` returned for a value, from whoever sent it.

    Raises
    ------
    Malformed
        When it is anything else: an unknown key, a value of another type, columns of unequal length,
        a number that is infinite or not one, a zone where there is no moment, more than 30 levels.
    """
    return _value(content, 0)


def _value(content: object, depth: int) -> Value:
    kind = content.get("kind") if type(content) is dict else None
    if type(kind) is not str or kind not in _KIND_CLASSES:
        raise Malformed("a value has no kind, or one that does not exist")
    return _part(_KIND_CLASSES[kind])(content, depth)


def _part(cls: type) -> Callable:
    """Return the reader of a dataclass."""

    def read(content: object, depth: int) -> object:
        readers = _MEMBERS[cls]
        required = {member.name for member in fields(cls) if member.default is NO_DEFAULT}
        if depth > _DEEPEST:
            raise Malformed("a value has too many levels")
        if type(content) is not dict or not required <= content.keys() <= {"kind", *readers}:
            raise Malformed(f"{cls.__name__}: other members than {', '.join(readers)}")
        part = cls(
            **{name: readers[name](own, depth + 1) for name, own in content.items() if name in readers}
        )
        if type(part) is Single and part.value is not None:
            part = Single(part.kind, _items(part.kind, [part.value])[0], part.zone)
        if not _fits(part):
            raise Malformed(f"{cls.__name__}: members that do not fit each other")
        return part

    return read


def _fits(part: object) -> bool:
    """Say whether columns that lie side by side are of equal length."""
    match part:
        case Single():
            valued = part.kind not in ("missing", "unanswered")
            return (part.value is not None) == valued and (part.zone != "") == (part.kind == "moment")
        case Interval():
            return type(part.left) is Single and type(part.right) is Single
        case Mapping():
            return len(part.keys) == len(part.values)
        case Index():
            return len(part.names) == len(part.levels) > 0 and len({*map(len, part.levels)}) == 1
        case Series() | Table():
            columns = [part.values] if type(part) is Series else part.data
            levels = part.index.levels if part.index else []
            labelled = type(part) is Series or len(part.columns) == len(columns)
            return labelled and len({*map(len, [*columns, *levels])}) <= 1
        case Axis():
            return len(part.ends) == 2
    return True


def _text(content: object, _depth: int) -> str:
    if type(content) is not str:
        raise Malformed("a text is something else")
    return _items("text", [content])[0]


def _flag(content: object, _depth: int) -> bool:
    return _items("truth", [content])[0] is True


def _list_of(reader: Callable) -> Callable:
    return lambda content, depth: [reader(item, depth) for item in _container(content, list)]


def _dict_of(reader: Callable) -> Callable:
    return lambda content, depth: {
        _text(name, depth): reader(item, depth) for name, item in _container(content, dict).items()
    }


def _container(content: object, cls: type) -> list | dict:
    if type(content) is not cls:
        raise Malformed(f"a {cls.__name__} is something else")
    return content


def _column(content: object, depth: int) -> Column:
    if type(content) is not dict or not {"kind", "items"} <= content.keys() <= {"kind", "items", "zone"}:
        raise Malformed("a column has other members than kind, items and zone")
    kind, items, zone = content["kind"], content["items"], _text(content.get("zone", ""), depth)
    if type(items) is not list or type(kind) is not str or (zone != "") != (kind == "moment"):
        raise Malformed("a column has no items, no kind, or a zone that it cannot have")
    if kind == "mixed":
        return Column(kind, [_value(item, depth + 1) for item in items])
    if kind not in _PYTHON_TYPES and (kind != "missing" or items.count(None) != len(items)):
        raise Malformed(f"{kind!r} is no kind of column, or not the kind of its items")
    return Column(kind, _items(kind, items), zone)


def _items(kind: str, items: list) -> list:
    """Return bare values of one kind (None: missing); infinities are written as text."""
    types = {*map(type, items)} - {type(None)}
    if kind == "number" and str in types:
        if not {item for item in items if type(item) is str} <= _INFINITIES.keys():
            raise Malformed("a number is text")
        finite = _items(kind, [None if type(item) is str else item for item in items])
        return [_INFINITIES.get(old, new) for old, new in zip(items, finite, strict=True)]
    if not types <= {*_PYTHON_TYPES.get(kind, ())}:
        raise Malformed(f"an item is no {kind}")
    if float in types and not all(math.isfinite(item) for item in items if item is not None):
        raise Malformed("a number is infinite, or is not a number")
    if int in types and any(type(item) is int and item.bit_length() > MAX_BITS for item in items):
        raise Malformed("a whole number is too large")
    if str in types:
        try:
            "".join(filter(None, items)).encode()
        except UnicodeEncodeError:
            raise Malformed("a text has a lone surrogate") from None
    return items


# How a field is read, by its type as it stands above.
_READERS = {
    "Value": _value,
    "Single": _value,
    "bool | int | float | str | None": lambda content, _depth: content,
    "str": _text,
    "bool": _flag,
    "tuple[Value, Value]": lambda content, depth: tuple(_list_of(_value)(content, depth)),
    "Column": _column,
    "Column | None": _column,
    "Index | None": lambda content, depth: None if content is None else _part(Index)(content, depth),
    "list[Column]": _list_of(_column),
    "list[Trace]": _list_of(_part(Trace)),
    "dict[str, Value]": _dict_of(_value),
    "dict[str, Axis]": _dict_of(_part(Axis)),
}
_CLASSES = (Single, Interval, Sequence, Mapping, Index, Series, Table, Trace, Axis, Figure)
_MEMBERS = {cls: {member.name: _READERS[member.type] for member in fields(cls)} for cls in _CLASSES}
_KIND_CLASSES = dict.fromkeys(KINDS, Single) | dict.fromkeys(SEQUENCE_KINDS, Sequence)
_KIND_CLASSES |= {cls.kind: cls for cls in (Interval, Mapping, Series, Table, Figure)}
