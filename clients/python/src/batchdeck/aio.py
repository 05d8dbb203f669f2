"""A consumer for asyncio."""

import asyncio
import ssl
import time
from types import TracebackType
from typing import Any, AsyncIterator, List, Mapping, Optional, Type

import websockets.exceptions

from ._backoff import Backoff
from ._base import BaseConsumer, log
from ._fetch import TaskGone
from ._frames import Event, Registered, Reload, ServerError, refusal_of
from ._options import CLOSE_TIMEOUT_S, CONNECT_TIMEOUT_S, GOODBYE_S, HEARTBEAT_INTERVAL_S, shown
from ._said import json_of, said
from ._signals import signals
from ._threads import done_within, in_thread, soon, within
from .batch import Assignment, Batch
from .errors import Closed, Refused, Silence

try:
    # Since version 13; the one before is on its way out.
    from websockets.asyncio.client import connect
except ImportError:
    from websockets.client import connect

#: How often whoever waits for a batch looks at the time of the next round, at the latest.
_LOOK_S = 0.5
_ERRORS = (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException, ValueError)


class _ConnectTo(connect):  # type: ignore[misc]
    """Follows no redirect: a token goes nowhere else (CL-1)."""

    def process_redirect(self, error: Exception) -> Exception:
        return error

    def handle_redirect(self, uri: str) -> None:
        """Of versions before 13."""
        raise websockets.exceptions.SecurityError("the answer there is a redirect, which is not followed")


class AsyncConsumer(BaseConsumer):
    """The twin of :class:`batchdeck.Consumer` for asyncio.

    ::

        async with AsyncConsumer("ws://127.0.0.1:8080/websocket/monitor", "c-1") as consumer:
            async for batch in consumer.work():
                await watch(batch.targets)
                batch.complete()

    Callbacks may be functions or coroutine functions. Its heartbeats need the loop: a program that blocks it for longer
    than 45 s is taken for dead.
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
        signals: bool = True,
        **timing: float,
    ) -> None:
        """As with :class:`batchdeck.Consumer`; needs no running loop."""
        super().__init__(
            url,
            consumer_id,
            token=token,
            labels=labels,
            capacity=capacity,
            version=version,
            http_url=http_url,
            ssl_context=ssl_context,
            heartbeat_interval_s=heartbeat_interval_s,
            signals=signals,
            **timing,
        )
        self._is_closing = self._is_closed = False
        self._connection: Any = None
        self._tasks: "List[asyncio.Task[None]]" = []

    # ---- life

    async def start(self) -> "AsyncConsumer":
        """Begins to connect; returns at once. Raises ``Closed`` after ``close()``, and in a process that was forked."""
        if self._is_closed or self._session.home.is_left:
            raise Closed("the consumer was closed, or belongs to another process")
        if not self._tasks:
            loop = asyncio.get_running_loop()
            # Before Python 3.10 these belong to a loop from the beginning.
            self._news = asyncio.Event()
            self._to_load_changed = asyncio.Event()
            self._work_changed = asyncio.Event()
            self._settled = asyncio.Event()
            self._changes: "asyncio.Queue[Assignment]" = asyncio.Queue()
            self._session.news = lambda: soon(loop, self._news.set)
            for run in (self._connect(), self._write(), self._load(), self._call_back()):
                self._tasks.append(asyncio.ensure_future(run))
        return self

    def stop(self) -> None:
        """Ends ``work()`` after the batch at hand."""
        self._is_stopping = True
        self._rounds.close()
        if self._tasks:
            self._work_changed.set()

    async def close(self, leave: bool = True) -> None:
        """Says goodbye, unless told otherwise; what was reported goes out first. Idempotent."""
        self.stop()
        if self._is_closed or self._is_closing or self._session.home.is_left:
            return
        self._is_closing = True
        if self._tasks:
            await within(CLOSE_TIMEOUT_S, self._flush())
        self._is_closed = True
        connection = self._connection
        if leave and connection is not None and self._session.is_registered:
            if await self._send(connection, {"type": "leave"}):
                await asyncio.wait(self._tasks[:1], timeout=GOODBYE_S)
        going = {task for task in self._tasks if task is not asyncio.current_task()}
        while going:
            for task in going:
                task.cancel()
            _, going = await asyncio.wait(going, timeout=GOODBYE_S)

    async def __aenter__(self) -> "AsyncConsumer":
        await self.start()
        if self.options.signals:
            signals.enter(self, asyncio.get_running_loop())
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        try:
            await self.close()
        finally:
            signals.leave(self, asyncio.get_running_loop())

    # ---- what the program sees

    async def work(self, every: Optional[float] = None) -> AsyncIterator[Batch]:
        """Batches to work at, one after the other, as with the blocking consumer; also for several coroutines."""
        await self.start()
        while not self._is_stopping:
            if self._failure is not None:
                raise self._failure
            self._work_changed.clear()
            batch = self._rounds.poll(every)
            if batch is not None:
                self._session.alive()
                try:
                    yield batch
                finally:
                    self._rounds.done(batch)
                continue
            await within(min(_LOOK_S, self._rounds.wait_s(every)), self._work_changed.wait())

    async def wait_registered(self, timeout: Optional[float] = None) -> bool:
        """Waits until it is registered. Raises ``Refused`` where it never will be."""
        await self.start()
        if not await within(timeout, self._settled.wait()):
            return False
        if self._failure is not None:
            raise self._failure
        return self._session.is_registered

    # ---- the connection

    async def _connect(self) -> None:
        backoff = Backoff()
        while not self._is_closed:
            refusal: Optional[Refused] = None
            code: Optional[int] = None
            reason = ""
            began = time.monotonic()
            try:
                await self._converse()
            except Refused as refused:
                refusal = refused
            except websockets.exceptions.ConnectionClosed as closed:
                if closed.rcvd is not None:
                    code, reason = closed.rcvd.code, closed.rcvd.reason
            except _ERRORS as error:
                log.warning("no connection to %s: %s", shown(self.options.url), said(error, self.options.token))
            except Exception:
                # Nothing but a refusal ends it (CL-4).
                log.exception("the connection was given up for a reason that is none of its own")
            was_registered = self._session.is_registered
            self._settled.clear()
            self._session.disconnected()
            if was_registered:
                backoff.succeeded(time.monotonic() - began)
            refusal = refusal or refusal_of(self.consumer_id, code, reason)
            if refusal is not None:
                log.error("the monitor does not let %s in: %s", self.consumer_id, refusal)
                self._failure = refusal
                self._work_changed.set()
                self._settled.set()
                return
            if not self._is_closed:
                await asyncio.sleep(backoff.next_s(code))

    async def _converse(self) -> None:
        """One connection, which ends with an exception."""
        tls = {"ssl": self._context} if self._context is not None and self.options.url.startswith("wss:") else {}
        connection = await _ConnectTo(
            self.options.url, open_timeout=CONNECT_TIMEOUT_S, ping_interval=None, max_size=None, close_timeout=2, **tls
        )
        try:
            self._connection = connection
            await self._send(connection, self._session.register_frame())
            while True:
                # Any frame is a sign of life; each ping has an answer.
                text = await within(self.options.silence_timeout_s, connection.recv())
                if text is None:
                    raise Silence("nothing came for too long")
                event = self._session.received(text)
                if event is not None:
                    self._heard(event)
        finally:
            self._connection = None
            transport = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()

    def _heard(self, event: Event) -> None:
        if isinstance(event, Registered):
            for assignment in self._on_registered(event):
                self._tell(assignment)
            self._to_load_changed.set()
            self._settled.set()
        elif isinstance(event, Reload):
            self._to_load.add(event.task_id, (event.epoch, True))
            self._to_load_changed.set()
        elif isinstance(event, ServerError):
            log.warning("the monitor refused: %s", event.frame.get("message", ""))
            if event.fatal is not None:
                raise event.fatal

    # ---- what goes out

    async def _write(self) -> None:
        while not self._is_closed:
            self._news.clear()
            connection = self._connection
            frames, wait_s = self._session.due()
            for frame in frames:
                # What must not be lost is sent again on the next connection.
                if connection is None or not await self._send(connection, frame):
                    break
            await within(wait_s, self._news.wait())

    async def _send(self, connection: Any, frame: Mapping[str, Any]) -> bool:
        try:
            return await done_within(self.options.silence_timeout_s, connection.send(json_of(frame)))
        except _ERRORS:
            return False

    async def _flush(self) -> None:
        self._session.ask()
        # Also where there is no connection now: there may be one in a moment.
        while not self._session.is_said and not self._tasks[0].done():
            await asyncio.sleep(0.01)

    # ---- whose the batches are

    async def _load(self) -> None:
        while not self._is_closed:
            self._to_load_changed.clear()
            taken = self._to_load.take(time.monotonic())
            if taken is None:
                await within(self._to_load.wait_s(time.monotonic()), self._to_load_changed.wait())
                continue
            task_id, told = taken
            try:
                load = await in_thread(lambda: self._fetcher.load(task_id))
            except TaskGone:
                self._tell(self._forget(task_id))
            except Exception as error:
                log.warning("the batches of task %s could not be fetched: %s", task_id, said(error, self.options.token))
                self._to_load.failed(task_id, told, time.monotonic())
            else:
                self._to_load.done(task_id)
                self._tell(self._loaded(task_id, load, told))

    def _tell(self, assignment: Optional[Assignment]) -> None:
        if assignment is not None:
            self._rounds.change(assignment)
            self._work_changed.set()
            self._changes.put_nowait(assignment)

    async def _call_back(self) -> None:
        while not self._is_closed:
            assignment = await self._changes.get()
            for callback in self._callbacks(assignment):
                try:
                    result = callback(assignment)
                    if result is not None:
                        await result
                except Exception:
                    log.exception("a callback has failed")
