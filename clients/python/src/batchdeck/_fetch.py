"""The batches of a consumer, over HTTP."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
import zlib
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

TIMEOUT_S = 20.0
PAGE_SIZE = 10_000
#: The most of an answer that is read, before and after compression: more than a page can have.
MAX_ANSWER_BYTES = 512 * 1024 * 1024

Batches = Tuple[Tuple[int, Tuple[str, ...]], ...]


@dataclass(frozen=True)
class Load:
    #: None where nothing has changed since the last: then it is whatever was told.
    epoch: Optional[int]
    batches: Batches


class TaskGone(Exception):
    """There is no such task (any more)."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token goes nowhere else."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


class Fetcher:
    """Asks for batches, and only for what changed: an answer is known by its ETag."""

    def __init__(
        self, http_url: str, consumer_id: str, token: Optional[str], context: Optional[ssl.SSLContext] = None
    ) -> None:
        self._http_url = http_url
        self._consumer_id = consumer_id
        self._token = token
        self._known: Dict[int, Tuple[str, Batches]] = {}
        self._opener = urllib.request.build_opener(_NoRedirects, urllib.request.HTTPSHandler(context=context))

    def load(self, task_id: int) -> Load:
        """All batches of the consumer. May raise ``TaskGone``, ``OSError`` and ``ValueError``; blocks."""
        query = urllib.parse.urlencode({"consumer_id": self._consumer_id, "limit": PAGE_SIZE})
        first = f"{self._http_url}/api/tasks/{task_id}/batches?{query}"
        known = self._known.get(task_id)
        try:
            page, etag = self._get(first, known[0] if known else None)
        except urllib.error.HTTPError as error:
            if error.code == 304 and known is not None:
                return Load(None, known[1])
            if error.code == 404:
                self._known.pop(task_id, None)
                raise TaskGone(task_id) from None
            raise
        epoch = _epoch_of(page)
        batches = _batches_of(page)
        # An ETag is that of one page: more than one are always asked for as a whole.
        is_whole = page.get("next") is None and len(batches) < PAGE_SIZE
        while page.get("next") is not None:
            page, _ = self._get(self._following(str(page["next"])), None)
            if _epoch_of(page) != epoch:
                raise ValueError("the epoch has changed between two pages")
            batches += _batches_of(page)
        if etag is not None and is_whole:
            self._known[task_id] = (etag, tuple(batches))
        else:
            self._known.pop(task_id, None)
        return Load(epoch, tuple(batches))

    def _following(self, address: str) -> str:
        url = urllib.parse.urljoin(self._http_url + "/", address)
        if urllib.parse.urlsplit(url)[:2] != urllib.parse.urlsplit(self._http_url)[:2]:
            raise ValueError("the next page is somewhere else")
        return url

    def _get(self, url: str, etag: Optional[str]) -> Tuple[Dict[str, Any], Optional[str]]:
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", "Cache-Control": "no-cache"})
        if self._token is not None:
            request.add_header("Authorization", f"Bearer {self._token}")
        if etag is not None:
            request.add_header("If-None-Match", etag)
        with self._opener.open(request, timeout=TIMEOUT_S) as answer:
            body = answer.read(MAX_ANSWER_BYTES + 1)
            if answer.headers.get("Content-Encoding", "").strip().lower() == "gzip":
                body = _unzipped(body)
            if len(body) > MAX_ANSWER_BYTES:
                raise ValueError("the answer is too long")
            page = json.loads(body)
            if not isinstance(page, dict):
                raise ValueError("the answer is no page of batches")
            return page, answer.headers.get("ETag")


def _unzipped(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, MAX_ANSWER_BYTES + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from None


def _epoch_of(page: Dict[str, Any]) -> int:
    epoch = page.get("epoch")
    if not isinstance(epoch, int):
        raise ValueError("the answer is no page of batches")
    return epoch


def _batches_of(page: Dict[str, Any]) -> List[Tuple[int, Tuple[str, ...]]]:
    batches = page.get("batches")
    if not isinstance(batches, list):
        raise ValueError("the answer is no page of batches")
    return [_batch_of(batch) for batch in batches]


def _batch_of(batch: Any) -> Tuple[int, Tuple[str, ...]]:
    if isinstance(batch, dict) and isinstance(batch.get("batch_id"), int) and isinstance(batch.get("targets"), list):
        targets = batch["targets"]
        if all(isinstance(target, str) for target in targets):
            return batch["batch_id"], tuple(targets)
    raise ValueError("the answer has a batch that is none")
