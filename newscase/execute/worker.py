"""The process that runs the cells of one student's notebook: IPython's shell, asked over one socket.

A request is ``{"cell": token, "source": code, "question": expression or None}``.  The outputs of the cell
follow, and at its end ``{"done": token, "answer": …}`` with the value of the expression as JSON (see
`newscase.checking.hand_in`), where the cell ran without an error and the expression could be evaluated.
Only the plain text of what a cell displays is sent, because nobody looks at it while notebooks are checked.
"""

import builtins
import getpass
import io
import os
import signal
import sys
import threading
from collections.abc import Callable

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from newscase.checking.hand_in import submit
from newscase.execute.channel import Channel
from newscase.sandbox import limits

_ENOUGH = 100_000  # characters that are printed before they are sent
_LONGEST_WORDS = 10_000  # characters of an error
_TOO_LARGE = {"unreadable": "The answer is too large to check. Give a smaller one."}
_CELL_FILE = "<ipython-input"  # how the name begins by which IPython calls a cell

_blocked = getattr(signal, "pthread_sigmask", None)


class _Results(DisplayHook):
    """Keeps the value of a cell's last expression as ``_`` and does not format it."""

    def __call__(self, result=None):
        if result is not None:
            self.check_for_underscore()
            self.update_user_ns(result)
            self.fill_exec_result(result)


class _Displays(DisplayPublisher):
    """Sends the plain text of what is displayed."""

    send: Callable[[dict], None] = staticmethod(lambda message: None)

    def publish(self, data, metadata=None, **_):
        """Send it; called by IPython's ``display``."""
        text = data.get("text/plain")
        text = text[: limits.OUTPUT + 1] if isinstance(text, str) else ""
        self.send({"output": "display", "text": text})


class Shell(InteractiveShell):
    """IPython's shell, whose outputs go to `send`, a function of a message, once a worker has set it."""

    displayhook_class = Type(_Results)
    display_pub_class = Type(_Displays)
    send: Callable[[dict], None] = staticmethod(lambda message: None)

    def ask_exit(self):
        """Go on after ``exit()``, because the answers in the cells below it count, too."""

    def showtraceback(self, exc_tuple=None, *_, **__):
        """Send an error's name and words; a traceback would take longer than most cells."""
        kind, value = (exc_tuple or sys.exc_info())[:2]
        try:
            words = str(value)
            if isinstance(value, SyntaxError) and str(value.filename).startswith(_CELL_FILE):
                words = f"{value.msg} (line {value.lineno} of the cell)"
        except Exception:
            words = ""
        name, words = str(kind.__name__)[:_LONGEST_WORDS], words[:_LONGEST_WORDS]
        self.send({"output": "error", "ename": name, "evalue": words})

    def showsyntaxerror(self, *_, **__):
        """Do the same for code that is not Python."""
        self.showtraceback()


def shell() -> Shell:
    """Return the shell of this process; made before a fork, so that no worker has to make it."""
    # The history would be a file and a thread, and nobody asks for an earlier cell.
    config = Config(
        HistoryManager=Config(enabled=False), DisplayFormatter=Config(active_types=["text/plain"])
    )
    return Shell.instance(config=config)


class _Stream(io.TextIOBase):
    """What is printed: sent when it is much, before another output, and at the end of the cell."""

    encoding = "utf-8"

    def __init__(self, name: str, send: Callable[[dict], None]):
        super().__init__()
        self.name = name
        self._send = send
        self._lock = threading.RLock()  # a student's code may have threads
        self._waiting: list[str] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        with self._lock:
            # Of a text that is longer than all that may be shown, only as much as gives it away.
            self._waiting.append(text[: limits.OUTPUT + 1])
            self._length += len(self._waiting[-1])
        if self._length > _ENOUGH:
            self.flush()
        return len(text)

    def flush(self) -> None:
        with self._lock:
            text = "".join(self._waiting)
            self._waiting.clear()
            self._length = 0
        if text:
            self._send({"output": "stream", "name": self.name, "text": text})


class Worker:
    """Runs cells for the client at the other end of a channel.

    Parameters
    ----------
    channel : Channel
    """

    def __init__(self, channel: Channel):
        self._channel = channel
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._streams = tuple(_Stream(name, self._send) for name in ("stdout", "stderr"))
        self._shell = shell()
        self._shell.send = self._shell.display_pub.send = self._send_in_turn
        builtins.input = getpass.getpass = _no_input
        if "" not in sys.path:
            # A student's own modules lie beside the notebook.
            sys.path.insert(0, "")

    def serve(self) -> None:
        """Say that this worker is ready, and run cells until the client has gone."""
        signal.signal(_INTERRUPT, signal.SIG_IGN)
        self._send({"ready": True})
        while True:
            try:
                request = self._channel.receive()
            except (EOFError, OSError):
                return
            answer = self._run(request["source"], request["question"])
            if os.getpid() != self._process:
                # A process that the cell has forked must not answer as well.
                os._exit(0)
            done = {"done": request["cell"], "answer": answer}
            try:
                self._send_in_turn(done, longest=limits.OUTPUT)
            except (TypeError, ValueError, RecursionError):
                self._send({**done, "answer": _TOO_LARGE})

    def _run(self, source: str, question: str | None) -> dict | None:
        """Run a cell; return the answer that was asked for, if there is one."""
        # Again for each cell, so that what one does to them does not cost the next.
        sys.stdout, sys.stderr = self._streams
        try:
            signal.signal(_INTERRUPT, signal.default_int_handler)
            if self._shell.run_cell(source, store_history=False).success and question:
                return self._answer(question)
        except KeyboardInterrupt:
            # It came at a moment when IPython was not looking.
            self._shell.showtraceback()
        finally:
            signal.signal(_INTERRUPT, signal.SIG_IGN)
        return None

    def _answer(self, expression: str) -> dict | None:
        """Return the JSON of the answer, or None where the expression has no value."""
        try:
            return submit(eval(expression, self._shell.user_global_ns, self._shell.user_ns))
        except BaseException:
            # Whatever a student's object raises when it is read, an interrupt among it.
            return None

    def _send_in_turn(self, message: dict, **options) -> None:
        for stream in self._streams:
            stream.flush()
        self._send(message, **options)

    def _send(self, message: dict, **options) -> None:
        if os.getpid() != self._process:
            # The channel is not that of a process that a student's code has forked.
            return
        with self._lock:
            # An interrupt in the middle would leave half a message behind.
            before = _blocked(signal.SIG_BLOCK, {_INTERRUPT}) if _blocked else ()
            try:
                self._channel.send(message, **options)
            finally:
                if _blocked:
                    _blocked(signal.SIG_SETMASK, before)


_INTERRUPT = signal.SIGINT if os.name != "nt" else signal.SIGBREAK


def _no_input(*_, **__):
    raise StdinNotImplementedError("Nobody is there to type anything while notebooks are checked")
