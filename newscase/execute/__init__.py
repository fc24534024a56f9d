"""Warm kernels: a notebook's kernel is forked from a server that has imported everything already.

``kernels/newscase-warm`` is an ordinary kernelspec.  It names ``WarmProvisioner``,
which asks ``pool`` for a process; ``pool`` starts a ``server`` or joins another process's; the server forks,
and the fork becomes a kernel in ``become`` (``kernel`` is what it then is).  Where there is
no safe fork the same kernelspec starts a kernel of its own accord (``cold``), and ``forking.why_cold`` says why.

For students' code that nobody has read there is a wall around the server (``sandbox``), and each fork shuts
itself in by itself (``confine``, ``seccomp``); the server looks after how much it uses (``limits``).
"""

from pathlib import Path

KERNEL = "newscase-warm"

# The folder of kernelspecs in which it lies.
KERNELS = Path(__file__).with_name("kernels")
