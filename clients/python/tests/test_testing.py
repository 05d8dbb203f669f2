import asyncio

import pytest
from batchdeck import AsyncConsumer, Consumer, Unauthorized
from batchdeck.testing import FakeMonitor

QUICK = {"silence_timeout_s": 1.5, "ping_interval_s": 0.4}


def test_a_program_is_tested_without_a_monitor():
    with FakeMonitor() as monitor:
        monitor.assign("c-1", {1: ["0xa", "0xb"], 2: ["0xc"]})
        with Consumer(monitor.url, "c-1", **QUICK) as consumer:
            for batch in consumer.work():
                batch.complete()
                if batch.batch_id == 2:
                    break
        assert monitor.completed("c-1") == {1, 2}
        assert monitor.sent("c-1", "leave")


def test_reloads_and_drops_and_closes():
    with FakeMonitor() as monitor, Consumer(monitor.url, "c-1", **QUICK) as consumer:
        monitor.wait_for(lambda m: "c-1" in m.consumers)
        monitor.assign("c-1", {1: ["a"]})
        monitor.wait_for(lambda m: [a["action"] for a in m.sent("c-1", "batch_reload_ack")] == ["reloading"])
        monitor.reload("c-1")
        monitor.wait_for(lambda m: [a["action"] for a in m.sent("c-1", "batch_reload_ack")] == ["reloading", "skipping"])
        for end in (lambda: monitor.drop("c-1"), lambda: monitor.close("c-1", 1012)):
            known = len(monitor.sent("c-1", "register"))
            end()
            monitor.wait_for(lambda m: len(m.sent("c-1", "register")) > known)
        assert len(consumer.batches) == 1


def test_a_token_is_asked_for():
    with FakeMonitor(token="right") as monitor:
        with Consumer(monitor.url, "c-1", token="wrong", **QUICK) as consumer, pytest.raises(Unauthorized):
            next(consumer.work())
        with Consumer(monitor.url, "c-2", token="right", **QUICK) as consumer:
            assert consumer.wait_registered(5)


def test_works_for_asyncio():
    async def main():
        with FakeMonitor() as monitor:
            monitor.assign("a-1", {7: ["x"]})
            async with AsyncConsumer(monitor.url, "a-1", **QUICK) as consumer:
                async for batch in consumer.work():
                    batch.complete()
                    break
            assert monitor.completed("a-1") == {7}

    asyncio.run(main())
