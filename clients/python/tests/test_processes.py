"""What signals do, and what becomes of a consumer in a process that was forked."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest
from batchdeck import AsyncConsumer, Consumer
from batchdeck.testing import FakeMonitor

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")


@pytest.fixture
def fake():
    with FakeMonitor() as monitor:
        monitor.assign("c-1", {1: ["a"], 2: ["b"]})
        yield monitor


def in_child(what):
    """What it says in a process that is forked here."""
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writes, repr(what()).encode())
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read().decode()
    assert os.waitpid(pid, 0)[1] == 0
    return said


def test_a_fork_says_nothing_in_the_name_of_its_parent(fake):
    """[CL-11]"""
    with Consumer(fake.url, "c-1") as consumer:
        batch = next(consumer.work())
        fake.wait_for(lambda m: m.sent("c-1", "heartbeat"))

        def child():
            batch.complete()
            batch.target_done("a")
            consumer.log("x")
            consumer.close()
            try:
                return consumer.connected, next(consumer.work())
            except Exception as error:
                return consumer.connected, type(error).__name__

        assert in_child(child) == "(False, 'Closed')"
        batch.progress(50)
        fake.wait_for(lambda m: m.sent("c-1", "batch_status"))
        assert [frame["status"] for frame in fake.sent("c-1", "batch_status")] == ["running"]
        assert consumer.connected and not fake.sent("c-1", "leave")
        assert len(fake.sent("c-1", "register")) == 1


def test_a_fork_does_not_keep_the_connection_of_a_parent_that_is_killed(fake):
    """[CL-11]"""
    program = f"""
import os, time
from batchdeck import Consumer
with Consumer({fake.url!r}, 'c-1') as consumer:
    assert consumer.wait_registered(10)
    child = os.fork()
    if child == 0:
        time.sleep(30)
        os._exit(0)
    print(child, flush=True)
    time.sleep(30)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    try:
        fake.wait_for(lambda m: m.consumers == {"c-1"})
        parent.kill()
        fake.wait_for(lambda m: not m.consumers, 5)
    finally:
        os.kill(child, signal.SIGKILL)
        parent.wait()


def test_workers_of_a_pool_are_ended_by_signals_as_ever(fake):
    """[CL-11]"""
    with Consumer(fake.url, "c-1") as consumer:
        assert consumer.wait_registered(10)
        workers = [multiprocessing.get_context("fork").Process(target=time.sleep, args=(30,)) for _ in range(10)]
        for worker in workers:
            worker.start()
            # At once: also a signal that comes while it is being forked is not lost.
            worker.terminate()
        for worker in workers:
            worker.join(10)
        assert [worker.exitcode for worker in workers] == [-signal.SIGTERM] * 10


def test_signals_do_afterwards_what_they_did_before(fake):
    """[CL-8]"""
    mine = lambda *_: None
    before = {number: signal.signal(number, mine) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with Consumer(fake.url, "c-1") as one, Consumer(fake.url, "c-2") as two:
            os.kill(os.getpid(), signal.SIGTERM)
            assert one.stopping and two.stopping
            with pytest.raises(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGTERM) is mine
        with Consumer(fake.url, "c-1", signals=False):
            assert signal.getsignal(signal.SIGTERM) is mine
        signal.signal(signal.SIGINT, signal.SIG_IGN)

        async def main():
            async with AsyncConsumer(fake.url, "a-1") as consumer:
                os.kill(os.getpid(), signal.SIGINT)
                await asyncio.sleep(0.05)
                assert not consumer.stopping
                os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.sleep(0.05)
                assert consumer.stopping

        asyncio.run(main())
        assert signal.getsignal(signal.SIGTERM) is mine
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_nobody_waits_for_a_program_that_just_ends(fake):
    """Without a goodbye, as after a crash."""
    program = f"""
from batchdeck import Consumer
consumer = Consumer({fake.url!r}, 'c-1').start()
assert consumer.wait_registered(10)
"""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", program], check=True, timeout=20)
    assert time.monotonic() - began < 10
    fake.wait_for(lambda m: not m.consumers)
    assert not fake.sent("c-1", "leave")
