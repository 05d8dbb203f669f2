"""A pool of threads over one consumer: for work that waits, such as requests, with a library that blocks.

    BATCHDECK_URL, BATCHDECK_CONSUMER, BATCHDECK_TOKEN   as in worker.py
    THREADS                                              how many targets are looked at side by side
    EVERY_S                                              how often each batch is looked at
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

from batchdeck import Consumer

THREADS = int(os.environ.get("THREADS", "16"))
EVERY_S = float(os.environ.get("EVERY_S", "60"))


def look_at(target):
    """Yours: it may block."""
    time.sleep(0.1)


def work_at(batch, pool):
    waiting = {pool.submit(look_at, target): target for target in batch.targets}
    for done, future in enumerate(as_completed(waiting), 1):
        if batch.revoked:
            # Those that run already go on; nothing that is said of the batch goes out any more.
            for other in waiting:
                other.cancel()
            return
        error = future.exception()
        if error is not None:
            batch.target_error(waiting[future], f"{type(error).__name__}: {error}")
        batch.progress(100 * done / len(waiting))
    batch.complete()


def main():
    url, consumer_id = os.environ["BATCHDECK_URL"], os.environ["BATCHDECK_CONSUMER"]
    # The pool ends first: what it has done is said before the goodbye.
    with Consumer(url, consumer_id, token=os.environ.get("BATCHDECK_TOKEN")) as consumer:
        with ThreadPoolExecutor(THREADS) as pool:
            for batch in consumer.work(every=EVERY_S):
                work_at(batch, pool)


if __name__ == "__main__":
    main()
