"""Write files so that a stop at any moment loses nothing."""

import os
import tempfile
from datetime import datetime
from pathlib import Path


def write_atomic(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: a reader sees the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes the file readable by its owner only; a shared classroom folder needs more.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


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
