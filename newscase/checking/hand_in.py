"""Put an answer into the form in which it is judged."""

from newscase.checking.serialize.json_form import to_json
from newscase.checking.serialize.read import Unreadable, plain


def submit(answer: object) -> dict:
    """Return an answer as JSON: ``{"value": …}``, or why it cannot be read, ``{"unreadable": …}``."""
    try:
        return {"value": to_json(plain(answer))}
    except Unreadable as reason:
        return {"unreadable": str(reason)}
