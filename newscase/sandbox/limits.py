"""How much one student's notebook may use while a class is marked, and who uses more.

Linux enforces `MEMORY` for each process, `DISK`, and the number of processes and threads (see `confine`).
For the memory of all together it has only control groups, which most systems give to nobody but root; so the
fork server adds it up 20 times a second.
"""

import os
from pathlib import Path

from newscase.sandbox.bubblewrap import PLACES

MEMORY = 2_000_000_000  # bytes, of all its processes together, beyond the libraries
PROCESSES = 32
DISK = 64_000_000  # bytes in each folder that it can write to, which lie in memory as well
CELL_TIME = 60  # seconds; also where a notebook is checked without a sandbox
NOTEBOOK_TIME = 300  # seconds for all cells together
OUTPUT = 10_000_000  # bytes of one cell's messages; a loop that prints reaches it in a moment

# What the student is told.
TOO_MUCH_MEMORY = (
    f"A cell used more than {MEMORY / 1e9:g} GB of memory and was stopped. Look for what grows without end."
)
TOO_MANY_PROCESSES = (
    f"A cell started more than {PROCESSES} processes and was stopped. Look for what starts them."
)


def exceeded(workers: list[int]) -> dict[int, str]:
    """Return which of these workers use too much, with a sentence that says of what."""
    # Without pages that they share with this process; with files in memory where there is but one worker.
    found = {number: _usage(number) for number in map(int, filter(str.isdecimal, os.listdir("/proc")))}
    base = found.pop(os.getpid(), (0, 0))[1]
    used = {number: [_files(), 0] for number in workers}
    for number, (_, memory) in found.items():
        worker = number
        while worker and worker not in used:
            worker = found.get(worker, (0, 0))[0]
        if worker:
            used[worker][0] += max(0, memory - base)
            used[worker][1] += 1
    return {
        number: TOO_MANY_PROCESSES if processes > PROCESSES else TOO_MUCH_MEMORY
        for number, (memory, processes) in used.items()
        if processes > PROCESSES or memory > MEMORY
    }


def _usage(number: int) -> tuple[int, int]:
    """Return the parent of a process and the bytes of memory that are its own."""
    try:
        lines = Path(f"/proc/{number}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        # It has ended in this moment.
        return 0, 0
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    parent, *memory = (int(fields.get(name, "0").split()[0]) for name in ("PPid", "RssAnon", "RssShmem"))
    return parent, 1024 * sum(memory)


def _files() -> int:
    places = map(os.statvfs, PLACES)
    return sum((place.f_blocks - place.f_bfree) * place.f_frsize for place in places)
