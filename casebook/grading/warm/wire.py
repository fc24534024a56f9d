"""Messages between a process that wants kernels and its server: JSON with open files beside it."""

import json
import socket
import struct

_LENGTH = struct.Struct("!Q")
_MOST_FILES = 8


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
