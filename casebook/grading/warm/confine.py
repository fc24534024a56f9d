"""What a forked kernel does to shut itself in before it runs students' code.

The sandbox has given it the rights for that; it gives them up here.  Afterwards it is alone: the only
processes that it sees are its own, its files lie in memory and end with it, and it has no network.
"""

import contextlib
import os
import resource

from casebook.grading.warm import linux
from casebook.grading.warm.limits import DISK, MEMORY, PROCESSES
from casebook.grading.warm.sandbox import EXERCISES

_NOBODY = 65534
_HOME_NAMESPACE = "/proc/self/ns/pid"


@contextlib.contextmanager
def processes_apart():
    """While this is open, a fork becomes the first process of a namespace of its own.

    Raises
    ------
    OSError
        When the system does not allow it.
    """
    home = os.open(_HOME_NAMESPACE, os.O_RDONLY)
    here = os.getpid()
    try:
        linux.unshare(linux.NEWPID)
        try:
            yield
        finally:
            if os.getpid() == here:
                linux.join_namespace(home, linux.NEWPID)
    finally:
        os.close(home)


def possible() -> bool:
    """Try everything on a fork that ends at once."""
    try:
        with processes_apart():
            number = os.fork()
            if number == 0:
                try:
                    apart()
                except BaseException:
                    os._exit(1)
                os._exit(0)
    except OSError:
        return False
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
    for folder in ("/tmp", "/dev/shm", EXERCISES):
        options = f"size={DISK},nr_inodes=10000,mode=0700,uid={user},gid={group}"
        linux.mount("tmpfs", folder, "tmpfs", linux.NOSUID | linux.NODEV, options)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        linux.own_proc_files()
    # Users of its own: the count of its processes is then its own, too.
    linux.unshare(linux.NEWUSER)
    for name, text in {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}.items():
        _write(f"/proc/self/{name}", text)
    with contextlib.suppress(OSError):
        # More room to attack the system's kernel than a notebook needs.
        _write("/proc/sys/user/max_user_namespaces", "0")
    limit()
    linux.drop_capabilities()


def limit() -> None:
    """Set the limits that the system itself keeps."""
    base = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    for kind, most in {
        resource.RLIMIT_AS: base + MEMORY,
        resource.RLIMIT_NPROC: 4 * PROCESSES,
        resource.RLIMIT_FSIZE: DISK,
        resource.RLIMIT_CORE: 0,
    }.items():
        resource.setrlimit(kind, (most, most))


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
