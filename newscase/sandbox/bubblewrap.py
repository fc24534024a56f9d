"""The sandbox around a server: bubblewrap shows it the libraries and the tables, and nothing else.

Students' code that runs in it sees no network, no home folder, no other submission, no answers and no
gradebook.  What each worker in it does to confine itself further is in `confine`.
"""

import os
import platform
import shutil
import subprocess
import sys
from functools import lru_cache
from importlib.util import cache_from_source, find_spec
from pathlib import Path

import newscase

COURSE = "/course"
EXERCISES = "/course/exercises"
# Not /tmp, where a course and its libraries may lie.
SCRATCH = "/scratch"
# Where a student's code can write.
PLACES = (SCRATCH, EXERCISES, "/dev/shm")

_PROGRAM = "bwrap"
_INSTALL = "Install bubblewrap (on Debian and Ubuntu: sudo apt install bubblewrap)"
_TRIAL = 20.0  # seconds

# Root's server makes its workers an ordinary user's, and must still be able to end them.  (CAP_SYS_ADMIN is
# for the namespaces of a worker, which gives it up before it runs a student's code.)
_ROOTS_RIGHTS = ("CAP_SETUID", "CAP_SETGID", "CAP_KILL")

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "timezone")
_KEPT = ("LANG", "LANGUAGE", "TZ", "PATH")


def why_not() -> str | None:
    """Return what the teacher has to do before there is a sandbox, or None when there is one."""
    if sys.platform != "linux":
        return "There is no sandbox on this system"
    # Imported here, because it can be on Linux only.
    from newscase.sandbox import system_calls

    if not system_calls.supported():
        return f"There is no sandbox here, because it has no filter of system calls for {platform.machine()}"
    if shutil.which(_PROGRAM) is None:
        return _INSTALL
    return _tried()


@lru_cache
def _tried() -> str | None:
    """Start an empty sandbox: some systems have the program and forbid what it does."""
    options = {"capture_output": True, "text": True, "timeout": _TRIAL, "stdin": subprocess.DEVNULL}
    try:
        done = subprocess.run([*_wall(), "--", "true"], **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start here ({error})"
    if done.returncode:
        words = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        return (
            f"bubblewrap does not start here ({words}). Ask the administrator to allow user namespaces "
            "(sysctl user.max_user_namespaces; on Ubuntu 24.04 and later an AppArmor profile for bwrap)"
        )
    return None


def command(course: Path, program: list[str]) -> list[str]:
    """Return the command that runs `program` with Python's libraries and the tables of `course`."""
    # A library may be reached by a path with links in it, so that path has to lead there, too.
    shown = sorted({real(path) for path in _libraries() for real in (os.path.realpath, os.path.abspath)})
    shown = [path for path in shown if os.path.exists(path) and not path.startswith("/usr/")]
    # Folders that bubblewrap makes by itself can be entered only by the user that it runs for.
    above = dict.fromkeys(str(folder) for path in shown for folder in reversed(Path(path).parents[:-1]))
    return [
        *_wall(),
        *_each("--dir", *above, "/tmp", COURSE, EXERCISES, SCRATCH),
        *(part for path in shown for part in ("--ro-bind", path, path)),
        *("--ro-bind", str(course / "data"), f"{COURSE}/data"),
        *_each("--tmpfs", *PLACES),
        # Whatever is not one of these places is the same for all, so nobody may leave anything there.
        *_each("--remount-ro", "/dev", "/"),
        *("--chdir", "/", "--", *program),
    ]


def compile_libraries() -> None:
    """Let Python keep the byte code of the libraries, once; in the sandbox it could write none."""
    # Plotly stands for all of them: nothing else that a teacher starts is sure to have loaded it.
    if not sys.dont_write_bytecode and not os.path.exists(cache_from_source(find_spec("plotly").origin)):
        load = "from newscase.execute import imports; imports.warm_up()"
        subprocess.run([sys.executable, "-c", load], capture_output=True, stdin=subprocess.DEVNULL)


def environment() -> dict[str, str]:
    """Return the variables of the teacher's that a student's code may see, and a home that is not theirs."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("LC_")}
    own = {"HOME": SCRATCH, "TMPDIR": SCRATCH, "IPYTHONDIR": f"{SCRATCH}/ipython"}
    return {**kept, **own, "PYTHONDONTWRITEBYTECODE": "1"}


def _wall() -> list[str]:
    """Return the part of the command that is the same for every program."""
    wall = [_PROGRAM, *(f"--unshare-{what}" for what in ("pid", "net", "ipc", "uts", "cgroup-try"))]
    wall += ["--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]
    wall += _each("--cap-add", *_ROOTS_RIGHTS) if os.geteuid() == 0 else ["--unshare-user"]
    for path in _SYSTEM:
        if os.path.islink(path):
            wall += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            wall += ["--ro-bind", path, path]
    wall += ["--dir", "/etc"]
    for name in _SETTINGS:
        wall += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    # What is mapped of /dev/zero is shared memory that no limit counts.
    return [*wall, "--proc", "/proc", "--dev", "/dev", "--dev-bind", "/dev/null", "/dev/zero"]


def _each(option: str, *values: str) -> list[str]:
    return [part for value in values for part in (option, value)]


def _libraries() -> list[str]:
    # Not all of the path: the folder in which the command was started, or the course's own, may be on it.
    packages = [path for path in sys.path if "site-packages" in path or "dist-packages" in path]
    return [sys.prefix, sys.base_prefix, str(Path(newscase.__file__).parent), *packages]
