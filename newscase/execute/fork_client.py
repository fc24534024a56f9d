"""Start a fork server early, ask it for workers, and end it."""

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
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
    """A worker that the fork server has forked; `control` is its own connection to the server.

    `reason` is the sentence of the limit that it exceeded, or empty; `alone`, whether it ended by itself and
    not with the server.
    """

    def __init__(self, control: Channel):
        self.reason, self.alone = "", True
        self._control, self._returncode = control, None

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs; -9 where nobody can know it."""
        if self._returncode is None:
            try:
                self._returncode, self.reason = self._control.receive(0)
            except TimeoutError:
                pass
            except (EOFError, OSError):
                self._returncode, self.alone = -9, False
        return self._returncode

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the running cell."""
        with contextlib.suppress(OSError):
            self._control.send("interrupt")

    def kill(self) -> None:
        """End the process and all that it has started; do not wait until the system has cleared them away."""
        self._control.close()


class ForkServer:
    """The fork server of this process, started when it is first needed, or one that several share."""

    def __init__(self):
        self.disabled = ""  # the sentence that says why workers are not to be forked
        self._configured: tuple[Path | None, str] = (None, "")
        self._joins = self._folder = ""
        self._server: subprocess.Popen | None = None
        self._owner, self._ready = 0, False

    @property
    def why_not(self) -> str:
        """The sentence that says why each worker is started fresh, or nothing when workers are forked."""
        if sys.platform != "linux":
            # macOS has fork, but its own libraries are not safe in a forked process.
            return "Each notebook starts its own Python, because this system cannot fork a prepared one."
        return self.disabled

    @property
    def sandboxed(self) -> bool:
        """Whether workers run in a sandbox."""
        return self._configured[0] is not None

    @property
    def address(self) -> str:
        """Where a server takes requests: that of another process, or the one that `start` has started."""
        return self._joins or os.path.join(self._folder, "server")

    def configure(self, *, course: Path | None, address: str = "") -> None:
        """Say whose tables a sandbox shows, or that there is none, and which other server to use if there."""
        if (course, address) != self._configured:
            self.close()
            self._configured, self._joins = (course, address), address

    def start(self) -> None:
        """Start the server where none is there, but do not wait for it; raise `ServerError` if that fails."""
        if self._joins or (self._server and self._server.poll() is None):
            return
        self.close()
        self._owner = os.getpid()
        short = len(os.fsencode(tempfile.gettempdir())) < _LONGEST_FOLDER
        self._folder = tempfile.mkdtemp(prefix="newscase-", dir=None if short else "/tmp")
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(self.address)
            door.listen(_MOST_WAITING)
            program = [os.path.abspath(sys.executable), "-c", _START, str(door.fileno())]
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
        """Return the process of a new worker in `folder`, which serves the other end of `sock`'s connection.

        Raises `ServerError` when the server could not start, or has ended twice.
        """
        request = {"folder": folder, "environment": dict(os.environ)}
        if self.sandboxed:
            request = {"folder": bubblewrap.EXERCISES, "environment": bubblewrap.environment()}
        try:
            return self._asked(request, sock)
        except (EOFError, OSError):
            # A student's code may have killed it, or it has forked the one worker that it can.
            self._joins = ""
            self.close()
        try:
            return self._asked(request, sock)
        except (EOFError, OSError) as error:
            raise ServerError(f"{type(error).__name__}: {error}") from error

    def _asked(self, request: dict, sock: socket.socket) -> ForkedProcess:
        self.start()
        with contextlib.ExitStack() as clean_up:
            connection = clean_up.enter_context(socket.socket(socket.AF_UNIX))
            connection.settimeout(_ANSWER_WAIT)
            connection.connect(self.address)
            socket.send_fds(connection, [b" "], [sock.fileno()])
            control = Channel(connection)
            control.send(request)
            if problem := control.receive(_ANSWER_WAIT):
                raise ServerError(problem)
            clean_up.pop_all()
        self._ready = True
        return ForkedProcess(control)

    def close(self) -> None:
        """End the server that this process has started, and every worker that it has forked."""
        if self._server is None:
            return
        if self._owner == os.getpid():  # A fork of the process whose it is has nothing to end.
            self._server.stdin.close()
            try:
                # One that is still importing would not notice.
                self._server.wait(_END_WAIT if self._ready else 0)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            shutil.rmtree(self._folder, ignore_errors=True)
        self._server, self._ready = None, False


fork_server = ForkServer()
atexit.register(fork_server.close)
