"""The result of one question, from the check to the gradebook: one calm sentence and what it rests on."""

from dataclasses import dataclass
from enum import StrEnum
from html import escape


class Status(StrEnum):
    """How a question stands; the value is what people read."""

    CORRECT = "Correct"
    NOT_YET = "Not yet"
    NOT_ANSWERED = "Not answered yet"
    NOT_CHECKED = "Not checked"  # the check itself could not run
    WRITTEN = "For your teacher"  # a written question, which no check judges


# JupyterLab's variables follow its light and dark themes; the second value is for a page without them.
_QUIET = "var(--jp-border-color1, #767676)"
_BORDER = {
    Status.CORRECT: "var(--jp-success-color1, #2e7d32)",
    Status.NOT_YET: "var(--jp-warn-color1, #b35c00)",
}


@dataclass(frozen=True)
class Result:
    """The result of one question."""

    question: str  # its number, such as "5.3"
    status: Status
    sentence: str  # what the student reads
    slip: int | None = None  # which of the question's recorded slips the answer is, counted from 0
    error: bool = False  # the answer is not there because a cell stopped, ran too long, or is gone
    code: str = ""  # the student's own code for this question; empty where it is not known

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return self.status is Status.CORRECT

    def __repr__(self) -> str:
        return f"{self.question} · {self.status}. {self.sentence}"

    def _repr_html_(self) -> str:
        return (
            f'<div role="status" style="border-left: 4px solid {_BORDER.get(self.status, _QUIET)}; '
            'padding: 0.4em 0.8em; color: var(--jp-ui-font-color1, inherit)">'
            f"<strong>{escape(self.question)} · {self.status}.</strong> {escape(self.sentence)}</div>"
        )

    def output(self) -> dict:
        """Return the result as the output of a notebook cell (nbformat 4, without its count)."""
        return {
            "output_type": "execute_result",
            "metadata": {},
            "data": {"text/plain": repr(self), "text/html": self._repr_html_()},
        }
