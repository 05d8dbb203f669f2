"""What a consumer has done so far."""

from dataclasses import dataclass
from typing import Mapping, Optional


@dataclass(frozen=True)
class Stats:
    """A moment of a consumer; counts are since it was made."""

    connected: bool
    #: How often it was registered, and how often of these again.
    registrations: int
    reconnects: int
    #: Its batches by status, each of which is there.
    batches: Mapping[str, int]
    completions: int
    acks: int
    heartbeats: int
    #: Frames that wait to be sent, and frames that are not known to have arrived.
    outbox: int
    unproven: int
    #: Seconds since the program last got on with its work; None without a batch.
    progressed_ago: Optional[float]
    #: Lines of its log that were sent, and those that came too fast.
    log_lines: int
    log_lines_skipped: int
