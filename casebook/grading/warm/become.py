"""Turn a fork of the server into a kernel."""

import json
import os
import random
import sys
import time


def kernel(
    *,
    folder: str,
    environment: dict[str, str],
    path: str,
    connection: dict,
    files: list[int],
    sandboxed: bool,
    confine,
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
    sandboxed : bool
        Whether there is a sandbox around the server.
    confine : module or None
        With it, the fork is shut in by itself.

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
    if confine:
        confine.apart()
    elif sandboxed:
        from casebook.grading.warm import confine

        confine.less()
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    if sandboxed:
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
