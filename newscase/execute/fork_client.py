"""Start a fork server early, ask it for workers, and end it."""

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from newscase.execute import fresh, imports
from newscase.execute.channel import Channel
from newscase.sandbox import bubblewrap

_ANSWER_WAIT = 60.0  # seconds for a worker; the server may still have to import everything
_END_WAIT = 5.0
_MOST_WAITING = 1024  # requests while the server imports
_LONGEST_FOLDER = 80  # characters, so that a socket in a folder of its own has a path that Unix allows
_START = fresh.START.format(module="fork_server")


class ServerError(Exception):
    """There is no server to fork from; the text says why."""


class ForkedProcess:
    """A worker that the fork server has forked, as far as its client needs a process.

    Parameters
    ----------
    control : Channel
        Its own connection to the server, which interrupts it, kills it when the connection is closed, and
        says when it has ended.

    Attributes
    ----------
    returncode : int or None
        As in ``subprocess.Popen``; -9 when the server ended together with the worker.
    reason : str
        Of which of `newscase.sandbox.limits` it used too much, when it was killed for that.
    """

    def __init__(self, control: Channel):
        self.returncode: int | None = None
        self.reason = ""
        self._control = control

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        if self.returncode is None:
            try:
                ended = self._control.receive(0)
                self.returncode, self.reason = ended["code"], ended["reason"]
            except TimeoutError:
                pass
            except (EOFError, OSError):
                self.returncode = -9
        return self.returncode

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the running cell."""
        if self.poll() is None:
            # It may end between the two.
            with contextlib.suppress(OSError):
                self._control.send("interrupt")

    def kill(self) -> None:
        """End the process and all that it has started; do not wait until the system has cleared them away."""
        self._control.close()
        if self.returncode is None:
            self.returncode = -9


class ForkServer:
    """The fork server of this process, started when it is first needed.

    Several processes can share a server: one starts it, the others `configure` its `address`.
    """

    def __init__(self):
        self._lock = threading.RLock()
        self._configured: tuple[Path | None, str] = (None, "")
        self._joins = ""
        self._server: subprocess.Popen | None = None
        self._folder = ""
        self._ready = False
        self._owner = os.getpid()

    @property
    def sandboxed(self) -> bool:
        """Whether workers run in a sandbox."""
        return self._configured[0] is not None

    @property
    def address(self) -> str:
        """Where a server takes requests: that of another process, or the one that `start` has started."""
        return self._joins or os.path.join(self._folder, "server")

    def configure(self, *, course: Path | None, address: str = "") -> None:
        """Say where workers come from.

        Parameters
        ----------
        course : Path or None
            The course whose tables a sandbox shows; None for workers without a sandbox.
        address : str
            That of another process's server, which is used as long as it is there.
        """
        with self._lock:
            if (course, address) != self._configured:
                self.close()
                self._configured, self._joins = (course, address), address

    def start(self) -> None:
        """Start the server where none is there, and do not wait until it has imported everything.

        Raises `ServerError` when it cannot be started.
        """
        with self._lock:
            if self._owner != os.getpid():
                # That of a process that this one was forked from.
                self._server, self._owner = None, os.getpid()
            if self._joins or (self._server and self._server.poll() is None):
                return
            self.close()
            self._ready = False
            # Not a TemporaryDirectory, which a process forked from this one would remove.
            self._folder = tempfile.mkdtemp(prefix="newscase-", dir=_place())
            with socket.socket(socket.AF_UNIX) as door:
                door.bind(self.address)
                door.listen(_MOST_WAITING)
                program = [sys.executable, "-c", _START, str(door.fileno())]
                environment = os.environ
                if self.sandboxed:
                    bubblewrap.compile_libraries()
                    program = bubblewrap.command(self._configured[0], [*program, "sandbox"])
                    environment = bubblewrap.environment()
                try:
                    self._server = subprocess.Popen(
                        program, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                        pass_fds=[door.fileno()], start_new_session=True,
                        env={**environment, **imports.ONE_THREAD},
                    )  # fmt: skip
                except OSError as error:
                    shutil.rmtree(self._folder, ignore_errors=True)
                    raise ServerError(str(error)) from None

    def fork(self, folder: str, sock: socket.socket) -> ForkedProcess:
        """Return the process of a new worker, which serves the other end of `sock`'s connection.

        Parameters
        ----------
        folder : str
            Its working directory; in a sandbox it is always that of the exercises.
        sock : socket.socket

        Raises `ServerError` when the server could not start, or has ended twice.
        """
        request = {"folder": folder, "environment": dict(os.environ)}
        if self.sandboxed:
            request = {"folder": bubblewrap.EXERCISES, "environment": bubblewrap.environment()}
        with self._lock:
            for attempt in (1, 2):
                self.start()
                try:
                    return self._asked(request, sock)
                except (EOFError, OSError) as error:
                    # A student's code may have killed it, or it has forked the one worker that it can.
                    self._joins = ""
                    if attempt == 2:
                        raise ServerError(f"{type(error).__name__}: {error}") from error
                    self.close()

    def _asked(self, request: dict, sock: socket.socket) -> ForkedProcess:
        connection = socket.socket(socket.AF_UNIX)
        control = Channel(connection)
        try:
            connection.settimeout(_ANSWER_WAIT)
            connection.connect(self.address)
            socket.send_fds(connection, [b" "], [sock.fileno()])
            control.send(request)
            reply = control.receive(_ANSWER_WAIT)
            if "error" in reply:
                raise ServerError(reply["error"])
        except BaseException:
            control.close()
            raise
        self._ready = True
        return ForkedProcess(control)

    def close(self) -> None:
        """End the server that this process has started, and every worker that it has forked."""
        with self._lock:
            if self._owner != os.getpid() or self._server is None:
                return
            self._server.stdin.close()
            try:
                # One that is still importing would not notice.
                self._server.wait(_END_WAIT if self._ready else 0)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._server = None


def _place() -> str | None:
    """Return where a folder for a socket can be made so that its path is short enough."""
    for path in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        if len(os.fsencode(path)) < _LONGEST_FOLDER and os.path.isdir(path):
            return path
    return None


fork_server = ForkServer()
atexit.register(fork_server.close)
