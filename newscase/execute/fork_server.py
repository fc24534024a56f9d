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

_LOOK_EVERY = 0.05  # seconds, at workers that have ended or use too much
_STDIN = 0  # a pipe from the process that started the server, which sends nothing


def main() -> None:
    """Serve; in a fork, be the worker.

    The arguments are the descriptor of the listening socket, and ``sandbox`` when there is one around it.
    """
    door, sandboxed = socket.socket(fileno=int(sys.argv[1])), "sandbox" in sys.argv[2:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)  # become the parent of every orphan among the descendants
    # While this process is small, because a fork takes the longer the more there is.
    separate = sandboxed and confine.can_separate()
    problem = ""
    try:
        with imports.without_collecting():
            imports.warm_up()
        if len(os.listdir("/proc/self/task")) > 1:
            raise RuntimeError(f"a library has started a thread: {threading.enumerate()}")
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
    request = _Server(door, sandboxed, separate, problem).serve()
    if request is not None:
        _be_worker(**request, sandboxed=sandboxed, separate=separate)


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
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)  # when the server ends
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
    """Forks workers and sees to their end; the parameters are those of `main` and what it has found out."""

    def __init__(self, door: socket.socket, sandboxed: bool, separate: bool, problem: str):
        self._door, self._problem = door, problem
        self._sandboxed, self._separate = sandboxed, separate
        self._workers: dict[int, _Worker] = {}
        self._selector = selectors.DefaultSelector()

    def serve(self) -> dict | None:
        """Return None when the process that started this one has gone; in a fork, what `_be_worker` needs."""
        for source in (_STDIN, self._door):
            self._selector.register(source, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in self._selector.select(_LOOK_EVERY if self._workers else None)]
            self._reap()
            if self._sandboxed:
                for number, reason in limits.exceeded([*self._workers]).items():
                    self._workers[number].reason = reason
                    _kill(number)
            for worker in [worker for worker in self._workers.values() if worker.control in ready]:
                self._obey(worker)
            if self._door in ready:
                if request := self._accept():
                    return request
            elif _STDIN in ready:
                return self._end()

    def _accept(self) -> dict | None:
        """Fork for a new client; in the fork, return what `_be_worker` needs."""
        connection, _ = self._door.accept()
        control = Channel(connection)
        try:
            _, (sock,), _, _ = socket.recv_fds(connection, 1, 1)
            request = control.receive()
        except (EOFError, OSError, ValueError):
            control.close()
            return None
        number, problem = -1, self._problem
        try:
            if not problem:
                number = confine.fork() if self._separate else os.fork()
        except OSError as error:
            problem = f"no process could be started: {error.strerror}"
        if number == 0:
            for end in (
                self._selector,
                self._door,
                control,
                *(one.control for one in self._workers.values()),
            ):
                end.close()
            os.dup2(os.open(os.devnull, os.O_RDONLY), _STDIN)
            return {**request, "sock": sock}
        os.close(sock)
        _tell(control, problem)
        if problem:
            control.close()
            return None
        self._workers[number] = _Worker(number, control)
        self._selector.register(control, selectors.EVENT_READ)
        if self._sandboxed and not self._separate:
            self._selector.unregister(self._door)
            self._door.close()
        return None

    def _obey(self, worker: _Worker) -> None:
        """Interrupt a worker, or kill it when its client has gone."""
        try:
            worker.control.receive()
            os.kill(worker.number, signal.SIGINT)
        except (EOFError, OSError):
            self._selector.unregister(worker.control)
            _kill_group(worker.number)

    def _reap(self) -> None:
        """Clear away what has ended, and tell the clients of workers among it."""
        if not self._workers:
            return
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                worker = self._workers.pop(ended.si_pid, None)
                if worker:
                    _kill_group(worker.number)
                _, status = os.waitpid(ended.si_pid, 0)
                if worker:
                    if worker.control in self._selector.get_map():
                        self._selector.unregister(worker.control)
                    _tell(worker.control, [os.waitstatus_to_exitcode(status), worker.reason])
                    worker.control.close()
        if not self._workers:
            _kill_children()

    def _end(self) -> None:
        for number in self._workers:
            _kill_group(number)
        # A killed process leaves its own children to this one; go on until none is left.
        with contextlib.suppress(ChildProcessError):
            while True:
                _kill_children()
                os.waitpid(-1, 0)


def _tell(control: Channel, message: object) -> None:
    # A closed connection is noticed when it is next read.
    with contextlib.suppress(OSError):
        control.send(message)


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
