"""What is to be said, and what may have got lost on the way."""

from collections import OrderedDict, deque
from typing import Any, Deque, Dict, Hashable, List, Tuple

Frame = Dict[str, Any]


class Outbox:
    """Frames on their way, the newest of each kind; those to be kept until the monitor is known to have them.

    A report about a batch takes the place of one that was not sent yet: a line that is slow is not behind. What must not
    be lost (answers to a reload, completions) stays until an answer proves that it arrived: the monitor answers each
    ``ping`` and ``heartbeat`` with the sender's own timestamp, and reads what was sent before it first. After a lost
    connection the rest is sent again, in its order. It is not locked; whoever uses it from threads does that.
    """

    def __init__(self) -> None:
        self._waiting: "OrderedDict[Hashable, Tuple[Frame, bool]]" = OrderedDict()
        self._unproven: Deque[Tuple[Hashable, Frame]] = deque()
        #: Timestamps of questions that were sent, each with how many of the unproven were sent before it.
        self._marks: Deque[Tuple[int, int]] = deque()
        self._sent = 0
        self._proven = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def unproven(self) -> int:
        """How many frames were sent that must not be lost, and are not known to have arrived."""
        return len(self._unproven)

    def put(self, key: Hashable, frame: Frame, keep: bool = False) -> None:
        """Takes the place of what waits under the same key, behind everything else."""
        self._waiting.pop(key, None)
        self._waiting[key] = (frame, keep)

    def take(self) -> List[Frame]:
        """The next to send, where there is one; it counts as sent from now on."""
        if not self._waiting:
            return []
        key, (frame, keep) = self._waiting.popitem(last=False)
        if keep:
            self._unproven.append((key, frame))
            self._sent += 1
        return [frame]

    def asked(self, timestamp: int) -> None:
        """A question with this timestamp was sent: its answer proves what was sent before it."""
        self._marks.append((timestamp, self._sent))

    def answered(self, timestamp: Any) -> None:
        """The answer to the question with this timestamp came."""
        if all(mark != timestamp for mark, _ in self._marks):
            return
        while self._marks:
            mark, sent = self._marks.popleft()
            while self._proven < sent:
                self._unproven.popleft()
                self._proven += 1
            if mark == timestamp:
                return

    def reconnected(self) -> None:
        """What is not known to have arrived goes first, unless something newer of its key waits."""
        again: "OrderedDict[Hashable, Tuple[Frame, bool]]" = OrderedDict()
        for key, frame in self._unproven:
            if key not in self._waiting:
                again.pop(key, None)
                again[key] = (frame, True)
        again.update(self._waiting)
        self._waiting = again
        self._unproven.clear()
        self._marks.clear()
        self._sent = self._proven = 0

    def drop(self, key: Hashable) -> None:
        """Nobody wants to hear it any more."""
        self._waiting.pop(key, None)
