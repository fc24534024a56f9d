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
    copy, sha256, modified
        Its copy in the scratch folder, its digest, and when it was changed, in seconds since 1970.
    problem, note : str or None
        Why it cannot be marked; why it was left out.
    rest, late, ids, upload
        What a learning platform's name says: the file's own name, whether it is late, the numbers for an
        export to the platform, and that of the upload, which grows with time.
    identity, assignment
        The platform's number of the student, and the place of the download where it holds for that only.
    """

    parts: tuple[str, ...]
    containers: tuple[int, ...] = ()
    copy: Path | None = None
    sha256: str = ""
    modified: float = 0.0
    problem: str | None = None
    note: str | None = None
    student: str = ""
    session: str | None = None
    rest: str = ""
    late: bool = False
    ids: dict[str, str] = field(default_factory=dict)
    upload: int = 0
    identity: str = ""
    assignment: str = ""

    @property
    def name(self) -> str:
        """The file's own name, without what a platform put before it."""
        return self.rest or (self.parts[-1] if self.parts else "")
