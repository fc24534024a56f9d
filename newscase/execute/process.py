"""A process that was forked by another one, with the methods of ``subprocess.Popen``."""

import contextlib
import os
import select
import signal
import subprocess

_STATUS_WAIT = 1000  # milliseconds


class ForkedProcess:
    """A kernel that the server forked.

    It is no child of this process, so ``waitpid`` cannot be used.  Whether it lives is read from its
    pidfd, which means this process and no later one of the same number; its exit code comes from the
    server through a pipe.

    Attributes
    ----------
    pid : int
    returncode : int or None
        As in ``Popen``; -9 when the server ended together with the kernel.
    reason : str
        Of which of `limits` it used too much, when it was killed for that.
    """

    # The kernel has no pipes to this process.
    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int, status: int, *, leads_group: bool):
        self.pid = pid
        self.returncode: int | None = None
        self.reason = ""
        # In a sandbox the number is one of its own and means another process here.
        self._leads_group = leads_group
        self._handle = handle
        self._status = status

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the process has ended and return its exit code.

        Raises
        ------
        subprocess.TimeoutExpired
            When it still runs after `timeout` seconds.
        """
        if self._look(None if timeout is None else int(timeout * 1000)) is None:
            raise subprocess.TimeoutExpired(f"kernel {self.pid}", timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the process alone; do nothing when it has ended."""
        if self.poll() is None:
            # It may end between the two.
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process, and do not wait until the system has cleared away its memory."""
        self.send_signal(signal.SIGKILL)
        if self.returncode is None:
            # Nothing stops this signal, and the server looks after what is left.
            self._settle(-signal.SIGKILL)

    def _look(self, milliseconds: int | None) -> int | None:
        if self.returncode is None and _readable(self._handle, milliseconds):
            text = os.read(self._status, 64) if _readable(self._status, _STATUS_WAIT) else b""
            if not text and self._leads_group:
                # The server is gone and has not killed what the kernel left behind.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.pid, signal.SIGKILL)
            code, _, self.reason = text.decode("ascii").partition(" ")
            self._settle(int(code or -signal.SIGKILL))
        return self.returncode

    def _settle(self, code: int) -> None:
        self.returncode = code
        os.close(self._handle)
        os.close(self._status)

    def __del__(self):
        if self.returncode is None:
            os.close(self._handle)
            os.close(self._status)


def _readable(descriptor: int, milliseconds: int | None) -> bool:
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(milliseconds))
