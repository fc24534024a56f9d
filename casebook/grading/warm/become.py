"""Turn a fork of the server into a kernel."""

import json
import os
import random
import sys
import time
from collections.abc import Callable


def kernel(
    *,
    folder: str,
    environment: dict[str, str],
    path: str,
    connection: dict,
    files: list[int],
    shut_in: Callable[[], None] | None,
) -> None:
    """Be an ipykernel until it is shut down.

    Parameters
    ----------
    folder : str
        The working directory.
    environment : dict
        All environment variables.  Those that Python reads only when it starts stay as in the server.
    path : str
        The connection file.
    connection : dict
        What it holds; in a sandbox the file itself cannot be seen.
    files : list of int
        Descriptors for standard output and error, and the sockets to listen at.
    shut_in : callable or None
        In a sandbox, what the fork does to shut itself in.

    Raises
    ------
    OSError
        When the folder is not there.
    """
    # A session and process group of its own, as jupyter_client gives to a kernel that it starts itself.
    os.setsid()
    for number, descriptor in enumerate(files[:2], start=1):
        os.dup2(descriptor, number)
        os.close(descriptor)
    if shut_in:
        shut_in()
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    if shut_in:
        # The kernel reads it again from there.
        path = os.path.join(environment["TMPDIR"], "kernel.json")
        with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            json.dump(connection, file)
    _forget_randomness()
    from ipykernel import kernelapp

    from casebook.grading.warm.application import Application

    sys.argv = [kernelapp.__file__, "-f", path]
    # 1: do not look every second whether the parent lives.  The server ends its kernels itself, and a
    # student's code that kills the server must not cost the questions after it.
    app = Application.instance(
        connection_file=path, parent_handle=1, listening=dict(zip(_ports(connection), files[2:], strict=True))
    )
    app.initialize()
    app.start()


def _ports(connection: dict) -> list[int]:
    from casebook.grading.warm import wire

    return [connection[name] for name in wire.PORTS]


def _forget_randomness() -> None:
    import numpy as np

    random.seed()
    np.random.seed()
