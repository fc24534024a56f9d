"""Refuse a value that cannot be checked, in a sentence that says what to give instead."""

import types

import numpy as np
import pandas as pd


class Unreadable(Exception):
    """A value that cannot be checked.

    Its text names what the answer is and what to give instead.

    Attributes
    ----------
    type_name : str
        The real type of the value.
    """

    def __init__(self, type_name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.type_name = type_name


_ADVICE = (
    (
        (
            types.FunctionType,
            types.BuiltinFunctionType,
            types.MethodType,
            types.MethodWrapperType,
            types.MethodDescriptorType,
            np.ufunc,
        ),
        "The answer is a function: add brackets () after its name.",
    ),
    (
        (type,),
        "The answer is the name of a type, not a value. Give the value itself.",
    ),
    (
        (types.ModuleType,),
        "The answer is a module, not a value. Give the value itself.",
    ),
    (
        (types.GeneratorType, map, filter, zip, enumerate, reversed),
        "The answer gives its values one at a time. Put list(…) around it.",
    ),
    (
        (
            pd.api.typing.DataFrameGroupBy,
            pd.api.typing.SeriesGroupBy,
            pd.api.typing.Resampler,
            pd.api.typing.Rolling,
            pd.api.typing.Expanding,
        ),
        "The answer is grouped, but nothing is computed yet. Add a step such as .size() or .sum().",
    ),
    (
        (pd.DataFrame,),
        "The answer is a special kind of table. Put pd.DataFrame(…) around it.",
    ),
    (
        (pd.Series,),
        "The answer is a special kind of Series. Put pd.Series(…) around it.",
    ),
    (
        (np.ndarray,),
        "The answer is a special kind of array. Put np.array(…) around it.",
    ),
)


def type_name(value: object) -> str:
    """Return the name of the real type of a value."""
    # A metaclass may lie about __name__; the slot of `type` does not.
    return str.__str__(type.__dict__["__name__"].__get__(type(value)))[:60]


def unreadable(value: object) -> Unreadable:
    """Return the exception for a value of a kind that is not read."""
    cls = type(value)
    name = type_name(value)
    for classes, sentence in _ADVICE:
        if issubclass(cls, classes):
            return Unreadable(name, sentence)
    return Unreadable(
        name,
        f"The answer is, or contains, a value of type {name}, which cannot be checked. "
        "Give a number, text, date, list, table or figure.",
    )
