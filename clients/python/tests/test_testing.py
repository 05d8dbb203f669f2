"""The fake monitor, and with it what needs no real one."""

import asyncio
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import prometheus_client as prometheus
import pytest
from batchdeck import AsyncConsumer, Closed, Consumer, Unauthorized
from batchdeck._fetch import Fetcher
from batchdeck.metrics import ConsumerCollector
from batchdeck.testing import FakeMonitor
from conftest import wait_for

#: A dead line is noticed soon enough for a test.
QUICK = {"silence_timeout_s": 1.0, "ping_interval_s": 0.3}


@pytest.fixture
def fake():
    with FakeMonitor() as monitor:
        yield monitor


def test_a_program_is_tested_without_a_monitor(fake):
    fake.assign("c-1", {1: ["0xa", "0xb"], 2: ["0xc"]})
    with Consumer(fake.url, "c-1") as consumer:
        for batch in consumer.work():
            batch.complete()
            if batch.batch_id == 2:
                break
    assert fake.completed("c-1") == {1, 2}
    assert fake.sent("c-1", "leave")


def test_works_for_asyncio(fake):
    fake.assign("a-1", {7: ["x"]})

    async def main():
        async with AsyncConsumer(fake.url, "a-1") as consumer:
            async for batch in consumer.work():
                batch.complete()
                break

    asyncio.run(main())
    assert fake.completed("a-1") == {7} and fake.sent("a-1", "leave")


def test_a_token_is_asked_for():
    with FakeMonitor(token="right") as fake:
        with Consumer(fake.url, "c-1", token="wrong") as consumer, pytest.raises(Unauthorized):
            next(consumer.work())

        async def main():
            async with AsyncConsumer(fake.url, "a-1", token="wrong") as consumer:
                with pytest.raises(Unauthorized):
                    async for _ in consumer.work():
                        pass

        asyncio.run(main())
        fake.assign("c-2", {1: ["a"]})
        with Consumer(fake.url, "c-2", token="right") as consumer:
            assert next(consumer.work()).targets == ("a",)


def test_reloads_are_answered_and_batches_asked_for_again_only_where_they_may_be_others(fake):
    """[CL-6]"""
    actions = lambda: [ack["action"] for ack in fake.sent("c-1", "batch_reload_ack")]
    with Consumer(fake.url, "c-1") as consumer:
        assert consumer.wait_registered(5)
        fake.assign("c-1", {1: ["a"]})
        fake.wait_for(lambda _: actions() == ["reloading"])
        fake.reload("c-1")
        fake.wait_for(lambda _: actions() == ["reloading", "skipping"])
        # A new epoch that changes nothing here is known by its number all the same.
        fake.epoch += 1
        fake.reload("c-1")
        fake.wait_for(lambda m: m.sent("c-1", "heartbeat")[-1].get("epochs") == [{"task_id": 1, "epoch": 2}])
        # What is known is not fetched again: an answer that is none does no harm.
        fake.answers = (500, "text/plain", b"")
        fake.cut("c-1")
        fake.wait_for(lambda m: len(m.sent("c-1", "register")) == 2 and "c-1" in m.consumers)
        assert fake.sent("c-1", "register")[-1]["epochs"] == [{"task_id": 1, "epoch": 2}]
        assert len(consumer.batches) == 1
        fake.answers = None
        batch = consumer.batches[0]
        fake.assign("c-1", {})
        assert batch.wait_revoked(5)


@pytest.mark.parametrize("fault", ["cut", "half_open", "freeze", "kill", "close 1012", "close 1009"])
def test_every_fault_is_survived(fake, fault):
    """[CL-2] [CL-3] [CL-5]"""
    fake.assign("c-1", {1: ["a"], 2: ["b"]})
    with Consumer(fake.url, "c-1", **QUICK) as consumer:
        first = next(consumer.work())
        if fault.startswith("close"):
            fake.close("c-1", int(fault.split()[1]), "why not")
        elif fault in ("cut", "half_open"):
            getattr(fake, fault)("c-1")
        else:
            getattr(fake, fault)()
        first.complete()
        if fault in ("freeze", "kill"):
            wait_for(lambda: not consumer.connected)
            fake.thaw() if fault == "freeze" else fake.start()
        fake.wait_for(lambda m: len(m.sent("c-1", "register")) == 2 and m.completed("c-1") == {1}, 20)


NONSENSE = [
    (200, "text/html", b"<html>Sign in</html>"),
    (200, "application/json", b'{"epoch":"x","batches":[{"batch_id":1,"targets":"abc"}]}'),
    (200, "application/json", b"[]"),
    (401, "text/plain", b"No."),
    (302, "text/plain", b""),
    (503, "text/html", b"<html>" + b"x" * 100_000),
]


@pytest.mark.parametrize("answer", NONSENSE, ids=lambda answer: f"{answer[0]} {answer[2][:12]}")
def test_a_proxy_that_answers_nonsense_over_http_is_outlasted(fake, answer, caplog):
    """[CL-4] [CL-6]"""
    fake.answers = answer
    fake.assign("c-1", {1: ["a"]})
    with Consumer(fake.url, "c-1", token="secret") as consumer:
        wait_for(lambda: "could not be fetched" in caplog.text)
        assert consumer.connected and not consumer.batches
        fake.answers = None
        assert next(consumer.work()).targets == ("a",)
    assert "secret" not in caplog.text and all(len(record.getMessage()) < 500 for record in caplog.records)


def test_nonsense_on_the_socket_is_passed_over(fake):
    """[CL-10]"""
    fake.assign("c-1", {1: ["a"]})
    with Consumer(fake.url, "c-1") as consumer:
        batch = next(consumer.work())
        for text in ("", "{", "[1]", '{"type":"batch_reload","task_id":"x"}', '{"type":"from the future","data":{}}', "\ud83d".encode("utf-8", "replace").decode()):
            fake.send("c-1", text)
        fake.send("c-1", {"type": "log_wanted", "wanted": "?"})
        batch.complete()
        fake.wait_for(lambda m: m.completed("c-1"))
        assert len(fake.sent("c-1", "register")) == 1


def test_callbacks_that_fail_end_nothing_and_may_close(fake, caplog):
    """[CL-10]"""
    told = []
    fake.assign("c-1", {1: ["a"]})
    consumer = Consumer(fake.url, "c-1")

    @consumer.on_assigned
    def failing(_change):
        raise RuntimeError("mine")

    @consumer.on_assigned
    def closing(change):
        told.append(change)
        if len(told) == 2:
            consumer.close()

    with consumer:
        wait_for(lambda: told)
        fake.assign("c-1", {1: ["b"]})
        fake.wait_for(lambda m: m.sent("c-1", "leave"))
        assert consumer.stopping
        with pytest.raises(Closed):
            consumer.start()
    assert "mine" in caplog.text


def test_a_program_that_leaves_its_loop_goes_on_where_it_was(fake):
    fake.assign("c-1", {1: ["a"], 2: ["b"], 3: ["c"]})
    with Consumer(fake.url, "c-1") as consumer:
        for first in consumer.work():
            break
        work = consumer.work()
        assert [first.batch_id, next(work).batch_id, next(work).batch_id] == [1, 2, 3]
        work.close()


def test_counts_for_prometheus(fake):
    registry = prometheus.CollectorRegistry()
    collector = ConsumerCollector()
    registry.register(collector)
    fake.assign("c-1", {1: ["a"], 2: ["b"]})
    with Consumer(fake.url, "c-1") as one, Consumer(fake.url, "c-2") as two:
        collector.add(one)
        collector.add(two)
        next(one.work()).complete()
        value = lambda name, **labels: registry.get_sample_value(
            f"batchdeck_client_{name}", {"consumer_id": "c-1", **labels}
        )
        assert two.wait_registered(5)
        wait_for(lambda: value("outbox_frames") == 0 and value("heartbeats_total") > 0)
        assert value("connected") == 1 and value("reconnects_total") == 0 and value("acks_total") == 0
        assert value("batches", status="completed") == 1 and value("batches", status="pending") == 1
        assert value("completions_total") == 1 and value("progressed_seconds") < 60
        assert registry.get_sample_value("batchdeck_client_progressed_seconds", {"consumer_id": "c-2"}) is None
        assert b"# TYPE batchdeck_client_connected gauge" in prometheus.generate_latest(registry)


def test_the_log_of_its_own_connection_is_left_out(fake):
    """[CL-9]"""
    fake.want_log("c-1")
    with Consumer(fake.url, "c-1") as consumer:
        handler = consumer.log_handler()
        root = logging.getLogger()
        root.addHandler(handler)
        try:
            logging.getLogger("batchdeck").warning("of the client")
            logging.getLogger("websockets.client").warning("of the connection")
            logging.getLogger("mine").warning("of the program", extra={"batch_id": 7})
            try:
                raise RuntimeError("it broke")
            except RuntimeError:
                logging.getLogger("mine").exception("and why")
            fake.wait_for(lambda m: len(m.logs("c-1")) == 2)
        finally:
            root.removeHandler(handler)
    program, why = fake.sent("c-1", "log")
    assert (program["text"], program["level"], program["batch_id"]) == ("of the program", "warning", 7)
    assert why["text"].startswith("and why\nTraceback") and "RuntimeError: it broke" in why["text"]


def test_a_goodbye_waits_for_a_connection_to_say_what_must_not_be_lost(fake):
    """[CL-5] [CL-8]"""
    fake.assign("c-1", {1: ["a"]})
    fake.assign("a-1", {2: ["a"]})
    with Consumer(fake.url, "c-1") as consumer:
        batch = next(consumer.work())
        fake.cut("c-1")
        batch.complete()

    async def main():
        async with AsyncConsumer(fake.url, "a-1") as consumer:
            async for batch in consumer.work():
                fake.cut("a-1")
                batch.complete()
                break

    asyncio.run(main())
    assert fake.completed("c-1") == {1} and fake.completed("a-1") == {2}
    assert fake.sent("c-1", "leave") and fake.sent("a-1", "leave")


def test_a_token_does_not_follow_a_redirect(fake):
    """[CL-1]"""
    seen = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            if len(seen) == 1:
                self.send_response(302)
                self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/there")
            else:
                self.send_response(404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with pytest.raises(OSError, match="302"):
            Fetcher(f"http://127.0.0.1:{server.server_address[1]}", "c-1", "secret").load(1)
        server.shutdown()
    assert len(seen) == 1
