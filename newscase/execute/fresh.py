"""A worker in a fresh Python process, for systems where none can be forked from a prepared one."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time

from newscase.execute import imports
from newscase.execute.channel import Channel

_LOOK_EVERY = 1.0  # seconds
_WINDOWS = os.name == "nt"
_PEEK = socket.MSG_PEEK | getattr(socket, "MSG_DONTWAIT", 0)  # Windows has only the first

# Not -m, which would put the working directory in front of the libraries, and not -P, which the worker's own
# Python processes would inherit.
START = "import sys; sys.path[:] = filter(None, sys.path); from newscase.execute.{module} import main; main()"


class FreshProcess(subprocess.Popen):
    """A worker's process, which leads a process group, with the interface of `ForkedProcess`."""

    reason, alone = "", True  # nobody measures what it uses, and nothing ends with it

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the running cell."""
        self.send_signal(signal.CTRL_BREAK_EVENT if _WINDOWS else signal.SIGINT)

    def kill(self) -> None:
        """End the process, and on Unix its group."""
        if self.poll() is None and not _WINDOWS:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        super().kill()
        self.wait()


def start(folder: str, sock: socket.socket) -> FreshProcess:
    """Start a worker in `folder` that serves the other end of `sock`'s connection.

    Raises `OSError` when the folder is not there, or the system starts no process.
    """
    # Windows hands a socket over by a description of it, made for the process that gets it.
    options = {"stdin": sock, "start_new_session": True}
    if _WINDOWS:
        options = {"stdin": subprocess.PIPE, "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    process = FreshProcess(
        [sys.executable, "-c", START.format(module="fresh")], cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, **imports.ONE_THREAD}, **options,
    )  # fmt: skip
    if _WINDOWS:
        with process.stdin as pipe:
            pipe.write(sock.share(process.pid))
    return process


def main() -> None:
    """Be a worker for the socket that is standard input, or on Windows is described there."""
    sock = socket.fromshare(sys.stdin.buffer.read()) if _WINDOWS else socket.socket(fileno=os.dup(0))
    threading.Thread(target=_end_with, args=[sock], daemon=True).start()
    with imports.without_collecting():
        imports.import_libraries()
        from newscase.execute.worker import Worker
    Worker(Channel(sock)).serve()


def _end_with(sock: socket.socket) -> None:
    """End this process when the client has gone, even in the middle of a cell or a cell has closed `sock`."""
    # An error of the socket says the same: it was reset, or is no longer open here.  Nothing may wait in it
    # without end, because a system keeps a closed socket open for the one that waits.
    with contextlib.suppress(OSError, ValueError):
        while True:
            with contextlib.suppress(BlockingIOError):
                if select.select([sock], [], [], _LOOK_EVERY)[0]:
                    if not sock.recv(1, _PEEK):
                        break
                    time.sleep(_LOOK_EVERY)  # A request that the worker has yet to read.
    os._exit(0)
