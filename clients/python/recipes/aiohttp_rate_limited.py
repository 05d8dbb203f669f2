"""Asks an API for its targets, 30 addresses a request, and never more requests a second than it allows.

    BATCHDECK_URL, BATCHDECK_CONSUMER, BATCHDECK_TOKEN   as in worker.py
    API_URL                                              https://api.example.com/tokens
    REQUESTS_PER_S                                       what the API allows, for this worker
    EVERY_S                                              how often each batch is asked for

`GET {API_URL}/{address},{address},…` answers `[{"address": …, "price": …}, …]`; change `ask` for yours.
"""

import asyncio
import email.utils
import os
import time

import aiohttp

from batchdeck import AsyncConsumer

API_URL = os.environ.get("API_URL", "")
REQUESTS_PER_S = float(os.environ.get("REQUESTS_PER_S", "5"))
EVERY_S = float(os.environ.get("EVERY_S", "60"))
ADDRESSES_PER_REQUEST = 30
ATTEMPTS = 5
TIMEOUT = aiohttp.ClientTimeout(total=10)


class RateLimit:
    """Starts are evenly spaced, however many wait; there are no bursts that an API would count."""

    def __init__(self, per_second):
        self._interval = 1 / per_second
        self._next_at = 0.0

    async def turn(self):
        while True:
            now = asyncio.get_running_loop().time()
            if now >= self._next_at:
                self._next_at = now + self._interval
                return
            await asyncio.sleep(self._next_at - now)

    def pause(self, seconds):
        """Nobody starts for so long."""
        self._next_at = max(self._next_at, asyncio.get_running_loop().time() + seconds)


def retry_after(headers):
    """Seconds, which a server gives as such or as a date."""
    said = headers.get("Retry-After", "")
    if said.isdigit():
        return int(said)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError):
        return 1


async def ask(http, limit, addresses):
    """What the API knows, by address. Raises `aiohttp.ClientError` or `asyncio.TimeoutError` after the last attempt."""
    for attempt in range(1, ATTEMPTS + 1):
        await limit.turn()
        try:
            async with http.get(f"{API_URL}/{','.join(addresses)}") as answer:
                if answer.status == 429:
                    limit.pause(retry_after(answer.headers))
                answer.raise_for_status()
                return {entry["address"]: entry for entry in await answer.json()}
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            status = getattr(error, "status", None)
            is_lasting = status is not None and status != 429 and status < 500
            if is_lasting or attempt == ATTEMPTS:
                raise
            if status != 429:
                await asyncio.sleep(2**attempt / 2)


async def look_at(http, limit, batch, addresses):
    try:
        known = await ask(http, limit, addresses)
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        for address in addresses:
            batch.target_error(address, f"{type(error).__name__}: {error}")
        return
    for address in addresses:
        if address in known:
            batch.target_done(address, known[address]["price"])
        else:
            batch.target_error(address, "the API does not know it")


async def main():
    url, consumer_id = os.environ["BATCHDECK_URL"], os.environ["BATCHDECK_CONSUMER"]
    limit = RateLimit(REQUESTS_PER_S)
    async with aiohttp.ClientSession(timeout=TIMEOUT) as http:
        async with AsyncConsumer(url, consumer_id, token=os.environ.get("BATCHDECK_TOKEN")) as consumer:
            async for batch in consumer.work(every=EVERY_S):
                targets = batch.targets
                chunks = [targets[i : i + ADDRESSES_PER_REQUEST] for i in range(0, len(targets), ADDRESSES_PER_REQUEST)]
                asked = [asyncio.ensure_future(look_at(http, limit, batch, chunk)) for chunk in chunks]
                for done, look in enumerate(asyncio.as_completed(asked), 1):
                    await look
                    batch.progress(100 * done / len(chunks))
                batch.complete()


if __name__ == "__main__":
    asyncio.run(main())
