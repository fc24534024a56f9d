"""The process that workers are forked from.

It imports the libraries, and then forks a worker for each connection to its socket.  The connection stays:
over it the client interrupts its worker and is told when that has ended, and when the client closes it, or
ends, its worker is killed.  When the process that started the server ends, so do all workers and the server.

The server has one thread and runs no student's code, so a fork of it is safe.  When a worker ends, whatever
its student's code left behind is killed while the number of its process group cannot yet be anyone else's.

In a sandbox each fork gets namespaces of its own.  Where the system does not allow that, the server forks one
worker only, and whoever wants another starts another server.
"""

import contextlib
import os
import random
import selectors
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from newscase.execute import imports
from newscase.execute.channel import Channel
from newscase.sandbox import confine, limits, linux

_LOOK_EVERY = 0.05  # seconds, at what workers in a sandbox use
_STDIN = 0  # a pipe from the process that started the server, which sends nothing


def main() -> None:
    """Serve; in a fork, be the worker.

    The arguments are the descriptor of the listening socket, and ``sandbox`` when there is one around it.
    """
    door, sandboxed = socket.socket(fileno=int(sys.argv[1])), "sandbox" in sys.argv[2:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    linux.adopt_orphans()
    # While this process is small, because a fork takes the longer the more there is.
    separate = sandboxed and confine.can_separate()
    problem = _prepare()
    request = _Server(door, sandboxed, separate, problem).serve()
    if request is not None:
        _be_worker(**request, sandboxed=sandboxed, separate=separate)


def _prepare() -> str:
    """Import everything; return why this process cannot be forked, or an empty text."""
    try:
        with imports.without_collecting():
            imports.warm_up()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if len(os.listdir("/proc/self/task")) > 1:
        return (
            f"a library has started a thread ({', '.join(thread.name for thread in threading.enumerate())})"
        )
    return ""


def _be_worker(sock: int, folder: str, environment: dict[str, str], sandboxed: bool, separate: bool) -> None:
    """Be a worker until its client leaves.

    Variables that Python reads only when it starts stay as in the server.
    """
    import numpy as np

    from newscase.execute.worker import Worker

    channel = Channel(socket.socket(fileno=sock))
    # A process group of its own, by which what it leaves behind is found.
    os.setsid()
    try:
        if sandboxed:
            confine.confine(separate=separate)
        else:
            linux.end_with_parent()
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        os.chdir(folder)
    except OSError as error:
        channel.send({"failed": f"{type(error).__name__}: {error}"})
        return
    sys.argv[:] = [""]
    # Or all workers would draw the same random numbers.
    random.seed()
    np.random.seed()
    Worker(channel).serve()


@dataclass
class _Worker:
    """A worker: its process, the connection to its client, and why it was killed."""

    number: int
    control: Channel
    reason: str = ""


class _Server:
    """Forks workers and sees to their end.

    Parameters
    ----------
    door : socket.socket
        Where clients connect.
    sandboxed, separate : bool
        Whether there is a sandbox around this process, and whether forks get namespaces of their own in it.
    problem : str
        Why nothing can be forked; empty when it can.
    """

    def __init__(self, door: socket.socket, sandboxed: bool, separate: bool, problem: str):
        self._door = door
        self._sandboxed = sandboxed
        self._separate = separate
        self._problem = problem
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()

    def serve(self) -> dict | None:
        """Return None when the process that started this one has gone; in a fork, what the worker needs."""
        ended_r, ended_w = os.pipe()
        os.set_blocking(ended_r, False)
        os.set_blocking(ended_w, False)
        signal.set_wakeup_fd(ended_w)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for source in (_STDIN, self._door, ended_r):
            self._selector.register(source, selectors.EVENT_READ)
        request = None
        while request is None:
            ready = [key.fileobj for key, _ in self._selector.select(self._pause())]
            if ended_r in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(ended_r, 65536)
                self._reap()
            if self._sandboxed:
                self._look()
            for worker in [worker for worker in self._workers if worker.control in ready]:
                self._obey(worker)
            if self._door in ready:
                request = self._accept()
            elif _STDIN in ready:
                self._end()
                return None
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self._selector, self._door, *(worker.control for worker in self._workers)):
            end.close()
        for descriptor in (ended_r, ended_w):
            os.close(descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), _STDIN)
        return request

    def _pause(self) -> float | None:
        return _LOOK_EVERY if self._sandboxed and self._workers else None

    def _accept(self) -> dict | None:
        """Fork for a new client; in the fork, return what the worker needs to know."""
        connection, _ = self._door.accept()
        control = Channel(connection)
        try:
            _, (sock,), _, _ = socket.recv_fds(connection, 1, 1)
            request = control.receive()
        except (EOFError, OSError, ValueError):
            control.close()
            return None
        try:
            if self._problem:
                raise OSError(0, self._problem)
            number = confine.fork() if self._separate else os.fork()
            if number == 0:
                control.close()
                return {**request, "sock": sock}
            self._reply(control, {})
            self._workers.append(_Worker(number, control))
            self._selector.register(control, selectors.EVENT_READ)
            if self._sandboxed and not self._separate:
                self._selector.unregister(self._door)
                self._door.close()
        except OSError as error:
            self._reply(control, {"error": f"no process could be started: {error.strerror}"})
            control.close()
        os.close(sock)
        return None

    def _obey(self, worker: _Worker) -> None:
        """Interrupt a worker, or kill it when its client has gone."""
        try:
            worker.control.receive()
        except (EOFError, OSError):
            self._selector.unregister(worker.control)
            _kill_group(worker.number)
        else:
            os.kill(worker.number, signal.SIGINT)

    def _reply(self, control: Channel, message: dict) -> None:
        # A closed connection is noticed when it is next read.
        with contextlib.suppress(OSError):
            control.send(message)

    def _look(self) -> None:
        exceeded = limits.exceeded([worker.number for worker in self._workers]) if self._workers else {}
        for worker in self._workers:
            if worker.number in exceeded:
                worker.reason = worker.reason or exceeded[worker.number]
                _kill(worker.number)

    def _reap(self) -> None:
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            worker = next((worker for worker in self._workers if worker.number == ended.si_pid), None)
            if worker:
                _kill_group(worker.number)
            _, status = os.waitpid(ended.si_pid, 0)
            if worker:
                self._workers.remove(worker)
                if worker.control in self._selector.get_map():
                    self._selector.unregister(worker.control)
                self._reply(
                    worker.control, {"code": os.waitstatus_to_exitcode(status), "reason": worker.reason}
                )
                worker.control.close()
                if not self._workers:
                    _kill_children()

    def _end(self) -> None:
        for worker in self._workers:
            _kill_group(worker.number)
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
