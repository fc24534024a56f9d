"""Turn a fork of the server into a kernel."""

import os
import random
import time
from collections.abc import Callable


def kernel(
    *,
    folder: str,
    environment: dict[str, str],
    connection: dict,
    files: list[int],
    shut_in: Callable[[], None] | None,
) -> None:
    """Be a kernel until it is shut down.

    Parameters
    ----------
    folder : str
        The working directory.
    environment : dict
        All environment variables.  Those that Python reads only when it starts stay as in the server.
    connection : dict
        What the connection file holds; in a sandbox the file itself cannot be seen.
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
    _forget_randomness()
    from newscase.execute import channel as wire
    from newscase.execute.worker import Kernel

    ports = (connection[name] for name in wire.PORTS)
    Kernel(connection, dict(zip(ports, files[2:], strict=True))).serve()


def _forget_randomness() -> None:
    import numpy as np

    random.seed()
    np.random.seed()
