"""Messages over a stream socket: JSON with its length in front."""

import json
import socket
import struct
import time

_LENGTH = struct.Struct("!I")
_PIECE = 65_536  # bytes that are read at a time

# Kept from the start, because a student's code can replace what the module json holds.
_encode = json.JSONEncoder().encode
_decode = json.loads


class TooLong(ValueError):
    """A message is longer than may be sent, or than this end takes in."""


class Channel:
    """One end of a connection; it owns `sock`, and takes in messages of at most `longest` bytes.

    Afterwards `size` is the length in bytes of the message that was received last.
    """

    def __init__(self, sock: socket.socket, longest: int | None = None):
        self._socket, self._longest = sock, longest
        self._buffer = bytearray()
        self.size = 0
        # So that selectors can wait for it.
        self.fileno, self.close = sock.fileno, sock.close

    def send(self, message: object, timeout: float | None = None, longest: int | None = None) -> None:
        """Send `message`, which the other end has to take within `timeout` seconds, or raise `OSError`.

        Raises `TooLong`, `TypeError`, `ValueError` or `RecursionError` where it cannot be sent.
        """
        # ASCII, because a student's text can hold lone surrogates, which have no UTF-8.
        text = _encode(message).encode("ascii")
        if longest is not None and len(text) > longest:
            raise TooLong(f"a message of {len(text)} bytes")
        self._socket.settimeout(timeout)
        self._socket.sendall(_LENGTH.pack(len(text)) + text)

    def receive(self, timeout: float | None = None) -> object:
        """Return the next message; after `timeout` seconds raise `TimeoutError` and keep what has come of it.

        Raises `EOFError` or `OSError` when the connection has ended; `TooLong`; `ValueError` or
        `RecursionError` when it is not JSON.
        """
        end = None if timeout is None else time.monotonic() + timeout
        self._fill(_LENGTH.size, end)
        (self.size,) = _LENGTH.unpack_from(self._buffer)
        if self._longest is not None and self.size > self._longest:
            raise TooLong(f"a message of {self.size} bytes")
        whole = _LENGTH.size + self.size
        self._fill(whole, end)
        text = bytes(self._buffer[_LENGTH.size : whole])
        del self._buffer[:whole]
        return _decode(text)

    def _fill(self, size: int, end: float | None) -> None:
        """Read until the buffer holds `size` bytes."""
        while len(self._buffer) < size:
            self._socket.settimeout(None if end is None else max(end - time.monotonic(), 0))
            try:
                piece = self._socket.recv(_PIECE)
            except BlockingIOError:  # what a socket raises for a timeout of 0
                raise TimeoutError from None
            if not piece:
                raise EOFError("the other end is closed")
            self._buffer += piece
