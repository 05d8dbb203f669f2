"""In which order batches are worked at."""

import threading
import time
from collections import deque
from typing import Callable, Deque, Dict, Optional, Set, Tuple

from .batch import Assignment, Batch

_Key = Tuple[int, int]


class Rounds:
    """Each batch once, in the order in which they came; and all of them again where rounds are wanted. Where several
    threads take, none gets a batch again that another has still in hand."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._mine: Dict[_Key, Batch] = {}
        self._next: Deque[Batch] = deque()
        self._in_hand: Set[Batch] = set()
        self._round_at: Optional[float] = None
        self._is_closed = False

    def change(self, assignment: Assignment) -> None:
        with self._changed:
            for batch in assignment.revoked:
                if self._mine.get(_key(batch)) is batch:
                    del self._mine[_key(batch)]
            if assignment.revoked:
                # Whoever is busy for long takes none of them; they must not heap up meanwhile.
                self._next = deque(batch for batch in self._next if not batch.revoked)
            for batch in assignment.added:
                self._mine[_key(batch)] = batch
                self._next.append(batch)
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody gets anything any more. Safe in a signal handler: it takes no lock that its thread may hold."""
        self._is_closed = True
        # Whoever waits looks again within a second.

    def done(self, batch: Batch) -> None:
        """Who took it has come back for another."""
        with self._changed:
            self._in_hand.discard(batch)
            self._changed.notify_all()

    def take(self, every: Optional[float]) -> Optional[Batch]:
        """Waits for the next; None where it was closed."""
        with self._changed:
            while not self._is_closed:
                batch = self.poll(every)
                if batch is not None:
                    return batch
                self._changed.wait(self.wait_s(every))
            return None

    def poll(self, every: Optional[float]) -> Optional[Batch]:
        """The next, where there is one now."""
        with self._changed:
            while self._next:
                batch = self._next.popleft()
                if self._mine.get(_key(batch)) is batch and not batch.revoked:
                    if self._round_at is None:
                        self._round_at = self._monotonic()
                    self._in_hand.add(batch)
                    return batch
            now = self._monotonic()
            if every is None or (self._round_at is not None and now < self._round_at + every):
                return None
            self._next.extend(self._free())
            if not self._next:
                return None
            self._round_at = now
            self._in_hand.add(self._next[0])
            return self._next.popleft()

    def wait_s(self, every: Optional[float]) -> float:
        """How long to wait before looking again."""
        if every is None or self._round_at is None or not self._free():
            return 0.5
        return min(0.5, max(0.001, self._round_at + every - self._monotonic()))

    def _free(self) -> "list[Batch]":
        with self._changed:
            return [batch for batch in self._mine.values() if batch not in self._in_hand]


def _key(batch: Batch) -> _Key:
    return batch.task_id, batch.batch_id
