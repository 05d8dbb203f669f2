import asyncio

import pytest
from batchdeck import AsyncConsumer, Unauthorized
from conftest import Monitor, wait_for

TARGETS = [f"t-{i}" for i in range(250)]
QUICK = {"silence_timeout_s": 1.5, "ping_interval_s": 0.4}


async def until(what, timeout=20.0):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, wait_for, what, timeout)


def test_watches_its_batches_and_leaves(monitor):
    monitor.task(TARGETS)

    async def main():
        assigned = []

        async def on_assigned(assignment):
            assigned.append(assignment)

        async with AsyncConsumer(monitor.url, "a-1", **QUICK) as consumer:
            consumer.on_assigned(on_assigned)
            done = []
            async for batch in consumer.work():
                batch.progress(50)
                batch.complete()
                done.append(batch.batch_id)
                if len(done) == 3:
                    break
            await until(lambda: {b["status"] for b in monitor.batches("a-1")} == {"completed"})
            assert assigned[0].targets_added == frozenset(TARGETS)
        await until(lambda: monitor.state("a-1") is None)

    asyncio.run(main())


@pytest.mark.parametrize("fault", ["kill", "cut", "half_open"])
def test_comes_back_after_every_fault_and_loses_no_completion(monitor, line, fault):
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
                await asyncio.sleep(2.5)
                line.heal()
            done = {first.batch_id, second.batch_id}
            await until(lambda: consumer.connected and monitor.state("a-1") == "online", 30)
            await until(
                lambda: {b["batch_id"] for b in monitor.batches("a-1") if b["status"] == "completed"} == done, 30
            )

    asyncio.run(main())


def test_a_wrong_token_is_a_clear_end(tmp_path):
    monitor = Monitor(tmp_path / "data", "--token", "right")

    async def main():
        async with AsyncConsumer(monitor.url, "a-1", token="wrong", **QUICK) as consumer:
            with pytest.raises(Unauthorized):
                async for _ in consumer.work():
                    pass

    try:
        asyncio.run(main())
    finally:
        monitor.kill()


def test_a_closed_one_leaves_no_task_behind(monitor):
    async def main():
        before = len(asyncio.all_tasks())
        async with AsyncConsumer(monitor.url, "a-1", **QUICK) as consumer:
            assert await consumer.wait_registered(10)
        assert len(asyncio.all_tasks()) == before

    asyncio.run(main())
