"""Open the course in JupyterLab, at the first notebook.

Nothing is fetched from the network.  Stop it with Ctrl+C in this window.
"""

import os
import subprocess
import sys
from pathlib import Path

from newscase import course

EXAMPLE = "example:\n  newscase lab"

FIRST = "notebooks/00-start-here.ipynb"
# JupyterLab's settings for the course: no question about news, no look for updates.
_SETTINGS = Path(__file__).parent / "jupyter"


def add_arguments(parser):
    parser.add_argument("options", nargs="*", metavar="-- OPTION", help="options for jupyter lab, after --")


def run(options) -> int:
    folder = course.root()
    return subprocess.call(command(folder, options.options), env=environment(), cwd=folder)


def command(folder: Path, options: list[str] = ()) -> list[str]:
    """Return the command that starts JupyterLab on the course in `folder`."""
    return [
        sys.executable, "-m", "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=",
        "--LabApp.extension_manager=readonly",
        # Without it every kernel starts with a warning that would frighten a class.
        "--KernelManager.transport_encryption=auto",
        *options,
    ]  # fmt: skip


def environment() -> dict[str, str]:
    """Return this process's environment with the course's JupyterLab settings added."""
    paths = [str(_SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}
