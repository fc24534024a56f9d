"""What a forked kernel does to shut itself in before it runs students' code.

The sandbox has given it the rights for that; it gives them up here.  Afterwards it is alone: the only
processes that it sees are its own, its files lie in memory and end with it, and it has no network.
"""

import contextlib
import errno
import os
import resource

from newscase.sandbox import linux, system_calls
from newscase.sandbox.bubblewrap import PLACES
from newscase.sandbox.limits import DISK, MEMORY, PROCESSES

_NOBODY = 65534
_FILES = 256  # open at a time; each can hold some memory that counts nowhere


def fork() -> int:
    """Fork as ``os.fork`` does; the fork is the first process of a namespace of its own.

    A process in between makes the namespace and ends; this one, which adopts orphans, becomes the parent.
    It cannot make it by itself: there is not always a way back, and a second fork would be born into the first's.

    Raises
    ------
    OSError
        When the system does not allow it.
    """
    told, tell = os.pipe()
    between = os.fork()
    if between == 0:
        number, reason = 0, 0
        try:
            linux.unshare(linux.NEWPID)
            number = os.fork()
        except OSError as error:
            reason = error.errno
        if number == 0 and not reason:
            os.close(told)
            os.close(tell)
            return 0
        os.write(tell, f"{number} {reason}".encode())
        os._exit(0)
    os.close(tell)
    text = os.read(told, 64)
    os.close(told)
    os.waitpid(between, 0)
    number, reason = map(int, text.split() or (0, errno.ECHILD))
    if reason:
        raise OSError(reason, os.strerror(reason))
    return number


def possible() -> bool:
    """Try everything on a fork that ends at once."""
    try:
        number = fork()
    except OSError:
        return False
    if number == 0:
        try:
            apart()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(number, 0)[1] == 0


def apart() -> None:
    """Take this fork apart from every other one, and limit it.

    Raises
    ------
    OSError
        When the system does not allow it.
    """
    user = os.getuid() or _NOBODY
    group = os.getgid() or _NOBODY
    linux.unshare(linux.NEWNS | linux.NEWIPC | linux.NEWUTS | linux.NEWNET)
    linux.mount("none", "/", None, linux.REC | linux.PRIVATE)
    # First, because what it shows of other processes must not be seen under the next ones.
    linux.mount("proc", "/proc", "proc", linux.NOSUID | linux.NODEV | linux.NOEXEC)
    for folder in PLACES:
        options = f"size={DISK},nr_inodes=10000,mode=0700,uid={user},gid={group}"
        linux.mount("tmpfs", folder, "tmpfs", linux.NOSUID | linux.NODEV, options)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        linux.own_proc_files()
    # Users of its own: the count of its processes is then its own, too.
    linux.unshare(linux.NEWUSER)
    for name, text in {
        "setgroups": "deny",
        "uid_map": f"{user} {user} 1",
        "gid_map": f"{group} {group} 1",
    }.items():
        _write(f"/proc/self/{name}", text)
    with contextlib.suppress(OSError):
        # More room to attack the system's kernel than a notebook needs.
        _write("/proc/sys/user/max_user_namespaces", "0")
    _give_up()


def less() -> None:
    """Give up what this fork may, where it cannot be taken apart; its server ends with it."""
    if os.getuid() == 0:
        for folder in PLACES:
            os.chmod(folder, 0o1777)
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    _give_up()


def _give_up() -> None:
    system_calls.leave_keys()
    _limit()
    linux.drop_capabilities()
    system_calls.close()


def _limit() -> None:
    """Set the limits that the system itself keeps."""
    base = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    for kind, most in {
        resource.RLIMIT_AS: base + MEMORY,
        resource.RLIMIT_NPROC: 4 * PROCESSES,
        resource.RLIMIT_FSIZE: DISK,
        resource.RLIMIT_NOFILE: _FILES,
        resource.RLIMIT_CORE: 0,
    }.items():
        resource.setrlimit(kind, (most, most))


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
