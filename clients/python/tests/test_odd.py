"""Programs that say odd things, and what may answer in place of a monitor."""

import asyncio
import socket
import threading
from collections import deque
from decimal import Decimal

import pytest
from batchdeck import AsyncConsumer, Consumer
from batchdeck._rounds import Rounds
from batchdeck.batch import Assignment, Batch
from batchdeck.testing import FakeMonitor
from conftest import wait_for
from monitor_websocket import MonitorWebSocketClient


@pytest.fixture
def fake():
    with FakeMonitor() as monitor:
        yield monitor


class Number:
    """Of another library."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value

    __int__ = __index__


class Impostor:
    """A port where something else answers, the same to everybody."""

    def __init__(self, answer):
        self.requests = []
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                try:
                    request = connection.recv(65536)
                    self.requests.append(request)
                    connection.sendall(self._answer)
                except OSError:
                    pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A thread that accepts keeps the port open otherwise.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def test_whatever_a_program_says_goes_out_and_ends_nothing(fake):
    """[CL-4] [CL-7]"""
    said = {"a": Decimal("1.5"), "b": Number(7), "c": float("nan"), "d": True, "e": {"x"}, "f": 2**70, "g": None}
    fake.assign("c-1", {1: list(said), 2: ["z"]})
    with Consumer(fake.url, "c-1", version=1.4) as consumer:
        fake.want_log("c-1")
        batch = next(consumer.work())
        for target, value in said.items():
            batch.target_done(target, value)
        consumer.log("a line", batch=object())
        batch.target_error("z" if "z" in batch.targets else "g", ValueError("no answer"))
        batch.progress(Decimal("41"), None)
        fake.wait_for(lambda m: any("targets" in beat for beat in m.sent("c-1", "heartbeat")))
        batch.progress(float("nan"))
        assert batch.percent == 41
        batch.error(KeyError())
        fake.wait_for(lambda m: m.sent("c-1", "batch_status")[-1:] and m.sent("c-1", "batch_status")[-1]["status"] == "error")
        batch.complete({"done": 3})
        fake.wait_for(lambda m: m.completed("c-1") == {1})
    reports = {report["target"]: report for beat in fake.sent("c-1", "heartbeat") for report in beat.get("targets", [])}
    assert {target: report.get("value") for target, report in reports.items()} == {
        "a": 1.5, "b": 7, "c": None, "d": "True", "e": "{'x'}", "f": 2**70, "g": None
    }  # fmt: skip
    assert reports["g"]["message"] == "no answer"
    error, done = fake.sent("c-1", "batch_status")[-2:]
    assert (error["message"], error["progress"], done["message"]) == ("KeyError", 41, "{'done': 3}")
    assert fake.sent("c-1", "register")[0]["version"] == "1.4" and fake.sent("c-1", "log")


def test_whatever_a_script_writes_heartbeats_go_on(fake):
    """[CL-4] [CL-7]"""
    fake.assign("c-1", {})
    client = MonitorWebSocketClient(fake.url, "c-1")
    assert client.connect()
    client.batch_states.update({1: {"status": ["x"]}, "2": {"status": "running", "progress": 10**400}, 3: None})
    client.update_batch_status(Number(4), "running", ValueError("odd"))
    client.batch_states[5] = {"status": "running", "progress": Decimal("12")}
    client.send_heartbeat()
    fake.wait_for(lambda m: any(beat["batches"] for beat in m.sent("c-1", "heartbeat")))
    client.batch_states = None
    client._session.beat()
    before = len(fake.sent("c-1", "heartbeat"))
    fake.wait_for(lambda m: len(m.sent("c-1", "heartbeat")) > before)
    client.close()
    status = fake.sent("c-1", "batch_status")[0]
    assert (status["batch_id"], status["message"]) == (4, "odd")
    full = next(beat for beat in fake.sent("c-1", "heartbeat") if beat["batches"])
    assert [(one["batch_id"], one["progress"]) for one in full["batches"]] == [(4, 0), (5, 12)]
    assert fake.sent("c-1", "leave")


def test_one_call_answers_all_reloads_that_came_while_another_was_under_way(fake):
    """[CL-6] [CL-10]"""
    calls, go_on = [], threading.Event()

    def reload(task_id, epoch):
        calls.append((task_id, epoch))
        return go_on.wait(10) and len(calls) > 1

    client = MonitorWebSocketClient(fake.url, "c-1").on_batch_reload(reload)
    assert client.connect()
    fake.wait_for(lambda m: m.sent("c-1", "register"))
    for _ in range(4):
        fake.assign("c-1", {})
        wait_for(lambda: calls)
    fake.send("c-1", {"type": "batch_reload", "task_id": 2, "epoch": 9, "message": ""})
    wait_for(lambda: client._to_reload.get(2))
    go_on.set()
    fake.wait_for(lambda m: len(m.sent("c-1", "batch_reload_ack")) == 5)
    client.close()
    assert calls == [(1, 1), (1, 4), (2, 9)]
    acks = [(ack["task_id"], ack["epoch"], ack["action"]) for ack in fake.sent("c-1", "batch_reload_ack")]
    assert acks == [(1, 1, "skipping"), *((1, epoch, "reloading") for epoch in (2, 3, 4)), (2, 9, "reloading")]


@pytest.mark.parametrize("code", [1001, 1012, 1013, 4429, 4999])
def test_hears_why_the_monitor_closes(fake, code, caplog):
    """[CL-2]"""
    caplog.set_level("INFO")
    with Consumer(fake.url, "c-1") as consumer:
        assert consumer.wait_registered(10)
        fake.close("c-1", code, "because")
        wait_for(lambda: f"closed by the monitor ({code} because)" in caplog.text)


def test_what_was_reported_goes_out_first_also_without_a_goodbye(fake):
    """[CL-5] [CL-8]"""
    fake.assign("c-1", {1: ["a"]})
    fake.assign("a-1", {2: ["a"]})
    consumer = Consumer(fake.url, "c-1").start()
    next(consumer.work()).complete()
    consumer.close(leave=False)

    async def main():
        twin = AsyncConsumer(fake.url, "a-1")
        async for batch in twin.work():
            fake.cut("a-1")
            batch.complete()
            break
        await twin.close(leave=False)

    asyncio.run(main())
    assert fake.completed("c-1") == {1} and fake.completed("a-1") == {2}
    assert not fake.sent("c-1", "leave") and not fake.sent("a-1", "leave")


def test_a_token_from_a_file_has_no_line_break_and_none_is_no_id(fake):
    """[CL-1]"""
    fake.token = "secret"
    fake.assign("c-1", {1: ["a"]})
    with Consumer(fake.url, "c-1", token="secret\n") as consumer:
        assert next(consumer.work()).targets == ("a",)
    assert Consumer(fake.url, "c-1", token=" ").options.token is None
    for missing in (None, "", 7):
        with pytest.raises(ValueError, match="has an id"):
            Consumer(fake.url, missing)


ANSWERS = {
    "SSH": b"SSH-2.0-OpenSSH_9.2p1\r\n",
    "a mail server": b"220 mail ESMTP\r\n",
    "a word": b"HELLO\r\n\r\n",
    "nothing": b"",
    "bytes": bytes(range(128, 256)) + b"\r\n\r\n",
    "a page": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "a header that is none": b"HTTP/1.1 101 Switching Protocols\r\nfoo\r\n\r\n",
    "another upgrade": b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "a redirect to nowhere": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    "a page in pieces that ends": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{",
    "depth": b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"[" * 100_000,
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_what_answers_in_place_of_a_monitor_is_outlasted(answer, fake, caplog):
    """[CL-2] [CL-4] It is asked again, by either kind of consumer, for a connection and for batches."""

    async def asks(impostor):
        async with AsyncConsumer(f"ws://127.0.0.1:{impostor.port}", "a-1"):
            while len(impostor.requests) < 2:
                await asyncio.sleep(0.01)

    with Impostor(answer) as impostor:
        with Consumer(f"ws://127.0.0.1:{impostor.port}", "c-1") as consumer:
            wait_for(lambda: len(impostor.requests) >= 2)
            consumer.close(leave=False)
    with Impostor(answer) as impostor:
        asyncio.run(asyncio.wait_for(asks(impostor), 15))
        assert f"no connection to ws://127.0.0.1:{impostor.port}: " in caplog.text
    fake.assign("c-1", {1: ["a"]})
    with Impostor(answer) as impostor, Consumer(fake.url, "c-1", http_url=f"http://127.0.0.1:{impostor.port}"):
        wait_for(lambda: len(impostor.requests) >= 2)


def test_no_connection_follows_a_redirect(fake):
    """[CL-1]"""
    answer = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {fake.url}\r\nContent-Length: 0\r\n\r\n"

    async def asks(impostor):
        async with AsyncConsumer(f"ws://127.0.0.1:{impostor.port}", "a-1", token="secret"):
            while len(impostor.requests) < 3:
                await asyncio.sleep(0.01)

    with Impostor(answer.encode()) as impostor:
        with Consumer(f"ws://127.0.0.1:{impostor.port}", "c-1", token="secret") as consumer:
            wait_for(lambda: len(impostor.requests) >= 2)
            consumer.close(leave=False)
        asyncio.run(asyncio.wait_for(asks(impostor), 15))
    assert not fake.frames


def test_batches_that_went_do_not_heap_up_while_a_program_is_busy():
    rounds = Rounds()
    before = ()
    for number in range(1000):
        batch = Batch(None, 1, number, ("a",))
        for one in before:
            one._revoke()
        rounds.change(Assignment(1, number, (batch,), before, (), frozenset(), frozenset()))
        before = (batch,)
    assert isinstance(rounds._next, deque) and len(rounds._next) == 1
    assert rounds.poll(None) is batch
