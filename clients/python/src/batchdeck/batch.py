"""A batch of targets, as the program that watches them sees it."""

import math
import threading
from typing import FrozenSet, Optional, Protocol, Tuple, Union

from ._said import text_of

#: What a batch may be (WS-13).
STATUSES: FrozenSet[str] = frozenset({"pending", "running", "completed", "error"})


class Reporter(Protocol):
    """Where reports about batches go."""

    def report(self, batch: "Batch", status: str, progress: float, message: str) -> None: ...

    def report_target(self, target: str, status: str, message: str, value: "float | str | None") -> None: ...


class Batch:
    """Up to 99 targets that this consumer watches, for as long as it is not revoked.

    All of it may be called from any thread and never blocks.
    """

    def __init__(self, reporter: Reporter, task_id: int, batch_id: int, targets: Tuple[str, ...]) -> None:
        self._reporter = reporter
        self._revoked = threading.Event()
        self.task_id = task_id
        self.batch_id = batch_id
        self.targets = targets
        self.status = "pending"
        self.percent = 0.0
        self.message = ""

    @property
    def revoked(self) -> bool:
        """Whether it is somebody else's by now: stop working at it."""
        return self._revoked.is_set()

    def wait_revoked(self, timeout: Optional[float] = None) -> bool:
        """Waits until it is revoked. Returns whether it is."""
        return self._revoked.wait(timeout)

    def progress(self, percent: float, message: str = "") -> None:
        """It is under way, so far: 0–100. What is no number (NaN) is taken as nothing new."""
        far = float(percent)
        self._report("running", self.percent if math.isnan(far) else min(100.0, max(0.0, far)), message)

    def complete(self, message: str = "") -> None:
        """It is done. This is never lost, whatever becomes of the connection."""
        self._report("completed", 100.0, message)

    def error(self, message: Union[str, BaseException]) -> None:
        """Something is wrong with it; how far it was stays."""
        self._report("error", self.percent, message)

    def pending(self, message: str = "") -> None:
        """It waits for its turn."""
        self._report("pending", 0.0, message)

    def target_error(self, target: str, message: Union[str, BaseException]) -> None:
        """Something is wrong with one of its targets (WS-27). Raises ``ValueError`` where it is none of them."""
        self._report_target(target, "error", message, None)

    def target_done(self, target: str, value: "float | str | None" = None) -> None:
        """One of its targets is done; ``value`` is shown beside it. Raises ``ValueError`` where it is none of them."""
        self._report_target(target, "completed", "", value)

    def _report(self, status: str, percent: float, message: Union[str, BaseException]) -> None:
        if self.revoked:
            return
        text = text_of(message)
        self.status, self.percent, self.message = status, percent, text
        self._reporter.report(self, status, percent, text)

    def _report_target(
        self, target: str, status: str, message: Union[str, BaseException], value: "float | str | None"
    ) -> None:
        if target not in self.targets:
            raise ValueError(f"not a target of batch {self.batch_id}: {target}")
        if not self.revoked:
            self._reporter.report_target(target, status, text_of(message), value)

    def _revoke(self) -> None:
        self._revoked.set()

    def __repr__(self) -> str:
        return f"<Batch {self.batch_id} of task {self.task_id}: {len(self.targets)} targets, {self.status}>"


class Assignment:
    """What changed for this consumer with an epoch of a task."""

    def __init__(
        self,
        task_id: int,
        epoch: int,
        added: "Tuple[Batch, ...]",
        revoked: "Tuple[Batch, ...]",
        kept: "Tuple[Batch, ...]",
        targets_added: FrozenSet[str],
        targets_removed: FrozenSet[str],
    ) -> None:
        self.task_id = task_id
        self.epoch = epoch
        self.added = added
        self.revoked = revoked
        self.kept = kept
        self.targets_added = targets_added
        self.targets_removed = targets_removed

    @property
    def is_change(self) -> bool:
        """Whether anything is other than before."""
        return bool(self.added or self.revoked)

