"""A worker as its users write it, in one of three ways: `blocking` and `asyncio` with the package, `drop-in` with the module
that deployed scripts import. It completes each of its batches once, and again when its targets change.

Says what it has on a line of standard output for each line that it reads, and ends with its standard input.
"""

import asyncio
import json
import logging
import sys
import threading
import time
import urllib.request

logging.basicConfig(level=logging.ERROR)

#: How long looking at a batch takes, in seconds.
WORK_S = 0.005


class Tally:
    """What it says of itself when it is asked."""

    def __init__(self, batches):
        self.batches = batches
        self.completions = 0

    def obey(self, end):
        for _ in sys.stdin:
            print(json.dumps({"completions": self.completions, "batches": self.batches()}), flush=True)
        end()


def blocking(url, consumer_id, timing):
    from batchdeck import Consumer

    with Consumer(url, consumer_id, **timing) as consumer:
        tally = Tally(lambda: {batch.batch_id: batch.status for batch in consumer.batches})
        threading.Thread(target=tally.obey, args=(consumer.stop,), daemon=True).start()
        for batch in consumer.work():
            batch.progress(50)
            time.sleep(WORK_S)
            batch.complete()
            tally.completions += 1


async def with_asyncio(url, consumer_id, timing):
    from batchdeck import AsyncConsumer

    async with AsyncConsumer(url, consumer_id, **timing) as consumer:
        loop = asyncio.get_running_loop()
        tally = Tally(lambda: {batch.batch_id: batch.status for batch in consumer.batches})
        end = lambda: loop.call_soon_threadsafe(consumer.stop)
        threading.Thread(target=tally.obey, args=(end,), daemon=True).start()
        async for batch in consumer.work():
            batch.progress(50)
            await asyncio.sleep(WORK_S)
            batch.complete()
            tally.completions += 1


def drop_in(url, consumer_id):
    from monitor_websocket import MonitorWebSocketClient

    known = {}
    client = MonitorWebSocketClient(url, consumer_id)
    tally = Tally(lambda: {batch_id: state["status"] for batch_id, state in client.batch_states.items()})

    def fetched(task_id):
        http = url.replace("ws://", "http://").replace("/websocket/monitor", "")
        path = f"{http}/api/tasks/{task_id}/batches?consumer_id={consumer_id}&limit=10000"
        while True:
            try:
                with urllib.request.urlopen(path, timeout=5) as answer:
                    return {batch["batch_id"]: batch["targets"] for batch in json.load(answer)["batches"]}
            except (OSError, ValueError):
                time.sleep(0.5)

    def reload(task_id, _epoch):
        batches = fetched(task_id)
        changed = [batch_id for batch_id, targets in batches.items() if known.get(batch_id) != targets]
        for batch_id in set(known) - set(batches):
            del client.batch_states[batch_id]
        has_changed = batches != known
        known.clear()
        known.update(batches)
        for batch_id in changed:
            client.update_batch_status(batch_id, "running")
            time.sleep(WORK_S)
            client.update_batch_status(batch_id, "completed")
            tally.completions += 1
        return has_changed

    client.on_batch_reload(reload)
    client.connect()
    tally.obey(client.close)


def main():
    kind, url, consumer_id, timing = sys.argv[1:]
    if kind == "drop-in":
        drop_in(url, consumer_id)
    elif kind == "asyncio":
        asyncio.run(with_asyncio(url, consumer_id, json.loads(timing)))
    else:
        blocking(url, consumer_id, json.loads(timing))


if __name__ == "__main__":
    main()
