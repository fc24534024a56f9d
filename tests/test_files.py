"""Nothing is ever lost."""

import os
import stat

import pytest

from newscase.files import keep_beside, write_atomic


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "01-claims.ipynb"
    path.write_text("an hour of work")

    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"new")
    assert path.read_text() == "an hour of work"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_replaces_the_whole_file(tmp_path):
    path = tmp_path / "new folder" / "answers.json"
    write_atomic(path, b"first and long")
    write_atomic(path, b"second")
    assert path.read_bytes() == b"second"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes.")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_keeps_its_mode_and_a_new_one_gets_the_usual_one(tmp_path, mode):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"old")
    old.chmod(mode)
    before = os.umask(0o027)
    try:
        write_atomic(old, b"new")
        write_atomic(new, b"new")
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (old, new)] == [mode, 0o640]


def test_files_kept_in_the_same_second_do_not_meet(tmp_path):
    path = tmp_path / "01-claims.ipynb"
    kept = []
    for work in ("one", "two", "three"):
        path.write_text(work)
        kept.append(keep_beside(path))
    assert [file.read_text() for file in kept] == ["one", "two", "three"]
    assert len({*kept}) == 3
    assert not path.exists()
    assert all(file.name.startswith("01-claims.kept-") and file.suffix == ".ipynb" for file in kept)
