"""Write ``solutions/hints.md``: every question that checks itself, with its slips and their hints."""

from pathlib import Path

from jinja2 import Environment, StrictUndefined

from newscase.checking.answer_key import Session, Slip
from newscase.checking.serialize.values import Sequence, Series, Single
from newscase.checking.wording.value_words import show

FILE = Path("solutions", "hints.md")

_TEMPLATE = Path(__file__).with_name("hints_template.md")
_MOST_SHOWN = 6


def hints(sessions: dict[str, Session]) -> bytes:
    """Return the page for the teacher."""
    markdown = Environment(undefined=StrictUndefined, trim_blocks=True)
    markdown.filters |= {"cell": _cell, "short": _short}
    page = markdown.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(sessions=sessions)
    return f"{page.rstrip()}\n".encode()


def _cell(text: str) -> str:
    """Return a text as a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def _short(slip: Slip) -> str:
    """Name a wrong value where it is short; a table or a chart speaks through its hint."""
    value = slip.value
    is_list = type(value) in (Sequence, Series) and value.values.kind in ("number", "text")
    if is_list and len(value.values) <= _MOST_SHOWN:
        items = ("None" if item.value is None else show(item) for item in value.values)
        shown = f"`{_cell(', '.join(items))}`"
    else:
        shown = (
            f"`{_cell(show(value))}`" if type(value) is Single and value.value is not None else show(value)
        )
    return f"{slip.part}: {shown}" if slip.part else shown
