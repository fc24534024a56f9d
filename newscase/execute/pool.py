"""The server of this process: start it early, ask it for kernels, end it."""

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

from newscase.execute import channel as wire
from newscase.execute import imports
from newscase.execute.process import ForkedProcess
from newscase.sandbox import bubblewrap

_READY_WAIT = 60.0  # seconds
_FORK_WAIT = 20.0
_END_WAIT = 5.0
_MOST_WAITING = 1024  # who may stand at the door while the server imports

# Not -m, which would put the working directory in front of the libraries, and not -P, which a kernel
# would take over.
_START = "import sys; sys.path[:] = filter(None, sys.path); from newscase.execute.server import main; main()"


class ServerError(Exception):
    """There is no server to fork from; the text says why."""


class Pool:
    """Kernels forked from one server, which is started when it is first needed.

    Several processes can share a server: one starts it, the others `settle` on its `address`.
    """

    def __init__(self):
        self._lock = threading.RLock()
        self._settled: tuple[Path | None, str] = (None, "")
        self._joined = ""
        self._forget()

    def _forget(self) -> None:
        self._server: subprocess.Popen | None = None
        self._channel: socket.socket | None = None
        self._door = ""
        self._ready = self._shared = False
        self._owner = os.getpid()

    @property
    def sandboxed(self) -> bool:
        """Whether kernels run in a sandbox."""
        return self._settled[0] is not None

    def settle(self, *, course: Path | None, server: str = "") -> None:
        """Say where kernels come from.

        Parameters
        ----------
        course : Path or None
            The course whose tables a sandbox shows; None for kernels without a sandbox.
        server : str
            The `address` of another process's server, to be joined as long as it is there.
        """
        with self._lock:
            if (course, server) != self._settled:
                self.close()
                self._settled, self._joined = (course, server), server

    def prepare(self) -> None:
        """Start the server, and do not wait until it has imported everything."""
        with self._lock:
            if self._owner != os.getpid():
                # That of a process that this one was forked from.
                self._forget()
            if self._channel is not None and (self._server is None or self._server.poll() is None):
                return
            self.close()
            if self._joined and self._join():
                return
            self._start()

    @property
    def address(self) -> str:
        """Where others can join the server that `prepare` has started."""
        return os.path.join(self._door, "server")

    def _join(self) -> bool:
        channel = socket.socket(socket.AF_UNIX)
        try:
            channel.connect(self._joined)
        except OSError:
            channel.close()
            self._joined = ""
            return False
        channel.settimeout(_READY_WAIT)
        self._channel, self._ready, self._shared = channel, True, True
        return True

    def _start(self) -> None:
        # Not a TemporaryDirectory, which a process forked from this one would remove.
        self._door = tempfile.mkdtemp(prefix="newscase-", dir=wire.folder())
        ours, its = socket.socketpair()
        with its, socket.socket(socket.AF_UNIX) as door:
            door.bind(self.address)
            door.listen(_MOST_WAITING)
            program = [sys.executable, "-c", _START, str(its.fileno()), str(door.fileno())]
            environment = {**os.environ, **imports.ONE_THREAD}
            if self.sandboxed:
                bubblewrap.compile_libraries()
                program = bubblewrap.command(self._settled[0], [*program, "sandbox"])
                environment = {**bubblewrap.environment(), **imports.ONE_THREAD}
            try:
                self._server = subprocess.Popen(
                    program, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    pass_fds=[its.fileno(), door.fileno()], start_new_session=True, env=environment,
                )  # fmt: skip
            except OSError as error:
                ours.close()
                shutil.rmtree(self._door, ignore_errors=True)
                raise ServerError(str(error)) from None
        self._channel = ours

    def fork(
        self, *, folder: str, environment: dict[str, str], connection: dict, files: tuple[int, ...]
    ) -> ForkedProcess:
        """Return a new kernel's process; for what it gets, see `become.kernel`.

        Raises
        ------
        ServerError
            When the server could not start, or has ended twice.
        """
        if self.sandboxed:
            folder, environment = bubblewrap.EXERCISES, bubblewrap.environment()
        request = {"folder": folder, "environment": environment, "connection": connection}
        with self._lock:
            for attempt in (1, 2):
                self.prepare()
                try:
                    self._wait_until_ready()
                    return self._ask(request, files)
                except (EOFError, OSError) as error:
                    # A student's code may have killed it, or it serves nobody but the one who started it.
                    self.close()
                    self._joined = ""
                    if attempt == 2:
                        raise ServerError(f"{type(error).__name__}: {error}") from error

    def rest(self) -> None:
        """End the server after a student's work where it could not keep the next one's apart from it."""
        with self._lock:
            if self.sandboxed and self._ready and not self._shared:
                self.close()

    def close(self) -> None:
        """End the server and every kernel that it has forked for this process."""
        with self._lock:
            if self._owner != os.getpid() or self._channel is None:
                return
            self._channel.close()
            if self._server is not None:
                try:
                    self._server.wait(_END_WAIT if self._ready else 0)
                except subprocess.TimeoutExpired:
                    self._server.kill()
                    self._server.wait()
            if self._door:
                shutil.rmtree(self._door, ignore_errors=True)
            self._forget()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        self._channel.settimeout(_READY_WAIT)
        message, _ = wire.receive(self._channel)
        if "error" in message:
            self.close()
            raise ServerError(message["error"])
        self._channel.settimeout(_FORK_WAIT)
        self._ready, self._shared = True, message["shared"]

    def _ask(self, request: dict, files: tuple[int, ...]) -> ForkedProcess:
        with contextlib.ExitStack() as stack:
            status_r, status_w = os.pipe()
            stack.callback(os.close, status_w)
            with contextlib.ExitStack() as failing:
                failing.callback(os.close, status_r)
                wire.send(self._channel, request, (status_w, *files))
                message, handles = wire.receive(self._channel)
                if "error" in message:
                    raise ServerError(message["error"])
                failing.pop_all()
        return ForkedProcess(message["pid"], handles[0], status_r, leads_group=not self.sandboxed)


pool = Pool()
atexit.register(pool.close)
