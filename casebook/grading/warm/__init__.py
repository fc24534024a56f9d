"""Warm kernels: a notebook's kernel is forked from a server that has imported everything already.

``kernels/casebook-warm`` (below ``jupyter/``) is an ordinary kernelspec.  It names ``WarmProvisioner``,
which asks ``pool`` for a process; ``pool`` starts a ``server`` or joins another process's; the server forks,
and the fork becomes an ipykernel in ``become`` (``application`` is what of ipykernel it needs).  Where there is
no safe fork the same kernelspec starts a kernel of its own accord (``cold``), and ``forking.why_cold`` says why.

For students' code that nobody has read there is a wall around the server (``sandbox``), and each fork shuts
itself in by itself (``confine``, ``seccomp``); the server looks after how much it uses (``limits``).
"""

from pathlib import Path

KERNEL = "casebook-warm"

# For JUPYTER_PATH, where jupyter_client looks for kernelspecs.
JUPYTER_PATH = Path(__file__).with_name("jupyter")
