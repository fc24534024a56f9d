"""Warm kernels: a notebook's kernel is forked from a server that has imported everything already.

``kernels/casebook-warm`` (below ``jupyter/``) is an ordinary kernelspec.  It names ``WarmProvisioner``,
which asks ``pool`` for a process; ``pool`` keeps one ``server`` for each process that starts kernels;
the server forks, and the fork becomes an ipykernel in ``become``.  Where there is no safe fork the same
kernelspec starts a kernel of its own accord (``cold``), and ``forking.why_cold`` says why.
"""

from pathlib import Path

KERNEL = "casebook-warm"

# For JUPYTER_PATH, where jupyter_client looks for kernelspecs.
JUPYTER_PATH = Path(__file__).with_name("jupyter")
