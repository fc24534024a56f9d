"""Turn a fork of the server into a kernel."""

import os
import random
import sys
import time


def kernel(*, folder: str, environment: dict[str, str], arguments: list[str], files: list[int]) -> None:
    """Be an ipykernel until it is shut down.

    Parameters
    ----------
    folder : str
        The working directory.
    environment : dict
        All environment variables.  Those that Python reads only when it starts stay as in the server.
    arguments : list of str
        As for ``python -m ipykernel_launcher``.
    files : list of int
        Descriptors for standard output and error.

    Raises
    ------
    OSError
        When the folder is not there.
    """
    # A session and process group of its own, as jupyter_client gives to a kernel that it starts itself.
    os.setsid()
    for number, descriptor in enumerate(files, start=1):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    _forget_randomness()
    from ipykernel import kernelapp

    sys.argv = [kernelapp.__file__, *arguments]
    # 1: do not look every second whether the parent lives.  The server ends its kernels itself, and a
    # student's code that kills the server must not cost the questions after it.
    app = kernelapp.IPKernelApp.instance(parent_handle=1)
    app.initialize(arguments)
    app.start()


def _forget_randomness() -> None:
    import numpy as np

    random.seed()
    np.random.seed()
