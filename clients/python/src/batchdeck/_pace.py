"""How fast is fast enough, and what time it is."""

from typing import Callable

#: So many frames a second, and so many at once: half of what the monitor takes (WS-18).
FRAMES_PER_S = 100.0
FRAMES_AT_ONCE = 500.0


class Bucket:
    """So many a second in the long run, and so many at once. Times are seconds of a clock that goes on evenly."""

    def __init__(self, per_s: float, at_once: float) -> None:
        self._per_s = per_s
        self._at_once = at_once
        self._left = at_once
        self._filled_at = 0.0

    def take(self, now: float) -> bool:
        """Whether one more may go now; it counts."""
        self._left = min(self._at_once, self._left + max(0.0, now - self._filled_at) * self._per_s)
        self._filled_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    @property
    def wait_s(self) -> float:
        """How long after the last ``take`` there is one again."""
        return max(0.0, (1 - self._left) / self._per_s)


class Timestamps:
    """For questions whose answers prove something: each one later than the last, whatever the clock does. Not locked."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last_ms = 0

    def next_ms(self) -> int:
        self._last_ms = max(int(self._now() * 1000), self._last_ms + 1)
        return self._last_ms
