"""Who marks: processes of this computer, or the workers of a Dask cluster."""

import asyncio
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from functools import partial
from importlib import metadata
from pathlib import Path
from types import ModuleType

from newscase.course import CourseError

# How processes start, by name, because Python's own choice differs between its versions and systems.  Forked
# from a server that has imported what marking needs; macOS and Windows start each from nothing.
START_METHOD = "forkserver" if sys.platform == "linux" else "spawn"
_PRELOADED = ["newscase.grade.mark", "newscase.pytest_plugin.run"]

# Letters of the path of the folder for temporary files, in which the server has its socket; a socket's own
# path may have 107.
_LONGEST = 70

_WAIT = 10  # seconds for a scheduler to answer, and then for its first worker


def local(scratch: Path, start_method: str = START_METHOD) -> tuple[Callable[[], Executor], int]:
    """Return what starts processes of this computer, and how many submissions to give them at a time.

    Parameters
    ----------
    scratch : Path
        A folder for their temporary files, which the caller removes.
    start_method : str
        One of ``multiprocessing``.
    """
    # In the folder from which the teacher starts the command may lie a file that is called like a library.
    os.environ["PYTHONSAFEPATH"] = "1"
    if start_method == "forkserver" and len(tempfile.gettempdir()) > _LONGEST:
        start_method = "spawn"
    context = multiprocessing.get_context(start_method)
    if start_method == "forkserver":
        from multiprocessing import forkserver

        context.set_forkserver_preload(_PRELOADED)
        # It imports while this process reads what was handed in.
        forkserver.ensure_running()
    count = os.cpu_count() or 1
    start = partial(_Processes, count, mp_context=context, initializer=_settle, initargs=(str(scratch),))
    # One more, so that no process waits while the result of its last one is written.
    return start, count + 1


class _Processes(ProcessPoolExecutor):
    """Processes that end at once where the run is stopped, instead of finishing their notebooks."""

    def __exit__(self, kind, *rest):
        if kind is not None:
            for process in multiprocessing.active_children():
                process.terminate()
        return super().__exit__(kind, *rest)


def _settle(scratch: str) -> None:
    """Prepare a process that marks."""
    # Not left behind where this process is killed.
    tempfile.tempdir = scratch
    # Ctrl-C reaches it, too: it ends without a word, and the process that started it says what is kept.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(parent) -> None:
    """End this process with the one that started it; killed, that one cannot say so."""
    multiprocessing.connection.wait([parent.sentinel])
    os._exit(1)


def cluster(address: str) -> tuple[Callable[[], Executor], int]:
    """Return what connects to a Dask cluster, and how many submissions to give it at a time.

    Parameters
    ----------
    address : str
        The scheduler's, such as ``"tcp://10.0.0.5:8786"``.

    Raises
    ------
    CourseError
        When Dask is not installed, no scheduler answers, or it has no workers that can mark.
    """
    distributed = _distributed()
    try:
        workers = asyncio.run(_workers(distributed, address))
    except CourseError:
        raise
    except Exception:
        # Whatever listens there instead may answer anything.
        raise CourseError(f"No Dask scheduler answers at {address}. Start one with: dask scheduler") from None
    # A few more, so that no worker waits for its next one.
    return partial(_Cluster, address), workers + workers // 4 + 1


class _Cluster(Executor):
    """The workers of a Dask cluster."""

    def __init__(self, address: str):
        self._address = address
        self._client = _distributed().Client(address, timeout=_WAIT, set_as_default=False)

    def submit(self, function: Callable, /, *arguments) -> Future:
        """Have a worker call `function`; a call that ended each of its workers is a `BrokenExecutor`."""
        ours = Future()
        # Not pure: the cluster keeps no answer for the next run.
        theirs = self._client.submit(_alone, self._address, function, *arguments, pure=False)
        # In the client's own event loop: a thread beside it could wait for ever when the client is closed.
        self._client.loop.add_callback(self._pass_on, theirs, ours)
        return ours

    async def _pass_on(self, theirs, ours: Future) -> None:
        try:
            ours.set_result(await theirs)
        except _distributed().KilledWorker as error:
            ours.set_exception(BrokenExecutor(str(error)))
        except (CancelledError, OSError) as error:
            lost = CourseError(
                f"The Dask scheduler at {self._address} was lost. What is marked is kept: "
                "start it and its workers again, and then the same command."
            )
            # With this status it is what a worker raised.
            ours.set_exception(error if theirs.status == "error" else lost)
        except Exception as error:
            ours.set_exception(error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which then drops what is still at work."""
        self._client.close()


def _alone(scheduler: str, function: Callable, *arguments):
    """Call `function` in a worker of a cluster, whose process can run pytest once at a time."""
    worker = _distributed().get_worker()
    if (threads := worker.state.nthreads) > 1:
        raise CourseError(
            f"The worker at {worker.address} has {threads} threads, but a process marks one notebook "
            f"at a time. Start it with: dask worker {scheduler} --nworkers {threads} --nthreads 1"
        )
    return function(*arguments)


def _distributed() -> ModuleType:
    """Return the module, kept quiet."""
    try:
        import distributed
    except ImportError:
        raise CourseError(
            'Dask is not installed. In the folder of the course, run: pip install -e ".[dask]"'
        ) from None
    # It would log, with tracebacks, what the sentences here say, and advise against large notebooks.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "Sending large graph")
    return distributed


async def _workers(distributed: ModuleType, address: str) -> int:
    """Return how many workers there are, as soon as there are some."""
    security = distributed.Security().get_connection_args("client")
    async with distributed.rpc(address, connection_args=security) as scheduler:
        async with asyncio.timeout(_WAIT):
            await scheduler.identity()
        for _ in range(_WAIT):
            if workers := (await scheduler.identity())["workers"]:
                break
            await asyncio.sleep(1)
        else:
            raise CourseError(
                f"The cluster has no workers. Start some: dask worker {address} --nworkers 4 --nthreads 1"
            )
        # A worker ends when it is sent what it cannot import, and then the next one that gets it.
        asked = {"op": "versions", "packages": ["newscase"]}
        found = await scheduler.broadcast(msg=asked, on_error="ignore")
        found[address] = await scheduler.versions(packages=["newscase"])
    ours = metadata.version("newscase")
    for place, versions in found.items():
        if versions["packages"]["newscase"] != ours:
            raise CourseError(
                f"At {place} there is no newscase {ours}. "
                "Install the same course everywhere, and start Dask again."
            )
    return len(workers)
