"""A consumer for asyncio."""

import asyncio
import json
import logging
import signal
import time
from types import TracebackType
from typing import Any, AsyncIterator, Awaitable, Callable, Dict, List, Mapping, Optional, Tuple, Type, Union

import ssl
import websockets.exceptions

from ._backoff import Backoff
from ._fetch import Fetcher, TaskGone, http_url_of
from ._options import CACHE_S, CLOSE_TIMEOUT_S, CONNECT_TIMEOUT_S, HEARTBEAT_INTERVAL_S, LOAD_RETRY_CAP_S, Options, labels_of
from ._rounds import Rounds
from ._session import Event, Registered, Reload, ServerError, Session
from .batch import Assignment, Batch
from .errors import Closed, Refused

log = logging.getLogger("batchdeck")

AssignedCallback = Callable[[Assignment], Union[None, Awaitable[None]]]

#: How often whoever waits for a batch looks at the time of the next round, at the latest.
_LOOK_S = 0.5


class AsyncConsumer:
    """The twin of :class:`batchdeck.Consumer` for asyncio.

    ::

        async with AsyncConsumer("ws://127.0.0.1:8080/websocket/monitor", "c-1") as consumer:
            async for batch in consumer.work():
                await watch(batch.targets)
                batch.complete()

    Callbacks may be functions or coroutine functions.
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
        self._loads: "asyncio.Queue[Tuple[int, Optional[int]]]" = asyncio.Queue()
        self._news = asyncio.Event()
        self._work_changed = asyncio.Event()
        self._registered = asyncio.Event()
        self._beat_now = False
        self._loaded_at: Dict[int, float] = {}
        self._assigned: List[AssignedCallback] = []
        self._revoked: List[AssignedCallback] = []
        self._failure: Optional[Refused] = None
        self._is_stopping = False
        self._is_closed = False
        self._connection: Any = None
        self._tasks: "List[asyncio.Task[None]]" = []
        self._signals: List[int] = []

    # ---- life

    async def start(self) -> "AsyncConsumer":
        if self._is_closed:
            raise Closed("the consumer was closed")
        if not self._tasks:
            for run in (self._connect(), self._write(), self._load()):
                self._tasks.append(asyncio.ensure_future(run))
        return self

    def stop(self) -> None:
        """Ends ``work()`` after the batch at hand."""
        self._is_stopping = True
        self._rounds.close()
        self._work_changed.set()

    async def close(self, leave: bool = True) -> None:
        """Says goodbye, unless told otherwise; what was reported goes out first. Idempotent."""
        self.stop()
        if self._is_closed:
            return
        self._is_closed = True
        connection = self._connection
        if connection is not None and self._session.is_registered:
            try:
                if leave:
                    await asyncio.wait_for(self._flush(), CLOSE_TIMEOUT_S)
                    await self._send(connection, self._session.leave_frame())
                await asyncio.wait_for(connection.close(), CLOSE_TIMEOUT_S)
            except (asyncio.TimeoutError, OSError, websockets.exceptions.WebSocketException):
                pass
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def __aenter__(self) -> "AsyncConsumer":
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, self.stop)
                self._signals.append(number)
            except (NotImplementedError, RuntimeError, ValueError):
                # Not the main thread, or Windows.
                break
        return await self.start()

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.close()
        loop = asyncio.get_running_loop()
        for number in self._signals:
            loop.remove_signal_handler(number)
        self._signals.clear()

    # ---- what the program sees

    @property
    def connected(self) -> bool:
        return self._session.is_registered

    @property
    def batches(self) -> Tuple[Batch, ...]:
        return tuple(self._session.all_batches())

    def on_assigned(self, callback: AssignedCallback) -> AssignedCallback:
        self._assigned.append(callback)
        return callback

    def on_revoked(self, callback: AssignedCallback) -> AssignedCallback:
        self._revoked.append(callback)
        return callback

    async def work(self, every: Optional[float] = None) -> AsyncIterator[Batch]:
        """Batches to work at, one after the other, as with the blocking consumer."""
        await self.start()
        while not self._is_stopping:
            if self._failure is not None:
                raise self._failure
            self._work_changed.clear()
            batch = self._rounds.poll(every)
            if batch is not None:
                yield batch
                continue
            try:
                await asyncio.wait_for(self._work_changed.wait(), _LOOK_S)
            except asyncio.TimeoutError:
                pass

    async def wait_registered(self, timeout: Optional[float] = None) -> bool:
        if self._failure is not None:
            raise self._failure
        try:
            await asyncio.wait_for(self._registered.wait(), timeout)
        except asyncio.TimeoutError:
            return False
        if self._failure is not None:
            raise self._failure
        return self._session.is_registered

    # ---- the connection

    async def _connect(self) -> None:
        while not self._is_closed:
            code: Optional[int] = None
            reason = ""
            began = time.monotonic()
            try:
                await self._converse()
            except websockets.exceptions.ConnectionClosed as closed:
                if closed.rcvd is not None:
                    code, reason = closed.rcvd.code, closed.rcvd.reason
            except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException, ValueError) as error:
                log.warning("no connection to the monitor: %s", f"{type(error).__name__}: {error}".split("?", 1)[0])
            finally:
                self._connection = None
                self._registered.clear()
                self._session.disconnected()
            self._backoff.succeeded(time.monotonic() - began)
            refusal = self._failure or self._session.refusal_of(code, reason)
            if refusal is not None:
                log.error("the monitor does not let %s in: %s", self.options.consumer_id, refusal)
                self._failure = refusal
                self._rounds.close()
                self._work_changed.set()
                self._registered.set()
                return
            await asyncio.sleep(self._backoff.next_s(code))

    async def _converse(self) -> None:
        options = self.options
        more: Dict[str, Any] = {} if options.ssl_context is None else {"ssl": options.ssl_context}
        connection = await _connect_to(
            options.url, open_timeout=CONNECT_TIMEOUT_S, ping_interval=None, max_size=None, close_timeout=2, **more
        )
        try:
            self._connection = connection
            await self._send(connection, self._session.register_frame())
            while True:
                # Any frame is a sign of life; each ping has an answer.
                text = await asyncio.wait_for(connection.recv(), options.silence_timeout_s)
                for event in self._session.received(text):
                    await self._handle(event)
        finally:
            transport = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()

    async def _handle(self, event: Event) -> None:
        if isinstance(event, Registered):
            for task_id in list(self._session.epochs):
                if task_id not in event.tasks:
                    await self._tell(self._session.forget(task_id))
            for task_id, epoch in event.tasks.items():
                loaded_at = self._loaded_at.get(task_id)
                is_fresh = loaded_at is not None and time.monotonic() - loaded_at < CACHE_S
                if not is_fresh or self._session.epochs.get(task_id) != epoch:
                    self._loads.put_nowait((task_id, None))
            self._registered.set()
            self._beat_now = True
            self._news.set()
        elif isinstance(event, Reload):
            self._loads.put_nowait((event.task_id, event.epoch))
        elif isinstance(event, ServerError):
            if event.fatal is not None:
                self._failure = event.fatal
            log.warning("the monitor refused: %s", event.frame.get("message", ""))

    # ---- what goes out

    async def _write(self) -> None:
        beat_at = ping_at = 0.0
        while True:
            now = time.monotonic()
            try:
                # Reports come from any thread: they are looked for.
                await asyncio.wait_for(self._news.wait(), 0.05)
            except asyncio.TimeoutError:
                pass
            self._news.clear()
            connection = self._connection
            if connection is None or not self._session.is_registered:
                continue
            now = time.monotonic()
            if self._beat_now or now >= beat_at:
                self._beat_now = False
                beat_at = now + self.options.heartbeat_interval_s
                ping_at = now + self.options.ping_interval_s
                await self._send(connection, self._session.heartbeat_frame(int(time.time() * 1000)))
            await self._send_all(connection)
            if now >= ping_at:
                ping_at = now + self.options.ping_interval_s
                await self._send(connection, self._session.ping_frame(int(time.time() * 1000)))

    async def _send_all(self, connection: Any) -> None:
        while True:
            with self._session.lock:
                frame = self._session.outbox.take()
            if frame is None or not await self._send(connection, frame):
                return

    async def _send(self, connection: Any, frame: Mapping[str, Any]) -> bool:
        try:
            await asyncio.wait_for(connection.send(json.dumps(frame)), self.options.silence_timeout_s)
            return True
        except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException):
            return False

    async def _flush(self) -> None:
        connection = self._connection
        if connection is None:
            return
        await self._send_all(connection)
        await self._send(connection, self._session.ping_frame(int(time.time() * 1000)))
        while self._session.outbox.unproven > 0 and self._session.is_registered:
            await asyncio.sleep(0.01)

    # ---- whose the batches are

    async def _load(self) -> None:
        while True:
            task_id, asked = await self._loads.get()
            await self._load_task(task_id, asked)

    async def _load_task(self, task_id: int, asked: Optional[int]) -> None:
        loop = asyncio.get_running_loop()
        backoff = Backoff()
        while True:
            try:
                load = await loop.run_in_executor(None, self._fetcher.load, task_id)
                break
            except TaskGone:
                await self._tell(self._session.forget(task_id))
                return
            except (OSError, ValueError, KeyError, TypeError) as error:
                said = f"{type(error).__name__}: {error}".split("?", 1)[0]
                log.warning("the batches of task %s could not be loaded: %s", task_id, said)
                await asyncio.sleep(min(LOAD_RETRY_CAP_S, backoff.next_s()))
        assignment = self._session.load(task_id, load.epoch, load.batches)
        self._loaded_at[task_id] = time.monotonic()
        if asked is not None:
            action = "reloading" if assignment.is_change else "skipping"
            self._session.acknowledge(task_id, max(asked, load.epoch), action)
        await self._tell(assignment)
        self._beat_now = True
        self._news.set()

    async def _tell(self, assignment: Optional[Assignment]) -> None:
        if assignment is None:
            return
        self._rounds.change(assignment)
        self._work_changed.set()
        if assignment.revoked:
            await _call(self._revoked, assignment)
        if assignment.added:
            await _call(self._assigned, assignment)


try:
    # Since version 13; the one before is on its way out.
    from websockets.asyncio.client import connect as _connect_to
except ImportError:
    from websockets.client import connect as _connect_to


async def _call(callbacks: List[AssignedCallback], assignment: Assignment) -> None:
    for callback in list(callbacks):
        try:
            result = callback(assignment)
            if result is not None:
                await result
        except Exception:
            log.exception("a callback has failed")
