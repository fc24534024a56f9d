"""Write files so that a stop at any moment loses nothing."""

import contextlib
import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path


def write_atomic(path: Path, content: bytes, scratch: Path | None = None) -> None:
    """Put `content` at `path` in one step: a reader sees the old file or the new one, never a part.

    Folders are made where they are missing, and a file that is there keeps its mode.  `scratch` is a folder
    on the same disk, by default the file's own, where a kill may leave an unfinished file.
    """
    scratch = scratch or path.parent
    for folder in (path.parent, scratch):
        folder.mkdir(parents=True, exist_ok=True)
    temporary = scratch / f".{path.name}.{secrets.token_hex(4)}"
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read_if_there(path: Path) -> bytes | None:
    """Return what a file holds, or None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


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
