"""Whether kernels can be forked on this computer, and if not, why."""

import os
import signal
import sys

_forbidden: list[str] = []


def why_cold() -> str | None:
    """Return the sentence that says why kernels start cold, or None when they are forked."""
    if _forbidden:
        return _forbidden[0]
    if sys.platform != "linux":
        # macOS has fork, but its own libraries are not safe in a forked process.
        return "Kernels start one by one, because this system cannot fork them."
    try:
        os.close(os.pidfd_open(os.getpid()))
        signal.pidfd_send_signal  # noqa: B018
    except (AttributeError, OSError):
        return "Kernels start one by one, because this Linux is too old to fork them."
    return None


def forbid(sentence: str) -> None:
    """Start every kernel cold from now on; `sentence` says why."""
    _forbidden.append(sentence)


def allow() -> None:
    """Take back what `forbid` said."""
    _forbidden.clear()
