"""A consumer for programs that block: threads of its own keep the connection, whatever the program does."""

import json
import logging
import queue
import signal
import socket
import ssl
import struct
import threading
import time
from types import FrameType, TracebackType
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Tuple, Type

import websocket

from ._backoff import Backoff
from ._fetch import Fetcher, TaskGone, http_url_of
from ._options import (
    CACHE_S,
    CLOSE_TIMEOUT_S,
    CONNECT_TIMEOUT_S,
    HEARTBEAT_INTERVAL_S,
    LOAD_RETRY_CAP_S,
    Options,
    labels_of,
)
from ._rounds import Rounds
from ._session import Event, Registered, Reload, ServerError, Session
from .batch import Assignment, Batch
from .errors import Closed, Refused

log = logging.getLogger("batchdeck")

AssignedCallback = Callable[[Assignment], None]


class Consumer:
    """Watches the batches that the monitor gives it.

    ::

        with Consumer("ws://127.0.0.1:8080/websocket/monitor", "c-1") as consumer:
            for batch in consumer.work():
                for done, target in enumerate(batch.targets, 1):
                    watch(target)
                    batch.progress(100 * done / len(batch.targets))
                batch.complete()

    It connects by itself, and again for ever; heartbeats go out whatever the program does. SIGTERM and SIGINT end
    ``work()`` after the batch at hand, and leaving the ``with`` block says goodbye, so that its slots go to others at
    once. Callbacks run in a thread of their own, one after the other; one that fails is logged, and ends nothing.
    """

    def __init__(
        self,
        url: str,
        consumer_id: str,
        *,
        token: Optional[str] = None,
        labels: Optional[Mapping[str, str]] = None,
        capacity: Optional[int] = None,
        version: Optional[str] = None,
        http_url: Optional[str] = None,
        ssl_context: Optional[ssl.SSLContext] = None,
        heartbeat_interval_s: float = HEARTBEAT_INTERVAL_S,
        **timing: float,
    ) -> None:
        """``http_url`` is where the HTTP API is, where that does not follow from ``url``; ``timing`` are the other times of
        ``batchdeck._options.Options``, in seconds, for tests."""
        self.options = Options(
            url=url,
            consumer_id=consumer_id,
            token=token,
            labels=labels_of(labels, capacity),
            version=version,
            http_url=http_url,
            ssl_context=ssl_context,
            heartbeat_interval_s=heartbeat_interval_s,
            **timing,
        )
        self._session = Session(
            consumer_id,
            token=token,
            labels=self.options.labels,
            version=version,
            heartbeat_interval_s=heartbeat_interval_s,
        )
        self._fetcher = Fetcher(http_url or http_url_of(url), consumer_id, token, ssl_context)
        self._rounds = Rounds()
        self._backoff = Backoff()
        self._stopping = threading.Event()
        self._closed = threading.Event()
        self._wake = threading.Condition()
        self._beat_now = False
        self._socket: Optional[websocket.WebSocket] = None
        self._loads: "queue.Queue[Optional[Tuple[int, Optional[int]]]]" = queue.Queue()
        self._loaded_at: Dict[int, float] = {}
        self._assigned: List[AssignedCallback] = []
        self._revoked: List[AssignedCallback] = []
        self._failure: Optional[Refused] = None
        self._threads: List[threading.Thread] = []
        self._handlers: Dict[int, Any] = {}

    # ---- life

    def start(self) -> "Consumer":
        """Begins to connect; returns at once."""
        if self._closed.is_set():
            raise Closed("the consumer was closed")
        if self._threads:
            return self
        for name, run in (("net", self._connect), ("out", self._write), ("load", self._load)):
            thread = threading.Thread(target=run, name=f"batchdeck-{name}", daemon=True)
            self._threads.append(thread)
            thread.start()
        return self

    def stop(self) -> None:
        """Ends ``work()`` after the batch at hand; safe in a signal handler."""
        self._stopping.set()
        self._rounds.close()

    def close(self, leave: bool = True) -> None:
        """Says goodbye, unless told otherwise, and ends the connection. What was reported goes out first. Idempotent."""
        self.stop()
        if self._closed.is_set():
            return
        if leave and self._session.is_registered:
            self._flush(time.monotonic() + CLOSE_TIMEOUT_S)
        self._closed.set()
        self._loads.put(None)
        with self._wake:
            self._wake.notify_all()
        socket_ = self._socket
        if socket_ is not None:
            if leave:
                self._send(socket_, self._session.leave_frame())
            _shut(socket_)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(CLOSE_TIMEOUT_S)

    def __enter__(self) -> "Consumer":
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                self._handlers[number] = signal.signal(number, self._on_signal)
        return self.start()

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()

    def _on_signal(self, number: int, _frame: Optional[FrameType]) -> None:
        if self._stopping.is_set() and number == signal.SIGINT:
            # Asked twice: who waits for a batch that does not end wants out.
            raise KeyboardInterrupt
        self.stop()

    # ---- what the program sees

    @property
    def connected(self) -> bool:
        """Whether it is registered with the monitor now."""
        return self._session.is_registered

    @property
    def batches(self) -> Tuple[Batch, ...]:
        """All that are its own now."""
        return tuple(self._session.all_batches())

    def on_assigned(self, callback: AssignedCallback) -> AssignedCallback:
        """Is told of batches that came, with what else changed; also as a decorator."""
        self._assigned.append(callback)
        return callback

    def on_revoked(self, callback: AssignedCallback) -> AssignedCallback:
        """Is told of batches that went, before those that came; also as a decorator."""
        self._revoked.append(callback)
        return callback

    def work(self, every: Optional[float] = None) -> Iterator[Batch]:
        """Batches to work at, one after the other; blocks while there is none.

        Each is given once, and again when its targets change; with ``every`` all of them again and again, a round at
        most each so many seconds. It ends with ``stop()`` or a signal. Raises ``Refused`` where the monitor does not
        let this consumer in.
        """
        self.start()
        while not self._stopping.is_set():
            batch = self._rounds.take(every)
            if self._failure is not None:
                raise self._failure
            if batch is None:
                return
            yield batch

    def wait_registered(self, timeout: Optional[float] = None) -> bool:
        """Waits until it is registered. Raises ``Refused`` where it never will be."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._wake:
            while not self._session.is_registered:
                if self._failure is not None:
                    raise self._failure
                left = None if deadline is None else deadline - time.monotonic()
                if self._closed.is_set() or (left is not None and left <= 0):
                    return False
                self._wake.wait(left)
            return True

    # ---- the connection

    def _connect(self) -> None:
        while not self._closed.is_set():
            code: Optional[int] = None
            reason = ""
            began = time.monotonic()
            try:
                code, reason = self._converse()
            except (OSError, websocket.WebSocketException, ssl.SSLError, ValueError) as error:
                if not self._closed.is_set():
                    log.warning("no connection to the monitor: %s", _said(error))
            finally:
                self._socket = None
                self._session.disconnected()
            self._backoff.succeeded(time.monotonic() - began)
            refusal = self._failure or self._session.refusal_of(code, reason)
            if refusal is not None:
                self._fail(refusal)
                return
            wait = self._backoff.next_s(code)
            if code is not None and not self._closed.is_set():
                log.info("the connection was closed (%s %s); next attempt in %.1f s", code, reason, wait)
            self._closed.wait(wait)

    def _converse(self) -> Tuple[Optional[int], str]:
        """One connection, from its beginning to its end. Returns why the monitor closed it."""
        options = self.options
        ssl_options: Optional[Dict[str, Any]] = None
        if options.ssl_context is not None:
            ssl_options = {"context": options.ssl_context}
        connection = websocket.create_connection(
            options.url,
            timeout=CONNECT_TIMEOUT_S,
            sslopt=ssl_options,
            enable_multithread=True,
            sockopt=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),
        )
        try:
            connection.settimeout(options.silence_timeout_s)
            self._socket = connection
            if self._closed.is_set():
                return None, ""
            connection.send(json.dumps(self._session.register_frame()))
            while True:
                # A silence that is too long ends it with an exception.
                opcode, data = connection.recv_data(control_frame=True)
                if opcode == websocket.ABNF.OPCODE_CLOSE:
                    return _close_of(data)
                if opcode in (websocket.ABNF.OPCODE_TEXT, websocket.ABNF.OPCODE_BINARY):
                    for event in self._session.received(data):
                        self._handle(event)
        finally:
            _shut(connection)

    def _handle(self, event: Event) -> None:
        if isinstance(event, Registered):
            for task_id in list(self._session.epochs):
                if task_id not in event.tasks:
                    self._tell(self._session.forget(task_id))
            for task_id, epoch in event.tasks.items():
                if not self._is_known(task_id, epoch):
                    self._loads.put((task_id, None))
            with self._wake:
                self._beat_now = True
                self._wake.notify_all()
        elif isinstance(event, Reload):
            self._loads.put((event.task_id, event.epoch))
        elif isinstance(event, ServerError):
            if event.fatal is not None:
                self._failure = event.fatal
            log.warning("the monitor refused: %s", event.frame.get("message", ""))

    def _is_known(self, task_id: int, epoch: int) -> bool:
        loaded_at = self._loaded_at.get(task_id)
        is_fresh = loaded_at is not None and time.monotonic() - loaded_at < CACHE_S
        return is_fresh and self._session.epochs.get(task_id) == epoch

    def _fail(self, refusal: Refused) -> None:
        log.error("the monitor does not let %s in: %s", self.options.consumer_id, refusal)
        self._failure = refusal
        self._rounds.close()
        with self._wake:
            self._wake.notify_all()

    # ---- what goes out

    def _write(self) -> None:
        beat_at = 0.0
        ping_at = 0.0
        while not self._closed.is_set():
            with self._wake:
                now = time.monotonic()
                has_news = self._session.is_registered and (self._beat_now or len(self._session.outbox) > 0)
                if not has_news:
                    due = min(beat_at, ping_at) if self._session.is_registered else now + 1.0
                    self._wake.wait(max(0.01, due - now))
                is_due = self._beat_now
                self._beat_now = False
            connection = self._socket
            if connection is None or not self._session.is_registered:
                continue
            now = time.monotonic()
            if is_due or now >= beat_at:
                beat_at = now + self.options.heartbeat_interval_s
                ping_at = now + self.options.ping_interval_s
                self._send(connection, self._session.heartbeat_frame(_now_ms()))
            self._send_all(connection)
            if now >= ping_at:
                ping_at = now + self.options.ping_interval_s
                self._send(connection, self._session.ping_frame(_now_ms()))

    def _send_all(self, connection: websocket.WebSocket) -> None:
        while True:
            with self._session.lock:
                frame = self._session.outbox.take()
            if frame is None or not self._send(connection, frame):
                return

    def _send(self, connection: websocket.WebSocket, frame: Mapping[str, Any]) -> bool:
        try:
            connection.send(json.dumps(frame))
            return True
        except (OSError, websocket.WebSocketException) as error:
            # What must not be lost is sent again on the next connection.
            log.debug("not sent: %s", _said(error))
            _shut(connection)
            return False

    def _flush(self, deadline: float) -> None:
        """Waits until all that was reported is known to have arrived."""
        connection = self._socket
        if connection is None:
            return
        self._send_all(connection)
        self._send(connection, self._session.ping_frame(_now_ms()))
        while time.monotonic() < deadline and self._session.is_registered:
            with self._session.lock:
                if self._session.outbox.unproven == 0 and len(self._session.outbox) == 0:
                    return
            time.sleep(0.01)

    # ---- whose the batches are

    def _load(self) -> None:
        while True:
            item = self._loads.get()
            if item is None or self._closed.is_set():
                return
            task_id, asked = item
            self._load_task(task_id, asked)

    def _load_task(self, task_id: int, asked: Optional[int]) -> None:
        """``asked`` is the epoch of the reload that is to be answered."""
        backoff = Backoff()
        while not self._closed.is_set():
            try:
                load = self._fetcher.load(task_id)
                break
            except TaskGone:
                self._tell(self._session.forget(task_id))
                return
            except (OSError, ValueError, KeyError, TypeError) as error:
                log.warning("the batches of task %s could not be loaded: %s", task_id, _said(error))
                self._closed.wait(min(LOAD_RETRY_CAP_S, backoff.next_s()))
        else:
            return
        assignment = self._session.load(task_id, load.epoch, load.batches)
        self._loaded_at[task_id] = time.monotonic()
        if asked is not None:
            self._session.acknowledge(task_id, max(asked, load.epoch), "reloading" if assignment.is_change else "skipping")
        self._tell(assignment)
        with self._wake:
            self._beat_now = True
            self._wake.notify_all()

    def _tell(self, assignment: Optional[Assignment]) -> None:
        if assignment is None:
            return
        self._rounds.change(assignment)
        if assignment.revoked:
            _call(self._revoked, assignment)
        if assignment.added:
            _call(self._assigned, assignment)


def _call(callbacks: List[AssignedCallback], assignment: Assignment) -> None:
    for callback in list(callbacks):
        try:
            callback(assignment)
        except Exception:
            log.exception("a callback has failed")


def _close_of(data: bytes) -> Tuple[Optional[int], str]:
    if len(data) < 2:
        return None, ""
    return struct.unpack("!H", data[:2])[0], data[2:].decode(errors="replace")


def _shut(connection: websocket.WebSocket) -> None:
    """Ends it for everybody who reads or writes, without waiting for an answer."""
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    try:
        connection.shutdown()
    except (OSError, websocket.WebSocketException):
        pass


def _said(error: BaseException) -> str:
    """Never with the address, which may have a token in it."""
    return f"{type(error).__name__}: {error}".split("?", 1)[0]


def _now_ms() -> int:
    return int(time.time() * 1000)

