"""What a forked worker does to confine itself before it runs students' code.

Afterwards the only processes that it sees are its own, its files lie in memory and end with it, and it has
no network.
"""

import os
import resource
from pathlib import Path

from newscase.sandbox import linux, system_calls
from newscase.sandbox.bubblewrap import PLACES
from newscase.sandbox.limits import DISK, MEMORY, PROCESSES

_NOBODY = 65534
_FILES = 256  # open at a time; each can hold some memory that counts nowhere


def fork() -> int:
    """Fork as ``os.fork`` does; the fork is the first process of a PID namespace of its own."""
    own, number = os.open("/proc/self/ns/pid", os.O_RDONLY), None
    try:
        linux.unshare(linux.CLONE_NEWPID)
        number = os.fork()
    finally:
        if number != 0:
            # Or the next fork would be born into the namespace of this one.
            linux.setns(own, linux.CLONE_NEWPID)
        os.close(own)
    return number


def can_separate() -> bool:
    """Try on a fork that ends at once whether forks can have namespaces of their own."""
    try:
        number = fork()
    except OSError:
        return False
    if number == 0:
        try:
            confine(separate=True)
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(number, 0)[1] == 0


def confine(*, separate: bool) -> None:
    """Take every right from this process that a notebook does not need, and limit what it uses.

    Without namespaces of its own (`separate`) it must be the only worker in its sandbox.
    """
    root = os.getuid() == 0
    user, group = os.getuid() or _NOBODY, os.getgid() or _NOBODY
    if separate:
        _leave_namespaces(user, group)
    elif root:
        for folder in PLACES:
            os.chmod(folder, 0o1777)
    if root:
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        linux.prctl(linux.PR_SET_DUMPABLE, 1)
    if separate:
        # Users of its own: the count of its processes is then its own, too.
        linux.unshare(linux.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    # Where the computer runs out of memory, Linux ends this one and its children first.
    Path("/proc/self/oom_score_adj").write_text("1000")
    system_calls.leave_keys()
    _limit()
    linux.drop_capabilities()
    # Last, because it refuses the calls above, among them every way to another namespace.
    system_calls.close()


def _leave_namespaces(user: int, group: int) -> None:
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS | linux.CLONE_NEWNET)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    # First, because what it shows of other processes must not be seen under the next ones.
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    for folder in PLACES:
        options = f"size={DISK},nr_inodes=10000,mode=0700,uid={user},gid={group}"
        linux.mount("tmpfs", folder, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, options)


def _limit() -> None:
    """Set the limits that Linux itself enforces, for each process."""
    base = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limits = {"AS": base + MEMORY, "NPROC": 4 * PROCESSES, "FSIZE": DISK, "NOFILE": _FILES, "CORE": 0}
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
