"""Messages between a process that wants kernels and its server: JSON with open files beside it."""

import json
import os
import socket
import struct
import tempfile

_LENGTH = struct.Struct("!Q")
_MOST_FILES = 8

# The sockets of a kernel, in the order in which they are sent.
PORTS = ("shell_port", "control_port", "iopub_port")

_LONGEST = 100  # characters of a socket's path; the least that any Unix allows is 103


def folder() -> str | None:
    """Return where a folder for sockets can be made so that its path is short enough, or None."""
    name = os.path.join("newscase-12345678", "kernel.json-ipc-5")
    places = (tempfile.gettempdir(), "/tmp", "/var/tmp")
    return next(
        (
            place
            for place in places
            if len(os.fsencode(place)) + 1 + len(name) < _LONGEST and os.path.isdir(place)
        ),
        None,
    )


def send(channel: socket.socket, message: dict, files: tuple[int, ...] = ()) -> None:
    """Send `message`, and the open files with these descriptors.

    Raises
    ------
    OSError
        When the other end is closed.
    """
    text = json.dumps(message).encode("utf-8", "surrogateescape")
    socket.send_fds(channel, [_LENGTH.pack(len(text))], files)
    channel.sendall(text)


def receive(channel: socket.socket) -> tuple[dict, list[int]]:
    """Return the next message and the descriptors that came with it.

    Raises
    ------
    EOFError
        When the other end is closed.
    OSError
        When nothing came in the channel's own time.
    """
    head, files, _, _ = socket.recv_fds(channel, _LENGTH.size, _MOST_FILES)
    head += _exactly(channel, _LENGTH.size - len(head)) if head else b""
    if not head:
        raise EOFError("the other end is closed")
    text = _exactly(channel, _LENGTH.unpack(head)[0])
    return json.loads(text.decode("utf-8", "surrogateescape")), files


def _exactly(channel: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        part = channel.recv(min(length, 65536))
        if not part:
            raise EOFError("the other end is closed")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
