"""A kernel that is noticed at once when it dies."""

import os
import time
from queue import Empty

from nbval.kernel import RunningKernel

_LOOK_EVERY = 0.5  # seconds


class KernelDied(Exception):
    """The kernel's process ended while it was running a cell."""


class AttentiveKernel(RunningKernel):
    """nbval's kernel; waiting for a message ends when the kernel's process does.

    nbval by itself waits the whole cell timeout for a kernel that is no longer there.
    """

    def get_message(self, stream, timeout=None):
        """Return the next message, as nbval's kernel does.

        Raises
        ------
        queue.Empty
            When none came within `timeout` seconds.
        KernelDied
            When none is left and the process has ended.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            wait = _LOOK_EVERY if end is None else min(_LOOK_EVERY, max(0, end - time.monotonic()))
            alive = self.is_alive()
            try:
                return super().get_message(stream, timeout=wait)
            except Empty:
                if not alive:
                    raise KernelDied from None
                if end is not None and time.monotonic() >= end:
                    raise

    def stop(self):
        """Stop the kernel; a second call does nothing."""
        if hasattr(self, "km"):
            super().stop()


def start(name: str, folder: os.PathLike | str, timeout: float) -> AttentiveKernel:
    """Start the kernel called `name` in `folder`; `timeout` is in seconds."""
    return AttentiveKernel(name, cwd=str(folder), startup_timeout=timeout)
