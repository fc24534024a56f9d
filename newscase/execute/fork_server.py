"""The process that workers are forked from.

It imports the libraries, and then forks a worker for each connection to its socket.  The connection stays:
over it the client interrupts its worker and is told when that has ended, and when the client closes it, or
ends, its worker is killed.  When the process that started the server ends, so do all workers and the server.

The server has one thread and runs no student's code, so a fork of it is safe.  In a sandbox each fork gets
namespaces of its own.  Where the system allows none, the server forks one worker only.
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
from pathlib import Path

from newscase.execute import imports
from newscase.execute.channel import Channel
from newscase.sandbox import confine, limits, linux

_LOOK_EVERY = 0.05  # seconds, at workers that have ended or use too much
_STDIN = 0  # a pipe from the process that started the server, which sends nothing


def main() -> None:
    """Serve; the arguments are the listening socket's descriptor, and ``sandbox`` when one is around it."""
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
    _Server(door, sandboxed, separate, problem).serve()


class _Server:
    """Forks workers and sees to their end; the parameters are what `main` has found out."""

    def __init__(self, door: socket.socket, sandboxed: bool, separate: bool, problem: str):
        self._door, self._problem = door, problem
        self._sandboxed, self._separate = sandboxed, separate
        # By the number of the worker's process: the connection to its client, and why it was killed.
        self._controls: dict[int, Channel] = {}
        self._reasons: dict[int, str] = {}
        self._selector = selectors.DefaultSelector()
        for source in (_STDIN, door):
            self._selector.register(source, selectors.EVENT_READ)

    def serve(self) -> None:
        """Serve until the process that started this one has gone."""
        while True:
            ready = [key for key, _ in self._selector.select(_LOOK_EVERY if self._controls else None)]
            self._reap()
            if self._sandboxed:
                self._reasons |= (exceeded := limits.exceeded([*self._controls]))
                for number in exceeded:
                    _kill(number)
            for key in ready:
                if key.data in self._controls:
                    self._obey(key.data)
            sources = [key.fileobj for key in ready]
            if self._door in sources:
                self._accept()
            elif _STDIN in sources:
                return self._end()

    def _accept(self) -> None:
        """Fork for a new client; the fork is the worker, and ends here."""
        connection, _ = self._door.accept()
        control = Channel(connection)
        try:
            _, (sock,), _, _ = socket.recv_fds(connection, 1, 1)
            request = control.receive()
        except (EOFError, OSError, ValueError):
            control.close()
            return
        number, problem = -1, self._problem
        try:
            if not problem:
                number = confine.fork() if self._separate else os.fork()
        except OSError as error:
            problem = f"no process could be started: {error.strerror}"
        if number == 0:
            for end in (self._selector, self._door, control, *self._controls.values()):
                end.close()
            self._be_worker(sock, **request)
            sys.exit()
        os.close(sock)
        _tell(control, problem)
        if problem:
            control.close()
            return
        self._controls[number] = control
        self._selector.register(control, selectors.EVENT_READ, number)
        if self._sandboxed and not self._separate:
            self._selector.unregister(self._door)
            self._door.close()

    def _be_worker(self, sock: int, folder: str, environment: dict[str, str]) -> None:
        """Be a worker until its client leaves."""
        import numpy as np

        from newscase.execute.worker import Worker

        channel = Channel(socket.socket(fileno=sock))
        # A process group of its own, by which what it leaves behind is found.
        os.setsid()
        try:
            if self._sandboxed:
                confine.confine(separate=self._separate)
            else:
                linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)  # when the server ends
            # What Python reads only when it starts stays as in the server.
            os.environ.clear()
            os.environ.update(environment)
            time.tzset()
            os.chdir(folder)
        except OSError as error:
            channel.send({"failed": f"{type(error).__name__}: {error}"})
            return
        # Or all workers would draw the same random numbers.
        random.seed()
        np.random.seed()
        Worker(channel).serve()

    def _obey(self, number: int) -> None:
        """Interrupt a worker, or kill it when its client has gone."""
        try:
            self._controls[number].receive()
            os.kill(number, signal.SIGINT)
        except (EOFError, OSError):
            self._selector.unregister(self._controls[number])
            _kill_group(number)

    def _reap(self) -> None:
        """Clear away what has ended, and tell the clients of workers among it."""
        if not self._controls:
            return
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                control = self._controls.pop(ended.si_pid, None)
                if control:
                    # What it left behind, while the number of its group cannot yet be anyone else's.
                    _kill_group(ended.si_pid)
                _, status = os.waitpid(ended.si_pid, 0)
                if control:
                    with contextlib.suppress(KeyError):  # its client has gone before
                        self._selector.unregister(control)
                    _tell(control, [os.waitstatus_to_exitcode(status), self._reasons.pop(ended.si_pid, "")])
                    control.close()
        if not self._controls:
            _kill_children()

    def _end(self) -> None:
        for number in self._controls:
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


def _kill(number: int, kill=os.kill) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        kill(number, signal.SIGKILL)


def _kill_group(number: int) -> None:
    # The process first: a fork that has only just begun leads no group yet.
    _kill(number)
    _kill(number, os.killpg)


def _kill_children() -> None:
    """Kill every child that this process has now, adopted ones included."""
    for number in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split():
        _kill(int(number))
