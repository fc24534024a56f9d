"""A filter of system calls (seccomp): Linux refuses what a notebook never needs, as if it did not know it.

The numbers of calls are those of Linux's own tables for x86_64 and aarch64; on other machines there is no
sandbox, see `supported`.
"""

import ctypes
import errno
import platform
import socket
import struct
from dataclasses import dataclass

from newscase.sandbox.linux import libc

_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_KEYCTL_JOIN_SESSION_KEYRING = 1

# Sockets in the same computer, and those that a network of its own shuts in.  Others, such as those to the
# computer around a virtual one, know no networks.
_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)

# The same on both: io_uring, new ways to mount, clone3 (whose flags lie in memory that a filter cannot read;
# the C library then falls back to clone), ways to reach another process's files, secret memory.
_NEWER = (*range(425, 434), 435, 438, 440, 442, 447, 467)

# CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET: what asks clone for a namespace.
_NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000

_SHARED_ANONYMOUS = 0x21  # MAP_SHARED and MAP_ANONYMOUS

# The instructions of the filter's language, and its answers.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _REFUSE = (_ANSWER, 0, 0, 0x7FFF0000), (_ANSWER, 0, 0, 0x00050000 | errno.ENOSYS)
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _FOURTH_ARGUMENT = 0, 4, 16, 40


@dataclass(frozen=True)
class _Machine:
    """The numbers of an architecture and of its calls."""

    architecture: int
    keyctl: int
    socket: int
    clone: int
    mmap: int
    # Keys; shared memory that no limit counts (memfd_create, shmget, msgget); the memory of other processes
    # (ptrace, process_vm_readv and _writev); mounts and namespaces; and doors into the system's kernel (bpf,
    # perf_event_open, userfaultfd).
    forbidden: tuple[int, ...]


_MACHINES = {
    "x86_64": _Machine(
        0xC000003E, 250, 41, 56, 9,
        (248, 249, 250, 319, 29, 68, 101, 310, 311, 165, 166, 155, 272, 308, 321, 298, 323),
    ),
    "aarch64": _Machine(
        0xC00000B7, 219, 198, 220, 222,
        (217, 218, 219, 279, 194, 186, 117, 270, 271, 40, 39, 41, 97, 268, 280, 241, 282),
    ),
}  # fmt: skip


def supported() -> bool:
    """Say whether there is a filter for this machine's architecture."""
    return platform.machine() in _MACHINES


def leave_keys() -> None:
    """Leave the session's keyring, in which a user's tickets and passwords lie, for a new and empty one."""
    # A kernel without keys has none to leave.
    libc.syscall(ctypes.c_long(_machine().keyctl), ctypes.c_long(_KEYCTL_JOIN_SESSION_KEYRING), None)


def close() -> None:
    """Set the filter for this process and all its descendants, for good; raises `OSError` if it cannot."""
    lines = _lines(_machine())
    text = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in lines))
    program = struct.pack("HxxxxxxP", len(lines), ctypes.addressof(text))
    if libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.c_char_p(program)):
        raise OSError(ctypes.get_errno(), "the filter of system calls was not accepted")


def _lines(machine: _Machine) -> list[tuple[int, int, int, int]]:
    """Return the filter: instructions, how many lines to skip when true and when false, and what with."""
    forbidden = [
        line for number in (*machine.forbidden, *_NEWER) for line in ((_EQUAL, 0, 1, number), _REFUSE)
    ]
    families = [(_EQUAL, len(_FAMILIES) - place, 0, family) for place, family in enumerate(_FAMILIES)]
    return [
        (_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, machine.architecture), _REFUSE,
        # From 2**30 on are the numbers of x86's third way to make the same calls.
        (_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, 1 << 30), _REFUSE,
        *forbidden,
        # On a little-endian machine the lower half of an argument, where all of these flags are, comes first.
        (_EQUAL, 0, 4, machine.clone), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_ANY_BIT, 0, 1, _NAMESPACES),
        _REFUSE, _ALLOW,
        # Memory that processes share without a file: none of them has to keep it in its own for it to stay.
        (_EQUAL, 0, 5, machine.mmap), (_LOAD, 0, 0, _FOURTH_ARGUMENT), (_AND, 0, 0, _SHARED_ANONYMOUS),
        (_EQUAL, 0, 1, _SHARED_ANONYMOUS), _REFUSE, _ALLOW,
        (_EQUAL, 0, 2 + len(_FAMILIES), machine.socket), (_LOAD, 0, 0, _FIRST_ARGUMENT), *families,
        _REFUSE, _ALLOW,
    ]  # fmt: skip


def _machine() -> _Machine:
    if not supported():
        raise OSError(errno.ENOSYS, f"there is no filter of system calls for {platform.machine()}")
    return _MACHINES[platform.machine()]
