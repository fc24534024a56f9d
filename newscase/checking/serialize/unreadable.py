"""Refuse a value that cannot be checked, in a sentence that says what to give instead."""

import datetime
import types

_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)
_FUNCTIONS += (types.MethodWrapperType, types.MethodDescriptorType)
_ITERATORS = (types.GeneratorType, map, filter, zip, enumerate, reversed)
IS_FUNCTION = "The answer is a function: add brackets () after its name."
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
