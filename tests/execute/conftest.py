"""Workers of a test's own."""

import pytest

from newscase.execute import client, forking
from newscase.execute.fork_client import fork_server


@pytest.fixture
def begin(tmp_path):
    """Start workers from a server of this test's own; stop them after it."""
    kernels = []

    def start(folder=tmp_path) -> client.WorkerKernel:
        kernels.append(client.start(folder, 60))
        return kernels[-1]

    fork_server.close()
    forking.enable()
    yield start
    for kernel in kernels:
        kernel.stop()
    fork_server.close()
    fork_server.configure(course=None)
    forking.enable()


@pytest.fixture(scope="module", params=["forked", "fresh"])
def kind(request):
    """Let workers be of each kind in turn."""
    if request.param == "fresh":
        forking.disable("for this test")
    elif forking.why_not():
        pytest.skip("Workers are forked on Linux only.")
    yield request.param
    forking.enable()


@pytest.fixture
def kernel(kind, tmp_path):
    """A worker of each kind."""
    one = client.start(tmp_path, 60)
    yield one
    one.stop()
