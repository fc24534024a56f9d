"""Write plain values, and the records made of them, as JSON, and read them back from whoever sent them.

A dataclass is an object of its fields; those that have their default are left out.  Reading validates
against the types of the fields, so that a forged or damaged message costs its own question only.
"""

import math
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

from newscase.checking.serialize import values
from newscase.checking.serialize.values import Column, Index, Mapping, Series, Single, Table, Value

_PYTHON_TYPES = {"truth": {bool}, "number": {int, float}, "missing": set(), "unanswered": set()}
_PYTHON_TYPES |= {kind: {int} for kind in ("time", "moment", "duration")}
_PYTHON_TYPES |= {kind: {str} for kind in ("text", "period", "interval")}
_CLASSES = dict.fromkeys(values.KINDS, Single) | dict.fromkeys(values.SEQUENCE_KINDS, values.Sequence)
_CLASSES |= {cls.kind: cls for cls in (Mapping, Series, Table, values.Figure)}
_INFINITIES = {"inf": math.inf, "-inf": -math.inf}
_DEEPEST = 60  # levels of a message; each of the at most 20 of an answer takes two


class Malformed(ValueError):
    """A JSON value that is no plain value; the text says why."""


def to_json(part: object) -> object:
    """Return a plain value, or another dataclass of such and of bare ones, as JSON can hold it."""
    if type(part) is Column and part.kind != "mixed" and not {math.inf, -math.inf} & {*part.items}:
        return {"kind": part.kind, "items": part.items} | ({"zone": part.zone} if part.zone else {})
    if is_dataclass(part):
        kind = {"kind": part.kind} if hasattr(part, "kind") else {}
        members = {
            field.name: (getattr(part, field.name), field.default) for field in fields(part) if field.init
        }
        return kind | {name: to_json(own) for name, (own, default) in members.items() if own != default}
    if type(part) is dict:
        return {name: to_json(own) for name, own in part.items()}
    if type(part) in (list, tuple):
        return [to_json(own) for own in part]
    return str(part) if type(part) is float and math.isinf(part) else part


def from_json(content: object, hint: object = Value) -> object:
    """Read what `to_json` returned for a value, from whoever sent it; or for another dataclass, the `hint`.

    Raises
    ------
    Malformed
        When it is anything else.
    """
    return _read(hint, content, 0)


def _read(hint: object, content: object, depth: int) -> object:
    """Return what a field of the type `hint` holds."""
    if depth > _DEEPEST:
        raise Malformed("a value has too many levels")
    origin, kinds = get_origin(hint), get_args(hint)
    if origin is UnionType and NoneType in kinds:
        return None if content is None else _read(kinds[0], content, depth)
    if origin is UnionType:
        kind = content.get("kind") if type(content) is dict else None
        if type(kind) is not str or kind not in _CLASSES:
            raise Malformed("a value has no kind, or one that does not exist")
        hint = _CLASSES[kind]
    if hint is Column:
        return _column(content, depth)
    if is_dataclass(hint):
        return _part(hint, content, depth)
    if hint in (str, bool, int):
        return _items({hint}, [content])[0]
    if type(content) is not (dict if origin is dict else list):
        raise Malformed("a list or an object is something else")
    if origin is dict:
        return {_read(str, name, depth): _read(kinds[1], item, depth + 1) for name, item in content.items()}
    if origin is list or kinds[1] is ...:
        kinds = (kinds[0],) * len(content)
    if len(content) != len(kinds):
        raise Malformed(f"a list has other than {len(kinds)} items")
    return origin(_read(kind, item, depth + 1) for kind, item in zip(kinds, content, strict=True))


@cache
def _hints(cls: type) -> tuple[dict[str, object], set[str]]:
    """Return the types of the fields of a dataclass, and which of them must be there."""
    hints, members = get_type_hints(cls), [member for member in fields(cls) if member.init]
    required = {member.name for member in members if member.default is NO_DEFAULT}
    return {member.name: hints[member.name] for member in members}, required


def _part(cls: type, content: object, depth: int) -> object:
    hints, required = _hints(cls)
    _check_members(content, required, {"kind", *hints})
    if cls is Single:
        kind, zone, valued = content["kind"], _zone(content, depth), "value" in content
        if valued != (kind not in ("missing", "unanswered")):
            raise Malformed(f"{kind} has no value, or one that it cannot have")
        return Single(kind, _items(_PYTHON_TYPES[kind], [content["value"]])[0] if valued else None, zone)
    part = cls(**{name: _read(hints[name], own, depth + 1) for name, own in content.items() if name in hints})
    if not _fits(part):
        raise Malformed(f"{cls.__name__}: columns of unequal length")
    return part


def _check_members(content: object, required: set[str], possible: set[str]) -> None:
    if type(content) is not dict or not required <= content.keys() <= possible:
        raise Malformed(f"an object has other members than {', '.join(sorted(possible))}")


def _fits(part: object) -> bool:
    """Say whether columns that lie side by side are of equal length."""
    match part:
        case Mapping():
            return len(part.keys) == len(part.values)
        case Index():
            return len(part.names) == len(part.levels) > 0 and len({*map(len, part.levels)}) == 1
        case Series() | Table():
            columns = [part.values] if type(part) is Series else part.data
            levels = part.index.levels if part.index else []
            labelled = type(part) is Series or len(part.columns) == len(columns)
            return labelled and len({*map(len, [*columns, *levels])}) <= 1
    return True


def _column(content: object, depth: int) -> Column:
    _check_members(content, {"kind", "items"}, {"kind", "items", "zone"})
    kind, zone = _read(str, content["kind"], depth), _zone(content, depth)
    if kind == "mixed":
        return Column(kind, _read(list[Value], content["items"], depth))
    if type(content["items"]) is not list or kind not in _PYTHON_TYPES:
        raise Malformed("a column has no items, or no kind")
    return Column(kind, _items({NoneType, *_PYTHON_TYPES[kind]}, content["items"]), zone)


def _zone(content: dict, depth: int) -> str:
    zone = _read(str, content.get("zone", ""), depth)
    if (zone != "") != (content["kind"] == "moment"):
        raise Malformed("a moment has no zone, or something else has one")
    return zone


def _items(types: set[type], items: list) -> list:
    """Return bare values of some types; infinities are written as text."""
    found = {*map(type, items)}
    if float in types and str in found:
        finite = [item for item in items if type(item) is not str]
        if len(finite) + sum(map(items.count, _INFINITIES)) < len(items):
            raise Malformed("text stands among numbers")
        _items(types, finite)
        return [_INFINITIES[item] if type(item) is str else item for item in items]
    if not found <= types:
        raise Malformed("an item is of another type")
    if float in found and not all(math.isfinite(item) for item in items if item is not None):
        raise Malformed("a number is infinite, or is not a number")
    whole = [item for item in items if type(item) is int] if int in found else [0]
    if max(max(whole), -min(whole)).bit_length() > values.MAX_BITS:
        raise Malformed("a whole number is too large")
    if str in found:
        try:
            "".join(filter(None, items)).encode()
        except UnicodeEncodeError:
            raise Malformed("a text has a lone surrogate") from None
    return items
