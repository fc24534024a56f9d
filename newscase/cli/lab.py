"""Open the course in JupyterLab, at the first notebook.

Nothing is fetched from the network.  Stop it with Ctrl+C in this window, or close the window.
"""

import os
import signal
from pathlib import Path

from newscase import course

EXAMPLE = "example:\n  newscase lab"
ARGUMENTS = {"options": {"nargs": "*", "metavar": "-- OPTION", "help": "options for jupyter lab, after --"}}

_JUPYTER = Path(__file__).parent / "jupyter"
_OPTIONS = (
    "--ServerApp.contents_manager_class=newscase.cli.notebook_files.NotebookFiles",
    # Ctrl+C stops at once; files are saved as one works.
    "--ServerApp.answer_yes=True",
    "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb",
    # For "Print" and "Save and Export"; slides keep their own form.
    f"--HTMLExporter.template_file={_JUPYTER / 'printed.html.j2'}",
    "--SlidesExporter.template_file=index.html.j2",
    f"--LabApp.extra_labextensions_path={_JUPYTER / 'labextensions'}",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=",
    "--LabApp.extension_manager=readonly",
    # Without it every kernel starts with a warning that would frighten a class.
    "--KernelManager.transport_encryption=auto",
)


def run(options) -> int:
    """Run JupyterLab in this process until it is stopped, so that a signal ends both."""
    folder = course.root()
    os.chdir(folder)
    # Settings of the course in front of the user's: no question about news, no look for updates.
    places = [str(_JUPYTER), os.environ.get("JUPYTER_CONFIG_PATH")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, places))
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        # A terminal that is closed sends it, and JupyterLab stops its kernels on SIGTERM only.
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    # Imported here, because it reads the environment.
    from jupyterlab.labapp import main

    main([f"--ServerApp.root_dir={folder}", *_OPTIONS, *options.options])
    return 0
