"""A consumer's log, for whoever reads it in the console (WS-29, CL-9)."""

import logging
import threading
from collections import deque
from typing import Any, Callable, Deque, Dict, Optional

from ._pace import Bucket

__all__ = ["LogHandler"]

#: From the least to the gravest, as the monitor knows them.
LEVELS = ("debug", "info", "warning", "error")
#: In UTF-16 code units, as the monitor counts.
MAX_LINE_LENGTH = 4096
LINES_PER_S = 50.0
LINES_AT_ONCE = 200.0
#: So many lines of before are there when somebody begins to read.
REMEMBERED = 50
#: The most that waits for a slow connection.
WAITING = 400

#: Who would write about what is being sent, or as it is being sent.
_OURS = ("batchdeck", "monitor_websocket", "websocket", "websockets")

Frame = Dict[str, Any]


class LogTail:
    """Lines on their way. May be used from any thread, waits for nothing, and keeps a bounded number."""

    def __init__(self) -> None:
        # Whoever logs in a signal handler may have interrupted itself here.
        self._lock = threading.RLock()
        self._bucket = Bucket(LINES_PER_S, LINES_AT_ONCE)
        self._remembered: Deque[Frame] = deque(maxlen=REMEMBERED)
        self._waiting: Deque[Frame] = deque()
        self._skipped = 0
        self.is_wanted = False
        self.skipped = 0

    def add(self, level: str, text: str, batch_id: Optional[int], now: float, now_ms: int) -> bool:
        """Returns whether it is to be sent."""
        frame: Frame = {"type": "log", "level": level, "text": cut(text), "timestamp": now_ms}
        if batch_id is not None:
            frame["batch_id"] = batch_id
        with self._lock:
            if not self.is_wanted:
                self._remembered.append(frame)
                return False
            if len(self._waiting) >= WAITING or not self._bucket.take(now):
                self._skipped += 1
                self.skipped += 1
                return False
            if self._skipped > 0:
                frame["skipped"] = self._skipped
                self._skipped = 0
            self._waiting.append(frame)
            return True

    def want(self, is_wanted: bool) -> None:
        """Somebody reads, or nobody does any more."""
        with self._lock:
            if is_wanted and not self.is_wanted:
                self._waiting.extend(self._remembered)
                self._remembered.clear()
            elif not is_wanted and self.is_wanted:
                self._remembered.extend(self._waiting)
                self._waiting.clear()
                self._skipped = 0
            self.is_wanted = is_wanted

    def take(self) -> Optional[Frame]:
        """The next line to send."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None


class LogHandler(logging.Handler):
    """Sends what is logged to whoever reads the log of a consumer in the console.

    ::

        logging.getLogger().addHandler(consumer.log_handler())

    Nothing is sent while nobody reads. A record's ``batch_id`` (``extra={"batch_id": 7}``) goes along. What the client and
    the libraries of its connection log is left out.
    """

    def __init__(self, say: "Callable[[str, str, Optional[int]], None]", level: int = logging.NOTSET) -> None:
        super().__init__(level)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".", 1)[0] in _OURS:
            return
        try:
            batch_id = getattr(record, "batch_id", None)
            self._say(level_of(record.levelno), self.format(record), batch_id if isinstance(batch_id, int) else None)
        except Exception:
            self.handleError(record)


def level_of(number: int) -> str:
    """The monitor's name for a level of ``logging``."""
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warning"
    return "info" if number >= logging.INFO else "debug"


def cut(text: str, limit: int = MAX_LINE_LENGTH) -> str:
    if len(text) <= limit // 2:
        return text
    # One more than there is room for, of the largest.
    units = text[: limit + 1].encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * limit].decode("utf-16-le", "ignore")
