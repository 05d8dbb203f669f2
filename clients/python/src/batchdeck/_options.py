"""What a consumer is told, whichever kind it is."""

import ssl
from dataclasses import dataclass, field
from typing import Dict, Mapping, Optional

#: Without a frame for so long the connection is dead, whatever the socket says.
SILENCE_TIMEOUT_S = 20.0
#: How often the monitor is asked for a sign of life where there is nothing else to say.
PING_INTERVAL_S = 8.0
CONNECT_TIMEOUT_S = 10.0
HEARTBEAT_INTERVAL_S = 30.0
#: How long a goodbye may take.
CLOSE_TIMEOUT_S = 5.0
#: Between two attempts to load batches.
LOAD_RETRY_CAP_S = 15.0
#: The batches of an epoch that is known are not asked for again within this time.
CACHE_S = 300.0


@dataclass(frozen=True)
class Options:
    url: str
    consumer_id: str
    token: Optional[str] = None
    labels: Mapping[str, str] = field(default_factory=dict)
    version: Optional[str] = None
    http_url: Optional[str] = None
    ssl_context: Optional[ssl.SSLContext] = None
    heartbeat_interval_s: float = HEARTBEAT_INTERVAL_S
    silence_timeout_s: float = SILENCE_TIMEOUT_S
    ping_interval_s: float = PING_INTERVAL_S

    def __post_init__(self) -> None:
        if self.ping_interval_s >= self.silence_timeout_s:
            raise ValueError("a ping comes before its answer is missed: ping_interval_s < silence_timeout_s")


def labels_of(labels: Optional[Mapping[str, str]], capacity: Optional[int]) -> Dict[str, str]:
    """`capacity` is a label like any other: the console shows it, and it is searched and filtered by."""
    all_labels = {str(name): str(value) for name, value in (labels or {}).items()}
    if capacity is not None:
        if capacity < 1:
            raise ValueError("capacity is at least 1")
        all_labels["capacity"] = str(capacity)
    return all_labels
