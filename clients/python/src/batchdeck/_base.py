"""What a consumer is to the program, whether it blocks or not."""

import logging
import time
from typing import Any, Callable, Dict, List, Optional, Tuple, TypeVar, Union

from ._backoff import Backoff
from ._fetch import Fetcher, Load
from ._frames import Registered
from ._options import CACHE_S, Options
from ._rounds import Rounds
from ._session import Session
from .batch import Assignment, Batch
from .errors import Refused
from .logs import LEVELS, LogHandler
from .stats import Stats

log = logging.getLogger("batchdeck")

Callback = TypeVar("Callback", bound=Callable[[Assignment], Any])


#: What was told of a task: an epoch, and whether that is to be answered.
Told = Tuple[int, bool]


class Waiting:
    """Tasks whose batches are to be fetched. One that fails holds up no other. It is not locked."""

    def __init__(self) -> None:
        self._told: Dict[int, List[Told]] = {}
        self._failures: Dict[int, Backoff] = {}
        self._not_before: Dict[int, float] = {}

    def add(self, task_id: int, *told: Told) -> None:
        self._told.setdefault(task_id, []).extend(told)

    def take(self, now: float) -> Optional[Tuple[int, List[Told]]]:
        """One whose time has come, with all that was told of it."""
        for task_id in self._told:
            if self._not_before.get(task_id, now) <= now:
                return task_id, self._told.pop(task_id)
        return None

    def wait_s(self, now: float) -> Optional[float]:
        """Until the time of the next has come; None where there is none."""
        return min((max(0.0, self._not_before.get(task_id, now) - now) for task_id in self._told), default=None)

    def failed(self, task_id: int, told: List[Told], now: float) -> None:
        """It is tried again later."""
        self._told[task_id] = [*told, *self._told.get(task_id, [])]
        self._not_before[task_id] = now + self._failures.setdefault(task_id, Backoff()).next_s()

    def done(self, task_id: int) -> None:
        self._failures.pop(task_id, None)
        self._not_before.pop(task_id, None)


class BaseConsumer:
    """Both kinds of consumer have this in common."""

    def __init__(self, url: str, consumer_id: str, **options: Any) -> None:
        given = {name: value for name, value in options.items() if value is not None}
        self.options = Options(url, consumer_id, **given).without_token_in_url()
        token = self.options.token
        self._session = Session(
            consumer_id,
            token=token,
            labels=self.options.all_labels,
            version=self.options.version,
            heartbeat_interval_s=self.options.heartbeat_interval_s,
            ping_interval_s=self.options.ping_interval_s,
        )
        self._context = self.options.tls
        self._fetcher = Fetcher(self.options.http, consumer_id, token, self._context)
        self._rounds = Rounds()
        self._loaded_at: Dict[int, float] = {}
        self._to_load = Waiting()
        self._assigned: List[Callable[[Assignment], Any]] = []
        self._revoked: List[Callable[[Assignment], Any]] = []
        self._failure: Optional[Refused] = None
        self._is_stopping = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.consumer_id}: {'connected' if self.connected else 'not connected'}>"

    @property
    def consumer_id(self) -> str:
        return self.options.consumer_id

    @property
    def connected(self) -> bool:
        """Whether it is registered with the monitor now."""
        return self._session.is_registered

    @property
    def batches(self) -> Tuple[Batch, ...]:
        """All that are its own now."""
        with self._session.lock:
            return tuple(self._session.holdings.all())

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end, by ``stop()`` or a signal."""
        return self._is_stopping

    def on_assigned(self, callback: Callback) -> Callback:
        """Is told of batches that came, with what else changed; also as a decorator."""
        self._assigned.append(callback)
        return callback

    def on_revoked(self, callback: Callback) -> Callback:
        """Is told of batches that went, before those that came; also as a decorator."""
        self._revoked.append(callback)
        return callback

    def alive(self) -> None:
        """Says that the program is getting on, where no batch has anything to report (WS-30)."""
        self._session.alive()

    def log(self, text: str, level: str = "info", batch: Union[Batch, int, None] = None) -> None:
        """A line for whoever reads its log in the console; kept for a while where nobody does. Never blocks or raises."""
        batch_id = batch.batch_id if isinstance(batch, Batch) else batch
        self._session.log(level if level in LEVELS else "info", str(text), batch_id)

    def log_handler(self, level: int = logging.NOTSET) -> LogHandler:
        """A handler of ``logging`` that does the same with everything that is logged; attach it where you want it."""
        return LogHandler(self._session.log, level)

    def stats(self) -> Stats:
        """What it has done so far."""
        return self._session.stats()

    # ---- which batches are to be fetched

    def _on_registered(self, event: Registered) -> List[Assignment]:
        """Notes what is to be fetched. Returns what went with tasks that are gone."""
        if event.tasks is None:
            return []
        for task_id, epoch in event.tasks.items():
            loaded_at = self._loaded_at.get(task_id)
            is_fresh = loaded_at is not None and time.monotonic() - loaded_at < CACHE_S
            if not is_fresh or self._session.holdings.epochs.get(task_id) != epoch:
                self._to_load.add(task_id, (epoch, False))
        gone = [task_id for task_id in list(self._session.holdings.epochs) if task_id not in event.tasks]
        return [went for task_id in gone if (went := self._forget(task_id)) is not None]

    def _callbacks(self, assignment: Assignment) -> List[Callable[[Assignment], Any]]:
        """Who is to be told of it, in this order."""
        revoked = self._revoked if assignment.revoked else []
        return [*revoked, *(self._assigned if assignment.added else [])]

    def _forget(self, task_id: int) -> Optional[Assignment]:
        self._loaded_at.pop(task_id, None)
        return self._session.forget(task_id)

    def _loaded(self, task_id: int, load: Load, told: List[Told]) -> Assignment:
        """These are its batches; what was asked is answered."""
        newest = max(epoch for epoch, _ in told)
        assignment = self._session.load(task_id, newest if load.epoch is None else load.epoch, load.batches)
        self._loaded_at[task_id] = time.monotonic()
        for epoch, is_asked in told:
            if is_asked:
                self._session.acknowledge(task_id, epoch, "reloading" if assignment.is_change else "skipping")
        self._session.beat()
        return assignment
