"""Write files so that a stop at any moment loses nothing."""

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path


def write_atomic(path: Path, content: bytes, mode: int = 0o666, scratch: Path | None = None) -> None:
    """Put `content` at `path` in one step: a reader sees the old file or the new one, never a part.

    Parameters
    ----------
    path : Path
        Folders above it are made where they are missing.
    content : bytes
    mode : int
        The mode of a new file, before the umask; one that is there keeps its own.
    scratch : Path, optional
        A folder on the same disk, by default the file's own; a kill may leave an unfinished file there.
    """
    with _unfinished(path, content, mode, scratch) as temporary:
        os.replace(temporary, path)


def replace_unchanged(path: Path, before: bytes | None, content: bytes, scratch: Path | None = None) -> bool:
    """Write as `write_atomic` does, unless the file holds something else than `before`; say whether it did.

    Somebody may save the file while `content` is being made.  It is read again when all that is left to do
    is one rename.

    Parameters
    ----------
    path : Path
    before : bytes or None
        What the file held; None where there was none.
    content, scratch
        As for `write_atomic`.
    """
    with _unfinished(path, content, 0o666, scratch) as temporary:
        if read_if_there(path) != before:
            return False
        os.replace(temporary, path)
        return True


def read_if_there(path: Path) -> bytes | None:
    """Return what a file holds, or None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _unfinished(path: Path, content: bytes, mode: int, scratch: Path | None) -> Iterator[Path]:
    """Write a file on the same disk, to be renamed to `path`; remove it where it was not."""
    for folder in filter(None, (path.parent, scratch)):
        folder.mkdir(parents=True, exist_ok=True)
    temporary = (scratch or path.parent) / f".{path.name}.{secrets.token_hex(4)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            os.chmod(temporary, stat.S_IMODE(path.stat().st_mode))
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def keep_beside(path: Path) -> Path:
    """Rename `path` to a dated name in the same folder, and return that name.

    ``01-claims.ipynb`` becomes ``01-claims.kept-2026-01-31-140502.ipynb``.
    """
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    kept = path.with_name(f"{path.stem}.kept-{stamp}{path.suffix}")
    number = 2
    while kept.exists():
        kept = path.with_name(f"{path.stem}.kept-{stamp}-{number}{path.suffix}")
        number += 1
    path.rename(kept)
    return kept
