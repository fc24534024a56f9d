"""What the sandbox enforces by itself, and that it says where it cannot."""

import ctypes
import mmap
import os
import platform
import sys

import pytest

from newscase.execute import fork_client, worker_kernel
from newscase.execute.fork_client import fork_server
from newscase.sandbox import bubblewrap, limits, system_calls

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="These are calls of Linux.")
needs_sandbox = pytest.mark.skipif(bubblewrap.why_not() is not None, reason="There is no sandbox here.")


def in_a_fork(function) -> int:
    """Return what a function of no arguments returns in a fork of this process, at most 255."""
    number = os.fork()
    if number == 0:
        code = 255
        try:
            code = function()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


@needs_linux
@pytest.mark.parametrize("flag", [0, 0x20000, *(0x2000000 << place for place in range(6))], ids=hex)
@pytest.mark.parametrize("clone3", [False, True])
def test_the_filter_refuses_every_way_to_a_namespace(flag, clone3):
    libc = ctypes.CDLL(None, use_errno=True)

    def cloned():
        system_calls.close()
        # Users of its own as well, which nobody needs a right for; without any flag, only clone3 is refused.
        flags = flag and flag | 0x10000000
        if clone3:
            number = libc.syscall(435, (ctypes.c_uint64 * 11)(flags, 0, 0, 0, 17), 88)
        else:
            clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
            number = libc.syscall(clone, flags | 17, 0, 0, 0, 0)
        if number == 0:
            os._exit(0)
        return 1 if number > 0 else 2

    assert in_a_fork(cloned) == (2 if flag or clone3 else 1)


@needs_linux
def test_the_filter_refuses_shared_memory_that_no_limit_counts():
    def mapped():
        system_calls.close()
        mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        try:
            mmap.mmap(-1, 4096)
        except OSError:
            return 2
        return 1

    assert in_a_fork(mapped) == 2


@needs_linux
def test_without_a_filter_for_this_machine_there_is_no_sandbox(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert bubblewrap.why_not().endswith("because it has no filter of system calls for riscv64")
    for function in (system_calls.close, system_calls.leave_keys):
        with pytest.raises(OSError, match="riscv64"):
            function()


@needs_linux
def test_memory_is_added_up_over_all_that_descends_and_over_files(monkeypatch):
    monkeypatch.setattr(limits, "PLACES", ())
    (told, tell), (read, write) = os.pipe(), os.pipe()
    number = os.fork()
    if number == 0:
        os.fork()
        os.fork()
        held = b"x" * 100_000_000
        os.write(tell, held[:1])
        os.read(read, 9)
        os._exit(0)
    try:
        for _ in range(4):
            os.read(told, 1)
        for memory, expected in ((350_000_000, {number: limits.TOO_MUCH_MEMORY}), (600_000_000, {})):
            monkeypatch.setattr(limits, "MEMORY", memory)
            assert limits.exceeded([number]) == expected
        monkeypatch.setattr(limits, "_files", lambda: 500_000_000)
        assert limits.exceeded([number]) == {number: limits.TOO_MUCH_MEMORY}
        monkeypatch.setattr(limits, "PROCESSES", 3)
        assert limits.exceeded([number]) == {number: limits.TOO_MANY_PROCESSES}
    finally:
        os.write(write, b"x" * 99)
        os.waitpid(number, 0)


@pytest.fixture(params=["separate", "one worker each"])
def confined(request, root, monkeypatch):
    """Start workers in a sandbox whose forks get namespaces of their own, and in one where they cannot."""
    fork_server.close()
    if request.param != "separate":
        start = fork_client._START.replace("main()", "confine.can_separate = lambda: False; main()")
        monkeypatch.setattr(fork_client, "_START", start.replace("import main", "import main, confine"))
    fork_server.configure(course=root)
    kernels = []

    def start():
        kernels.append(worker_kernel.start("anywhere", 60))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel.stop()
    fork_server.configure(course=None)


def value(kernel, expression: str):
    kernel.question = expression
    kernel.await_reply(kernel.execute_cell_input("import os, socket, pathlib"), 60)
    return kernel.answer["value"]["value"]


@needs_sandbox
def test_a_worker_is_confined(confined):
    one, places = confined(), bubblewrap.PLACES
    wanted = "CapEff", "Seccomp:", "NoNewPrivs"
    lines = f"''.join(line for line in open('/proc/self/status') if line.startswith({wanted}))"
    assert value(one, lines).split() == ["CapEff:", "0" * 16, "NoNewPrivs:", "1", "Seccomp:", "2"]
    assert value(one, "int(os.getuid() != 0 and os.getgid() != 0)") == 1
    assert value(one, "open('/proc/self/oom_score_adj').read()").strip() == "1000"
    assert value(one, "len(os.listdir('/sys/class/net')) if os.path.exists('/sys/class/net') else 0") == 0
    assert value(one, "os.getcwd()") == bubblewrap.EXERCISES
    assert value(one, "open('/dev/zero', 'rb').read(1).decode()") == ""
    # A worker that starts afterwards sees nothing of it.
    assert value(one, f"sum(pathlib.Path(place, 'file').write_text('x') for place in {places})") == 3
    assert value(confined(), f"sum(os.path.exists(place + '/file') for place in {places})") == 0
