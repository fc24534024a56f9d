"""Hand an answer out of the student's process, in the form in which it is judged."""

from newscase.checking.serialize.json_form import to_json

MIME = "application/vnd.newscase.answer+json"


def submit(answer: object) -> dict:
    """Return an answer as JSON: ``{"value": …}``, or why it has no plain value, ``{"unreadable": sentence}``."""
    # Here, because the process that judges needs no pandas.
    from newscase.checking.serialize.read import Unreadable, plain

    try:
        return {"value": to_json(plain(answer))}
    except Unreadable as reason:
        return {"unreadable": str(reason)}


class HandedIn:
    """An answer on its way out of the student's kernel: what is shown of it is what `submit` returns."""

    def __init__(self, answer: object):
        self._submitted = submit(answer)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        return {MIME: self._submitted}

    def __repr__(self) -> str:
        return "the answer"


def source(expression: str) -> str:
    """Return the code whose value, shown by a kernel, hands in the value of `expression`.

    It names the class by itself, so that a student's own ``check`` or ``newscase`` changes nothing.
    """
    return f'__import__("newscase.checking.hand_in", fromlist=["HandedIn"]).HandedIn({expression})'
