"""What a consumer is to its monitor, without a socket: what comes in, and what is to go out when.

It does no I/O; whoever carries its frames asks it what is due. It may be used from any thread.
"""

import os
import socket
import threading
import time
from typing import Any, Callable, Iterable, List, Mapping, Optional, Tuple

from . import _frames
from ._frames import Event, Frame, LogWanted, Pong, Registered
from ._forks import Home
from ._holdings import Holdings
from ._options import HEARTBEAT_INTERVAL_S, PING_INTERVAL_S
from ._outbox import Outbox
from ._pace import FRAMES_AT_ONCE, FRAMES_PER_S, Bucket, Timestamps
from ._said import hidden, text_of
from ._targets import TargetNews
from .batch import STATUSES, Assignment, Batch
from .logs import LogTail, cut
from .stats import Stats

MAX_MESSAGE_LENGTH = 4096
MAX_LABELS = 32
#: So long after a heartbeat the next goes out, where there is news of single targets.
TARGETS_S = 2.0
#: Where nothing is to be done.
FOREVER_S = 3600.0


class Session:
    """``news`` is called, from any thread, when there is something to send."""

    #: Whether it offers its log.
    has_log = True

    def __init__(
        self,
        consumer_id: str,
        *,
        token: Optional[str] = None,
        labels: Optional[Mapping[str, str]] = None,
        version: Optional[str] = None,
        heartbeat_interval_s: float = HEARTBEAT_INTERVAL_S,
        ping_interval_s: float = PING_INTERVAL_S,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        if len(labels or {}) > MAX_LABELS:
            raise ValueError(f"a consumer has at most {MAX_LABELS} labels")
        self.consumer_id = consumer_id
        self.lock = threading.RLock()
        self.outbox = Outbox()
        self.holdings = Holdings(self)
        self.tail = LogTail()
        self.news: Callable[[], None] = lambda: None
        self.is_registered = False
        self._token = token
        self._labels = dict(labels or {})
        self._version = None if version is None else str(version)
        self._heartbeat_interval_s = heartbeat_interval_s
        self._ping_interval_s = ping_interval_s
        self._monotonic = monotonic
        self._now = now
        self._targets = TargetNews()
        self._bucket = Bucket(FRAMES_PER_S, FRAMES_AT_ONCE)
        self._beat_at = self._ping_at = self._beaten_at = 0.0
        self._timestamps = Timestamps(now)
        #: When the program last got on; None before there was anything to do.
        self._progressed_at: Optional[float] = None
        self.home = Home()
        self._registrations = self._completions = self._acks = self._heartbeats = self._log_lines = 0

    # ---- a connection

    def register_frame(self) -> Frame:
        """The first frame of a connection."""
        frame: Frame = {
            "type": "register",
            "consumer_id": self.consumer_id,
            "hostname": socket.gethostname()[:256],
            "pid": os.getpid(),
            "heartbeat_interval": self._heartbeat_interval_s,
        }
        more: Frame = {
            "token": self._token,
            "version": self._version,
            "labels": self._labels,
            "features": ["log"] if self.has_log else None,
            "epochs": self._epoch_list(),
        }
        frame.update((name, value) for name, value in more.items() if value)
        return frame

    def received(self, text: "str | bytes") -> Optional[Event]:
        """What a frame means; None where it means nothing."""
        event = _frames.read(text)
        if isinstance(event, Registered):
            with self.lock:
                self.is_registered = True
                self._registrations += 1
                self._beat_at = 0.0
            self.news()
        elif isinstance(event, Pong):
            with self.lock:
                self.outbox.answered(event.timestamp)
        elif isinstance(event, LogWanted):
            self.tail.want(event.wanted)
            self.news()
        return event

    def disconnected(self) -> None:
        with self.lock:
            self.is_registered = False
            self.outbox.reconnected()
            self._targets.reconnected()
            self._bucket = Bucket(FRAMES_PER_S, FRAMES_AT_ONCE)
        self.tail.want(False)

    def forked(self) -> None:
        """It is a copy, which another thread may have been using when it was made."""
        self.is_registered = False
        self.lock = threading.RLock()
        self.tail = LogTail()

    # ---- what goes out

    def due(self) -> Tuple[List[Frame], float]:
        """What to send now, in this order, and in how many seconds to ask again unless there is news before."""
        now = self._monotonic()
        with self.lock:
            if not self.is_registered:
                return [], FOREVER_S
            frames: List[Frame] = []
            wait_s = FOREVER_S
            # A heartbeat says how things are now: it comes after what was said of them before.
            while len(self.outbox) > 0:
                if not self._bucket.take(now):
                    wait_s = self._bucket.wait_s
                    break
                frames.extend(self.outbox.take())
            if now >= self._beat_at or (self._targets.are_there and now >= self._beaten_at + TARGETS_S):
                frames.append(self.heartbeat_frame())
            elif now >= self._ping_at:
                frames.append(self._ping_frame(now))
            while (line := self.tail.take()) is not None:
                self._log_lines += 1
                frames.append(line)
            if self._targets.are_there:
                wait_s = min(wait_s, self._beaten_at + TARGETS_S - now)
            return frames, max(0.0, min(wait_s, self._beat_at - now, self._ping_at - now))

    def ask(self) -> None:
        """Asks the monitor whether it has everything by now."""
        with self.lock:
            self._ping_at = 0.0
        self.news()

    def beat(self) -> None:
        """A heartbeat now."""
        with self.lock:
            self._beat_at = 0.0
        self.news()

    @property
    def is_said(self) -> bool:
        """Whether all that must not be lost is known to have arrived."""
        with self.lock:
            return self.outbox.unproven == 0 and len(self.outbox) == 0

    def heartbeat_frame(self) -> Frame:
        """All batches as they are; it takes along what there is to say of single targets."""
        now = self._monotonic()
        with self.lock:
            self._beat_at = now + self._heartbeat_interval_s
            self._beaten_at = now
            self._ping_at = now + self._ping_interval_s
            frame: Frame = {"type": "heartbeat", "consumer_id": self.consumer_id, "batches": self.batch_list()}
            progressed_ago = self.progressed_ago()
            more: Frame = {
                "timestamp": self._timestamps.next_ms(),
                "epochs": self._epoch_list() or None,
                "targets": self._targets.take() or None,
                "progressed_ago": None if progressed_ago is None else round(progressed_ago, 1),
            }
            frame.update((name, value) for name, value in more.items() if value is not None)
            self.outbox.asked(frame["timestamp"])
            self._heartbeats += 1
            return frame

    def batch_list(self) -> List[Frame]:
        """What a heartbeat says of batches."""
        return [
            {"batch_id": batch.batch_id, "status": batch.status, "progress": batch.percent}
            for batch in self.holdings.all()
        ]

    def _ping_frame(self, now: float) -> Frame:
        self._ping_at = now + self._ping_interval_s
        timestamp = self._timestamps.next_ms()
        self.outbox.asked(timestamp)
        return {"type": "ping", "timestamp": timestamp}

    def _epoch_list(self) -> List[Frame]:
        with self.lock:
            return [{"task_id": task_id, "epoch": epoch} for task_id, epoch in self.holdings.epochs.items()]

    # ---- what the program says

    def report(self, batch: Batch, status: str, progress: float, message: str) -> None:
        if self.home.check_left():
            return
        self.alive()
        frame = {"type": "batch_status", "batch_id": batch.batch_id, "status": status, "progress": progress}
        self.say({**frame, "message": cut(text_of(message), MAX_MESSAGE_LENGTH)})

    def say(self, frame: Frame) -> None:
        """A ``batch_status``: the newest of its batch; a completion is not taken back by what follows it."""
        is_completed = frame["status"] == "completed"
        with self.lock:
            self._completions += is_completed
            self.outbox.put(("done" if is_completed else "status", frame["batch_id"]), frame, keep=is_completed)
        self.news()

    def report_target(self, target: str, status: str, message: str, value: "float | str | None") -> None:
        if self.home.check_left():
            return
        self.alive()
        with self.lock:
            self._targets.put(target, status, message, value)
        self.news()

    def log(self, level: str, text: str, batch_id: Optional[int]) -> None:
        """A line for whoever reads its log."""
        if self.home.is_left:
            return
        if self.tail.add(level, hidden(text, self._token), batch_id, self._monotonic(), int(self._now() * 1000)):
            self.news()

    def alive(self) -> None:
        """The program gets on with its work (WS-30)."""
        self._progressed_at = self._monotonic()

    def progressed_ago(self) -> Optional[float]:
        """Seconds since the program last got on; None without a batch."""
        at = self._progressed_at
        return None if at is None or not self.has_batches else max(0.0, self._monotonic() - at)

    @property
    def has_batches(self) -> bool:
        return any(self.holdings.all())

    # ---- whose the batches are

    def acknowledge(self, task_id: Any, epoch: Any, action: str) -> None:
        frame: Frame = {"type": "batch_reload_ack", "task_id": task_id, "consumer_id": self.consumer_id}
        with self.lock:
            self._acks += 1
            self.outbox.put(("ack", task_id, epoch), {**frame, "action": action, "epoch": epoch}, keep=True)
        self.news()

    def load(self, task_id: int, epoch: int, loaded: Iterable[Tuple[int, Tuple[str, ...]]]) -> Assignment:
        """These are the batches of this consumer from now on."""
        with self.lock:
            if not self.has_batches:
                self.alive()
            return self._changed(self.holdings.load(task_id, epoch, loaded))

    def forget(self, task_id: int) -> Optional[Assignment]:
        """The task is gone."""
        with self.lock:
            assignment = self.holdings.forget(task_id)
            return None if assignment is None else self._changed(assignment)

    def _changed(self, assignment: Assignment) -> Assignment:
        self._targets.forget(assignment.targets_removed)
        for batch in assignment.revoked:
            self.outbox.drop(("status", batch.batch_id))
        return assignment

    def stats(self) -> Stats:
        with self.lock:
            batches = dict.fromkeys(sorted(STATUSES), 0)
            for batch in self.batch_list():
                batches[batch["status"]] += 1
            return Stats(
                connected=self.is_registered,
                registrations=self._registrations,
                reconnects=max(0, self._registrations - 1),
                batches=batches,
                completions=self._completions,
                acks=self._acks,
                heartbeats=self._heartbeats,
                outbox=len(self.outbox),
                unproven=self.outbox.unproven,
                progressed_ago=self.progressed_ago(),
                log_lines=self._log_lines,
                log_lines_skipped=self.tail.skipped,
            )
