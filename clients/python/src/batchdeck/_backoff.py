"""How long to wait before the next attempt."""

import random
from typing import Callable

BASE_S = 0.5
CAP_S = 15.0
#: A monitor that restarts is back in a moment, and everybody would come at once.
RESTART_SPREAD_S = 3.0
#: One that is full wants to be left alone for a while.
FULL_CAP_S = 60.0
#: A connection that has lasted this long was a good one: the next failure is the first. So is one that fell silent (CL-3),
#: or whoever was hit twice would be away for longer than anybody waits.
GOOD_AFTER_S = 15.0

#: Close codes of the monitor: service restart, try again later, too many consumers.
SERVICE_RESTART = 1012
TRY_AGAIN_LATER = 1013
TOO_MANY_CONSUMERS = 4429


class Backoff:
    """Exponential backoff with full jitter, for ever.

    Source: Marc Brooker, Exponential Backoff And Jitter (AWS Architecture Blog, 2015).
    """

    def __init__(self, uniform: Callable[[float, float], float] = random.uniform) -> None:
        self._uniform = uniform
        self._failures = 0

    def succeeded(self, lasted_s: float) -> None:
        """A connection was registered, and has lasted for so long."""
        if lasted_s >= GOOD_AFTER_S:
            self._failures = 0

    def next_s(self, close_code: "int | None" = None) -> float:
        """Seconds until the next attempt; ``close_code`` is why the monitor ended the last one, where it said so."""
        self._failures += 1
        if close_code == SERVICE_RESTART:
            return self._uniform(0, RESTART_SPREAD_S)
        grown = BASE_S * 2 ** min(self._failures - 1, 30)
        if close_code in (TRY_AGAIN_LATER, TOO_MANY_CONSUMERS):
            return self._uniform(min(FULL_CAP_S, 5 + grown) / 2, min(FULL_CAP_S, 5 + grown))
        return self._uniform(0, min(CAP_S, grown))
