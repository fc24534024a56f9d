"""The process that kernels are forked from.

It imports the libraries, then forks once for each request, and answers with the new process's number and
a pidfd.  Requests come from the process that started it and from those that join it.  It has one thread,
no ZMQ context and runs no student's code; so a fork of it is safe.  When a kernel ends, whatever its
student's code left behind is killed while its number cannot yet belong to anyone else.  When one who joined
leaves, its kernels are killed; when the one who started it leaves, everything is killed and it ends.
"""

import contextlib
import os
import selectors
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newscase.execute import become, imports, preload
from newscase.execute import channel as wire
from newscase.sandbox import linux

_LOOK_EVERY = 0.25  # seconds, at what kernels in a sandbox use


def main() -> None:
    """Serve; in a fork, be the kernel.

    The arguments are the descriptors of the channel to the process that started this one and of the socket
    at which others join, and ``sandbox`` when there is one around it.
    """
    owner, door = (socket.socket(fileno=int(text)) for text in sys.argv[1:3])
    sandboxed = "sandbox" in sys.argv[3:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    linux.adopt_orphans()
    fork, shut_in, shared = os.fork, None, True
    if sandboxed:
        from newscase.sandbox import namespaces

        # Those who join share the server, so their kernels must not be able to reach each other.  Tried while
        # this process is small, because a fork takes the longer the more there is.
        shared = namespaces.possible()
        fork, shut_in = (namespaces.fork, namespaces.apart) if shared else (os.fork, namespaces.less)
    try:
        with imports.without_collecting():
            preload.load()
    except Exception as error:
        wire.send(owner, {"error": f"{type(error).__name__}: {error}"})
        return
    if len(os.listdir("/proc/self/task")) > 1:
        names = ", ".join(thread.name for thread in threading.enumerate())
        wire.send(owner, {"error": f"a library has started a thread ({names})"})
        return
    wire.send(owner, {"ready": os.getpid(), "shared": shared})
    request = _Server(owner, door, shared, sandboxed, fork).serve()
    if request is not None:
        become.kernel(**request, shut_in=shut_in)


@dataclass
class _Kernel:
    """A living kernel: who asked for it, the write end of its status pipe, and why it was killed."""

    client: socket.socket
    status: int
    reason: str = ""


class _Server:
    """Forks kernels and sees to their end."""

    def __init__(
        self,
        owner: socket.socket,
        door: socket.socket,
        shared: bool,
        sandboxed: bool,
        fork: Callable[[], int],
    ):
        self._owner = owner
        self._door = door
        self._shared = shared
        self._sandboxed = sandboxed
        self._new_process = fork
        self._clients = [owner]
        self._kernels: dict[int, _Kernel] = {}

    def serve(self) -> dict | None:
        """Return None when the owner has gone, and in a fork what the kernel needs to know."""
        ended_r, ended_w = os.pipe()
        os.set_blocking(ended_r, False)
        os.set_blocking(ended_w, False)
        signal.set_wakeup_fd(ended_w)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            for source in (self._owner, self._door, ended_r):
                selector.register(source, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in selector.select(self._pause())]
                if ended_r in ready:
                    with contextlib.suppress(BlockingIOError):
                        os.read(ended_r, 65536)
                    self._reap()
                if self._sandboxed:
                    self._look()
                if self._door in ready:
                    client, _ = self._door.accept()
                    if self._shared:
                        self._clients.append(client)
                        selector.register(client, selectors.EVENT_READ)
                    else:
                        client.close()
                for client in [client for client in self._clients if client in ready]:
                    try:
                        request, files = wire.receive(client)
                    except (EOFError, OSError):
                        if client is self._owner:
                            self._end()
                            return None
                        selector.unregister(client)
                        self._leave(client)
                        continue
                    if self._fork(client, files):
                        break
                else:
                    continue
                break
        # Only a fork comes here.
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in (ended_r, ended_w, files[0], *(kernel.status for kernel in self._kernels.values())):
            os.close(descriptor)
        for sock in (self._door, *self._clients):
            sock.close()
        return {**request, "files": files[1:]}

    def _pause(self) -> float | None:
        return _LOOK_EVERY if self._sandboxed and self._kernels else None

    def _fork(self, client: socket.socket, files: list[int]) -> bool:
        """Fork; return True in the fork.  `files` are the status pipe and what `become.kernel` gets."""
        try:
            number = self._new_process()
            if number == 0:
                return True
        except OSError as error:
            self._close(files)
            self._answer(client, {"error": f"no process could be started: {error.strerror}"})
            return False
        self._kernels[number] = _Kernel(client, files[0])
        self._close(files[1:])
        handle = os.pidfd_open(number)
        self._answer(client, {"pid": number}, handle)
        os.close(handle)
        return False

    def _answer(self, client: socket.socket, message: dict, *files: int) -> None:
        # A closed channel is noticed when it is next read.
        with contextlib.suppress(OSError):
            wire.send(client, message, files)

    def _close(self, files: list[int]) -> None:
        for descriptor in files:
            os.close(descriptor)

    def _look(self) -> None:
        from newscase.sandbox import limits

        for number, reason in limits.exceeded(list(self._kernels)).items():
            self._kernels[number].reason = self._kernels[number].reason or reason
            _kill(number)

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
            kernel = self._kernels.pop(ended.si_pid, None)
            if kernel is not None:
                # The other end may have lost interest.
                with contextlib.suppress(OSError):
                    os.write(kernel.status, f"{os.waitstatus_to_exitcode(status)} {kernel.reason}".encode())
                os.close(kernel.status)
                if not self._kernels:
                    _kill_children()

    def _leave(self, client: socket.socket) -> None:
        self._clients.remove(client)
        client.close()
        for number, kernel in self._kernels.items():
            if kernel.client is client:
                _kill_group(number)

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
    # The process first: a fork that has only just begun leads no group yet.
    _kill(number)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGKILL)


def _kill(number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(number, signal.SIGKILL)


def _kill_children() -> None:
    """Kill every child that this process has now, adopted ones included."""
    numbers = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    for number in map(int, numbers):
        _kill(number)
