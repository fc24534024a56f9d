"""Put an answer into the form in which it is judged, and hand it out of the student's kernel."""

from IPython.display import display

from casebook.checking.submission import MIME
from casebook.checking.values import Unreadable, plain


def submit(answer: object) -> dict:
    """Return an answer in the form in which it is judged: its plain value, or why it has none.

    The form is JSON, so that an answer can be judged in another process than the student's.
    """
    try:
        return {"value": plain(answer)}
    except Unreadable as reason:
        return {"unreadable": str(reason)}


def hand_in(answer: object) -> None:
    """Show what `submit` makes of `answer` as an output of the running cell."""
    display({MIME: submit(answer)}, raw=True)
