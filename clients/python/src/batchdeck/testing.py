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

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Set, Tuple, Type
from urllib.parse import parse_qs, urlsplit

from ._fake_socket import FakeSocket, Frame, accept_of

__all__ = ["FakeMonitor"]


class FakeMonitor:
    """``frames`` has everything that consumers sent, in order, each with its ``consumer_id``."""

    def __init__(self, task_id: int = 1, token: Optional[str] = None) -> None:
        self.task_id = task_id
        self.token = token
        self.epoch = 0
        self.frames: List[Frame] = []
        #: What every HTTP request is answered with instead, as a proxy might: status, type, body.
        self.answers: Optional[Tuple[int, str, bytes]] = None
        self._batches: Dict[str, Dict[int, Tuple[str, ...]]] = {}
        self._wanted: Set[str] = set()
        self._sockets: Set[FakeSocket] = set()
        self._changed = threading.Condition()
        self._gate = threading.Event()
        self._gate.set()
        self._server: Optional[ThreadingHTTPServer] = None
        self._port = 0
        self.start()

    @property
    def http_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """What a consumer is given."""
        return f"ws://127.0.0.1:{self._port}/websocket/monitor"

    # ---- what a test does

    def assign(self, consumer_id: str, batches: Mapping[int, Sequence[str]]) -> None:
        """A new epoch, in which these are the batches of a consumer; it is told, and so is nobody else."""
        with self._changed:
            self.epoch += 1
            self._batches[consumer_id] = {number: tuple(targets) for number, targets in batches.items()}
        self.reload(consumer_id)

    def reload(self, consumer_id: str) -> None:
        """Sends the present epoch again."""
        self.send(
            consumer_id, {"type": "batch_reload", "task_id": self.task_id, "epoch": self.epoch, "message": "test"}
        )

    def error(self, consumer_id: str, code: str, message: str = "") -> None:
        self.send(consumer_id, {"type": "error", "code": code, "message": message})

    def want_log(self, consumer_id: str, wanted: bool = True) -> None:
        """Somebody reads its log from now on, over lost connections too, or nobody does."""
        (self._wanted.add if wanted else self._wanted.discard)(consumer_id)
        self.send(consumer_id, {"type": "log_wanted", "wanted": wanted})

    def send(self, consumer_id: str, frame: "Mapping[str, Any] | str") -> None:
        """Any frame, or any text."""
        for one in self._of(consumer_id):
            one.send_text(frame if isinstance(frame, str) else json.dumps(frame))

    # ---- faults

    def cut(self, consumer_id: Optional[str] = None) -> None:
        """Its connection ends without a word; without an id, all do."""
        for one in self._of(consumer_id):
            one.cut()

    def close(self, consumer_id: str, code: int, reason: str = "") -> None:
        """Its connection is closed, for example with 1012."""
        for one in self._of(consumer_id):
            one.close(code, reason)

    def half_open(self, consumer_id: Optional[str] = None) -> None:
        """Its connection stays, and nothing comes or goes any more; the next one works."""
        for one in self._of(consumer_id):
            one.is_silent = True

    def freeze(self) -> None:
        """The process stands still: it takes connections and answers none."""
        self._gate.clear()

    def thaw(self) -> None:
        self._gate.set()

    def kill(self) -> None:
        """The process is gone, and what it knew of connections; ``start()`` brings it back at the same address."""
        server, self._server = self._server, None
        if server is None:
            return
        server.shutdown()
        server.server_close()
        self._gate.set()
        self.cut()

    def start(self) -> None:
        if self._server is not None:
            return
        self._server = _Server(("127.0.0.1", self._port), type("Handler", (_Handler,), {"monitor": self}))
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """The end of the test."""
        self.kill()

    # ---- what a test sees

    @property
    def consumers(self) -> Set[str]:
        """Who is registered now."""
        with self._changed:
            return {one.consumer_id for one in self._sockets if one.consumer_id is not None}

    def completed(self, consumer_id: str) -> Set[int]:
        """The batches that a consumer has reported as completed."""
        reports = self.sent(consumer_id, "batch_status")
        return {frame["batch_id"] for frame in reports if frame.get("status") == "completed"}

    def logs(self, consumer_id: str) -> List[str]:
        """The lines of its log that came, in order."""
        return [frame["text"] for frame in self.sent(consumer_id, "log")]

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

    def __enter__(self) -> "FakeMonitor":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.stop()

    # ---- what it is

    def _of(self, consumer_id: Optional[str]) -> List[FakeSocket]:
        with self._changed:
            return [one for one in self._sockets if consumer_id is None or one.consumer_id == consumer_id]

    def _page(self, consumer_id: str) -> Frame:
        with self._changed:
            more = {"consumer_id": consumer_id, "priority": 0, "status": "pending", "progress": 0}
            mine = self._batches.get(consumer_id, {}).items()
            batches = [{"batch_id": number, **more, "targets": list(targets)} for number, targets in mine]
            return {"task_id": self.task_id, "epoch": self.epoch, "batches": batches}

    def _receive(self, one: FakeSocket, frame: Frame) -> None:
        kind = frame.get("type")
        if kind == "register":
            if self.token is not None and frame.get("token") != self.token:
                one.send({"type": "error", "code": "UNAUTHORIZED", "message": "A token is needed."})
                one.close(1008, "UNAUTHORIZED")
                return
            consumer_id = str(frame.get("consumer_id"))
            for other in self._of(consumer_id):
                if other is not one:
                    other.close(4409, "SESSION_REPLACED")
            one.consumer_id = consumer_id
        with self._changed:
            self.frames.append({"consumer_id": one.consumer_id, **frame})
            self._changed.notify_all()
        if kind == "register":
            count = len(self._batches.get(one.consumer_id or "", {}))
            tasks = [{"task_id": self.task_id, "epoch": self.epoch, "batch_count": count}] if self.epoch else []
            one.send({"type": "registered", "consumer_id": one.consumer_id, "session_id": "fake", "tasks": tasks})
            if one.consumer_id in self._wanted:
                one.send({"type": "log_wanted", "wanted": True})
        elif kind in ("heartbeat", "ping"):
            one.send({"type": "pong", "timestamp": frame.get("timestamp")})
        elif kind == "leave":
            one.close(1000, "")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    monitor: FakeMonitor

    def do_GET(self) -> None:
        monitor = self.monitor
        monitor._gate.wait()
        parts = urlsplit(self.path)
        consumer_id = parse_qs(parts.query).get("consumer_id", [""])[0]
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self._upgrade()
        elif monitor.answers is not None:
            status, kind, body = monitor.answers
            self._answer(status, body, kind=kind)
        elif parts.path != f"/api/tasks/{monitor.task_id}/batches" or monitor.epoch == 0:
            self._answer(404, b"{}")
        elif monitor.token is not None and self.headers.get("Authorization") != f"Bearer {monitor.token}":
            self._answer(401, b"{}")
        else:
            page = monitor._page(consumer_id)
            etag = '"' + hashlib.sha256(json.dumps(page["batches"]).encode()).hexdigest()[:16] + '"'
            is_known = self.headers.get("If-None-Match") == etag
            self._answer(304 if is_known else 200, b"" if is_known else json.dumps(page).encode(), etag)

    def _answer(self, status: int, body: bytes, etag: Optional[str] = None, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if etag is not None:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def _upgrade(self) -> None:
        monitor = self.monitor
        self.send_response_only(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept_of(self.headers.get("Sec-WebSocket-Key", "")))
        self.end_headers()
        one = FakeSocket(self.connection, self.rfile, monitor._gate)
        with monitor._changed:
            monitor._sockets.add(one)
        try:
            one.send({"type": "connected", "session_id": "fake", "sessionId": "fake", "timestamp": 0})
            for frame in one.read():
                monitor._receive(one, frame)
        except (OSError, ValueError):
            pass
        finally:
            with monitor._changed:
                monitor._sockets.discard(one)
                monitor._changed.notify_all()
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass
