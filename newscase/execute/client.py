"""A kernel that is ready as soon as it can be and is noticed at once when it dies."""

import math
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from queue import Empty

import zmq
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import KernelManager
from jupyter_core.utils import run_sync
from nbval.kernel import NbvalKernelspecManager, RunningKernel

from newscase.execute import KERNEL, KERNELS, forking, messages
from newscase.execute import channel as wire
from newscase.pytest_plugin import reading
from newscase.sandbox import limits

_LARGEST = 2 * limits.OUTPUT  # bytes of one message that are taken in at all
_MOST_WAITING = 100  # messages that nobody has read yet
_SEND_WAIT = 5000  # milliseconds; a kernel can close its end
_SHOW_WAIT = 15.0  # seconds for what a cell has shown, once it has ended or was interrupted

_END_WAIT = 1.0  # seconds between the end of a kernel's connections and its own
_LOOK_EVERY = 0.5  # seconds
_ASK_EVERY = 1.0  # seconds
_RECONNECT = 5  # milliseconds; ZeroMQ's own 100 would be most of a warm start


class KernelLost(Exception):
    """A cell cost its kernel, which has to be started again."""


class KernelDied(KernelLost):
    """The kernel's process ended while it was running the cell.

    Attributes
    ----------
    reason : str
        Of which of `limits` it used too much, when it was killed for that.
    """

    def __init__(self, reason: str = ""):
        super().__init__(reason)
        self.reason = reason


class TooMuchOutput(KernelLost):
    """The cell printed or showed more than `limits.OUTPUT`."""


class Silent(KernelLost):
    """The cell ended, and what it has shown never came."""


class Garbled(KernelLost):
    """What the kernel sent could not be read."""


class AttentiveKernel(RunningKernel):
    """nbval's kernel; waiting for a message ends when the kernel's process does.

    nbval by itself waits the whole cell timeout for a kernel that is no longer there.

    The start is written anew: nbval's waits 0.2 s for messages that do not come and asks twice whether
    the kernel is there.  Where the system has Unix sockets, they lie in a folder that only this user can
    open; other users of the computer could connect to TCP ports.

    Parameters
    ----------
    name : str
        The kernelspec.
    cwd : str
        The kernel's working directory.
    startup_timeout : float
        Seconds.

    Attributes
    ----------
    question : str or None
        An expression that the kernel shows the value of after the next cell, when that runs without an error.
    answer : dict
        What it showed, by type.

    Raises
    ------
    RuntimeError
        When the kernel ended, or did not answer in time.
    NoSuchKernel
        When there is no such kernelspec, or its provisioner is not installed.
    """

    def __init__(self, name: str, cwd: str, startup_timeout: float = 60):
        # Not nbval's __init__, which starts the kernel.
        self.question: str | None = None
        self.answer: dict = {}
        self._kept: deque[dict] = deque()
        self._shown = 0
        self._shown_until = math.inf
        self._ended = False
        # Only where it is: to look wherever Jupyter keeps kernelspecs, it would import IPython.
        specs = NbvalKernelspecManager(kernel_dirs=[str(KERNELS)])
        specs.get_kernel_spec(name)
        place = wire.folder() if sys.platform != "win32" else None
        self._folder = tempfile.TemporaryDirectory(prefix="newscase-", dir=place, ignore_cleanup_errors=True)
        connection = os.path.join(self._folder.name, "kernel.json")
        self.km = KernelManager(
            kernel_name=name,
            kernel_spec_manager=specs,
            connection_file=connection,
            transport="ipc" if place else "tcp",
        )
        try:
            # Two parts of start_kernel.  As a whole it rests for a moment, for jupyter_client's own tests, and opens a
            # channel of its own for orders, which here are signals.
            command, keywords = self.km.pre_start_kernel(
                cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            run_sync(self.km.provisioner.launch_kernel)(command, **keywords)
        except BaseException:
            self._folder.cleanup()
            raise
        context = zmq.Context()
        context.reconnect_ivl = _RECONNECT
        context.maxmsgsize, context.rcvhwm = _LARGEST, _MOST_WAITING
        context.sndtimeo = _SEND_WAIT
        self.kc = self.km.client(context=context)
        self.kc.start_channels(stdin=False, hb=False, control=False)
        self._monitors = {
            channel.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
            for channel in (self.kc.shell_channel, self.kc.iopub_channel)
        }
        try:
            self._wait_until_ready(startup_timeout)
        except BaseException:
            self.stop()
            raise

    def _wait_until_ready(self, timeout: float) -> None:
        """Wait until the kernel answers on both of its channels."""
        end = time.monotonic() + timeout
        asked: list[str] = []
        answered = False
        while time.monotonic() < end:
            # Asked again, because what a kernel says before the connection stands is lost.
            asked.append(self.kc.kernel_info())
            again = time.monotonic() + _ASK_EVERY
            while (left := again - time.monotonic()) > 0:
                stream = "iopub" if answered else "shell"
                try:
                    message = self.get_message(stream, timeout=left)
                except Empty:
                    break
                except KernelLost:
                    raise RuntimeError("The kernel ended while it was starting.") from None
                if message["parent_header"].get("msg_id") not in asked:
                    continue
                if not answered:
                    answered = message["msg_type"] == "kernel_info_reply"
                elif message["content"].get("execution_state") == "idle":
                    return
        raise RuntimeError(f"The kernel did not start in {timeout:g} seconds.")

    def execute_cell_input(self, cell_input, allow_stdin=None):
        """Send code to the kernel, as nbval's kernel does, with `question`."""
        self._kept.clear()
        self._shown, self._shown_until = 0, math.inf
        self._ended = False
        self.answer = {}
        questions, self.question = ({"answer": self.question} if self.question else {}), None
        try:
            return self.kc.execute(
                cell_input,
                store_history=False,
                allow_stdin=allow_stdin,
                stop_on_error=False,
                user_expressions=questions,
            )
        except zmq.Again:
            raise Garbled from None

    def await_reply(self, msg_id, timeout=None):
        """Wait for the reply to a message, as nbval's kernel does, and keep the answer that it brings.

        `timeout` is for all of it: nbval's begins anew with each message, and a kernel could send one for
        nobody, again and again.
        """
        end = None if timeout is None else time.monotonic() + timeout
        try:
            while True:
                message = self.get_message("shell", None if end is None else max(0, end - time.monotonic()))
                if message["parent_header"].get("msg_id") == msg_id:
                    self._ended = True
                    self.answer = (
                        message["content"].get("user_expressions", {}).get("answer", {}).get("data", {})
                    )
                    return
        finally:
            self._shown_until = time.monotonic() + _SHOW_WAIT

    @property
    def reason(self) -> str:
        """Of which of `limits` the kernel used too much, when it was killed for that."""
        return getattr(self._process, "reason", "")

    def is_alive(self):
        """Say whether the process runs."""
        # nbval's way starts an event loop, several times a cell.
        return self._process is not None and self._process.poll() is None

    @property
    def _process(self):
        return self.km.provisioner.process if hasattr(self, "km") and self.km.provisioner else None

    def get_message(self, stream, timeout=None):
        """Return the next message, as nbval's kernel does.

        Raises
        ------
        queue.Empty
            When none came within `timeout` seconds.
        KernelDied
            When none is left and the process has ended.
        TooMuchOutput
            When the cell has shown too much.
        Silent
            When the cell has ended, and nobody says any more what it has shown.
        """
        end = None if timeout is None else time.monotonic() + timeout
        if stream == "iopub":
            end = self._shown_until if end is None else min(end, self._shown_until)
        died = False
        while True:
            wait = _LOOK_EVERY if end is None else min(_LOOK_EVERY, max(0, end - time.monotonic()))
            try:
                return self._receive(stream, 0 if died else wait)
            except Empty:
                if died:
                    raise KernelDied(self.reason) from None
                # What it said before its end may still be on the way; look once more.
                died = not self.is_alive()
                if not died and end is not None and time.monotonic() >= end:
                    if self._ended:
                        raise Silent from None
                    raise

    def _receive(self, stream: str, wait: float) -> dict:
        """Return the next message that comes within `wait` seconds.

        From the sockets themselves: nbval's way starts an event loop for each message and formats it for a
        log that nobody reads, which together took longer than a short cell.  What the kernel shows while
        its reply is waited for is taken in and counted, so that a loop that prints cannot fill the memory.
        """
        if stream == "iopub" and self._kept:
            return self._kept.popleft()
        wanted = {"iopub": self.kc.iopub_channel, "shell": self.kc.shell_channel}[stream].socket
        poller = zmq.Poller()
        for socket in {wanted, self.kc.iopub_channel.socket, *self._monitors}:
            poller.register(socket, zmq.POLLIN)
        end = time.monotonic() + wait
        while True:
            ready = dict(poller.poll(max(0, int((end - time.monotonic()) * 1000))))
            # First, because the connection is made again, and the messages that follow look like a cell's end.
            for monitor in ready.keys() & self._monitors:
                monitor.recv_multipart()
                # ZeroMQ closes a connection over which something too large comes.  So does the kernel's end.
                if not self._ends_soon():
                    raise TooMuchOutput
            if wanted in ready:
                return self._message(wanted)
            if self.kc.iopub_channel.socket in ready:
                self._kept.append(self._message(self.kc.iopub_channel.socket))
            if not ready or time.monotonic() >= end:
                raise Empty

    def _ends_soon(self) -> bool:
        end = time.monotonic() + _END_WAIT
        while self.is_alive():
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    def _message(self, socket: zmq.Socket) -> dict:
        frames = socket.recv_multipart()
        self._shown += sum(map(len, frames))
        if self._shown > limits.OUTPUT:
            raise TooMuchOutput
        try:
            _, message = messages.read(self.kc.session, frames)
            # What nbval and this module look into.
            if all(isinstance(message[part], dict) for part in ("header", "parent_header", "content")):
                return message
        except Exception as error:
            # A student's code can send anything.
            raise Garbled from error
        raise Garbled

    def stop(self):
        """Stop the kernel and remove its files; a second call does nothing."""
        if hasattr(self, "km"):
            context = self.kc.context
            for channel in (self.kc.shell_channel, self.kc.iopub_channel):
                channel.socket.disable_monitor()
            self.kc.stop_channels()
            try:
                # The parts of shutdown_kernel, which rests, too.
                run_sync(self.km.provisioner.kill)()
                run_sync(self.km.provisioner.wait)()
                self.km.cleanup_resources()
            finally:
                del self.km
                context.destroy(linger=0)
                self._folder.cleanup()


def start(folder: os.PathLike | str, timeout: float, *, warm: bool = False) -> AttentiveKernel:
    """Start a kernel in `folder`; `timeout` is in seconds.

    A warm one is forked where it can be; `forking.why_cold` says why it was not.
    """
    if warm:
        try:
            return AttentiveKernel(KERNEL, cwd=str(folder), startup_timeout=timeout)
        except NoSuchKernel:
            # The package was updated but not installed again.
            forking.forbid(
                "Kernels start one by one, because the course's package needs to be installed again."
            )
    return AttentiveKernel(reading.KERNEL, cwd=str(folder), startup_timeout=timeout)
