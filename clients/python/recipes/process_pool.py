"""A pool of processes: the consumer is in the parent, the work in children. For work that computes.

    BATCHDECK_URL, BATCHDECK_CONSUMER, BATCHDECK_TOKEN   as in worker.py
    PROCESSES                                            by default one for each processor
    EVERY_S                                              how often each batch is looked at

Children are spawned, not forked: a fork would copy the consumer's connection and its threads' locks. That is why what is
below `__main__` must not run when the module is imported.
"""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from batchdeck import Consumer

PROCESSES = int(os.environ.get("PROCESSES") or os.cpu_count() or 1)
EVERY_S = float(os.environ.get("EVERY_S", "60"))
#: Targets of one call: enough that handing them over costs little.
CHUNK = 10


def look_at(targets):
    """Yours, in a child. Returns what went wrong, by target."""
    errors = {}
    for target in targets:
        sum(hash((target, i)) for i in range(100_000))
    return errors


def ignore_signals():
    """Ctrl C and systemd signal the whole group: the parent lets children finish what they are at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def new_pool():
    return ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn"), initializer=ignore_signals)


def work_at(batch, pool):
    chunks = [batch.targets[i : i + CHUNK] for i in range(0, len(batch.targets), CHUNK)]
    futures = [pool.submit(look_at, chunk) for chunk in chunks]
    for done, future in enumerate(as_completed(futures), 1):
        if batch.revoked:
            for other in futures:
                other.cancel()
            return
        for target, message in future.result().items():
            batch.target_error(target, message)
        batch.progress(100 * done / len(futures))
    batch.complete()


def main():
    url, consumer_id = os.environ["BATCHDECK_URL"], os.environ["BATCHDECK_CONSUMER"]
    with Consumer(url, consumer_id, token=os.environ.get("BATCHDECK_TOKEN")) as consumer:
        pool = new_pool()
        try:
            for batch in consumer.work(every=EVERY_S):
                try:
                    work_at(batch, pool)
                except BrokenProcessPool:
                    # A child was killed, most often for want of memory: the others are gone with it.
                    batch.error("a process of the pool died")
                    pool.shutdown(wait=False)
                    pool = new_pool()
        finally:
            pool.shutdown()


if __name__ == "__main__":
    main()
