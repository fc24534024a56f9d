"""Who marks: processes of this computer, or the workers of a Dask cluster.

Both are a `Workers`: called with submissions and conditions, it yields each submission with what became of
it, in the order in which they are done.  A process that ended with its notebook is a `BrokenExecutor`.
"""

import logging
import multiprocessing
import multiprocessing.connection
import os
import pickle
import platform
import signal
import sys
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from newscase.course import CourseError
from newscase.grade.mark import Conditions, mark
from newscase.grade.marked import Marked, Submission

Workers = Callable[[Iterable[Submission], Conditions], Iterator[tuple[Submission, Marked | Exception]]]

# How processes start, by name, because Python's own choice differs between its versions and systems.  Forked
# from a server that has imported what marking needs; macOS and Windows start each from nothing.
START_METHOD = "forkserver" if sys.platform == "linux" else "spawn"
_PRELOADED = ["newscase.grade.mark", "newscase.pytest_plugin.run"]

# Letters of the path of the folder for temporary files, in which the server has its socket; a socket's own
# path may have 107.
_LONGEST = 70

_WAIT = 10  # seconds for a scheduler to answer, and then for its first worker


def local(scratch: Path, start_method: str = START_METHOD) -> Workers:
    """Return the processes of this computer, one for each of its cores.

    `scratch` is a folder for their temporary files, which the caller removes; `start_method` is one of
    ``multiprocessing``.
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
    # An executor for each process: one that ends takes no other's notebook along.
    return partial(
        _local, partial(ProcessPoolExecutor, 1, context, initializer=_settle, initargs=(str(scratch),))
    )


def _local(start: Callable[[], ProcessPoolExecutor], submissions: Iterable[Submission], conditions):
    waiting, done = deque(submissions), []
    idle = [start() for _ in range(os.cpu_count() or 1)]
    at_work = {}
    try:
        while waiting or at_work:
            while waiting and idle:
                submission, process = waiting.popleft(), idle.pop()
                call = mark, *_sent(submission), conditions
                try:
                    future = process.submit(*call)
                except BrokenExecutor:  # it has ended since its last notebook
                    process = start()
                    future = process.submit(*call)
                at_work[future] = submission, process
            # Only now, so that no process waits while a result is written.
            yield from done
            done = []
            for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                submission, process = at_work.pop(future)
                idle.append(process)
                done.append((submission, future.exception() or future.result()))
        yield from done
    finally:
        # At once, also where the run is stopped, instead of when they have finished their notebooks.
        for process in multiprocessing.active_children():
            process.terminate()


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


def _sent(submission: Submission) -> tuple[Submission, bytes]:
    """Return what leaves this computer: no path, which another system may not be able to read."""
    return replace(submission, path=None), submission.path.read_bytes()


def cluster(address: str) -> Workers:
    """Return the workers of the Dask cluster whose scheduler is at `address`, such as ``tcp://HOST:8786``.

    Raises `CourseError` when Dask is not installed, no scheduler answers, or it has no workers.
    """
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
    try:
        client = distributed.Client(address, timeout=_WAIT, set_as_default=False)
    except Exception:
        # Whatever listens there instead may answer anything.
        raise CourseError(f"No Dask scheduler answers at {address}. Start one with: dask scheduler") from None
    try:
        client.wait_for_workers(1, timeout=_WAIT)
    except TimeoutError:
        client.close()
        raise CourseError(
            f"The cluster has no workers. Start some: dask worker {address} --nworkers 4 --nthreads 1"
        ) from None
    return partial(_cluster, client, address)


def _cluster(client, address: str, submissions: Iterable[Submission], conditions: Conditions):
    import distributed

    waiting, at_work = iter(submissions), {}
    done = distributed.as_completed(loop=client.loop)

    def send(count: int) -> None:
        for submission in islice(waiting, count):
            content = pickle.dumps((mark, *_sent(submission), conditions))
            # Not pure: the cluster keeps no answer for the next run.
            future = client.submit(_there(address), content, pure=False)
            at_work[future.key] = submission
            done.add(future)

    with client:
        # A few more than there are workers, so that none waits for its next one.
        send(len(client.nthreads()) * 5 // 4 + 1)
        for future in done:
            send(1)
            try:
                outcome = future.result()
            except distributed.KilledWorker as error:
                outcome = BrokenExecutor(str(error))
            except ImportError as error:
                raise CourseError(
                    f"{error}. Install the same course everywhere, and start Dask again."
                ) from None
            except (CancelledError, OSError) as error:
                if future.status != "error":  # else it is what a worker raised
                    raise CourseError(
                        f"The Dask scheduler at {address} was lost. What is marked is kept: "
                        "start it and its workers again, and then the same command."
                    ) from None
                outcome = error
            except Exception as error:
                outcome = error
            yield at_work.pop(future.key), outcome


def _there(address: str) -> Callable[[bytes], Marked]:
    """Return what a worker runs.

    A function in a function travels by its code and its argument is bytes, so that nothing of ours must be
    imported for them to arrive: where that fails, a worker ends without a reason.
    """

    def there(content: bytes) -> Marked:
        from distributed import get_worker

        try:
            function, *arguments = pickle.loads(content)
        except Exception as error:
            raise ImportError(f"{platform.node()} has another newscase, or none: {error}") from None
        worker = get_worker()
        if (threads := worker.state.nthreads) > 1:
            raise CourseError(
                f"The worker at {worker.address} has {threads} threads, but a process marks one notebook "
                f"at a time. Start it with: dask worker {address} --nworkers {threads} --nthreads 1"
            )
        return function(*arguments)

    return there
