"""A submission: what the steps after `collect` know of a notebook that was handed in."""

from dataclasses import dataclass, field
from pathlib import Path

from newscase.grade.marked import Marked


@dataclass(frozen=True)
class Submission:
    """A notebook to mark, or the sentence that says why there is none.

    Attributes
    ----------
    student : str
    session : str or None
        None where the file does not say to which session it belongs.
    file : str
        The name under which it was handed in.
    path : Path or None
        The copy in the scratch folder; None where there is a problem.
    sha256 : str
    problem : str or None
        Why it cannot be marked.
    notes : tuple of str
    ids : dict
        The numbers under which Canvas and Moodle know it.
    """

    student: str
    session: str | None
    file: str
    path: Path | None
    sha256: str = ""
    problem: str | None = None
    notes: tuple[str, ...] = ()
    ids: dict[str, str] = field(default_factory=dict)

    def marked(self, *, session: str | None = None, problem: str | None = None, **found) -> Marked:
        """Return the submission with what marking it has found, or with why it could not be marked."""
        notes = (*self.notes, *found.pop("notes", ()))
        return Marked(
            self.student, session or self.session, self.file, self.sha256, problem or self.problem, notes,
            ids=self.ids, **found,
        )  # fmt: skip
