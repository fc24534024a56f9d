"""The jupyter_client kernel provisioner of the kernelspec ``newscase-warm``."""

import asyncio
import contextlib
import os
import socket
import subprocess
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from newscase.execute import channel as wire
from newscase.execute import forking
from newscase.execute.pool import ServerError, pool
from newscase.execute.process import ForkedProcess

_KILL_WAIT = 5.0  # seconds
_MODULE = ["-m", "newscase.execute.cold"]


class WarmProvisioner(LocalProvisioner):
    """Forks a kernel from a server that has imported everything; where that cannot be, starts one cold.

    A forked kernel's process behaves like a ``Popen``, so everything but its start is inherited.
    """

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel and return how to reach it."""
        info = self.connection_info
        if cmd[1:3] == _MODULE and forking.why_cold() is None and info["transport"] == "ipc":
            try:
                # In a thread, because the server may still be importing.
                self.process = await asyncio.to_thread(_forked, info, **kwargs)
            except ServerError as error:
                if pool.sandboxed:
                    raise RuntimeError(f"The sandbox did not start ({error}).") from error
                forking.forbid(f"Kernels start one by one, because their server did not start ({error}).")
            else:
                # The kernel makes itself the leader of a new group, perhaps a moment from now.  In a sandbox
                # the number means nothing here.
                self.pid = self.pgid = None if pool.sandboxed else self.process.pid
                self.cwd = kwargs.get("cwd") or os.getcwd()
                return self.connection_info
        if pool.sandboxed:
            raise RuntimeError("The sandbox needs Linux 5.3 or newer and a short path for temporary files.")
        return await super().launch_kernel(cmd, **kwargs)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and its group."""
        await super().kill(restart)
        if isinstance(self.process, ForkedProcess):
            self.process.kill()
        elif self.process:
            # Callers look ten times a second whether it has ended; most of that would be waiting.
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(self.process.wait, _KILL_WAIT)


def _forked(info: dict, *, env=None, cwd=None, stdout=None, stderr=None, **_unused):
    with contextlib.ExitStack() as stack:
        files = [_descriptor(file, usual, stack) for usual, file in ((1, stdout), (2, stderr))]
        for name in wire.PORTS:
            # Listened at from now on, so that nobody has to wait until the kernel does.
            listening = stack.enter_context(socket.socket(socket.AF_UNIX))
            listening.bind(f"{info['ip']}-{info[name]}")
            listening.listen()
            listening.setblocking(False)
            files.append(listening.fileno())
        key = info["key"]
        return pool.fork(
            folder=os.path.abspath(cwd or os.getcwd()),
            environment=dict(os.environ if env is None else env),
            connection={**info, "key": key.decode() if isinstance(key, bytes) else key},
            files=tuple(files),
        )


def _descriptor(file: Any, usual: int, stack: contextlib.ExitStack) -> int:
    """Return the descriptor that ``Popen`` would give to the process for this argument."""
    if file is None:
        return usual
    if file == subprocess.DEVNULL:
        return stack.enter_context(open(os.devnull, "wb")).fileno()
    return file if isinstance(file, int) else file.fileno()
