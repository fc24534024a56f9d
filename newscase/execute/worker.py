"""The kernel of a check: one thread that runs cells, in ipykernel's shell, and answers in Jupyter's messages.

ipykernel's own kernel is left out.  It has four threads, an event loop and channels for what an editor wants
beside running cells; to start it and to pass the messages through it took more than a third as long as a
student's code.
"""

import builtins
import getpass
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Callable

import zmq
from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell, ZMQShellDisplayHook
from IPython.core.error import StdinNotImplementedError
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session
from traitlets import Type
from traitlets.config import Config

from newscase.checking.submission import HandedIn
from newscase.execute import messages
from newscase.sandbox import limits

_SUBSCRIBED_WAIT = 1000  # milliseconds
_ENOUGH = 100_000  # characters that are printed before they are sent


class Results(ZMQShellDisplayHook):
    """What a cell's last line leaves: kept as ``_``, and shown only where it is an answer."""

    def compute_format_data(self, result):
        """Return how a result is shown; nobody looks at a table or a figure while notebooks are checked."""
        return super().compute_format_data(result) if isinstance(result, HandedIn) else ({}, {})


class Shell(ZMQInteractiveShell):
    """ipykernel's IPython with `Results`."""

    displayhook_class = Type(Results)

    def ask_exit(self):
        """Go on: what is typed after exit() is somebody's answer, too."""


class Stream(io.TextIOBase):
    """What is printed: sent when it is much, when something else is shown, and when the cell ends."""

    encoding = "utf-8"

    def __init__(self, name: str, send: Callable[[str, dict], None]):
        super().__init__()
        self.name = name
        self._send = send
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._waiting: list[str] = []
        self._length = 0

    def writable(self) -> bool:
        """Say that it can be printed to."""
        return True

    def write(self, text: str) -> int:
        """Print; of a text that is longer than all that may be shown, only as much as gives it away."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        with self._lock:
            self._waiting.append(text[: limits.OUTPUT + 1])
            self._length += len(self._waiting[-1])
        if self._length > _ENOUGH:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what was printed."""
        with self._lock:
            text = "".join(self._waiting)
            self._waiting.clear()
            self._length = 0
        # The connections are not those of a process that a student's code has forked.
        if text and os.getpid() == self._process:
            self._send("stream", {"name": self.name, "text": text})


class _Shared:
    """A socket that a student's threads, too, send something over."""

    def __init__(self, socket: zmq.Socket):
        self._socket = socket
        self._lock = threading.RLock()

    def send_multipart(self, *arguments, **keywords):
        with self._lock:
            return self._socket.send_multipart(*arguments, **keywords)


def shell() -> Shell:
    """Return the shell of this process; the kernels of all forks take it over, so that none has to make it."""
    # A check asks for no earlier cell; the history would be a file and a thread.  What is shown is counted and not
    # looked at, so that the shortest of its forms will do.
    config = Config(
        HistoryManager=Config(enabled=False), DisplayFormatter=Config(active_types=["text/plain"])
    )
    return Shell.instance(config=config, compiler_class=XCachingCompiler)


class Kernel:
    """Runs cells for one client, and has no heartbeat: whether the process lives is seen from outside.

    Parameters
    ----------
    connection : dict
        As in a connection file of Jupyter's.
    listening : dict
        Descriptors of sockets that somebody listens at already, by port.

    Attributes
    ----------
    shell : Shell
    session : Session
    shell_socket, control_socket, iopub_socket
        The channels; there is none for input.
    """

    def __init__(self, connection: dict, listening: dict[int, int]):
        self._connection, self._listening = connection, listening
        # Always copied: for what is sent otherwise, pyzmq starts a thread.
        self.session = Session(
            key=connection["key"].encode(), signature_scheme=connection["signature_scheme"], username="kernel",
            pack=_packed, copy_threshold=sys.maxsize,
        )  # fmt: skip
        self._context = zmq.Context()
        self.shell_socket = self._listen(zmq.ROUTER, "shell_port")
        self.control_socket = self._listen(zmq.ROUTER, "control_port")
        self._published = self._listen(zmq.XPUB, "iopub_port")
        # What the client does not take in is waited with, and not lost.
        self._published.setsockopt(zmq.XPUB_NODROP, 1)
        self.iopub_socket = _Shared(self._published)
        self.shell = shell()
        self.shell.kernel = self
        for part in (self.shell.displayhook, self.shell.display_pub):
            part.session, part.pub_socket = self.session, self.iopub_socket
        self._streams = Stream("stdout", self._publish), Stream("stderr", self._publish)
        builtins.input = getpass.getpass = _no_input
        if "" not in sys.path:
            # A student's own modules lie beside the notebook.
            sys.path.insert(0, "")

    def _listen(self, kind: int, name: str) -> zmq.Socket:
        socket = self._context.socket(kind)
        socket.linger = 1000
        port, transport = self._connection[name], self._connection["transport"]
        if port in self._listening:
            socket.setsockopt(zmq.USE_FD, self._listening[port])
        socket.bind(f"{transport}://{self._connection['ip']}{'-' if transport == 'ipc' else ':'}{port}")
        return socket

    def serve(self) -> None:
        """Run what the client asks for, until it asks for the end."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # What is published before somebody listens is lost.
        self._published.poll(_SUBSCRIBED_WAIT)
        poller = zmq.Poller()
        for socket in (self.shell_socket, self.control_socket):
            poller.register(socket, zmq.POLLIN)
        while True:
            for socket, _ in poller.poll():
                client, request = messages.read(self.session, socket.recv_multipart())
                kind = request["msg_type"]
                self.shell.set_parent(request)
                if kind == "execute_request":
                    self._reply(socket, client, request, self._execute(request["content"]))
                elif kind == "kernel_info_request":
                    self._reply(socket, client, request, _INFORMATION)
                elif kind == "shutdown_request":
                    self._reply(socket, client, request, {"status": "ok", "restart": False})
                    self._context.destroy()
                    return

    def _reply(self, socket: zmq.Socket, client: list[bytes], request: dict, content: dict) -> None:
        for stream in self._streams:
            stream.flush()
        kind = request["msg_type"].replace("request", "reply")
        self.session.send(socket, kind, content, parent=request, ident=client)
        self._publish("status", {"execution_state": "idle"})

    def _publish(self, kind: str, content: dict) -> None:
        self.session.send(self.iopub_socket, kind, content, parent=self.shell.get_parent())

    def _execute(self, content: dict) -> dict:
        """Run a cell and what is asked about it afterwards; return the reply."""
        # Again for each cell: what one does to them must not cost the next.
        sys.stdout, sys.stderr = self._streams
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            result = self.shell.run_cell(
                content["code"], store_history=content["store_history"], silent=content["silent"]
            )
            right = result.success and not self.shell._last_traceback_during_displayhook
            answers = self.shell.user_expressions(content["user_expressions"]) if right else {}
        except KeyboardInterrupt:
            # It came at a moment when IPython was not looking.
            self.shell.showtraceback()
            right, answers = False, {}
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        reply = {
            "user_expressions": answers,
            "execution_count": self.shell.execution_count - 1,
            "payload": [],
        }
        # What the error was has been published.
        return (
            {**reply, "status": "ok"}
            if right
            else {**reply, "status": "error", "ename": "", "evalue": "", "traceback": []}
        )


_INFORMATION = {
    "status": "ok",
    "protocol_version": "5.3",
    "implementation": "newscase",
    "implementation_version": "1",
    "banner": "",
    "language_info": {
        "name": "python",
        "version": sys.version.split()[0],
        "mimetype": "text/x-python",
        "file_extension": ".py",
    },
}


def _packed(content: object) -> bytes:
    # In ASCII, because a student's text can hold half a letter, which UTF-8 cannot.
    return json.dumps(content, default=json_default).encode("ascii")


def _no_input(*_, **__):
    raise StdinNotImplementedError("Nobody is there to type anything while notebooks are checked")
