"""Write ``solutions/hints.md``: every question that checks itself, with its slips and their hints."""

from pathlib import Path

from newscase.checking.answer_key import Session, Slip
from newscase.checking.serialize.values import Sequence, Series, Single
from newscase.checking.wording.value_words import show

FILE = Path("solutions", "hints.md")

_MOST_SHOWN = 6

_HEAD = """# What the checks say

Every question that checks itself, what a right answer teaches, and the mistakes that its check knows.
This page is made from the solutions by `newscase build`.
"""


def hints(sessions: dict[str, Session]) -> bytes:
    """Return the page for the teacher."""
    parts = [_HEAD]
    for stem, session in sorted(sessions.items()):
        parts.append(f"## {stem}\n")
        for number, question in session.questions.items():
            parts.append(f"### {number}\n\n**Correct.** {question.finding}\n")
            parts.append("| wrong answer | what the student reads |\n|---|---|")
            # One mistake may come in several forms, such as rounded and not.
            values: dict[str, list[str]] = {}
            for slip in question.slips:
                values.setdefault(slip.hint, []).append(_short(slip))
            parts += [
                f"| {', '.join(dict.fromkeys(short))} | {_cell(hint)} |" for hint, short in values.items()
            ]
            parts.append("")
    return "\n".join(parts).encode()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _short(slip: Slip) -> str:
    """Name a wrong value where it is short; a table or a chart speaks through its hint."""
    value = slip.value
    if type(value) in (Sequence, Series) and value.values.kind in ("number", "text"):
        if len(value.values) <= _MOST_SHOWN:
            return "`" + ", ".join(_cell(_digits(item)) for item in value.values.items) + "`"
        return show(value)
    shown = show(value)
    if type(value) is Single and value.value is not None:
        shown = f"`{_cell(_digits(value.value) if value.kind == 'number' else shown)}`"
    return f"{slip.part}: {shown}" if slip.part else shown


def _digits(item: object) -> str:
    return f"{item:.6g}" if isinstance(item, float) else str(item)
