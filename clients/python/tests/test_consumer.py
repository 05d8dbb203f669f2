"""The blocking consumer and a real monitor."""

import signal
import subprocess
import sys
import threading
import time

import pytest
from batchdeck import Consumer, Replaced, Unauthorized
from batchdeck._fetch import _unzipped
from conftest import Monitor, wait_for

#: Long enough for the monitor to compress them.
TARGETS = [f"t-{i:080}" for i in range(250)]
#: A dead line is noticed soon enough for a test.
QUICK = {"silence_timeout_s": 1.5, "ping_interval_s": 0.4}


def test_watches_its_batches_and_says_how_far_they_are(monitor, monkeypatch):
    """[CL-6] [CL-7] [CL-8]"""
    monitor.task(TARGETS)
    unzipped = []
    monkeypatch.setattr("batchdeck._fetch._unzipped", lambda body: unzipped.append(_unzipped(body)) or unzipped[-1])
    assigned = []
    consumer = Consumer(monitor.url, "c-1", labels={"zone": "eu"}, capacity=4, version="7")
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
        wait_for(lambda: monitor.statuses("c-1") == mine)
        wait_for(lambda: monitor.consumer("c-1").get("targets_in_error") == 1)
        shown = monitor.consumer("c-1")
        assert shown["labels"] == {"zone": "eu", "capacity": "4"}
        assert shown["version"] == "7"
        assert "progressed_at" in shown and shown["has_log"]
        assert sorted(t for b in consumer.batches for t in b.targets) == sorted(TARGETS)
        assert assigned[0].targets_added == frozenset(TARGETS) and unzipped
        stats = consumer.stats()
        assert (stats.connected, stats.completions, stats.batches["error"]) == (True, 1, 1)
    assert monitor.state("c-1") is None


def test_another_epoch_revokes_and_assigns_and_the_same_is_skipped(monitor):
    """[CL-6]"""
    monitor.task(TARGETS)
    revoked, assigned = [], []
    with Consumer(monitor.url, "c-1") as consumer:
        consumer.on_assigned(assigned.append)
        consumer.on_revoked(revoked.append)
        wait_for(lambda: len(consumer.batches) == 3 and monitor.is_settled(monitor.epoch))
        monitor.reload()
        wait_for(lambda: monitor.acks("c-1")[-1] == (monitor.epoch, "skipping"))
        before = {batch.batch_id: batch for batch in consumer.batches}
        with Consumer(monitor.url, "c-2") as other:
            wait_for(lambda: revoked)
            wait_for(lambda: sum(len(b.targets) for b in (*consumer.batches, *other.batches)) == 250)
            gone = [batch for batch in before.values() if batch.revoked]
            assert gone and set(revoked[0].revoked) <= set(gone)
            epoch = monitor.epoch
            wait_for(lambda: monitor.is_settled(epoch))
            assert (epoch, "reloading") in monitor.acks("c-1") and (epoch, "reloading") in monitor.acks("c-2")


@pytest.mark.parametrize("fault", ["kill", "freeze", "cut", "half_open"])
def test_comes_back_after_every_fault_and_loses_no_completion(monitor, line, fault):
    """[CL-2] [CL-3] [CL-5]"""
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
            wait_for(lambda: not consumer.connected)
            monitor.thaw()
        elif fault == "cut":
            line.cut()
            second.complete()
        else:
            line.half_open()
            second.complete()
            wait_for(lambda: not consumer.connected)
            line.heal()
        third.progress(10)
        done = {first.batch_id: "completed", second.batch_id: "completed", third.batch_id: "running"}
        wait_for(lambda: consumer.connected and monitor.state("c-1") == "online", 30)
        wait_for(lambda: monitor.statuses("c-1") == done)
        assert consumer.stats().reconnects > 0


def test_a_wrong_token_is_a_clear_end(tmp_path, caplog):
    """[CL-4] [CL-1]"""
    monitor = Monitor(tmp_path / "data", "--token", "right-one")
    try:
        with Consumer(monitor.url + "?token=wrong-one", "c-1") as consumer, pytest.raises(Unauthorized):
            next(consumer.work())
        with Consumer(monitor.url, "c-1", token="right-one") as consumer:
            assert consumer.wait_registered(10)
        assert "wrong-one" not in caplog.text and "right-one" not in caplog.text
    finally:
        monitor.kill()


def test_a_second_process_of_the_same_id_ends_the_first(monitor):
    """[CL-4]"""
    with Consumer(monitor.url, "c-1") as first:
        assert first.wait_registered(10)
        with Consumer(monitor.url, "c-1") as second:
            with pytest.raises(Replaced):
                for _ in first.work():
                    pass
            assert second.connected


def test_sigterm_ends_the_work_of_all_after_the_batch_at_hand_and_says_goodbye(monitor):
    """[CL-8] Of two consumers of one process."""
    monitor.task(TARGETS)
    program = f"""
import time
from batchdeck import Consumer
with Consumer({monitor.url!r}, 'c-1') as one, Consumer({monitor.url!r}, 'c-2') as two:
    for batch in one.work(every=0):
        print(batch.batch_id, flush=True)
        time.sleep(0.3)
        batch.complete('done')
    assert two.stopping and not list(two.work())
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


def test_heartbeats_go_out_whatever_the_program_does(monitor):
    """[CL-7] Also while it computes, and while a callback does not return."""
    monitor.task(TARGETS)
    never = threading.Event()
    with Consumer(monitor.url, "c-1", heartbeat_interval_s=0.1) as consumer:
        consumer.on_assigned(lambda _change: never.wait())
        next(consumer.work())
        before = consumer.stats().heartbeats
        busy = time.monotonic() + 1.5
        while time.monotonic() < busy:
            sum(range(10_000))
        assert consumer.stats().heartbeats >= before + 5
        monitor.reload()
        wait_for(lambda: monitor.acks("c-1")[-1] == (monitor.epoch, "skipping"))
        never.set()


def test_its_log_is_read_in_the_console(monitor):
    """[WS-29] [CL-9]"""
    monitor.task(TARGETS)
    with Consumer(monitor.url, "c-1") as consumer:
        batch = next(consumer.work())
        consumer.log("before anybody read", batch=batch)
        read = lambda: monitor.get("/api/consumers/c-1/log")
        wait_for(lambda: [line["text"] for line in read()["lines"]] == ["before anybody read"])
        consumer.log("while somebody reads", "error")
        last = wait_for(lambda: [line for line in read()["lines"] if line["level"] == "error"])[0]
        assert last["text"] == "while somebody reads" and read()["lines"][0]["batch_id"] == batch.batch_id


def test_many_start_and_stop_without_a_thread_left(monitor):
    before = threading.active_count()
    for i in range(5):
        with Consumer(monitor.url, f"c-{i}") as consumer:
            assert consumer.wait_registered(10)
    assert threading.active_count() == before
