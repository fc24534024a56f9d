"""Read folders and zips within limits, and copy the notebooks in them to the scratch folder.

Nothing that was handed in is changed, nothing is unpacked under a name that it brings along, and every
limit is kept while reading, whatever a zip says about itself.
"""

import hashlib
import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO

from newscase.course import CourseError
from newscase.grade import names

NO_NOTEBOOK = "is no notebook and was left out."
_NOISE = re.compile(
    r"__macosx|\.ipynb_checkpoints|__pycache__|\.ds_store|thumbs\.db|desktop\.ini|\.git|\._.*", re.IGNORECASE
)
# What zipfile and zlib raise for a zip that is damaged or made to harm.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, MemoryError)


@dataclass
class Found:
    """A file among the submissions, as far as it is known; the steps of `collect` fill it in."""

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


@dataclass(frozen=True)
class Limits:
    """How much is read before it counts as a mistake or an attack.

    A zip that lies in another one is usually one student's.  It has an allowance of its own, so that one who
    packs a bomb uses up nobody else's.
    """

    notebook: int = 20_000_000  # bytes
    zip: int = 10_000_000_000  # bytes unpacked from an outermost zip
    files: int = 500_000  # in an outermost zip or a folder
    inner_zip: int = 200_000_000
    inner_files: int = 5_000
    depth: int = 3  # zips in zips


def read(path: Path, scratch: Path, limits: Limits) -> list[Found]:
    """Return every file below `path` (a folder, a zip or one notebook); copy the notebooks to `scratch`.

    Raises `CourseError` when `path` itself cannot be read.
    """
    reader = _Reader(scratch, limits)
    if path.is_dir():
        found = list(reader.folder(path, Found(())))
    elif path.suffix.lower() == ".zip":
        with open(path, "rb") as file:
            found = list(reader.zip(file, Found(())))
    else:
        found = list(reader.file(Found((path.name,)), partial(open, path, "rb")))
    if len(found) == 1 and not found[0].parts:
        raise CourseError(f"{path.name}: {found[0].problem}")
    return found


class _Stopped(Exception):
    """A file is not read, or not read on; the text is the sentence."""


class _Reader:
    """Reads files and zips within limits and copies notebooks to the scratch folder."""

    def __init__(self, scratch: Path, limits: Limits):
        self.scratch, self.limits = scratch, limits
        self.count = 0
        # Bytes that may still be unpacked of each zip that is open, the outermost first.
        self.left: list[int] = []

    def folder(self, path: Path, folder: Found) -> Iterator[Found]:
        """Walk a folder on disk; links are not followed."""
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            folder.problem = f"The folder {path.name} cannot be opened: {error.strerror}."
            yield folder
            return
        for entry in entries:
            if _NOISE.fullmatch(entry.name):
                continue
            found = Found((*folder.parts, entry.name), modified=entry.stat(follow_symlinks=False).st_mtime)
            self.count += 1
            if self.count > self.limits.files:
                found.problem = _too_many(self.limits.files)
                yield found
                return
            if entry.is_symlink():
                yield _left_out(found, "is a link and was not followed.")
            elif entry.is_dir():
                yield from self.folder(Path(entry.path), found)
            elif not entry.is_file():
                yield _left_out(found, "is no ordinary file and was left out.")
            else:
                yield from self.file(found, partial(open, entry.path, "rb"))

    def file(self, found: Found, opened: Callable[[], IO[bytes]]) -> Iterator[Found]:
        """Take one file, on disk or in a zip."""
        shown = names.tidy(found.parts[-1])
        kind = Path(found.parts[-1].lower()).suffix
        if kind not in (".ipynb", ".zip"):
            yield _left_out(found, NO_NOTEBOOK)
            return
        try:
            with opened() as file:
                if kind == ".zip":
                    found.containers = (*found.containers, len(found.parts) - 1)
                    if self.left:  # inside a zip it cannot be read here and there
                        file = io.BytesIO(self._content(file, shown, self.limits.inner_zip))
                    yield from self.zip(file, found)
                    return
                content = self._content(file, shown, self.limits.notebook)
                found.sha256 = hashlib.sha256(content).hexdigest()
                found.copy = self.scratch / f"{found.sha256}.ipynb"
                found.copy.write_bytes(content)
        except _Stopped as stop:
            found.problem = str(stop)
        except _DAMAGED as error:
            reason = isinstance(error, OSError) and error.strerror
            why = f"cannot be opened: {reason}." if reason else "is damaged in its zip. Ask for it again."
            found.problem = f"{shown} {why}"
        yield found

    def zip(self, file: IO[bytes], found: Found) -> Iterator[Found]:
        """Read a zip; `found` is the zip itself, which comes last and only where it was not read to its end."""
        try:
            yield from self._entries(file, found)
        except _Stopped as stop:
            sentence = str(stop)
        except _DAMAGED:
            sentence = " is damaged and cannot be opened. Download it again."
        else:
            return
        found.problem = f"{names.tidy(found.parts[-1]) if found.parts else 'The zip'}{sentence}"
        yield found

    def _entries(self, file: IO[bytes], found: Found) -> Iterator[Found]:
        limits = self.limits
        if len(found.containers) > limits.depth:
            raise _Stopped(" lies in too many other zips. Ask for the notebook itself.")
        try:
            # Zips without the UTF-8 flag are cp437 by the standard; most of today's are UTF-8 all the same.
            archive = zipfile.ZipFile(file, metadata_encoding="utf-8")
        except UnicodeDecodeError:
            archive = zipfile.ZipFile(file)
        entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
        size, most = (limits.inner_zip, limits.inner_files) if self.left else (limits.zip, limits.files)
        self.left.append(size)
        try:
            for entry in entries[:most]:
                yield from self._entry(archive, entry, found)
                if self.left[-1] < 0:
                    raise _Stopped(" unpacks to too much, so only a part of it was read.")
                if min(self.left) < 0:
                    return
        finally:
            self.left.pop()
        if len(entries) > most:
            raise _Stopped(f": {_too_many(most)}")

    def _entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, outer: Found) -> Iterator[Found]:
        path = entry.orig_filename.replace("\\", "/")
        pieces = [piece for piece in path.split("/") if piece not in ("", ".")]
        if path.endswith("/") or not pieces or any(map(_NOISE.fullmatch, pieces)):
            return
        found = Found((*outer.parts, *pieces), outer.containers, modified=_modified(entry))
        if path.startswith("/") or ".." in pieces or re.match(r"[A-Za-z]:", path):
            yield _left_out(found, "was packed under a path outside the zip and was left out.")
        elif stat.S_ISLNK(entry.external_attr >> 16):
            yield _left_out(found, "is a link and was not followed.")
        elif entry.flag_bits & 0x1:
            found.problem = f"{names.tidy(pieces[-1])} is locked with a password. Ask for a file without one."
            yield found
        else:
            yield from self.file(found, partial(archive.open, entry))

    def _content(self, file: IO[bytes], name: str, limit: int) -> bytes:
        """Return what a file holds; one byte too many is enough to see that it is too large."""
        content = file.read(min([limit, *self.left]) + 1)
        self.left = [left - len(content) for left in self.left]
        if len(content) > limit:
            advice = "Clear its outputs, save it, and hand it in again."
            raise _Stopped(f"{name} is larger than {limit / 1e6:g} MB. {advice}")
        if min(self.left, default=0) < 0:
            raise _Stopped(f"{name} was left out: its zip unpacks to too much.")
        return content


def _modified(entry: zipfile.ZipInfo) -> float:
    """Return when an entry was last changed, on the clock of a file on disk; 0 where it has no such day."""
    try:
        return datetime(*entry.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _left_out(found: Found, why: str) -> Found:
    found.note = f"{names.tidy(found.parts[-1])} {why}"
    return found


def _too_many(most: int) -> str:
    return f"There are more than {most} files, so the rest was left out."
