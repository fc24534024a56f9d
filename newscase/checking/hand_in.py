"""Put an answer into the form in which it is judged, and hand it out of the student's kernel."""

from newscase.checking.serialize.read import Unreadable, plain
from newscase.checking.submission import MIME


def submit(answer: object) -> dict:
    """Return an answer in the form in which it is judged: its plain value, or why it has none.

    The form is JSON, so that an answer can be judged in another process than the student's.
    """
    try:
        return {"value": plain(answer)}
    except Unreadable as reason:
        return {"unreadable": str(reason)}


class HandedIn:
    """An answer on its way out of the student's kernel: what is shown of it is what `submit` returns."""

    def __init__(self, answer: object):
        self._submitted = submit(answer)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {MIME: self._submitted}

    def __repr__(self) -> str:
        return "the answer"
