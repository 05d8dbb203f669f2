"""The server's end of a WebSocket, for :mod:`batchdeck.testing`: what RFC 6455 asks of one, and faults on demand."""

import base64
import hashlib
import json
import socket
import struct
import threading
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple

#: RFC 6455, 1.3.
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA

Frame = Dict[str, Any]


def accept_of(key: str) -> str:
    """What a handshake is answered with."""
    return base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()


class FakeSocket:
    """``gate`` holds up reading and writing while it is not set."""

    def __init__(self, connection: socket.socket, reader: Any, gate: threading.Event) -> None:
        self.consumer_id: Optional[str] = None
        #: Nothing is read or written any more, and nobody is told.
        self.is_silent = False
        self._connection = connection
        self._reader = reader
        self._gate = gate
        self._lock = threading.Lock()

    def read(self) -> Iterator[Frame]:
        """Each frame, until the consumer closes. Raises ``OSError`` where it just goes, ``ValueError`` for nonsense."""
        while True:
            opcode, data = self._message()
            self._gate.wait()
            if self.is_silent:
                continue
            if opcode == _TEXT:
                frame = json.loads(data)
                if isinstance(frame, dict):
                    yield frame
            elif opcode == _PING:
                self._write(_PONG, data)
            elif opcode == _CLOSE:
                self._write(_CLOSE, data[:2])
                return

    def send(self, frame: Mapping[str, Any]) -> None:
        self._write(_TEXT, json.dumps(frame).encode())

    def send_text(self, text: str) -> None:
        """Whatever it says."""
        self._write(_TEXT, text.encode())

    def close(self, code: int, reason: str) -> None:
        self._write(_CLOSE, struct.pack("!H", code) + reason.encode())

    def cut(self) -> None:
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def _message(self) -> Tuple[int, bytes]:
        opcode, whole = 0, b""
        while True:
            first, second = self._exactly(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", self._exactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", self._exactly(8))
            mask = self._exactly(4) if second & 0x80 else b"\0\0\0\0"
            data = _unmasked(self._exactly(length), mask)
            if first & 0x0F:
                opcode = first & 0x0F
            if opcode >= 0x8:
                return opcode, data
            whole += data
            if first & 0x80:
                return opcode, whole

    def _exactly(self, count: int) -> bytes:
        data: bytes = self._reader.read(count)
        if len(data) < count:
            raise OSError("the consumer is gone")
        return data

    def _write(self, opcode: int, data: bytes) -> None:
        length = len(data)
        if length < 126:
            head = struct.pack("!BB", 0x80 | opcode, length)
        elif length < 65536:
            head = struct.pack("!BBH", 0x80 | opcode, 126, length)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 127, length)
        self._gate.wait()
        with self._lock:
            try:
                if not self.is_silent:
                    self._connection.sendall(head + data)
            except OSError:
                pass


def _unmasked(data: bytes, mask: bytes) -> bytes:
    length = len(data)
    key = (mask * (length // 4 + 1))[:length]
    return (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(length, "big")
