"""How much one student's notebook may use while a class is marked, and who uses more."""

from pathlib import Path

MEMORY = 2_000_000_000  # bytes, of all its processes together, beyond the libraries
PROCESSES = 32
DISK = 64_000_000  # bytes in each folder that it can write to
OUTPUT = 10_000_000  # bytes of one cell's messages; a loop that prints reaches it in a moment

TOO_MUCH_MEMORY = "memory"
TOO_MANY_PROCESSES = "processes"

_KIB = 1024


def exceeded(kernels: list[int]) -> dict[int, str]:
    """Return the kernels of these numbers that use too much, and of what.

    The system limits each process by itself; this adds up all that descend from a kernel.  Pages that they
    share with this process do not count; those that they share among themselves count in each.
    """
    base = _memory("self")
    used = {number: [0, 0] for number in kernels}
    parents = _parents() if kernels else {}
    for number in parents:
        kernel = number
        while kernel and kernel not in used:
            kernel = parents.get(kernel)
        if kernel:
            used[kernel][0] += max(0, _memory(str(number)) - base)
            used[kernel][1] += 1
    found = {}
    for number, (memory, processes) in used.items():
        if processes > PROCESSES:
            found[number] = TOO_MANY_PROCESSES
        elif memory > MEMORY:
            found[number] = TOO_MUCH_MEMORY
    return found


def _parents() -> dict[int, int]:
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (parent := _status(folder.name, "PPid:")):
            parents[int(folder.name)] = parent
    return parents


def _memory(number: str) -> int:
    return _KIB * (_status(number, "RssAnon:") + _status(number, "RssShmem:"))


def _status(number: str, name: str) -> int:
    try:
        with open(f"/proc/{number}/status", encoding="utf-8", errors="replace") as file:
            return next((int(line.split()[1]) for line in file if line.startswith(name)), 0)
    except (OSError, ValueError, IndexError):
        # It has ended in this moment.
        return 0
