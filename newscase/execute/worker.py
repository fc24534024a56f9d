"""The process that runs the cells of one student's notebook: IPython's shell, asked over one socket.

A request is ``{"cell": token, "source": code, "question": expression or None}``.  An error follows as
``{"ename": …, "evalue": …}``, and at the end ``{"done": token, "answer": …}`` with the expression's value as
JSON (see `newscase.checking.serialize.read`), where the cell ran without an error and there is one.  What it
prints or displays is only counted, because nobody reads it; too much is ``{"flood": true}``.
"""

import builtins
import contextlib
import getpass
import io
import os
import signal
import sys
from collections.abc import Callable

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from newscase.checking.serialize.read import submit
from newscase.execute.channel import Channel
from newscase.sandbox import limits

_LEAST = 1_000  # characters that something displayed counts at least, because it costs more than its text
_LONGEST_WORDS = 10_000  # characters of an error
_TOO_LARGE = {"unreadable": "The answer is too large to check. Give a smaller one."}
_CELL_FILE = "<ipython-input"  # how the name begins by which IPython calls a cell
_INTERRUPT = signal.SIGINT if os.name != "nt" else signal.SIGBREAK


class _Results(DisplayHook):
    """Keeps the value of a cell's last expression as ``_`` and does not format it."""

    def __call__(self, result=None):
        if result is not None:
            self.check_for_underscore()
            self.update_user_ns(result)
            self.fill_exec_result(result)


class _Displays(DisplayPublisher):
    """Counts the plain text of what is displayed as if it were printed."""

    def publish(self, data, metadata=None, **_):
        """Count it."""
        self.shell.printed.add(max(_LEAST, len(data.get("text/plain", ""))))


class _Printed(io.TextIOBase):
    """Standard output and error: counts a cell's characters and says when they are too many."""

    encoding = "utf-8"

    def __init__(self, send: Callable[[dict], None]):
        super().__init__()
        self._send = send
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.add(len(text))
        return len(text)

    def add(self, count: int) -> None:
        self.count += count
        if self.count > limits.OUTPUT:
            self._send({"flood": True})


class Shell(InteractiveShell):
    """IPython's shell; a worker sets `send`, a function of a message, and `printed`, which counts."""

    displayhook_class = Type(_Results)
    display_pub_class = Type(_Displays)
    send: Callable[[dict], None] = staticmethod(lambda message: None)
    printed = _Printed(send)

    def ask_exit(self):
        """Go on after ``exit()``, because the answers below it count, too."""

    def should_run_async(self, raw_cell, **options):
        """Spare a cell that cannot await anything the compiling by which IPython finds that out."""
        return ("await" in raw_cell or "async" in raw_cell) and super().should_run_async(raw_cell, **options)

    def showtraceback(self, exc_tuple=None, *_, **__):
        """Send an error's name and words; a traceback would take longer than most cells."""
        kind, value = (exc_tuple or sys.exc_info())[:2]
        try:
            words = str(value)
            if isinstance(value, SyntaxError) and str(value.filename).startswith(_CELL_FILE):
                words = f"{value.msg} (line {value.lineno} of the cell)"
        except Exception:
            words = ""
        self.send({"ename": str(kind.__name__)[:_LONGEST_WORDS], "evalue": words[:_LONGEST_WORDS]})

    def showsyntaxerror(self, *_, **__):
        """Do the same for code that is not Python."""
        self.showtraceback()


def shell() -> Shell:
    """Return the shell of this process; made before a fork, so that no worker has to make it."""
    # The history would be a file and a thread, and nobody asks for an earlier cell.
    config = {"HistoryManager": {"enabled": False}, "DisplayFormatter": {"active_types": ["text/plain"]}}
    return Shell.instance(config=Config(config))


class Worker:
    """Runs cells for the client at the other end of a channel."""

    def __init__(self, channel: Channel):
        self._channel, self._process, self._folder = channel, os.getpid(), os.getcwd()
        self._printed = _Printed(self._send)
        self._shell = shell()
        self._shell.send, self._shell.printed = self._send, self._printed
        # What this process was started with is nothing of the student's.
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv[:] = [""]
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
            done = {"done": request["cell"], "answer": self._run(request["source"], request["question"])}
            try:
                self._send(done, longest=limits.OUTPUT)
            except (TypeError, ValueError, RecursionError):
                self._send({**done, "answer": _TOO_LARGE})

    def _run(self, source: str, question: str | None) -> dict | None:
        """Run a cell; return the answer that was asked for, if there is one."""
        # Again for each cell, so that what one does to them does not cost the next.
        sys.stdout = sys.stderr = self._printed
        self._printed.count = 0
        try:
            with contextlib.suppress(OSError):  # where one has removed it
                os.chdir(self._folder)
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

    def _send(self, message: dict, **options) -> None:
        if os.getpid() != self._process:
            # A process that a student's code has forked must not answer as well.
            os._exit(0)
        self._channel.send(message, **options)


def _no_input(*_, **__):
    raise StdinNotImplementedError("Nobody is there to type anything while notebooks are checked")
