import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from batchdeck import Consumer, Unauthorized, Replaced
from conftest import Monitor, wait_for

TARGETS = [f"t-{i}" for i in range(250)]
#: A dead line is noticed soon enough for a test.
QUICK = {"silence_timeout_s": 1.5, "ping_interval_s": 0.4}


def test_watches_its_batches_and_says_how_far_they_are(monitor):
    monitor.task(TARGETS)
    assigned = []
    consumer = Consumer(monitor.url, "c-1", labels={"zone": "eu"}, capacity=4, version="7", **QUICK)
    consumer.on_assigned(assigned.append)
    with consumer:
        work = consumer.work()
        batch = next(work)
        batch.progress(42)
        second = next(work)
        second.complete()
        third = next(work)
        third.error("no RPC endpoint")
        third.target_error(third.targets[0], "answers nothing")
        mine = {batch.batch_id: "running", second.batch_id: "completed", third.batch_id: "error"}
        wait_for(lambda: {b["batch_id"]: b["status"] for b in monitor.batches("c-1")} == mine)
        shown = monitor.consumer("c-1")
        assert shown["labels"] == {"zone": "eu", "capacity": "4"}
        assert shown["version"] == "7"
        assert sorted(t for b in consumer.batches for t in b.targets) == sorted(TARGETS)
        assert assigned[0].targets_added == frozenset(TARGETS)
    wait_for(lambda: monitor.state("c-1") is None)


def test_another_epoch_revokes_and_assigns(monitor):
    monitor.task(TARGETS)
    revoked, assigned = [], []
    with Consumer(monitor.url, "c-1", **QUICK) as consumer:
        consumer.on_assigned(assigned.append)
        consumer.on_revoked(revoked.append)
        wait_for(lambda: len(consumer.batches) == 3)
        before = {batch.batch_id: batch for batch in consumer.batches}
        with Consumer(monitor.url, "c-2", **QUICK) as other:
            wait_for(lambda: revoked)
            wait_for(lambda: sum(len(b.targets) for b in (*consumer.batches, *other.batches)) == 250)
            gone = [batch for batch in before.values() if batch.revoked]
            assert gone and set(revoked[0].revoked) <= set(gone)
            # What is not its own any more it does not speak of.
            gone[0].complete()
            epoch = monitor.get("/api/tasks/1")["epoch"]
            wait_for(lambda: monitor.rollout(epoch)["state"] == "settled")
            acks = [(e["consumer_id"], e["data"]["action"]) for e in monitor.events("reload_ack") if e["data"]["epoch"] == epoch]
            assert ("c-1", "reloading") in acks and ("c-2", "reloading") in acks


def test_the_same_again_is_skipped(monitor):
    monitor.task(TARGETS)
    with Consumer(monitor.url, "c-1", **QUICK) as consumer:
        wait_for(lambda: len(consumer.batches) == 3)
        wait_for(lambda: monitor.get("/api/tasks/1")["epoch"] == 2)
        wait_for(lambda: monitor.rollout(2)["state"] == "settled")
        monitor.call("POST", "/api/tasks/1/reload", {})
        wait_for(lambda: [e for e in monitor.events("reload_ack") if e["data"]["action"] == "skipping"])


@pytest.mark.parametrize("fault", ["kill", "freeze", "cut", "half_open"])
def test_comes_back_after_every_fault_and_loses_no_completion(monitor, line, fault):
    monitor.task(TARGETS)
    with Consumer(line.url, "c-1", **QUICK) as consumer:
        wait_for(lambda: len(consumer.batches) == 3)
        first, second, third = consumer.batches
        first.complete()
        if fault == "kill":
            monitor.kill()
            second.complete()
            monitor.start()
        elif fault == "freeze":
            monitor.freeze()
            second.complete()
            time.sleep(2.5)
            monitor.thaw()
        elif fault == "cut":
            line.cut()
            second.complete()
        else:
            line.half_open()
            second.complete()
            time.sleep(2.5)
            line.heal()
        third.progress(10)
        done = {first.batch_id: "completed", second.batch_id: "completed", third.batch_id: "running"}
        wait_for(lambda: consumer.connected and monitor.state("c-1") == "online", 30)
        wait_for(lambda: {b["batch_id"]: b["status"] for b in monitor.batches("c-1")} == done)


def test_a_wrong_token_is_a_clear_end(tmp_path):
    monitor = Monitor(tmp_path / "data", "--token", "right")
    try:
        with Consumer(monitor.url, "c-1", token="wrong", **QUICK) as consumer:
            with pytest.raises(Unauthorized):
                next(consumer.work())
    finally:
        monitor.kill()


def test_a_second_process_of_the_same_id_ends_the_first(monitor):
    monitor.task(TARGETS)
    with Consumer(monitor.url, "c-1", **QUICK) as first:
        wait_for(lambda: first.connected)
        with Consumer(monitor.url, "c-1", **QUICK) as second:
            with pytest.raises(Replaced):
                for _ in first.work():
                    pass
            assert second.connected


def test_sigterm_ends_the_work_after_the_batch_at_hand_and_says_goodbye(monitor):
    monitor.task(TARGETS)
    program = f"""
import time
from batchdeck import Consumer
with Consumer({monitor.url!r}, 'c-1') as consumer:
    for batch in consumer.work(every=0):
        print('at', batch.batch_id, flush=True)
        time.sleep(0.5)
        batch.complete('done')
print('bye', flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    at = int(process.stdout.readline().split()[1])
    process.send_signal(signal.SIGTERM)
    rest = process.stdout.read()
    assert process.wait(10) == 0
    assert rest.split() == ["bye"]
    assert any(e["batch_id"] == at and e["data"]["status"] == "completed" for e in monitor.events("batch_status"))
    assert monitor.consumer("c-1") is None


def test_heartbeats_go_out_whatever_the_program_does(monitor):
    monitor.task(TARGETS)
    with Consumer(monitor.url, "c-1", heartbeat_interval_s=0.2, **QUICK) as consumer:
        next(consumer.work())
        seen = monitor.consumer("c-1")["last_seen_at"]
        busy = time.monotonic() + 6
        while time.monotonic() < busy:
            sum(range(10_000))
        assert monitor.consumer("c-1")["last_seen_at"] > seen


def test_a_callback_that_fails_ends_nothing(monitor):
    monitor.task(TARGETS)
    told = []
    with Consumer(monitor.url, "c-1", **QUICK) as consumer:

        @consumer.on_assigned
        def failing(_assignment):
            raise RuntimeError("mine")

        consumer.on_assigned(told.append)
        wait_for(lambda: told)
        monitor.put([*TARGETS, "t-new"])
        wait_for(lambda: len(told) > 1)


def test_many_start_and_stop_without_a_thread_left(monitor):
    monitor.task(TARGETS)
    before = threading.active_count()
    for i in range(5):
        with Consumer(monitor.url, f"c-{i}", **QUICK) as consumer:
            assert consumer.wait_registered(10)
    assert threading.active_count() == before
    assert os.getpid()
