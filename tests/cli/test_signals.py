"""`newscase lab` ends when its window does, and takes JupyterLab and its kernels along."""

import signal
import urllib.request

import psutil
import pytest

# Ctrl+C, and a terminal that is closed, which is passed on to JupyterLab as SIGTERM.
SIGNALS = [name for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_ends_jupyterlab_and_its_kernels(start_lab, tmp_path, name):
    with start_lab(tmp_path / "lab") as lab:
        with urllib.request.urlopen(urllib.request.Request(lab.url("/api/kernels"), method="POST")):
            pass
        processes = psutil.Process(lab.process.pid).children(recursive=True)
        assert any("ipykernel" in " ".join(process.cmdline()) for process in processes)
        lab.process.send_signal(getattr(signal, name))
        assert lab.process.wait(timeout=30) == 0
        _, left = psutil.wait_procs(processes, timeout=10)
        assert not left
