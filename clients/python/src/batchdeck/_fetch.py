"""The batches of a consumer, over HTTP."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

TIMEOUT_S = 20.0
PAGE_SIZE = 10_000
#: The most of an answer that is read: some millions of targets.
MAX_ANSWER_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Load:
    epoch: int
    batches: Tuple[Tuple[int, Tuple[str, ...]], ...]


class TaskGone(Exception):
    """There is no such task (any more)."""


def http_url_of(url: str) -> str:
    """Where the HTTP API is, of the address of the consumers' socket: ``ws://host/base/websocket/monitor``."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("ws", "wss"):
        raise ValueError(f"the address of a monitor begins with ws:// or wss://: {parts.scheme}://…")
    scheme = "https" if parts.scheme == "wss" else "http"
    path = parts.path
    if path.endswith("/websocket/monitor"):
        path = path[: -len("/websocket/monitor")]
    return urllib.parse.urlunsplit((scheme, parts.netloc, path.rstrip("/"), "", ""))


class Fetcher:
    """Asks for batches, and only for what changed: an answer is known by its ETag."""

    def __init__(
        self, http_url: str, consumer_id: str, token: Optional[str], context: Optional[ssl.SSLContext] = None
    ) -> None:
        self._http_url = http_url
        self._consumer_id = consumer_id
        self._token = token
        self._context = context
        self._known: Dict[int, Tuple[str, Load]] = {}

    def load(self, task_id: int) -> Load:
        """All batches of the consumer. May raise ``TaskGone``, ``OSError`` and ``ValueError``; blocks."""
        query = urllib.parse.urlencode({"consumer_id": self._consumer_id, "limit": PAGE_SIZE})
        path: Optional[str] = f"{self._http_url}/api/tasks/{task_id}/batches?{query}"
        etag, known = self._known.get(task_id, (None, None))
        batches: List[Tuple[int, Tuple[str, ...]]] = []
        new_etag: Optional[str] = None
        epoch = 0
        while path is not None:
            try:
                page, page_etag = self._get(path, etag)
            except urllib.error.HTTPError as error:
                if error.code == 304 and known is not None:
                    return known
                if error.code == 404:
                    self._known.pop(task_id, None)
                    raise TaskGone(task_id) from None
                raise
            if new_etag is None:
                new_etag, epoch = page_etag, int(page["epoch"])
            elif int(page["epoch"]) != epoch:
                raise ValueError("the epoch has changed between two pages")
            # Only the first page is asked for by what is known.
            etag = None
            batches.extend((int(batch["batch_id"]), tuple(batch["targets"])) for batch in page["batches"])
            following = page.get("next")
            path = None if following is None else urllib.parse.urljoin(self._http_url + "/", str(following))
        load = Load(epoch, tuple(batches))
        if new_etag is not None:
            self._known[task_id] = (new_etag, load)
        return load

    def _get(self, url: str, etag: Optional[str]) -> Tuple[Any, Optional[str]]:
        request = urllib.request.Request(url)
        if self._token is not None:
            request.add_header("Authorization", f"Bearer {self._token}")
        if etag is not None:
            request.add_header("If-None-Match", etag)
        with urllib.request.urlopen(request, timeout=TIMEOUT_S, context=self._context) as answer:
            body = answer.read(MAX_ANSWER_BYTES + 1)
            if len(body) > MAX_ANSWER_BYTES:
                raise ValueError("the answer is too long")
            return json.loads(body), answer.headers.get("ETag")
