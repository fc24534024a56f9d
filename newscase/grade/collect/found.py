"""A file among the submissions, as far as it is known; the steps of `collect` fill it in."""

from dataclasses import dataclass, field
from pathlib import Path

NOBODY = "(no name)"


@dataclass
class Found:
    """A file as it lies there: its place, its copy, whose it is, and what is odd about it.

    Attributes
    ----------
    parts : tuple of str
        Its path below what the teacher named, through folders and zips.
    containers : tuple of int
        The positions in `parts` that are zips.
    copy : Path or None
        The copy in the scratch folder; None where there is a problem or it is no notebook.
    sha256 : str
    modified : float
        When it was last changed, in seconds since 1970.
    problem, note : str or None
        Why it cannot be marked; why it was left out.
    student : str
    platform : str
        The learning platform that named it; empty where its place says whose it is.
    identity : str
        What tells two students of one name apart: the platform's number, or the name as it stands.
    rest : str
        What the platform's name says besides: usually the file's own name.
    ids : dict
        The numbers under which Canvas and Moodle know it.
    late : bool
    upload : int
        The platform's own number of the upload, which grows with time.
    session : str or None
    """

    parts: tuple[str, ...]
    containers: tuple[int, ...] = ()
    copy: Path | None = None
    sha256: str = ""
    modified: float = 0.0
    problem: str | None = None
    note: str | None = None
    student: str = ""
    platform: str = ""
    identity: str = ""
    rest: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    late: bool = False
    upload: int = 0
    session: str | None = None

    @property
    def name(self) -> str:
        """The file's own name, without what a platform put before it."""
        return self.rest or (self.parts[-1] if self.parts else "")
