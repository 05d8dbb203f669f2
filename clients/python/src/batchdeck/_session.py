"""What a consumer is to its monitor, without a socket: what comes in, what is to go out, and whose the batches are.

It has no clock and does no I/O; whoever carries its frames says what time it is. It may be used from any thread.
"""

import json
import os
import socket
import threading
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, Union

from ._outbox import Frame, Outbox
from .batch import Assignment, Batch
from .errors import Refused, Replaced, Unauthorized

#: The most that a frame may say of single targets (WS-27).
MAX_TARGET_REPORTS = 10_000
MAX_MESSAGE_LENGTH = 4096
MAX_TARGET_MESSAGE_LENGTH = 1024
MAX_LABELS = 32

#: Codes that no further attempt gets past.
_UNAUTHORIZED = frozenset({"UNAUTHORIZED", "FORBIDDEN"})
_REFUSED = frozenset({"INVALID_CONSUMER_ID", "CONSUMER_MISMATCH"})


@dataclass(frozen=True)
class Connected:
    session_id: str


@dataclass(frozen=True)
class Registered:
    """`tasks`: of each task its current epoch."""

    tasks: Mapping[int, int]


@dataclass(frozen=True)
class Reload:
    task_id: int
    epoch: int
    message: str


@dataclass(frozen=True)
class ServerError:
    frame: Frame
    #: Where it is of no use to go on.
    fatal: Optional[Refused]


Event = Union[Connected, Registered, Reload, ServerError]


class Session:
    def __init__(
        self,
        consumer_id: str,
        *,
        token: Optional[str] = None,
        labels: Optional[Mapping[str, str]] = None,
        version: Optional[str] = None,
        heartbeat_interval_s: float = 30.0,
    ) -> None:
        if len(labels or {}) > MAX_LABELS:
            raise ValueError(f"a consumer has at most {MAX_LABELS} labels")
        self.consumer_id = consumer_id
        self.lock = threading.RLock()
        self.outbox = Outbox()
        self.is_registered = False
        self.epochs: Dict[int, int] = {}
        self.batches: Dict[int, Dict[int, Batch]] = {}
        self.session_id: Optional[str] = None
        self._token = token
        self._labels = dict(labels or {})
        self._version = version
        self._heartbeat_interval_s = heartbeat_interval_s
        self._targets: Dict[str, Frame] = {}
        self._unsaid_targets: Dict[str, Frame] = {}
        self._last_timestamp = 0

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
        if self._token is not None:
            frame["token"] = self._token
        if self._version is not None:
            frame["version"] = self._version
        if self._labels:
            frame["labels"] = self._labels
        with self.lock:
            if self.epochs:
                frame["epochs"] = self._epoch_list()
        return frame

    def disconnected(self) -> None:
        with self.lock:
            self.is_registered = False
            self.session_id = None
            self.outbox.reconnected()
            # What was said of single targets is forgotten with some restarts of the monitor.
            self._unsaid_targets = dict(self._targets)

    def received(self, text: "str | bytes") -> List[Event]:
        """What a frame means. One that cannot be read means nothing."""
        try:
            frame = json.loads(text)
        except ValueError:
            return []
        if not isinstance(frame, dict):
            return []
        kind = frame.get("type")
        if kind == "connected":
            session_id = frame.get("session_id", frame.get("sessionId"))
            self.session_id = session_id if isinstance(session_id, str) else None
            return [Connected(self.session_id or "")]
        if kind == "registered":
            with self.lock:
                self.is_registered = True
            tasks = frame.get("tasks")
            return [Registered(_epochs_in(tasks if isinstance(tasks, list) else []))]
        if kind == "batch_reload":
            task_id, epoch = frame.get("task_id"), frame.get("epoch")
            if not isinstance(task_id, int) or not isinstance(epoch, int):
                return []
            return [Reload(task_id, epoch, str(frame.get("message", "")))]
        if kind == "pong":
            with self.lock:
                self.outbox.answered(frame.get("timestamp"))
            return []
        if kind == "error":
            return [ServerError(frame, self._fatal(frame))]
        return []

    def refusal_of(self, close_code: Optional[int], reason: str) -> Optional[Refused]:
        """Why a connection was ended for good; None where it may be made again."""
        if close_code == 4409:
            return Replaced("SESSION_REPLACED", reason or f"another process has registered {self.consumer_id}")
        if close_code == 1008 and "UNAUTHORIZED" in reason:
            return Unauthorized("UNAUTHORIZED", reason)
        return None

    # ---- what goes out

    def timestamp(self, now_ms: int) -> int:
        """For a question whose answer proves something: each one later than the last, whatever the clock does."""
        with self.lock:
            self._last_timestamp = max(now_ms, self._last_timestamp + 1)
            return self._last_timestamp

    def ping_frame(self, now_ms: int) -> Frame:
        timestamp = self.timestamp(now_ms)
        with self.lock:
            self.outbox.asked(timestamp)
        return {"type": "ping", "timestamp": timestamp}

    def heartbeat_frame(self, now_ms: int) -> Frame:
        """All batches as they are; it takes along what there is to say of single targets."""
        timestamp = self.timestamp(now_ms)
        with self.lock:
            frame: Frame = {
                "type": "heartbeat",
                "consumer_id": self.consumer_id,
                "batches": [
                    {"batch_id": batch.batch_id, "status": batch.status, "progress": batch.percent}
                    for batch in self.all_batches()
                ],
                "timestamp": timestamp,
                "epochs": self._epoch_list(),
            }
            targets = self._take_targets()
            if targets:
                frame["targets"] = targets
            self.outbox.asked(timestamp)
            return frame

    def leave_frame(self) -> Frame:
        return {"type": "leave"}

    def report(self, batch: Batch, status: str, progress: float, message: str) -> None:
        frame: Frame = {
            "type": "batch_status",
            "batch_id": batch.batch_id,
            "status": status,
            "progress": progress,
            "message": message[:MAX_MESSAGE_LENGTH],
        }
        with self.lock:
            # A completion is followed by whatever comes next; it is not taken back by it.
            key = "done" if status == "completed" else "status"
            self.outbox.put((key, batch.batch_id), frame, keep=status == "completed")

    def report_target(self, target: str, status: str, message: str, value: "float | str | None") -> None:
        said: Frame = {"target": target, "status": status}
        if message:
            said["message"] = message[:MAX_TARGET_MESSAGE_LENGTH]
        if value is not None:
            said["value"] = value
        with self.lock:
            self._targets[target] = said
            self._unsaid_targets[target] = said

    def acknowledge(self, task_id: int, epoch: int, action: str) -> None:
        frame: Frame = {
            "type": "batch_reload_ack",
            "task_id": task_id,
            "consumer_id": self.consumer_id,
            "action": action,
            "epoch": epoch,
        }
        with self.lock:
            self.outbox.put(("ack", task_id, epoch), frame, keep=True)

    # ---- whose the batches are

    def all_batches(self) -> List[Batch]:
        with self.lock:
            return [batch for batches in self.batches.values() for batch in batches.values()]

    def load(self, task_id: int, epoch: int, loaded: Iterable[Tuple[int, Tuple[str, ...]]]) -> Assignment:
        """These are the batches of this consumer from now on; one whose targets changed is another."""
        with self.lock:
            before = self.batches.get(task_id, {})
            after: Dict[int, Batch] = {}
            added: List[Batch] = []
            for batch_id, targets in loaded:
                known = before.get(batch_id)
                if known is None or known.targets != targets:
                    known = Batch(self, task_id, batch_id, targets)
                    added.append(known)
                after[batch_id] = known
            revoked = [batch for batch_id, batch in before.items() if after.get(batch_id) is not batch]
            self.batches[task_id] = after
            self.epochs[task_id] = epoch
            return self._assignment(task_id, epoch, before, after, added, revoked)

    def forget(self, task_id: int) -> Optional[Assignment]:
        """The task is gone."""
        with self.lock:
            before = self.batches.pop(task_id, {})
            epoch = self.epochs.pop(task_id, 0)
            if not before:
                return None
            return self._assignment(task_id, epoch, before, {}, [], list(before.values()))

    def _assignment(
        self,
        task_id: int,
        epoch: int,
        before: Mapping[int, Batch],
        after: Mapping[int, Batch],
        added: List[Batch],
        revoked: List[Batch],
    ) -> Assignment:
        had = frozenset(target for batch in before.values() for target in batch.targets)
        has = frozenset(target for batch in after.values() for target in batch.targets)
        for target in had - has:
            self._targets.pop(target, None)
            self._unsaid_targets.pop(target, None)
        for batch in revoked:
            batch._revoke()
            if batch.batch_id not in after:
                self.outbox.drop(("status", batch.batch_id))
        kept = tuple(batch for batch in after.values() if batch not in added)
        return Assignment(task_id, epoch, tuple(added), tuple(revoked), kept, has - had, had - has)

    def _take_targets(self) -> List[Frame]:
        first = list(self._unsaid_targets.items())[:MAX_TARGET_REPORTS]
        for target, _ in first:
            del self._unsaid_targets[target]
        return [said for _, said in first]

    def _epoch_list(self) -> List[Frame]:
        return [{"task_id": task_id, "epoch": epoch} for task_id, epoch in self.epochs.items()]

    def _fatal(self, frame: Frame) -> Optional[Refused]:
        code, message = str(frame.get("code", "")), str(frame.get("message", ""))
        if code in _UNAUTHORIZED:
            return Unauthorized(code, message)
        if code in _REFUSED:
            return Refused(code, message)
        return None


def _epochs_in(tasks: List[Any]) -> Dict[int, int]:
    return {
        task["task_id"]: task["epoch"]
        for task in tasks
        if isinstance(task, dict) and _is_number(task.get("task_id")) and _is_number(task.get("epoch"))
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
