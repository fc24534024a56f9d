"""What a check says: one calm sentence, as text and as HTML that follows the theme."""

from dataclasses import dataclass
from html import escape

CORRECT = "Correct"
NOT_YET = "Not yet"
NOT_ANSWERED = "Not answered yet"
NOT_CHECKED = "Not checked"

# JupyterLab's own variables, so that the box follows its light and dark themes; the second value
# is for a page without them.
_BORDER = {
    CORRECT: "var(--jp-success-color1, #2e7d32)",
    NOT_YET: "var(--jp-warn-color1, #b35c00)",
    NOT_ANSWERED: "var(--jp-border-color1, #767676)",
    NOT_CHECKED: "var(--jp-border-color1, #767676)",
}


@dataclass(frozen=True)
class Verdict:
    """The outcome of one question.

    Attributes
    ----------
    question : str
        Its number, such as ``"5.3"``.
    status : str
        ``CORRECT``, ``NOT_YET``, ``NOT_ANSWERED`` or ``NOT_CHECKED`` (the check itself could not run).
    sentence : str
        What the student reads.
    slip : int or None
        Which of the question's known mistakes this is, counted from 0.
    """

    question: str
    status: str
    sentence: str
    slip: int | None = None

    def __repr__(self) -> str:
        return f"{self.question} · {self.status}. {self.sentence}"

    def _repr_html_(self) -> str:
        return (
            f'<div role="status" style="border-left: 4px solid {_BORDER[self.status]}; '
            'padding: 0.4em 0.8em; color: var(--jp-ui-font-color1, inherit)">'
            f"<strong>{escape(self.question)} · {self.status}.</strong> {escape(self.sentence)}</div>"
        )

    def output(self) -> dict:
        """Return the verdict as the output of a notebook cell (nbformat 4, without its count)."""
        return {
            "output_type": "execute_result",
            "metadata": {},
            "data": {"text/plain": repr(self), "text/html": self._repr_html_()},
        }
