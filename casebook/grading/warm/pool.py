"""The server of this process: start it early, ask it for kernels, end it."""

import atexit
import os
import socket
import subprocess
import sys
import threading

from casebook.grading.warm import wire
from casebook.grading.warm.process import ForkedProcess

_READY_WAIT = 60.0  # seconds
_FORK_WAIT = 20.0
_END_WAIT = 5.0

# Not -m, which would put the working directory in front of the libraries, and not -P, which a kernel
# would take over.
_START = "import sys; sys.path[:] = filter(None, sys.path); from casebook.grading.warm.server import main; main()"

_ENVIRONMENT = {
    # One thread of the linear algebra library, because a process with more is not safe to fork.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # The debugger, which ipykernel imports, would warn about Python's own frozen modules.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


class ServerError(Exception):
    """There is no server to fork from; the text says why."""


class Pool:
    """Kernels forked from one server, which is started when it is first needed."""

    def __init__(self):
        self._lock = threading.RLock()
        self._server: subprocess.Popen | None = None
        self._channel: socket.socket | None = None
        self._ready = False
        self._owner = 0

    def prepare(self) -> None:
        """Start the server, and do not wait until it has imported everything."""
        with self._lock:
            if self._owner != os.getpid():
                # Nothing here, or that of a process that this one was forked from.
                self._server = self._channel = None
            if self._server is not None and self._server.poll() is None:
                return
            self.close()
            ours, its = socket.socketpair()
            with its:
                self._server = subprocess.Popen(
                    [sys.executable, "-c", _START, str(its.fileno())],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    pass_fds=[its.fileno()], start_new_session=True, env={**os.environ, **_ENVIRONMENT},
                )  # fmt: skip
            self._channel, self._ready, self._owner = ours, False, os.getpid()

    def fork(self, *, folder: str, environment: dict[str, str], arguments: list[str], files: tuple[int, int]) -> ForkedProcess:
        """Return a new kernel's process; for what it gets, see `become.kernel`.

        Raises
        ------
        ServerError
            When the server could not start, or has ended twice.
        """
        request = {"folder": folder, "environment": environment, "arguments": arguments}
        with self._lock:
            for attempt in (1, 2):
                self.prepare()
                try:
                    self._wait_until_ready()
                    return self._ask(request, files)
                except (EOFError, OSError) as error:
                    # A student's code may have killed it.
                    self.close()
                    if attempt == 2:
                        raise ServerError(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """End the server and every kernel that it has forked."""
        with self._lock:
            if self._server is None or self._owner != os.getpid():
                return
            self._channel.close()
            try:
                self._server.wait(_END_WAIT if self._ready else 0)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = self._channel = None

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        self._channel.settimeout(_READY_WAIT)
        message, _ = wire.receive(self._channel)
        if "error" in message:
            self.close()
            raise ServerError(message["error"])
        self._channel.settimeout(_FORK_WAIT)
        self._ready = True

    def _ask(self, request: dict, files: tuple[int, int]) -> ForkedProcess:
        status_r, status_w = os.pipe()
        try:
            wire.send(self._channel, request, (status_w, *files))
            message, handles = wire.receive(self._channel)
        except BaseException:
            os.close(status_r)
            raise
        finally:
            os.close(status_w)
        return ForkedProcess(message["pid"], handles[0], status_r)


pool = Pool()
atexit.register(pool.close)
