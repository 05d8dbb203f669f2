"""One connection of a program that blocks, on websocket-client."""

import socket
import ssl
import struct
import time
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional

import websocket
from websocket import _abnf

from ._backoff import SERVICE_RESTART, TRY_AGAIN_LATER
from ._options import CONNECT_TIMEOUT_S
from ._said import json_of
from .errors import Silence

SWITCHING_PROTOCOLS = 101
# Before version 1.3 websocket-client takes the monitor's 1012 and 1013 for nonsense, and nobody hears why it closed.
_abnf.VALID_CLOSE_STATUS = (*_abnf.VALID_CLOSE_STATUS, SERVICE_RESTART, TRY_AGAIN_LATER)

#: What a connection may end with.
ERRORS = (OSError, websocket.WebSocketException, ValueError)


@dataclass(frozen=True)
class Ended:
    """Why the monitor closed it, where it said so."""

    code: Optional[int]
    reason: str


class Wire:
    """May be written to and shut from any thread, and read by one."""

    def __init__(self, url: str, context: Optional[ssl.SSLContext], silence_timeout_s: float) -> None:
        """Connects; blocks for 10 s at most. Raises what is in ``ERRORS``."""
        sslopt: Dict[str, Any] = {} if context is None else {"context": context}
        self._silence_timeout_s = silence_timeout_s
        try:
            self.socket = websocket.create_connection(
                url,
                timeout=CONNECT_TIMEOUT_S,
                sslopt=sslopt,
                enable_multithread=True,
                skip_utf8_validation=True,
                sockopt=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),
                # A token goes nowhere else (CL-1).
                redirect_limit=0,
            )
        except (LookupError, TypeError, AttributeError) as error:
            # What websocket-client makes of an answer that is not even HTTP.
            raise ConnectionError(f"what answers there is no WebSocket: {error!r}") from error
        if self.socket.getstatus() != SWITCHING_PROTOCOLS:
            self.shut()
            raise ConnectionError(f"the answer there is a redirect ({self.socket.getstatus()}), which is not followed")
        self.socket.settimeout(silence_timeout_s)
        self._heard_at = time.monotonic()

    def receive(self) -> "bytes | Ended":
        """The next frame, or the end. Raises what is in ``ERRORS``."""
        while True:
            left = self._heard_at + self._silence_timeout_s - time.monotonic()
            if left <= 0:
                raise Silence("nothing came for too long")
            self.socket.settimeout(left)
            try:
                opcode, data = self.socket.recv_data(control_frame=True)
            except websocket.WebSocketTimeoutException:
                continue
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                code = struct.unpack("!H", data[:2])[0] if len(data) >= 2 else None
                return Ended(code, data[2:].decode(errors="replace"))
            if opcode in (websocket.ABNF.OPCODE_TEXT, websocket.ABNF.OPCODE_BINARY):
                self._heard_at = time.monotonic()
                return bytes(data) if isinstance(data, (bytes, bytearray)) else str(data).encode()

    def send(self, frame: Mapping[str, Any]) -> bool:
        """Whether it went out; where it did not the connection is at its end."""
        try:
            self.socket.send(json_of(frame))
            return True
        except ERRORS:
            self.shut()
            return False

    def shut(self) -> None:
        """Ends it for everybody who reads or writes, without waiting for an answer."""
        try:
            if self.socket.sock is not None:
                self.socket.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        try:
            self.socket.shutdown()
        except ERRORS:
            pass

    def let_go(self) -> None:
        """Closes this process's copy of the socket, and not the connection."""
        sock = self.socket.sock
        if sock is not None:
            try:
                sock.close()
            except OSError:
                pass
