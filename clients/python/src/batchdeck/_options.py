"""What a consumer is told, whichever kind it is."""

import ssl
import urllib.parse
from dataclasses import dataclass, field, replace
from typing import Dict, Mapping, Optional

#: Without a frame for so long the connection is dead, whatever the socket says (CL-3).
SILENCE_TIMEOUT_S = 20.0
#: How often the monitor is asked for a sign of life where there is nothing else to ask.
PING_INTERVAL_S = 8.0
CONNECT_TIMEOUT_S = 10.0
HEARTBEAT_INTERVAL_S = 30.0
#: How long a goodbye may take.
CLOSE_TIMEOUT_S = 5.0
#: How long the monitor has to close a connection after it.
GOODBYE_S = 1.0
#: The batches of an epoch that is known are not asked for again within this time.
CACHE_S = 300.0


@dataclass(frozen=True)
class Options:
    """All that a consumer can be told; times in seconds. ``repr`` has no token."""

    url: str
    consumer_id: str
    token: Optional[str] = field(default=None, repr=False)
    labels: Mapping[str, str] = field(default_factory=dict)
    capacity: Optional[int] = None
    version: Optional[str] = None
    http_url: Optional[str] = None
    ssl_context: Optional[ssl.SSLContext] = None
    heartbeat_interval_s: float = HEARTBEAT_INTERVAL_S
    silence_timeout_s: float = SILENCE_TIMEOUT_S
    ping_interval_s: float = PING_INTERVAL_S
    signals: bool = True

    def __post_init__(self) -> None:
        if self.ping_interval_s >= self.silence_timeout_s:
            raise ValueError("a ping comes before its answer is missed: ping_interval_s < silence_timeout_s")
        if self.heartbeat_interval_s <= 0:
            raise ValueError("heartbeat_interval_s is more than 0")
        if not self.consumer_id or not isinstance(self.consumer_id, str):
            raise ValueError("a consumer has an id, which is a text")
        if self.capacity is not None and self.capacity < 1:
            raise ValueError("capacity is at least 1")

    @property
    def all_labels(self) -> Dict[str, str]:
        """``capacity`` is a label like any other: the console shows it, and it is searched and filtered by."""
        labels = {str(name): str(value) for name, value in self.labels.items()}
        return labels if self.capacity is None else {**labels, "capacity": str(self.capacity)}

    @property
    def http(self) -> str:
        """Where the HTTP API is."""
        return self.http_url.rstrip("/") if self.http_url is not None else http_url_of(self.url)

    @property
    def tls(self) -> Optional[ssl.SSLContext]:
        """How certificates are verified; None where there are none."""
        if self.ssl_context is None and (self.url.startswith("wss://") or self.http.startswith("https://")):
            return ssl.create_default_context()
        return self.ssl_context

    def without_token_in_url(self) -> "Options":
        """A token in the address of the socket is one like any other; proxies do not write it down then (CL-1). One that
        was read from a file may end with a line break."""
        parts = urllib.parse.urlsplit(self.url)
        query = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
        tokens = [value for name, value in query if name == "token"]
        token = self.token if self.token is not None or not tokens else tokens[0]
        rest = urllib.parse.urlencode([(name, value) for name, value in query if name != "token"])
        url = urllib.parse.urlunsplit(parts._replace(query=rest)) if tokens else self.url
        return replace(self, url=url, token=(token or "").strip() or None)


def shown(url: str) -> str:
    """An address without what it has in its query (CL-1)."""
    return url.split("?", 1)[0]


def http_url_of(url: str) -> str:
    """Where the HTTP API is, of the address of the consumers' socket: ``ws://host/base/websocket/monitor``.

    Raises ``ValueError`` where it is none.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        raise ValueError("the address of a monitor is like ws://host:8080/websocket/monitor, or with wss://")
    if "@" in parts.netloc:
        raise ValueError("the address of a monitor has no user and password in it")
    path = parts.path[: -len("/websocket/monitor")] if parts.path.endswith("/websocket/monitor") else parts.path
    scheme = "https" if parts.scheme == "wss" else "http"
    return urllib.parse.urlunsplit((scheme, parts.netloc, path.rstrip("/"), "", ""))
