"""Mark a class: by processes of this computer or a Dask cluster, and on from where a run was stopped.

Both are `Workers`: called with submissions and conditions, they yield each submission with what became of it,
in the order in which they are done.  A process that ended with its notebook is a `BrokenExecutor`.
"""

import contextlib
import hashlib
import importlib
import json
import logging
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError
from dataclasses import replace
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path

from newscase.checking.serialize.json_form import from_json, to_json
from newscase.course import CourseError
from newscase.execute import imports
from newscase.grade.mark import Conditions, failed, mark, mark_each
from newscase.grade.submission import Submission

Workers = Callable[[Iterable[Submission], Conditions], Iterator[tuple[Submission, Submission | Exception]]]

# How processes start, by name, because Python's own choice differs between its versions and systems.  Forked
# from this one, when it has imported what marking needs; macOS and Windows start each from nothing.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"
_MOST = 60  # processes; Windows cannot wait for more
_WAIT = 10  # seconds for a scheduler to answer, and then for its first worker
_GUILTY = "The process that marked it ended unexpectedly. Run it by hand with: newscase check"


def mark_all(
    submissions: list[Submission], conditions: Conditions, store: Path, workers: Workers
) -> Iterator[Submission]:
    """Yield every submission marked, in the order in which they are done.

    Each result is kept in the folder `store` as soon as it is there, and a later run takes it from there.
    What could not be marked is tried again by another run.
    """
    left = []
    for submission in submissions:
        if submission.path is None:
            yield submission
            continue
        try:
            yield from_json(json.loads(_place(submission, conditions, store).read_bytes()), Submission)
        except (OSError, ValueError):  # there is none, or only what a kill has left of it
            left.append(submission)
    with contextlib.closing(workers(left, conditions)) as results:
        for submission, outcome in results:
            if isinstance(outcome, CourseError):
                raise outcome
            if isinstance(outcome, BrokenExecutor):
                outcome = replace(submission, path=None, problem=_GUILTY)
            elif isinstance(outcome, Exception):
                outcome = failed(submission, outcome)
            if not outcome.problem:
                store.mkdir(parents=True, exist_ok=True)
                _place(submission, conditions, store).write_text(json.dumps(to_json(outcome)))
            yield outcome


def _place(submission: Submission, conditions: Conditions, store: Path) -> Path:
    """Return where a result is kept, by all that decides it."""
    identity = [to_json(replace(submission, path=None)), conditions.edition, conditions.sandbox]
    return store / f"{hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()}.json"


def _job(submission: Submission) -> tuple[Submission, bytes]:
    """Return what to mark, without a path, which another system may not be able to read."""
    return replace(submission, path=None), submission.path.read_bytes()


def local(scratch: Path, start_method: str = START_METHOD) -> Workers:
    """Start a process for each core of this computer, and return them.

    The caller removes `scratch`, a folder for their temporary files.
    """
    if start_method == "fork":
        # Once for all of them, and while this process has no threads, which a fork would not have.
        with imports.without_collecting():
            importlib.import_module("newscase.pytest_plugin.run")
    start = partial(_start, mark_each, str(scratch))
    return partial(_local, start, [start(start_method) for _ in range(min(os.cpu_count() or 1, _MOST))])


def _start(function: Callable, scratch: str, method: str) -> Connection:
    """Start a process that marks; return the connection to it, which wants conditions and then jobs."""
    context = multiprocessing.get_context(method)
    ours, its = context.Pipe()
    context.Process(target=_work, args=(function, scratch, its), daemon=True).start()
    its.close()
    return ours


def _local(
    start: Callable, ready: list[Connection], submissions: Iterable[Submission], conditions: Conditions
):
    waiting, at_work = iter(submissions), {}

    def give(process: Connection) -> None:
        """Give a process the next submission, if there is one."""
        for submission in islice(waiting, 1):
            try:
                process.send(_job(submission))
            except OSError:  # it has ended
                process = start("spawn")
                with contextlib.suppress(OSError):  # where this one has, too, its connection says so
                    process.send(conditions)
                    process.send(_job(submission))
            at_work[process] = submission

    try:
        for process in ready:
            with contextlib.suppress(OSError):
                process.send(conditions)
            give(process)
        while at_work:
            for process in wait([*at_work]):
                submission = at_work.pop(process)
                try:
                    outcome = process.recv()
                except (EOFError, OSError):
                    outcome = BrokenExecutor()
                # First, so that it does not wait while a result is written.
                give(process)
                yield submission, outcome
    finally:
        # At once, also where the run is stopped, instead of when they have finished their notebooks.
        for process in multiprocessing.active_children():
            process.terminate()


def _work(function: Callable, scratch: str, connection: Connection) -> None:
    """Be a process that marks."""
    # Not left behind where this process is killed.
    tempfile.tempdir = scratch
    # Ctrl-C reaches it, too: it ends without a word, and the process that started it says what is kept.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()

    def end_with_it() -> None:
        wait([parent.sentinel])
        os._exit(1)

    # Killed, that process cannot say that this one is to end, too.
    threading.Thread(target=end_with_it, daemon=True).start()
    conditions = connection.recv()
    try:
        function(iter(connection.recv, None), conditions, connection.send)
    except CourseError as error:
        connection.send(error)


def cluster(address: str) -> Workers:
    """Return the workers of the Dask cluster whose scheduler is at `address`, such as ``tcp://HOST:8786``.

    Raises `CourseError` when Dask is not installed, no scheduler answers, or it has no workers.
    """
    try:
        import distributed
    except ImportError:
        advice = 'In the folder of the course, run: pip install -e ".[dev]"'
        raise CourseError(f"Dask is not installed. {advice}") from None
    # It would log, with tracebacks, what the sentences here say, and advise against large notebooks.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "Sending large graph")
    try:
        client = distributed.Client(address, timeout=_WAIT, set_as_default=False)
    except Exception:  # whatever listens there instead may answer anything
        raise CourseError(f"No Dask scheduler answers at {address}. Start one with: dask scheduler") from None
    try:
        client.wait_for_workers(1, timeout=_WAIT)
    except TimeoutError:
        client.close()
        advice = f"Start some: dask worker {address} --nworkers 4 --nthreads 1"
        raise CourseError(f"The cluster has no workers. {advice}") from None
    return partial(_cluster, client)


def _cluster(client, submissions: Iterable[Submission], conditions: Conditions):
    import distributed

    waiting, at_work = iter(submissions), {}
    done = distributed.as_completed(loop=client.loop)
    address = client.scheduler.address

    def there(content: bytes) -> Submission:
        # As a function in a function it travels by its code, and its argument is bytes: a worker that has no
        # newscase to import would end without a word when it is sent something of ours.
        function, *arguments = pickle.loads(content)
        worker = distributed.get_worker()
        if (threads := worker.state.nthreads) > 1:
            raise CourseError(
                f"The worker at {worker.address} has {threads} threads, but a process marks one notebook "
                f"at a time. Start it with: dask worker {address} --nworkers {threads} --nthreads 1"
            )
        return function(*arguments)

    def send(count: int) -> None:
        for submission in islice(waiting, count):
            # Not pure: the cluster keeps no answer for the next run.
            future = client.submit(there, pickle.dumps((mark, *_job(submission), conditions)), pure=False)
            at_work[future.key] = submission
            done.add(future)

    with client:
        # No more: Dask suspects what waits at a worker that ends, too.
        send(len(client.nthreads()))
        for future in done:
            send(1)
            try:
                outcome = future.result()
            except distributed.KilledWorker as error:
                outcome = BrokenExecutor(str(error))
            except ImportError as error:
                advice = "Install the same course everywhere, and start Dask again."
                raise CourseError(f"A worker of the cluster cannot mark: {error}. {advice}") from None
            except Exception as error:
                if isinstance(error, CancelledError | OSError) and future.status != "error":
                    kept = "What is marked is kept: start it and its workers again, then the same command."
                    raise CourseError(f"The Dask scheduler at {address} was lost. {kept}") from None
                outcome = error
            yield at_work.pop(future.key), outcome
