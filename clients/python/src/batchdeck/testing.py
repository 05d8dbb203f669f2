"""A monitor for the tests of programs that use this package: small, in the same process, and obedient.

::

    with FakeMonitor() as monitor:
        monitor.assign("c-1", {1: ["0xa", "0xb"], 2: ["0xc"]})
        with Consumer(monitor.url, "c-1") as consumer:
            for batch in consumer.work():
                batch.complete()
                if len(monitor.completed("c-1")) == 2:
                    break

It speaks the part of the protocol that a consumer sees, on one port, without a dependency. It does not plan.
"""

import base64
import hashlib
import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Set, Tuple, Type
from urllib.parse import parse_qs, urlsplit

__all__ = ["FakeMonitor"]

#: RFC 6455, 1.3.
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA

Frame = Dict[str, Any]


class FakeMonitor:
    """``frames`` has everything that consumers sent, in order, each with its ``consumer_id``."""

    def __init__(self, task_id: int = 1, token: Optional[str] = None) -> None:
        self.task_id = task_id
        self.token = token
        self.epoch = 0
        self.frames: List[Frame] = []
        self.reports: Dict[int, Frame] = {}
        self._batches: Dict[str, Dict[int, Tuple[str, ...]]] = {}
        self._sessions: "Set[_Session]" = set()
        self._changed = threading.Condition()
        monitor = self

        class Handler(_Handler):
            pass

        Handler.monitor = monitor
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def http_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """What a consumer is given."""
        return f"ws://127.0.0.1:{self._server.server_address[1]}/websocket/monitor"

    # ---- what a test does

    def assign(self, consumer_id: str, batches: Mapping[int, Sequence[str]]) -> None:
        """A new epoch, in which these are the batches of a consumer; it is told, and so is nobody else."""
        with self._changed:
            self.epoch += 1
            self._batches[consumer_id] = {number: tuple(targets) for number, targets in batches.items()}
        self.reload(consumer_id)

    def reload(self, consumer_id: str) -> None:
        """Sends the present epoch again."""
        frame = {"type": "batch_reload", "task_id": self.task_id, "epoch": self.epoch, "message": "test"}
        for session in self._of(consumer_id):
            session.send(frame)

    def drop(self, consumer_id: str) -> None:
        """Its connection ends without a word."""
        for session in self._of(consumer_id):
            session.cut()

    def close(self, consumer_id: str, code: int, reason: str = "") -> None:
        """Its connection is closed, for example with 1012."""
        for session in self._of(consumer_id):
            session.close(code, reason)

    def error(self, consumer_id: str, code: str, message: str = "") -> None:
        for session in self._of(consumer_id):
            session.send({"type": "error", "code": code, "message": message})

    # ---- what a test sees

    @property
    def consumers(self) -> Set[str]:
        """Who is registered now."""
        with self._changed:
            return {session.consumer_id for session in self._sessions if session.consumer_id is not None}

    def completed(self, consumer_id: str) -> Set[int]:
        """The batches that a consumer has reported as completed."""
        return {
            frame["batch_id"]
            for frame in self.sent(consumer_id, "batch_status")
            if frame.get("status") == "completed"
        }

    def sent(self, consumer_id: str, kind: str) -> List[Frame]:
        """The frames of one type that a consumer sent, in order."""
        with self._changed:
            return [frame for frame in self.frames if frame["consumer_id"] == consumer_id and frame["type"] == kind]

    def wait_for(self, is_so: Callable[["FakeMonitor"], Any], timeout: float = 10.0) -> Any:
        """Waits until something is so. Raises ``TimeoutError``."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                value = is_so(self)
                if value:
                    return value
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError("it was not so in time")
                self._changed.wait(min(left, 0.1))

    def stop(self) -> None:
        for session in list(self._sessions):
            session.cut()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def __enter__(self) -> "FakeMonitor":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.stop()

    # ---- what it is

    def _of(self, consumer_id: str) -> "List[_Session]":
        with self._changed:
            return [session for session in self._sessions if session.consumer_id == consumer_id]

    def _page(self, consumer_id: str) -> Frame:
        with self._changed:
            batches = [
                {
                    "batch_id": number,
                    "consumer_id": consumer_id,
                    "priority": 0,
                    "status": "pending",
                    "progress": 0,
                    "targets": list(targets),
                }
                for number, targets in self._batches.get(consumer_id, {}).items()
            ]
            return {"task_id": self.task_id, "epoch": self.epoch, "batches": batches}

    def _receive(self, session: "_Session", frame: Frame) -> None:
        kind = frame.get("type")
        with self._changed:
            if kind == "register":
                if self.token is not None and frame.get("token") != self.token:
                    session.send({"type": "error", "code": "UNAUTHORIZED", "message": "A token is needed."})
                    session.close(1008, "UNAUTHORIZED")
                    return
                session.consumer_id = str(frame.get("consumer_id"))
            self.frames.append({"consumer_id": session.consumer_id, **frame})
            self._changed.notify_all()
        if kind == "register":
            count = len(self._batches.get(session.consumer_id or "", {}))
            tasks = [{"task_id": self.task_id, "epoch": self.epoch, "batch_count": count}] if self.epoch else []
            session.send(
                {
                    "type": "registered",
                    "consumer_id": session.consumer_id,
                    "session_id": "fake",
                    "heartbeat_interval": 30,
                    "tasks": tasks,
                }
            )
        elif kind in ("heartbeat", "ping"):
            session.send({"type": "pong", "timestamp": frame.get("timestamp")})
        elif kind == "leave":
            session.close(1000, "")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    monitor: FakeMonitor

    def do_GET(self) -> None:
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self._upgrade()
            return
        parts = urlsplit(self.path)
        consumer_id = parse_qs(parts.query).get("consumer_id", [""])[0]
        if parts.path != f"/api/tasks/{self.monitor.task_id}/batches" or self.monitor.epoch == 0:
            self._answer(404, b"{}")
            return
        token = self.monitor.token
        if token is not None and self.headers.get("Authorization") != f"Bearer {token}":
            self._answer(401, b"{}")
            return
        body = json.dumps(self.monitor._page(consumer_id)).encode()
        etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        if self.headers.get("If-None-Match") == etag:
            self._answer(304, b"", etag)
        else:
            self._answer(200, body, etag)

    def _answer(self, status: int, body: bytes, etag: Optional[str] = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if etag is not None:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def _upgrade(self) -> None:
        key = self.headers.get("Sec-WebSocket-Key", "")
        accept = base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()
        self.send_response_only(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        self.wfile.flush()
        session = _Session(self.connection, self.rfile)
        with self.monitor._changed:
            self.monitor._sessions.add(session)
        try:
            session.send({"type": "connected", "session_id": "fake", "sessionId": "fake", "timestamp": 0})
            for frame in session.read():
                self.monitor._receive(session, frame)
        except (OSError, ValueError):
            pass
        finally:
            with self.monitor._changed:
                self.monitor._sessions.discard(session)
                self.monitor._changed.notify_all()
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Session:
    """The server's end of a WebSocket."""

    def __init__(self, connection: socket.socket, reader: Any) -> None:
        self.consumer_id: Optional[str] = None
        self._connection = connection
        self._reader = reader
        self._lock = threading.Lock()

    def read(self) -> Any:
        while True:
            opcode, data = self._message()
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
            data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self._exactly(length)))
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
        with self._lock:
            try:
                self._connection.sendall(head + data)
            except OSError:
                pass
