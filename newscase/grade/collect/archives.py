"""Read folders and zips within limits, and copy the notebooks in them to the scratch folder.

Nothing that was handed in is changed, nothing is unpacked under a name that it brings along, and every
limit is kept while reading, whatever a zip says about itself.
"""

import hashlib
import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from newscase.course import CourseError
from newscase.grade import names
from newscase.grade.collect.found import Found

NO_NOTEBOOK = "is no notebook and was left out."
_NOISE = re.compile(
    r"__macosx|\.ipynb_checkpoints|__pycache__|\.ds_store|thumbs\.db|desktop\.ini|\.git|\._.*", re.IGNORECASE
)
# What zipfile and zlib raise for a zip that is damaged or made to harm.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, MemoryError)


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
        return list(reader.folder(path, ()))
    if path.suffix.lower() != ".zip":
        return list(reader.file(Found((path.name,)), lambda: _open(path)))
    with _open(path) as file:
        found = list(reader.zip(file, Found(())))
    if len(found) == 1 and not found[0].parts:
        raise CourseError(f"{path.name}: {found[0].problem}")
    return found


class _TooLarge(Exception):
    """A limit was reached; the text is the sentence."""


class _Reader:
    """Reads files and zips within limits and copies notebooks to the scratch folder."""

    def __init__(self, scratch: Path, limits: Limits):
        self.scratch, self.limits = scratch, limits
        self.count = 0
        # Bytes that may still be unpacked of each zip that is open, the outermost first.
        self.left: list[int] = []

    def folder(self, root: Path, parts: tuple[str, ...]) -> Iterator[Found]:
        """Walk a folder on disk; links are not followed."""
        try:
            entries = sorted(os.scandir(root), key=lambda entry: entry.name)
        except OSError as error:
            if not parts:
                raise CourseError(f"{root} cannot be opened: {error.strerror}.") from None
            yield Found((*parts, ""), problem=f"The folder {parts[-1]} cannot be opened: {error.strerror}.")
            return
        for entry in entries:
            found = Found((*parts, entry.name))
            if _NOISE.fullmatch(entry.name):
                continue
            self.count += 1
            if self.count > self.limits.files:
                found.problem = _too_many(self.limits.files)
                yield found
                return
            if entry.is_symlink():
                yield _left_out(found, "is a link and was not followed.")
            elif entry.is_dir():
                yield from self.folder(Path(entry.path), found.parts)
            elif not entry.is_file():
                yield _left_out(found, "is no ordinary file and was left out.")
            else:
                yield from self.file(found, lambda path=entry.path: _open(path))

    def file(self, found: Found, opened: Callable[[], IO[bytes]], size: int | None = None) -> Iterator[Found]:
        """Take one file, on disk or in a zip; `size` is what its zip says of it."""
        name = found.parts[-1]
        shown, is_zip = names.tidy(name), name.lower().endswith(".zip")
        if not is_zip and not name.lower().endswith(".ipynb"):
            yield _left_out(found, NO_NOTEBOOK)
            return
        try:
            with opened() as file:
                if is_zip:
                    found.containers = (*found.containers, len(found.parts) - 1)
                    if size is None:
                        yield from self.zip(file, found)
                        return
                    # A zip in a zip must become a file of its own to be read.
                    with tempfile.TemporaryFile(dir=self.scratch) as target:
                        for block in self._blocks(file, shown, self.limits.inner_zip, size):
                            target.write(block)
                        yield from self.zip(target, found)
                    return
                if size is None:
                    info = os.fstat(file.fileno())
                    found.modified, size = info.st_mtime, info.st_size
                content = b"".join(self._blocks(file, shown, self.limits.notebook, size))
                found.sha256 = hashlib.sha256(content).hexdigest()
                found.copy = self.scratch / f"{found.sha256}.ipynb"
                found.copy.write_bytes(content)
        except _TooLarge as stop:
            found.problem = str(stop)
        except _DAMAGED as error:
            reason = isinstance(error, OSError) and error.strerror
            why = f"cannot be opened: {reason}." if reason else "is damaged in its zip. Ask for it again."
            found.problem = f"{shown} {why}"
        yield found

    def zip(self, file: IO[bytes], found: Found) -> Iterator[Found]:
        """Read a zip, entry by entry; `found` is the zip itself."""
        label = names.tidy(found.parts[-1]) if found.parts else "The zip"

        def stopped(sentence: str) -> Found:
            return replace(found, problem=f"{label}{sentence}")

        if len(found.containers) > self.limits.depth:
            yield stopped(" lies in too many other zips. Ask for the notebook itself.")
            return
        try:
            archive = zipfile.ZipFile(file)
            entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
        except _DAMAGED:
            yield stopped(" is damaged and cannot be opened. Download it again.")
            return
        limits = self.limits
        size, most = (limits.inner_zip, limits.inner_files) if self.left else (limits.zip, limits.files)
        self.left.append(size)
        try:
            for entry in entries[:most]:
                yield from self._entry(archive, entry, found)
                if self.left[-1] < 0:
                    yield stopped(" unpacks to too much, so only a part of it was read.")
                if min(self.left) < 0:
                    return
            if len(entries) > most:
                yield stopped(f": {_too_many(most)}")
        finally:
            self.left.pop()

    def _entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, outer: Found) -> Iterator[Found]:
        raw = _entry_name(entry).replace("\\", "/")
        pieces = [piece for piece in raw.split("/") if piece not in ("", ".")]
        if raw.endswith("/") or not pieces or any(map(_NOISE.fullmatch, pieces)):
            return
        found = Found((*outer.parts, *pieces), outer.containers, modified=_modified(entry))
        if raw.startswith("/") or ".." in pieces or re.match(r"[A-Za-z]:", raw):
            yield _left_out(found, "was packed under a path outside the zip and was left out.")
        elif stat.S_ISLNK(entry.external_attr >> 16):
            yield _left_out(found, "is a link and was not followed.")
        elif entry.flag_bits & 0x1:
            found.problem = f"{names.tidy(pieces[-1])} is locked with a password. Ask for a file without one."
            yield found
        else:
            yield from self.file(found, lambda: archive.open(entry), entry.file_size)

    def _blocks(self, file: IO[bytes], name: str, limit: int, size: int) -> Iterator[bytes]:
        # `size` is only what the file says of itself: it may refuse early, never allow.
        taken = size if size > limit else 0
        while taken <= limit and (block := file.read(1 << 20)):
            taken += len(block)
            self.left = [left - len(block) for left in self.left]
            if min(self.left, default=0) < 0:
                raise _TooLarge(f"{name} was left out: its zip unpacks to too much.")
            yield block
        if taken > limit:
            raise _TooLarge(
                f"{name} is larger than {limit / 1e6:g} MB. Clear its outputs, save it, and hand it in again."
            )


def _open(path: os.PathLike | str) -> IO[bytes]:
    # Without waiting, where it is a pipe, and without following a link that took a file's place meanwhile.
    wanted = ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK")
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in wanted)
    return os.fdopen(os.open(path, flags), "rb")


def _entry_name(entry: zipfile.ZipInfo) -> str:
    # Zips without the UTF-8 flag are read as cp437 by the standard; most of today's are UTF-8 all the same.
    try:
        return entry.orig_filename.encode("ascii" if entry.flag_bits & 0x800 else "cp437").decode("utf-8")
    except UnicodeError:
        return entry.orig_filename


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
