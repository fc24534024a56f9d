"""ipykernel's application for the kernels of a check, without what only an editor needs."""

import zmq
from ipykernel.compiler import XCachingCompiler
from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell, ZMQShellDisplayHook
from traitlets import Dict, Type
from traitlets.config import Config

from casebook.checking.evidence import HandedIn
from casebook.grading.warm import limits


class Stream(OutStream):
    """A kernel's output, which has nothing to flush when nothing was written."""

    def write(self, string):
        """Write at most a little more than may be shown at all, so that a gigabyte need not be sent to be refused."""
        return super().write(string[: limits.OUTPUT + 1] if isinstance(string, str) else string)

    def flush(self):
        """Send what was written, and return when it is on its way."""
        # Five times a cell; each time the cell would wait for another thread.
        if self._flush_pending or self._subprocess_flush_pending:
            super().flush()


class Results(ZMQShellDisplayHook):
    """What a cell's last line leaves: kept as ``_``, and shown only where it is an answer."""

    def compute_format_data(self, result):
        """Return how a result is shown; nobody looks at a table or a figure while notebooks are checked."""
        return super().compute_format_data(result) if isinstance(result, HandedIn) else ({}, {})


class Shell(ZMQInteractiveShell):
    """IPython with `Results`."""

    displayhook_class = Type(Results)


class Kernel(IPythonKernel):
    """A kernel with `Shell`, which leaves out messages that a check does not wait for."""

    shell_class = Type(Shell)

    def __init__(self, **keywords):
        super().__init__(**keywords)
        # It may have been made before there was a kernel.
        self.shell.parent = self.shell.kernel = self

    def _publish_status(self, status, *arguments, **keywords):
        if status != "busy":
            super()._publish_status(status, *arguments, **keywords)

    def _publish_execute_input(self, *arguments, **keywords):
        """Do not repeat the code to all who listen."""


def prepare() -> None:
    """Make the shell that the kernels of all forks of this process take over, which is half of their start."""
    Shell.instance(config=_config(), compiler_class=XCachingCompiler)


def _config() -> Config:
    # A check asks for no earlier cell; the history would be a file and a thread.
    return Config(HistoryManager=Config(enabled=False))


class Application(IPKernelApp):
    """An ipykernel that listens at sockets which it is given, where it is given some.

    They are made, and listened at, by the process that asked for the kernel; so there is nothing to wait
    for, and a kernel in a sandbox needs no folder that both can see.
    """

    kernel_class = Type(Kernel)
    outstream_class = f"{__name__}.{Stream.__name__}"
    # What is written to the files below Python's own is shown to nobody.
    capture_fd_output = False

    listening = Dict(help="The descriptors of the sockets, by port.")

    def initialize(self, argv=None):
        """Get ready to run cells."""
        self.config.merge(_config())
        self.default_extensions = []
        super().initialize(argv)
        # It would rest after every cell.
        self.kernel._execute_sleep = 0
        # exit() ends an IPython kernel a moment later, in the middle of somebody else's question.
        self.shell.ask_exit = lambda: None

    def parse_command_line(self, argv=None):
        """Read nothing: all that changes is given to the constructor."""

    def load_config_file(self, *arguments, **keywords):
        """Read nothing: a student's mark must not depend on how somebody has set up IPython."""

    def _try_bind_socket(self, s, port):
        if port in self.listening:
            s.setsockopt(zmq.USE_FD, self.listening[port])
        return super()._try_bind_socket(s, port)

    def init_control(self, context):
        super().init_control(context)
        # Nobody debugs.  The debugger's way to the shell leads through a file that a sandbox does not show.
        self.debug_shell_socket.disconnect(self.shell_socket.getsockopt(zmq.LAST_ENDPOINT))
        # Without it the messages of a cell come straight to the main thread.
        self.shell_channel_thread = None

    def init_heartbeat(self):
        """Have none: whether the process lives is seen from outside."""

    def write_connection_file(self, **kwargs):
        """Leave the file as it is."""
