"""Requests to Linux that Python's standard library has no names for; the constants are called as in C."""

import ctypes
import os

CLONE_NEWNS = 0x00020000  # mounts
CLONE_NEWUTS = 0x04000000  # the computer's name
CLONE_NEWIPC = 0x08000000  # shared memory and message queues
CLONE_NEWUSER = 0x10000000  # users, their rights and the count of their processes
CLONE_NEWPID = 0x20000000  # processes
CLONE_NEWNET = 0x40000000  # network

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x8, 0x4000, 0x40000

PR_SET_PDEATHSIG = 1  # which signal this process gets when the one that has forked it ends
PR_SET_DUMPABLE = 4  # whether a process that has changed its user may write to its own files in /proc
PR_SET_CHILD_SUBREAPER = 36  # whether this process becomes the parent of orphans among its descendants

_CAPABILITY_VERSION_3 = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int) -> None:
    """Set a property of this process; raises `OSError`, as all of these do, when it may not."""
    _checked(libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0))


def unshare(flags: int) -> None:
    """Leave namespaces for new ones; for `CLONE_NEWPID`, the next child is the first process there."""
    _checked(libc.unshare(flags))


def setns(namespace: int, kind: int) -> None:
    """Enter a namespace, an open file of ``/proc/PID/ns``; for `CLONE_NEWPID`, only the next children do."""
    _checked(libc.setns(namespace, kind))


def mount(source: str, target: str, kind: str | None, flags: int = 0, options: str = "") -> None:
    """Mount as mount(8) does."""
    kind = kind.encode() if kind else None
    _checked(libc.mount(source.encode(), os.fsencode(target), kind, ctypes.c_ulong(flags), options.encode()))


def drop_capabilities() -> None:
    """Give up every right beyond those of an ordinary user."""
    _checked(libc.capset((ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()))


def _checked(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
