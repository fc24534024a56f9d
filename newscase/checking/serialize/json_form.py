"""Write plain values, and the records made of them, as JSON, and read them back from whoever sent them.

A dataclass is an object of its kind and of its fields; those that have their default are left out.
Reading validates against the types of the fields, so a damaged message costs its own question only.
"""

import math
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

from newscase.checking.serialize import values
from newscase.checking.serialize.values import Bare, Collection, Column, Figure, Index, Single, Table, Value

_CLASSES = dict.fromkeys(values.KINDS, Single) | dict.fromkeys(values.COLLECTION_KINDS, Collection)
_CLASSES |= {cls.kind: cls for cls in (Table, Figure)}
_DEEPEST = 80  # levels of a message; each of the at most 20 of an answer takes three


class Malformed(ValueError):
    """A JSON value that is no plain value; the text says why."""


def to_json(part: object) -> object:
    """Return a plain value, or another dataclass of such and of bare ones, as JSON can hold it."""
    if type(part) is Column and part.kind != "mixed":
        return {"kind": part.kind, "items": part.items} | ({"zone": part.zone} if part.zone else {})
    if is_dataclass(part):
        kind = {"kind": part.kind} if hasattr(part, "kind") else {}
        members = ((field, getattr(part, field.name)) for field in fields(part) if field.init)
        return kind | {field.name: to_json(own) for field, own in members if own != field.default}
    if type(part) is dict:
        return {name: to_json(own) for name, own in part.items()}
    return [to_json(own) for own in part] if type(part) in (list, tuple) else part


def from_json(content: object, hint: object = Value, depth: int = 0) -> object:
    """Read what `to_json` returned for a value of the type `hint`, from whoever sent it.

    Raises `Malformed` when it is anything else, or has more than 80 levels below `depth` 0.
    """
    if depth > _DEEPEST:
        raise Malformed("a value has too many levels")
    if hint is Value:
        kind = content.get("kind") if type(content) is dict else None
        if type(kind) is not str or kind not in _CLASSES:
            raise Malformed("a value has no kind, or one that does not exist")
        hint = _CLASSES[kind]
    if is_dataclass(hint):
        return _part(hint, content, depth)
    if hint in (Bare, list, dict):  # `_fits` looks at bare values; a notebook is read as it is
        return content
    origin, kinds = get_origin(hint), get_args(hint)
    if origin is UnionType:  # with None
        return None if content is None else from_json(content, kinds[0], depth)
    if origin is None:
        is_enum = issubclass(hint, Enum)
        _check_bare({str if is_enum else hint}, [content])
        if is_enum and content not in {*hint}:
            raise Malformed("a text is none of those that can be there")
        return hint(content)
    if type(content) is not (dict if origin is dict else list):
        raise Malformed("a list or an object is something else")
    if origin is dict:
        members = content.items()
        return {from_json(name, str): from_json(own, kinds[1], depth + 1) for name, own in members}
    if origin is list or kinds[1] is ...:
        kinds = (kinds[0],) * len(content)
    if len(content) != len(kinds):
        raise Malformed(f"a list has other than {len(kinds)} items")
    return origin(from_json(own, kind, depth + 1) for own, kind in zip(content, kinds, strict=True))


@cache
def _hints(cls: type) -> tuple[dict[str, object], set[str]]:
    """Return the types of the fields of a dataclass, and which of them must be there."""
    hints, members = get_type_hints(cls), [member for member in fields(cls) if member.init]
    required = {member.name for member in members if member.default is NO_DEFAULT}
    return {member.name: hints[member.name] for member in members}, required


def _part(cls: type, content: object, depth: int) -> object:
    hints, required = _hints(cls)
    if type(content) is not dict or not required <= content.keys() <= {"kind", *hints}:
        raise Malformed(f"an object has other members than {', '.join(hints)}")
    if cls is Column and content["kind"] == "mixed":
        hints = {**hints, "items": list[Value]}
    members = {name: from_json(content[name], hints[name], depth + 1) for name in hints if name in content}
    part = cls(**members)
    if not _fits(part):
        raise Malformed(f"{cls.__name__}: its members do not fit together")
    return part


def _fits(part: object) -> bool:
    """Say whether the members of a dataclass fit together, such as columns that are of equal length."""
    match part:
        case Single(kind=kind, value=value):
            _check_bare({NoneType, *values.KINDS[kind]}, [value])
            return (value is None) == (not values.KINDS[kind]) and (part.zone != "") == (kind == "moment")
        case Column(kind="mixed"):
            return part.zone == ""
        case Column(kind=kind):
            _check_bare({NoneType, *values.KINDS.get(kind, ())}, part.items)
            return kind in values.KINDS and (part.zone != "") == (kind == "moment")
        case Index():
            return len(part.names) == len(part.levels) > 0 and len({*map(len, part.levels)}) == 1
        case Collection() | Table():
            is_table = type(part) is Table
            columns = part.data if is_table else [part.values]
            rows = {*map(len, [*columns, *(part.index.levels if part.index else [])])}
            labelled = len(part.columns) == len(columns) if is_table else part.index or part.kind != "dict"
            return bool(labelled) and len(rows) <= 1
    return True


def _check_bare(types: set[type], items: object) -> None:
    """Raise `Malformed` unless `items` is a list of bare values of these types, which a file can hold."""
    found = {*map(type, items)} if type(items) is list else {object}
    if not found <= types:
        raise Malformed("an item is of another type")
    if max(map(int.bit_length, [one for one in items if type(one) is int]), default=0) > values.MAX_BITS:
        raise Malformed("a whole number is too large")
    if float in found and any(map(math.isnan, filter(None, items))):
        raise Malformed("a number is no number")
    if str in found:
        try:
            "".join(filter(None, items)).encode()
        except UnicodeEncodeError:
            raise Malformed("a text has a lone surrogate") from None
