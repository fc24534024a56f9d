"""Read folders and zips within limits, and copy the notebooks in them to the scratch folder.

Nothing that was handed in is changed, nothing is unpacked under a name that it brings along, and every
limit is kept while reading, whatever a zip says about itself.
"""

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from newscase.course import CourseError
from newscase.grade import names
from newscase.grade.collect.found import Found

_NOISE = re.compile(
    r"__macosx|\.ipynb_checkpoints|__pycache__|\.ds_store|thumbs\.db|desktop\.ini|\.git|\._.*", re.I
)
# What zipfile and zlib raise for a zip that is damaged or made to harm.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, MemoryError)


@dataclass(frozen=True)
class Limits:
    """How much is read before it counts as a mistake or an attack.

    Attributes
    ----------
    notebook : int
        Bytes of one notebook.
    zip, files : int
        Bytes unpacked from the zip that holds the class, and files and folders in it or on disk.
    inner_zip, inner_files : int
        The same for a zip that lies in another one, usually one student's: it has an allowance of its own,
        so that one who packs a bomb uses up nobody else's.
    depth : int
        Zips in zips.
    """

    notebook: int = 20_000_000
    zip: int = 10_000_000_000
    files: int = 500_000
    inner_zip: int = 200_000_000
    inner_files: int = 5_000
    depth: int = 3


USUAL = Limits()


def is_notebook(name: str) -> bool:
    """Say whether a file's name is a notebook's."""
    return name.lower().endswith(".ipynb")


def read(path: Path, scratch: Path, limits: Limits) -> list[Found]:
    """Return every file below `path`, with a copy of each notebook in `scratch`.

    Parameters
    ----------
    path : Path
        A folder, a zip, or one notebook.
    scratch : Path
        A folder of our own.
    limits : Limits

    Raises
    ------
    CourseError
        When `path` itself cannot be read.
    """
    reader = _Reader(scratch, limits)
    if path.is_dir():
        return list(reader.folder(path, ()))
    if path.suffix.lower() != ".zip":
        return [reader.file(path, (path.name,))]
    with _open(path) as file:
        found = list(reader.zip(file, (), ()))
    if len(found) == 1 and not found[0].parts:
        raise CourseError(f"{path.name}: {found[0].problem}")
    return found


class _TooLarge(Exception):
    """A limit was reached; the text is the sentence."""


class _Reader:
    """Reads files and zips within limits and copies notebooks to the scratch folder."""

    def __init__(self, scratch: Path, limits: Limits):
        self.scratch = scratch
        self.limits = limits
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
            here = (*parts, entry.name)
            if _is_noise(entry.name):
                continue
            self.count += 1
            if self.count > self.limits.files:
                yield Found(here, problem=_too_many(self.limits.files))
                return
            try:
                yield from self._disk_entry(entry, here)
            except OSError as error:
                yield Found(here, problem=f"{names.tidy(entry.name)} cannot be opened: {error.strerror}.")

    def _disk_entry(self, entry: os.DirEntry, here: tuple[str, ...]) -> Iterator[Found]:
        if entry.is_symlink():
            yield Found(here, note=f"{names.tidy(entry.name)} is a link and was not followed.")
        elif entry.is_dir(follow_symlinks=False):
            yield from self.folder(Path(entry.path), here)
        elif not entry.is_file(follow_symlinks=False):
            yield Found(here, note=f"{names.tidy(entry.name)} is no ordinary file and was left out.")
        elif entry.name.lower().endswith(".zip"):
            with _open(entry.path) as file:
                yield from self.zip(file, here, (len(here) - 1,))
        else:
            yield self.file(Path(entry.path), here)

    def file(self, path: Path, parts: tuple[str, ...]) -> Found:
        """Take one file on disk."""
        if not is_notebook(parts[-1]):
            return Found(parts, note=_no_notebook(parts[-1]))
        try:
            with _open(path) as file:
                info = os.fstat(file.fileno())
                return self._copied(Found(parts, modified=info.st_mtime), file, info.st_size)
        except OSError as error:
            return Found(parts, problem=f"{names.tidy(parts[-1])} cannot be opened: {error.strerror}.")

    def zip(self, file: IO[bytes], parts: tuple[str, ...], containers: tuple[int, ...]) -> Iterator[Found]:
        """Read a zip, entry by entry."""
        label = names.tidy(parts[-1]) if parts else "The zip"
        if len(containers) > self.limits.depth:
            problem = f"{label} lies in too many other zips. Ask for the notebook itself."
            yield Found(parts, containers, problem=problem)
            return
        try:
            archive = zipfile.ZipFile(file)
            entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
        except _DAMAGED:
            problem = f"{label} is damaged and cannot be opened. Download it again."
            yield Found(parts, containers, problem=problem)
            return
        inner = bool(self.left)
        most = self.limits.inner_files if inner else self.limits.files
        self.left.append(self.limits.inner_zip if inner else self.limits.zip)
        try:
            for number, entry in enumerate(entries):
                if number == most:
                    yield Found(parts, containers, problem=f"{label}: {_too_many(most)}")
                    return
                yield from self._zip_entry(archive, entry, parts, containers)
                if self.left[-1] < 0:
                    problem = f"{label} unpacks to too much, so only a part of it was read."
                    yield Found(parts, containers, problem=problem)
                if min(self.left) < 0:
                    return
        finally:
            self.left.pop()

    def _zip_entry(
        self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, parts: tuple, containers: tuple
    ) -> Iterator[Found]:
        raw = _entry_name(entry).replace("\\", "/")
        pieces = [piece for piece in raw.split("/") if piece not in ("", ".")]
        safe = [piece for piece in pieces if piece != ".." and not re.fullmatch(r"[A-Za-z]:", piece)]
        if entry.is_dir() or raw.endswith("/") or not safe or any(map(_is_noise, pieces)):
            return
        found = Found((*parts, *safe), containers, modified=_modified(entry))
        name = names.tidy(safe[-1])
        is_zip = name.lower().endswith(".zip")
        if raw.startswith("/") or ".." in pieces or re.match(r"[A-Za-z]:", raw):
            found.note = f"{name} was packed under a path outside the zip and was left out."
        elif stat.S_ISLNK(entry.external_attr >> 16):
            found.note = f"{name} is a link and was not followed."
        elif not is_zip and not is_notebook(name):
            found.note = _no_notebook(name)
        elif entry.flag_bits & 0x1:
            found.problem = f"{name} is locked with a password. Ask for a file without one."
        elif is_zip:
            yield from self._inner_zip(archive, entry, found)
            return
        else:
            try:
                with archive.open(entry) as file:
                    self._copied(found, file, entry.file_size)
            except _DAMAGED:
                found.problem = f"{name} is damaged in its zip. Ask for it again."
        yield found

    def _inner_zip(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, found: Found) -> Iterator[Found]:
        inside = found.containers = (*found.containers, len(found.parts) - 1)
        temporary = self.scratch / f".inner-{len(inside)}.zip"
        name = names.tidy(found.parts[-1])
        try:
            with archive.open(entry) as file, open(temporary, "wb") as target:
                for block in self._blocks(file, name, self.limits.inner_zip, entry.file_size):
                    target.write(block)
            with open(temporary, "rb") as file:
                yield from self.zip(file, found.parts, inside)
            return
        except _TooLarge as stop:
            found.problem = str(stop)
        except _DAMAGED:
            found.problem = f"{name} is damaged in its zip. Ask for it again."
        finally:
            temporary.unlink(missing_ok=True)
        yield found

    def _copied(self, found: Found, file: IO[bytes], size: int) -> Found:
        """Copy a notebook to the scratch folder, or say why not."""
        digest = hashlib.sha256()
        temporary = self.scratch / ".arriving"
        name = found.parts[-1]
        try:
            with open(temporary, "wb") as target:
                for block in self._blocks(file, names.tidy(name), self.limits.notebook, size):
                    digest.update(block)
                    target.write(block)
            found.sha256 = digest.hexdigest()
            place = "\0".join((*found.parts, found.sha256)).encode("utf-8", "replace")
            folder = self.scratch / hashlib.sha256(place).hexdigest()[:20]
            folder.mkdir(exist_ok=True)
            found.copy = folder / f"{names.for_file(Path(name).stem, 'notebook')}.ipynb"
            os.replace(temporary, found.copy)
        except _TooLarge as stop:
            found.problem = str(stop)
        finally:
            temporary.unlink(missing_ok=True)
        return found

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
    # Zips without the UTF-8 flag are read as cp437 by the standard; most that come from today's
    # systems are UTF-8 all the same.
    if entry.flag_bits & 0x800:
        return entry.orig_filename
    try:
        return entry.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.orig_filename


def _modified(entry: zipfile.ZipInfo) -> float:
    """Return when an entry was last changed, on the clock of a file on disk; 0 where it has no such day."""
    try:
        return datetime(*entry.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _is_noise(name: str) -> bool:
    return _NOISE.fullmatch(name) is not None


def _no_notebook(name: str) -> str:
    return f"{names.tidy(name)} is no notebook and was left out."


def _too_many(most: int) -> str:
    return f"There are more than {most} files, so the rest was left out."
