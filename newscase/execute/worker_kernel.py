"""nbval's kernel interface in front of a worker, and how a worker is started.

nbval's cell runner needs an object that runs a cell, waits for its end, and hands out its outputs as Jupyter
does.  Of the outputs there are only errors, see `worker`.
"""

import contextlib
import os
import secrets
import socket
import time
from collections import deque
from queue import Empty

from newscase.execute import fresh
from newscase.execute.channel import Channel, TooLong
from newscase.execute.fork_client import ForkedProcess, ServerError, fork_server
from newscase.execute.fresh import FreshProcess
from newscase.sandbox import limits

# Why a worker is lost, as its student is told; what it used too much of is in `newscase.sandbox.limits`.
DIED = "A cell ended the whole Python process. Look for what ends it."
TOO_MUCH_OUTPUT = "A cell showed far too much and was stopped. Look for a loop that prints."
GARBLED = "A cell changed how Python itself works, so nothing could be read after it. Take that out."

_LOOK_EVERY = 0.25  # seconds between looks whether a silent worker still lives
_SEND_WAIT = 5.0  # seconds; a worker can stop to read
_END_WAIT = 1.0  # seconds between the end of a worker's connection and its own
_LEAST = 1_000  # bytes that a message counts at least, because each costs more than its text


class KernelLost(Exception):
    """A cell cost its worker, which has to be started again; the text tells the student why."""


class ServerLost(KernelLost):
    """It is lost with all others of a server, perhaps by a cell of another notebook."""


class WorkerKernel:
    """A worker as nbval's cell runner uses a kernel, with an answer beside each cell.

    `question` is an expression whose value the next cell is to bring along, when it runs without an error.
    `answer` is the JSON that came with the last cell, of whatever shape, or None.
    """

    def __init__(self, channel: Channel, process: ForkedProcess | FreshProcess):
        self.question: str | None = None
        self.answer: object = None
        self._channel, self._process = channel, process
        self._cell, self._received = "", 0
        self._waiting: deque[dict] = deque()

    def execute_cell_input(self, cell_input: str, allow_stdin: bool | None = None) -> str:
        """Send code and `question`; return the name of its messages, or raise `KernelLost`."""
        # Random, so that no cell can forge the end of a later one.
        self._cell, self._received = secrets.token_hex(8), 0
        self._waiting.clear()
        request = {"cell": self._cell, "source": cell_input, "question": self.question}
        self.question = self.answer = None
        try:
            self._channel.send(request, timeout=_SEND_WAIT)
        except OSError:
            raise self._lost() from None
        return self._cell

    def await_reply(self, msg_id: str, timeout: float) -> None:
        """Wait until the cell has ended; raise `queue.Empty` after `timeout`, or `KernelLost`."""
        end = time.monotonic() + timeout
        while not self._waiting or self._waiting[-1]["msg_type"] != "status":
            self._waiting.append(self._next(end))

    def get_message(self, stream: str, timeout: float) -> dict:
        """Return the cell's next message, after its errors that it is idle; raises as `await_reply` does."""
        return self._waiting.popleft() if self._waiting else self._next(time.monotonic() + timeout)

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the running cell."""
        self._process.interrupt()

    def is_alive(self) -> bool:
        """Say whether the process runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the worker; a second call does nothing."""
        self._channel.close()
        self._process.kill()

    def await_ready(self, timeout: float) -> None:
        """Wait until the worker can run cells; raises `RuntimeError` when it cannot in `timeout` seconds."""
        reason = "ended while it was starting"
        try:
            match self._receive(time.monotonic() + timeout):
                case {"ready": True}:
                    return
                case {"failed": str(words)}:
                    reason = f"could not get ready ({words})"
        except Empty:
            reason = f"was not ready after {timeout:g} seconds"
        except KernelLost:
            pass
        raise RuntimeError(f"Its Python {reason}.")

    def ended(self) -> KernelLost:
        """Return what to raise when the process has ended."""
        kind = KernelLost if self._process.alone else ServerLost
        return kind(self._process.reason or DIED)

    def _next(self, end: float) -> dict:
        """Return the next message in the shape of Jupyter's, waiting for it until `end`."""
        # A student's code can write anything to the socket, so nothing is believed to have its shape.
        said = self._receive(end)
        while isinstance(said, dict) and isinstance(said.get("done"), str) and said["done"] != self._cell:
            said = self._receive(end)  # The end of an earlier cell is none of this one.
        match said:
            case {"ename": str(ename), "evalue": str(evalue)}:
                kind, content = "error", {"ename": ename, "evalue": evalue, "traceback": []}
            case {"done": self._cell, "answer": answer}:
                kind, content, self.answer = "status", {"execution_state": "idle"}, answer
            case {"flood": True}:
                raise KernelLost(TOO_MUCH_OUTPUT)
            case _:
                raise KernelLost(GARBLED)
        return {"msg_type": kind, "content": content, "parent_header": {"msg_id": self._cell}}

    def _receive(self, end: float) -> object:
        """Return what comes from the worker until `end`."""
        while True:
            # First, because what it said before its end may still be on the way.
            alive = self.is_alive()
            try:
                message = self._channel.receive(min(_LOOK_EVERY, max(0, end - time.monotonic())))
                break
            except TimeoutError:
                if not alive:
                    raise self.ended() from None
                if time.monotonic() >= end:
                    raise Empty from None
            except TooLong:
                raise KernelLost(TOO_MUCH_OUTPUT) from None
            except (ValueError, RecursionError):
                raise KernelLost(GARBLED) from None
            except (EOFError, OSError):
                raise self._lost() from None
        self._received += max(self._channel.size, _LEAST)
        if self._received > limits.OUTPUT:
            raise KernelLost(TOO_MUCH_OUTPUT)
        return message

    def _lost(self) -> KernelLost:
        """Return what to raise when the connection has ended: a cell can close it and go on."""
        end = time.monotonic() + _END_WAIT
        while self.is_alive() and time.monotonic() < end:
            time.sleep(0.01)
        return KernelLost(GARBLED) if self.is_alive() else self.ended()


def start(folder: os.PathLike | str, timeout: float) -> WorkerKernel:
    """Start a worker in `folder`; raise `RuntimeError` with a sentence when it is not there in `timeout`."""
    ours, its = socket.socketpair()
    with contextlib.ExitStack() as clean_up:
        clean_up.callback(ours.close)
        with its:
            process = _process(os.path.abspath(folder), its)
        kernel = WorkerKernel(Channel(ours, longest=limits.OUTPUT), process)
        clean_up.callback(process.kill)
        kernel.await_ready(timeout)
        clean_up.pop_all()
    return kernel


def _process(folder: str, sock: socket.socket) -> ForkedProcess | FreshProcess:
    if not fork_server.why_not:
        try:
            return fork_server.fork(folder, sock)
        except ServerError as error:
            if fork_server.sandboxed:
                raise RuntimeError(f"The sandbox did not start ({error}).") from error
            why = f"Each notebook starts its own Python, because none could be forked ({error})."
            fork_server.disabled = why
    if fork_server.sandboxed:
        raise RuntimeError("Without forks there is no sandbox.")
    try:
        return fresh.start(folder, sock)
    except OSError as error:
        raise RuntimeError(f"Its Python could not be started ({error}).") from None
