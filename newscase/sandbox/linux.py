"""Requests to Linux that Python's standard library has no names for."""

import ctypes
import os
import signal

NEWNS = 0x00020000  # mounts
NEWUTS = 0x04000000  # the computer's name
NEWIPC = 0x08000000  # shared memory and message queues
NEWUSER = 0x10000000  # users, their rights and the count of their processes
NEWPID = 0x20000000  # processes
NEWNET = 0x40000000  # network

NOSUID, NODEV, NOEXEC = 0x2, 0x4, 0x8
REC, PRIVATE = 0x4000, 0x40000

_SET_PDEATHSIG = 1
_SET_DUMPABLE = 4
_SET_CHILD_SUBREAPER = 36
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _libc.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_parent() -> None:
    """Have Linux kill this process when the one that has forked it ends."""
    _libc.prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def own_proc_files() -> None:
    """Let a process that has changed its user write to its own files in /proc."""
    _libc.prctl(_SET_DUMPABLE, 1, 0, 0, 0)


def unshare(flags: int) -> None:
    """Leave the namespaces in `flags` for new ones; for `NEWPID`, the next child is the first process there.

    Raises `OSError` when this process may not.
    """
    _checked(_libc.unshare(flags))


def mount(source: str, target: str, kind: str | None, flags: int = 0, options: str = "") -> None:
    """Mount as mount(8) does.

    Raises `OSError` when this process may not.
    """
    _checked(
        _libc.mount(
            source.encode(),
            os.fsencode(target),
            kind.encode() if kind else None,
            ctypes.c_ulong(flags),
            options.encode(),
        )
    )


def drop_capabilities() -> None:
    """Give up every right beyond those of an ordinary user."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _checked(_libc.capset(header, (ctypes.c_uint32 * 6)()))


def _checked(result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
