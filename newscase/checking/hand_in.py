"""Put an answer into the form in which it is judged, and hand it out of the student's process."""

from newscase.checking.serialize.json_form import to_json
from newscase.checking.serialize.read import Unreadable, plain
from newscase.checking.submission import MIME


def submit(answer: object) -> dict:
    """Return an answer as JSON: ``{"value": …}``, or why it cannot be read, ``{"unreadable": …}``."""
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
