"""The consumer for asyncio and a real monitor."""

import asyncio
import signal
import subprocess
import sys

import pytest
from batchdeck import AsyncConsumer, Replaced
from conftest import wait_for

TARGETS = [f"t-{i}" for i in range(250)]
QUICK = {"silence_timeout_s": 1.5, "ping_interval_s": 0.4}


async def until(what, timeout=20.0):
    return await asyncio.get_running_loop().run_in_executor(None, wait_for, what, timeout)


def test_watches_its_batches_and_leaves(monitor):
    """[CL-6] [CL-7] [CL-8]"""
    monitor.task(TARGETS)

    async def main():
        assigned = []
        before = len(asyncio.all_tasks())

        async def on_assigned(assignment):
            assigned.append(assignment)

        async with AsyncConsumer(monitor.url, "a-1") as consumer:
            consumer.on_assigned(on_assigned)
            done = []
            async for batch in consumer.work():
                batch.progress(50)
                batch.complete()
                done.append(batch.batch_id)
                if len(done) == 3:
                    break
            await until(lambda: set(monitor.statuses("a-1").values()) == {"completed"})
            assert assigned[0].targets_added == frozenset(TARGETS)
            await until(lambda: monitor.is_settled(monitor.epoch))
            monitor.reload()
            await until(lambda: monitor.acks("a-1")[-1] == (monitor.epoch, "skipping"))
        assert monitor.state("a-1") is None
        assert len(asyncio.all_tasks()) == before

    asyncio.run(main())


@pytest.mark.parametrize("fault", ["kill", "cut", "half_open"])
def test_comes_back_after_every_fault_and_loses_no_completion(monitor, line, fault):
    """[CL-2] [CL-3] [CL-5]"""
    monitor.task(TARGETS)

    async def main():
        async with AsyncConsumer(line.url, "a-1", **QUICK) as consumer:
            await until(lambda: len(consumer.batches) == 3)
            first, second, _third = consumer.batches
            first.complete()
            if fault == "kill":
                monitor.kill()
                second.complete()
                monitor.start()
            elif fault == "cut":
                line.cut()
                second.complete()
            else:
                line.half_open()
                second.complete()
                await until(lambda: not consumer.connected)
                line.heal()
            done = {first.batch_id, second.batch_id}
            await until(lambda: consumer.connected and monitor.state("a-1") == "online", 30)
            await until(lambda: {b for b, status in monitor.statuses("a-1").items() if status == "completed"} == done, 30)

    asyncio.run(main())


def test_a_second_process_of_the_same_id_ends_the_first(monitor):
    """[CL-4]"""

    async def main():
        async with AsyncConsumer(monitor.url, "a-1") as first:
            assert await first.wait_registered(10)
            async with AsyncConsumer(monitor.url, "a-1") as second:
                with pytest.raises(Replaced):
                    async for _ in first.work():
                        pass
                assert second.connected
                with pytest.raises(Replaced):
                    await first.wait_registered(1)

    asyncio.run(main())


def test_sigterm_ends_the_work_after_the_batch_at_hand_and_says_goodbye(monitor):
    """[CL-8]"""
    monitor.task(TARGETS)
    program = f"""
import asyncio
from batchdeck import AsyncConsumer
async def main():
    async with AsyncConsumer({monitor.url!r}, 'a-1') as consumer:
        async for batch in consumer.work(every=0):
            print(batch.batch_id, flush=True)
            await asyncio.sleep(0.3)
            batch.complete('done')
asyncio.run(main())
print('bye', flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    at = int(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    said = process.stdout.read().split()
    assert process.wait(10) == 0
    assert said[-1] == "bye" and len(said) <= 2
    last = int(said[-2]) if len(said) > 1 else at
    assert any(e["batch_id"] == last and e["data"]["status"] == "completed" for e in monitor.events("batch_status"))
    assert not monitor.consumers
