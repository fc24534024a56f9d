"""A file among the submissions, as far as it is known; the steps of `collect` fill it in."""

from dataclasses import dataclass, field
from pathlib import Path

NOBODY = "(no name)"


@dataclass
class Found:
    """A file as it lies there: its place, its copy, whose it is, and what is odd about it."""

    parts: tuple[str, ...]  # its path below what the teacher named, through folders and zips
    containers: tuple[int, ...] = ()  # the positions in `parts` that are zips
    copy: Path | None = None  # in the scratch folder
    sha256: str = ""
    modified: float = 0.0  # seconds since 1970
    problem: str | None = None  # why it cannot be marked
    note: str | None = None  # why it was left out
    student: str = ""
    called: str = ""  # the student's name as it lies there, with what cannot be seen
    session: str | None = None

    # What the name says that a learning platform gave it.
    rest: str = ""  # the file's own name
    late: bool = False
    ids: dict[str, str] = field(default_factory=dict)  # the numbers for an export to the platform
    upload: int = 0  # the number of the upload, which grows with time
    identity: str = ""  # the number of the student,
    assignment: str = ""  # and the place of the download where it holds for that only

    @property
    def name(self) -> str:
        """The file's own name, without what a platform put before it."""
        return self.rest or (self.parts[-1] if self.parts else "")
