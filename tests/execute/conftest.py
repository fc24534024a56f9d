"""Workers for the tests."""

import pytest

from newscase.execute import worker_kernel
from newscase.execute.fork_client import fork_server


@pytest.fixture
def begin(tmp_path, monkeypatch):
    """Start workers from the server of all tests, or a new one where that has ended; stop them after it."""
    kernels = []

    def start(folder=tmp_path) -> worker_kernel.WorkerKernel:
        kernels.append(worker_kernel.start(folder, 60))
        return kernels[-1]

    fork_server.configure(course=None)
    monkeypatch.setattr(fork_server, "disabled", "")
    yield start
    for kernel in kernels:
        kernel.stop()


@pytest.fixture(scope="module", params=["forked", "fresh"])
def kind(request):
    """Let workers be of each kind in turn."""
    if request.param == "forked" and fork_server.why_not:
        pytest.skip("Workers are forked on Linux only.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fork_server, "disabled", "for this test" if request.param == "fresh" else "")
        yield request.param


@pytest.fixture(scope="module")
def shared(kind, tmp_path_factory):
    """A worker of each kind, for tests that leave it alive."""
    one = worker_kernel.start(tmp_path_factory.mktemp("shared"), 60)
    yield one
    one.stop()


@pytest.fixture
def kernel(kind, tmp_path):
    """A worker of each kind, of a test's own."""
    one = worker_kernel.start(tmp_path, 60)
    yield one
    one.stop()


@pytest.fixture
def any_kernel(tmp_path, monkeypatch):
    """A worker of a test's own, forked where it can be, for what only the client decides."""
    monkeypatch.setattr(fork_server, "disabled", "")
    one = worker_kernel.start(tmp_path, 60)
    yield one
    one.stop()
