"""Read folders and zips within limits, and copy the notebooks in them to the scratch folder.

Nothing that was handed in is changed, nothing is unpacked under a name that it brings along, and every
limit is kept while reading, whatever a zip says about itself.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO

import charset_normalizer

from newscase.course import CourseError
from newscase.grade import names
from newscase.grade.results_folder import MANIFEST

# How much is read before it counts as a mistake or an attack, in bytes and numbers of files.  A zip that lies
# in another one is usually one student's: it has an allowance of its own, so that one who packs a bomb uses
# up nobody else's.
NOTEBOOK = 100_000_000  # as handed in
KEPT = 20_000_000  # of a notebook without its outputs, which nobody reads
ZIP, FILES = 10_000_000_000, 500_000  # unpacked from an outermost zip
INNER_ZIP, INNER_FILES = 200_000_000, 5_000
_MOST_ZIPS = 3  # in an outermost zip, each in the next
_MOST_FOLDERS = 50  # in folders; what tells students apart needs memory by their square

NO_NOTEBOOK = "is no notebook and was left out."
EMPTY = "an empty folder"
_TOO_LARGE = "is larger than {:g} MB. Clear its outputs, save it, and hand it in again."
_CODE_PAGES = ("cp437", "cp850", "cp852", "cp866", "cp932", "gbk")  # of Windows' own zips
# What browsers and mail programs make of .ipynb.
_OTHER_ENDINGS = (".txt", ".json", "")
_ENDING = re.compile(r"(?:\.ipynb.*|\.txt|\.json)?$", re.IGNORECASE | re.DOTALL)
_NOISE = re.compile(
    r"__macosx|\.ipynb_checkpoints|__pycache__|\.ds_store|thumbs\.db|desktop\.ini|\.git|\._.*", re.IGNORECASE
)
# What zipfile and zlib raise for a zip that is damaged or made to harm.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, MemoryError)


@dataclass
class Found:
    """A file among the submissions, as far as it is known; the steps of `collect` fill it in."""

    # Its path below what the teacher named, through folders and zips; the last is "" for an empty folder.
    parts: tuple[str, ...]
    copy: Path | None = None  # in the scratch folder
    sha256: str = ""
    modified: float = 0.0  # seconds since 1970
    problem: str | None = None  # why it cannot be marked
    note: str | None = None  # why it was left out
    student: str = ""
    session: str | None = None
    work: set[str] = field(default_factory=set)  # the questions at which the student added anything

    # What the name says that a learning platform gave it.
    rest: str = ""  # the file's own name
    late: bool = False
    ids: dict[str, str] = field(default_factory=dict)  # the numbers for an export to the platform
    upload: int = 0  # the number of the upload, which grows with time
    assignment: str = ""  # the place of the download where a student's number holds for that only
    group: str = ""  # the names of the folders that hold students, such as 7A

    @property
    def name(self) -> str:
        """The file's own name, without what a platform put before it."""
        return self.rest or (self.parts[-1] if self.parts else "")

    @property
    def shown(self) -> str:
        """What a sentence calls it."""
        return names.tidy(self.name) or "What was handed in"

    @property
    def is_empty(self) -> bool:
        """Whether it stands for an empty folder."""
        return self.parts[-1:] == ("",)

    def leave_out(self, why: str) -> None:
        """Note why it is left out."""
        self.note = f"{self.shown} {why}"


def read(path: Path, scratch: Path) -> list[Found]:
    """Return every file below `path` (a folder, a zip or one notebook); copy the notebooks to `scratch`.

    Raises `CourseError` when `path` itself cannot be read.
    """
    reader = _Reader(scratch)
    if path.is_dir():
        found = list(reader.several(_on_disk(path, ()), Found(()), FILES))
    else:
        parts = () if path.suffix.lower() == ".zip" else (path.name,)
        found = list(reader.one(Found(parts), partial(open, path, "rb")))
    if len(found) == 1 and not found[0].parts:
        raise CourseError(f"{path}: {found[0].problem}")
    return found


# Files, each with what opens it; those with a note or a problem are not opened.
_Listing = Iterator[tuple[Found, Callable[[], IO[bytes]]]]


def _on_disk(folder: Path, parts: tuple[str, ...]) -> _Listing:
    """List what lies in a folder and in those in it, empty ones, too; links are not followed."""
    try:
        entries = [entry for entry in os.scandir(folder) if not _NOISE.fullmatch(entry.name)]
    except OSError as error:
        found = Found(parts)
        found.problem = f"{found.shown} cannot be opened: {error.strerror}."
        yield found, None
        return
    if parts and not entries:
        yield Found((*parts, ""), note=EMPTY), None
    for entry in sorted(entries, key=lambda entry: entry.name):
        if entry.is_dir() and Path(entry, MANIFEST).is_file():
            continue  # what marking an earlier class gave
        found = Found((*parts, entry.name), modified=entry.stat(follow_symlinks=False).st_mtime)
        if entry.is_dir(follow_symlinks=False):
            yield from _on_disk(Path(entry.path), found.parts)
            continue
        if entry.is_symlink():
            found.leave_out("is a link and was not followed.")
        elif not entry.is_file():
            found.leave_out("is no ordinary file and was left out.")
        yield found, partial(open, entry.path, "rb")


def _in_zip(archive: zipfile.ZipFile, outer: tuple[str, ...]) -> _Listing:
    ours = tuple(name.removesuffix(MANIFEST) for name in archive.namelist() if name.endswith(f"/{MANIFEST}"))
    listed = []
    for entry in archive.infolist():
        path = entry.orig_filename.replace("\\", "/")
        # As long as on a disk at most, or it would be looked through in millions of ways.
        pieces = [piece[:200] + piece[200:][-55:] for piece in path.split("/") if piece not in ("", ".")]
        if pieces and not (any(map(_NOISE.fullmatch, pieces)) or path.startswith(ours)):
            listed.append((path, pieces, entry))
    listed.sort(key=lambda one: one[0])
    for (path, pieces, entry), (following, *_) in pairwise([*listed, ("",)]):
        found = Found((*outer, *pieces[:_MOST_FOLDERS], *pieces[_MOST_FOLDERS:][-1:]))
        # Its files come right behind a folder.
        if path.endswith("/"):
            if not following.startswith(path):
                yield Found((*found.parts, ""), note=EMPTY), None
            continue
        with contextlib.suppress(ValueError, OverflowError, OSError):  # where there is no such day
            found.modified = datetime(*entry.date_time).timestamp()
        if path.startswith("/") or ".." in pieces or re.match(r"[A-Za-z]:", path):
            found.leave_out("was packed under a path outside the zip and was left out.")
        elif len(pieces) > _MOST_FOLDERS:
            found.leave_out("lies in too many folders and was left out.")
        elif stat.S_ISLNK(entry.external_attr >> 16):
            found.leave_out("is a link and was not followed.")
        elif entry.flag_bits & 0x1:
            found.problem = f"{found.shown} is locked with a password. Ask for a file without one."
        yield found, partial(archive.open, entry)


class _Reader:
    """Reads files and zips within limits and copies notebooks to the scratch folder."""

    def __init__(self, scratch: Path):
        self.scratch = scratch
        # Bytes that may still be unpacked of each zip that is open, the outermost first.
        self.left: list[int] = []

    def several(self, listing: _Listing, outer: Found, most: int) -> Iterator[Found]:
        """Read the files of a folder or zip, which itself comes last where it was not read to its end."""
        for count, (found, opened) in enumerate(listing):
            if count == most:
                outer.problem = f"There are more than {most} files, so the rest was left out."
            elif self.left and self.left[-1] < 0:
                outer.problem = f"{outer.shown} unpacks to too much, so only a part of it was read."
            if outer.problem:
                yield outer
            if outer.problem or min(self.left, default=0) < 0:
                return
            if found.note or found.problem:
                yield found
            else:
                yield from self.one(found, opened)

    def one(self, found: Found, opened: Callable[[], IO[bytes]]) -> Iterator[Found]:
        """Read one file, on disk or in a zip."""
        kind = os.path.splitext(found.parts[-1].lower())[1] if found.parts else ".zip"
        try:
            if kind == ".zip":
                with opened() as file:
                    yield from self._zip(file, found)
                return
            if kind in _OTHER_ENDINGS or ".ipynb" in found.parts[-1].lower():
                with opened() as file:
                    self._notebook(file, found, kind)
            else:
                found.leave_out(NO_NOTEBOOK)
        except CourseError as refused:
            found.problem = f"{found.shown} {refused}"
        except _DAMAGED as error:
            if reason := getattr(error, "strerror", None):
                why = f"cannot be opened: {reason}."
            elif kind == ".zip":
                why = "is damaged and cannot be opened. Download it again."
            else:
                why = "is damaged in its zip. Ask for it again."
            found.problem = f"{found.shown} {why}"
        yield found

    def _notebook(self, file: IO[bytes], found: Found, kind: str) -> None:
        content, is_notebook = _without_outputs(self._content(file, NOTEBOOK))
        if kind != ".ipynb":
            if not is_notebook:
                found.leave_out(NO_NOTEBOOK)
                return
            found.parts = (*found.parts[:-1], _ENDING.sub(".ipynb", found.parts[-1], count=1))
        if len(content) > KEPT:
            raise CourseError(_TOO_LARGE.format(KEPT / 1e6))
        found.sha256 = hashlib.sha256(content).hexdigest()
        found.copy = self.scratch / f"{found.sha256}.ipynb"
        found.copy.write_bytes(content)

    def _zip(self, file: IO[bytes], found: Found) -> Iterator[Found]:
        size, most = (INNER_ZIP, INNER_FILES) if self.left else (ZIP, FILES)
        if len(self.left) > _MOST_ZIPS:
            raise CourseError("lies in too many other zips. Ask for the notebook itself.")
        if self.left:
            # Inside a zip it cannot be read here and there.
            file = io.BytesIO(self._content(file, size))
        try:
            # Names without the UTF-8 flag are cp437 by the standard, but most of today's are UTF-8.
            archive = zipfile.ZipFile(file, metadata_encoding="utf-8")
        except UnicodeDecodeError:
            archive = zipfile.ZipFile(file, metadata_encoding=_code_page(zipfile.ZipFile(file)))
        self.left.append(size)
        yield from self.several(_in_zip(archive, found.parts), found, most)
        self.left.pop()

    def _content(self, file: IO[bytes], limit: int) -> bytes:
        """Return what a file holds; one byte too many is enough to see that it is too large."""
        content = file.read(min([limit, *self.left]) + 1)
        self.left = [left - len(content) for left in self.left]
        if len(content) > limit:
            raise CourseError(_TOO_LARGE.format(limit / 1e6))
        if min(self.left, default=0) < 0:
            raise CourseError("was left out: its zip unpacks to too much.")
        return content


def _code_page(archive: zipfile.ZipFile) -> str:
    """Return in which code page of old systems the names in a zip are most likely words."""
    raw = b"\n".join(entry.orig_filename.encode("cp437", "ignore") for entry in archive.infolist())
    fit = []
    for page in _CODE_PAGES:
        with contextlib.suppress(UnicodeDecodeError):
            if all(letter.isascii() or letter.isalpha() for letter in raw.decode(page)):
                fit.append(page)
    likely = charset_normalizer.from_bytes(raw, cp_isolation=fit).best() if len(fit) > 1 else None
    return likely.encoding if likely else [*fit, "cp437"][0]


def _without_outputs(content: bytes) -> tuple[bytes, bool]:
    """Return a notebook without its cells' outputs, and whether it is one; anything else as it is."""
    try:
        notebook = json.loads(content)
        cells = notebook["cells"]
        for cell in cells:
            cell.pop("outputs", None)
        return json.dumps(notebook).encode(), "nbformat" in notebook
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return content, False
