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
    platform, identity
        The learning platform that named it, if one did, and what tells two students of one name apart.
    rest, late, ids, upload
        What the platform's name says besides: the file's own name, whether it is late, the numbers for an
        export to the platform, and that of the upload, which grows with time.
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
