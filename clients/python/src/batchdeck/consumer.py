"""A consumer for programs that block: threads of its own keep the connection, whatever the program does."""

import queue
import ssl
import threading
import time
from types import TracebackType
from typing import Iterator, Mapping, Optional, Type

from ._base import BaseConsumer, log
from ._fetch import TaskGone
from ._frames import Event, Registered, Reload, ServerError
from ._link import Link
from ._options import CLOSE_TIMEOUT_S, HEARTBEAT_INTERVAL_S
from ._said import said
from ._signals import signals
from .batch import Assignment, Batch
from .errors import Closed, Refused


class Consumer(BaseConsumer):
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
        signals: bool = True,
        **timing: float,
    ) -> None:
        """``timing`` are the other times of ``batchdeck._options.Options``, in seconds, for tests. Raises ``ValueError``
        for what means nothing."""
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
        self._link = Link(
            self._session,
            self.options.url,
            silence_timeout_s=self.options.silence_timeout_s,
            context=self._context,
            token=self.options.token,
            log=log,
            heard=self._heard,
            ended=self._fail,
        )
        self._wake = threading.Condition()
        self._changes: "queue.SimpleQueue[Optional[Assignment]]" = queue.SimpleQueue()
        self._loader = threading.Thread(target=self._load, name="batchdeck-loader", daemon=True)
        self._caller = threading.Thread(target=self._call_back, name="batchdeck-callbacks", daemon=True)
        self._is_started = False

    # ---- life

    def start(self) -> "Consumer":
        """Begins to connect; returns at once. Raises ``Closed`` after ``close()``, and in a process that was forked."""
        if self._link.closed.is_set() or self._session.home.is_left:
            raise Closed("the consumer was closed, or belongs to another process")
        if not self._is_started:
            self._is_started = True
            self._link.start()
            self._loader.start()
            self._caller.start()
        return self

    def stop(self) -> None:
        """Ends ``work()`` after the batch at hand; safe in a signal handler."""
        self._is_stopping = True
        self._rounds.close()

    def close(self, leave: bool = True) -> None:
        """Says goodbye, unless told otherwise, and ends the connection. What was reported goes out first, for which it
        waits 5 s at most. Idempotent, and of no effect in a process that was forked."""
        self.stop()
        if self._link.closed.is_set() or self._session.home.is_left:
            return
        deadline = time.monotonic() + CLOSE_TIMEOUT_S
        self._link.close(leave, deadline)
        with self._wake:
            self._wake.notify_all()
        self._changes.put(None)
        for thread in (self._loader, self._caller):
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(max(0.1, deadline - time.monotonic()))

    def __enter__(self) -> "Consumer":
        self.start()
        if self.options.signals:
            signals.enter(self)
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        try:
            self.close()
        finally:
            signals.leave(self)

    # ---- what the program sees

    def work(self, every: Optional[float] = None) -> Iterator[Batch]:
        """Batches to work at, one after the other; blocks while there is none. May be used from several threads.

        Each is given once, and again when its targets change; with ``every`` all of them again and again, a round at
        most each so many seconds. It ends with ``stop()`` or a signal. Raises ``Refused`` where the monitor does not
        let this consumer in.
        """
        self.start()
        while not self._is_stopping:
            batch = self._rounds.take(every)
            if self._failure is not None:
                raise self._failure
            if batch is None:
                return
            self._session.alive()
            try:
                yield batch
            finally:
                self._rounds.done(batch)

    def wait_registered(self, timeout: Optional[float] = None) -> bool:
        """Waits until it is registered. Raises ``Refused`` where it never will be."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._wake:
            while not self._session.is_registered:
                if self._failure is not None:
                    raise self._failure
                left = None if deadline is None else deadline - time.monotonic()
                if self._link.closed.is_set() or (left is not None and left <= 0):
                    return False
                self._wake.wait(left)
            return True

    # ---- what the monitor says

    def _heard(self, event: Event) -> None:
        if isinstance(event, Registered):
            with self._wake:
                gone = self._on_registered(event)
                self._wake.notify_all()
            for assignment in gone:
                self._tell(assignment)
        elif isinstance(event, Reload):
            with self._wake:
                self._to_load.add(event.task_id, (event.epoch, True))
                self._wake.notify_all()
        elif isinstance(event, ServerError):
            log.warning("the monitor refused: %s", event.frame.get("message", ""))

    def _fail(self, refusal: Refused) -> None:
        self._failure = refusal
        self._rounds.close()
        with self._wake:
            self._wake.notify_all()

    # ---- whose the batches are

    def _load(self) -> None:
        while True:
            with self._wake:
                while not self._link.closed.is_set():
                    now = time.monotonic()
                    taken = self._to_load.take(now)
                    if taken is not None:
                        break
                    self._wake.wait(self._to_load.wait_s(now))
                else:
                    return
            task_id, told = taken
            try:
                load = self._fetcher.load(task_id)
            except TaskGone:
                self._tell(self._forget(task_id))
            except Exception as error:
                log.warning("the batches of task %s could not be fetched: %s", task_id, said(error, self.options.token))
                with self._wake:
                    self._to_load.failed(task_id, told, time.monotonic())
            else:
                with self._wake:
                    self._to_load.done(task_id)
                self._tell(self._loaded(task_id, load, told))

    def _tell(self, assignment: Optional[Assignment]) -> None:
        if assignment is not None:
            self._rounds.change(assignment)
            self._changes.put(assignment)

    def _call_back(self) -> None:
        while (assignment := self._changes.get()) is not None:
            for callback in self._callbacks(assignment):
                try:
                    callback(assignment)
                except Exception:
                    log.exception("a callback has failed")
