"""The process that kernels are forked from.

It imports the libraries, then forks once for each message on its channel, and answers with the new
process's number and a pidfd.  It has one thread, no ZMQ context and runs no student's code; so a fork of
it is safe.  When a kernel ends, whatever its student's code left in its process group is killed while
the number cannot yet belong to anyone else.  When the channel closes, everything is killed and it ends.
"""

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
import threading
from pathlib import Path

from casebook.grading.warm import become, linux, preload, wire


def main() -> None:
    """Serve the channel whose descriptor is the one argument; in a fork, be the kernel."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        preload.load()
    except Exception as error:
        wire.send(channel, {"error": f"{type(error).__name__}: {error}"})
        return
    if len(os.listdir("/proc/self/task")) > 1:
        names = ", ".join(thread.name for thread in threading.enumerate())
        wire.send(channel, {"error": f"a library has started a thread ({names})"})
        return
    linux.adopt_orphans()
    gc.collect()
    # What is there now is for good: the collector of a fork does not touch it, so it stays shared.
    gc.freeze()
    wire.send(channel, {"ready": os.getpid()})
    request = _Server(channel).serve()
    if request is not None:
        become.kernel(**request)


class _Server:
    """Forks kernels and sees to their end."""

    def __init__(self, channel: socket.socket):
        self._channel = channel
        # The write end of each living kernel's status pipe, by process number.
        self._kernels: dict[int, int] = {}

    def serve(self) -> dict | None:
        """Return None when the channel is closed, and in a fork what the kernel needs to know."""
        ended_r, ended_w = os.pipe()
        os.set_blocking(ended_r, False)
        os.set_blocking(ended_w, False)
        signal.set_wakeup_fd(ended_w)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._channel, selectors.EVENT_READ)
            selector.register(ended_r, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in selector.select()]
                if ended_r in ready:
                    with contextlib.suppress(BlockingIOError):
                        os.read(ended_r, 65536)
                    self._reap()
                if self._channel in ready:
                    try:
                        request, files = wire.receive(self._channel)
                    except (EOFError, OSError):
                        self._end()
                        return None
                    if self._fork(files):
                        break
        # Only a fork comes here.
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in (ended_r, ended_w, files[0], *self._kernels.values()):
            os.close(descriptor)
        self._channel.close()
        return {**request, "files": files[1:]}

    def _fork(self, files: list[int]) -> bool:
        """Fork; return True in the fork.  `files` are the status pipe, standard output and error."""
        number = os.fork()
        if number == 0:
            return True
        self._kernels[number] = files[0]
        for descriptor in files[1:]:
            os.close(descriptor)
        handle = os.pidfd_open(number)
        # A closed channel is noticed when it is next read.
        with contextlib.suppress(OSError):
            wire.send(self._channel, {"pid": number}, (handle,))
        os.close(handle)
        return False

    def _reap(self) -> None:
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            if ended.si_pid in self._kernels:
                _kill_group(ended.si_pid)
            _, status = os.waitpid(ended.si_pid, 0)
            pipe = self._kernels.pop(ended.si_pid, None)
            if pipe is not None:
                # The other end may have lost interest.
                with contextlib.suppress(OSError):
                    os.write(pipe, str(os.waitstatus_to_exitcode(status)).encode())
                os.close(pipe)
                if not self._kernels:
                    _kill_children()

    def _end(self) -> None:
        for number in self._kernels:
            _kill_group(number)
        # A killed process leaves its own children to this one; go on until none is left.
        while True:
            _kill_children()
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return


def _kill_group(number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGKILL)


def _kill_children() -> None:
    """Kill every child that this process has now, adopted ones included."""
    numbers = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    for number in map(int, numbers):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(number, signal.SIGKILL)
