"""Write ``solutions/hints.md``: every question that checks itself, with its slips and their hints."""

from pathlib import Path

from casebook.checking.answers import Session

FILE = Path("solutions", "hints.md")

_HEAD = """# What the checks say

Every question that checks itself, what a right answer teaches, and the mistakes that its check knows.
This page is made from the solutions by `casebook build`.
"""


def hints(sessions: dict[str, Session]) -> bytes:
    """Return the page for the teacher."""
    parts = [_HEAD]
    for stem, session in sorted(sessions.items()):
        parts.append(f"## {stem}\n")
        for number, question in session.questions.items():
            parts.append(f"### {number}\n\n**Correct.** {question.finding}\n")
            parts.append("| mistake | what the student reads |\n|---|---|")
            parts += [f"| {_short(slip.value)} | {_cell(slip.hint)} |" for slip in question.slips]
            parts.append("")
    return "\n".join(parts).encode()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _short(value: object) -> str:
    """Name a wrong value where it is short; a table or a figure speaks through its hint."""
    if isinstance(value, dict) and isinstance(value.get("v"), (int, float, str)):
        return f"`{_cell(str(value['v']))}`"
    return "(a table, list or figure)"
