"""Refuse a value that cannot be checked, in a sentence that says what to give instead."""

import datetime
import types

import numpy as np
import pandas as pd

_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, np.ufunc)
_FUNCTIONS += (types.MethodWrapperType, types.MethodDescriptorType)
_ITERATORS = (types.GeneratorType, map, filter, zip, enumerate, reversed)
_GROUPS = ("DataFrameGroupBy", "SeriesGroupBy", "Resampler", "Rolling", "Expanding")
_ADVICE = {
    _FUNCTIONS: "The answer is a function: add brackets () after its name.",
    (type, types.ModuleType): "The answer is a type or a module, not a value. Give the value itself.",
    datetime.time: "The answer has a time of day without a date. Give the whole time, with date and zone.",
    _ITERATORS: "The answer gives its values one at a time. Put list(…) around it.",
    tuple(getattr(pd.api.typing, name) for name in _GROUPS): "The answer is grouped, but nothing is computed "
    "yet. Add a step such as .size() or .sum().",
    pd.DataFrame: "The answer is a special kind of table. Put pd.DataFrame(…) around it.",
    pd.Series: "The answer is a special kind of Series. Put pd.Series(…) around it.",
    np.ndarray: "The answer is a special kind of array. Put np.array(…) around it.",
}


class Unreadable(Exception):
    """A value that cannot be checked; the text says what the answer is and what to give instead."""


def unreadable(value: object) -> Unreadable:
    """Return the exception for a value of a kind that is not read."""
    for classes, sentence in _ADVICE.items():
        if issubclass(type(value), classes):
            return Unreadable(sentence)
    # A metaclass may lie about __name__; the slot of `type` does not.
    name = str.__str__(type.__dict__["__name__"].__get__(type(value)))[:60]
    return Unreadable(
        f"The answer is, or contains, a value of type {name}, which cannot be checked. "
        "Give a number, text, date, list, table or figure."
    )
