"""Whether workers are forked from a prepared process here, and if not, why."""

import sys

_disabled: list[str] = []


def why_not() -> str | None:
    """Return the sentence that says why each worker is started fresh, or None when workers are forked."""
    if sys.platform != "linux":
        # macOS has fork, but its own libraries are not safe in a forked process.
        return "Each notebook starts its own Python, because this system cannot fork a prepared one."
    return _disabled[0] if _disabled else None


def disable(sentence: str) -> None:
    """Start every worker fresh from now on; `sentence` says why."""
    _disabled.append(sentence)
