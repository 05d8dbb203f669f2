"""One consumer that hands its batches to Celery workers, and reports what they answer.

    celery -A celery_worker worker      as many as there is work for, on any machine
    python celery_worker.py             one for each consumer id: it holds the connection to the monitor

    BATCHDECK_URL, BATCHDECK_CONSUMER, BATCHDECK_TOKEN   as in worker.py
    EVERY_S                                              how often each batch is looked at

Broker and result backend are those of your `celeryconfig.py`; there has to be a backend, for the answers.
"""

import os
import time

from celery import Celery
from celery.exceptions import TimeoutError as NoAnswer

from batchdeck import Consumer

EVERY_S = float(os.environ.get("EVERY_S", "60"))
#: Targets of one job.
CHUNK = 10
#: A job that no worker has answered by then is given up, and is not begun any more.
JOB_TIMEOUT_S = 120

app = Celery("celery_worker")
app.config_from_object("celeryconfig")


@app.task
def look_at(targets):
    """Yours, in a Celery worker. Returns what went wrong, by target."""
    errors = {}
    for _target in targets:
        time.sleep(0.02)
    return errors


def work_at(batch):
    deadline = time.monotonic() + JOB_TIMEOUT_S
    chunks = [batch.targets[i : i + CHUNK] for i in range(0, len(batch.targets), CHUNK)]
    jobs = []
    try:
        for chunk in chunks:
            jobs.append(look_at.apply_async((chunk,), expires=JOB_TIMEOUT_S))
        for done, job in enumerate(jobs, 1):
            errors = job.get(timeout=max(0.1, deadline - time.monotonic()), interval=0.1)
            for target, message in errors.items():
                batch.target_error(target, message)
            batch.progress(100 * done / len(jobs))
        batch.complete()
    except NoAnswer:
        batch.error(f"no Celery worker has answered within {JOB_TIMEOUT_S} s")
    except Exception as error:
        # What a job raised in its worker is raised here, and so is what a broker says that is away.
        batch.error(f"{type(error).__name__}: {error}")
    finally:
        for job in jobs:
            job.forget()


def main():
    url, consumer_id = os.environ["BATCHDECK_URL"], os.environ["BATCHDECK_CONSUMER"]
    with Consumer(url, consumer_id, token=os.environ.get("BATCHDECK_TOKEN")) as consumer:
        for batch in consumer.work(every=EVERY_S):
            work_at(batch)


if __name__ == "__main__":
    main()
