"""The names and meanings that deployed scripts rely on."""

import inspect
import json
import logging
import socket
import threading
import time

import monitor_websocket
import pytest
import websocket
from batchdeck.testing import FakeMonitor
from conftest import wait_for
from monitor_websocket import MonitorWebSocketClient

TARGETS = [f"t-{i}" for i in range(150)]


@pytest.fixture
def fake():
    with FakeMonitor() as monitor:
        yield monitor


@pytest.fixture
def client(fake):
    """Not connected yet."""
    made = MonitorWebSocketClient(fake.url, "w-1")
    yield made
    made.close()


def actions(fake):
    return [ack["action"] for ack in fake.sent("w-1", "batch_reload_ack")]


def up(client):
    assert client.connect() is True
    wait_for(lambda: client.registered)
    return client


def test_has_the_names_and_defaults_that_scripts_use(client, fake):
    parameters = inspect.signature(MonitorWebSocketClient).parameters
    assert list(parameters) == ["url", "consumer_id"]
    assert MonitorWebSocketClient(url="ws://h/websocket/monitor", consumer_id="w").url == "ws://h/websocket/monitor"
    assert (client.url, client.consumer_id, client.ws) == (fake.url, "w-1", None)
    assert client.connected is False and client.registered is False
    assert isinstance(client.stop_event, threading.Event) and not client.stop_event.is_set()
    assert client.heartbeat_thread is None
    assert client.callbacks == {"on_connected": None, "on_batch_reload": None, "on_error": None}
    assert client.batch_states == {}
    assert list(inspect.signature(client.update_batch_status).parameters)[:3] == ["batch_id", "status", "message"]


def test_callbacks_are_chained_and_found_in_the_dictionary(client):
    one, two, three = (lambda *_: None for _ in range(3))
    assert client.on_connected(one).on_batch_reload(two).on_error(three) is client
    assert client.callbacks == {"on_connected": one, "on_batch_reload": two, "on_error": three}


def test_connects_registers_by_itself_and_beats_at_once(client, fake):
    connected = []
    client.on_connected(lambda: connected.append(client.connected))
    assert client.connect() is True and connected == [True]
    up(client)
    beat = fake.wait_for(lambda m: m.sent("w-1", "heartbeat"), 2)[0]
    assert beat["batches"] == [] and isinstance(beat["timestamp"], int) and "epochs" not in beat
    assert connected == [True]
    assert client.heartbeat_thread.is_alive()
    assert "features" not in fake.sent("w-1", "register")[0]
    assert fake.sent("w-1", "register")[0]["heartbeat_interval"] == 30
    client.close()
    assert client.stop_event.is_set() and not client.connected and not client.registered
    assert not client.heartbeat_thread.is_alive()
    assert fake.sent("w-1", "leave")
    client.close()
    up(client)
    assert connected == [True, True] and not client.stop_event.is_set()


def test_says_no_within_five_seconds_and_comes_in_when_the_monitor_does(fake, monkeypatch):
    monkeypatch.setattr("batchdeck._backoff.CAP_S", 0.5)
    fake.kill()
    errors = []
    client = MonitorWebSocketClient(fake.url, "w-1").on_error(errors.append)
    began = time.monotonic()
    assert client.connect() is False
    assert 4 < time.monotonic() - began < 6
    assert "error" in errors[0] and isinstance(errors[0]["error"], str)
    fake.start()
    wait_for(lambda: client.registered, 30)
    client.close()


def test_an_address_where_nothing_answers_blocks_no_longer(monkeypatch):
    monkeypatch.setattr(monitor_websocket, "CONNECT_WAIT_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = MonitorWebSocketClient(f"ws://127.0.0.1:{silent.getsockname()[1]}/websocket/monitor", "w-1")
        assert client.connect() is False
        client.stop_event.set()


def test_answers_a_reload_by_what_its_callback_says(client, fake):
    asked = []
    answers = iter([True, False, 1, None])

    def reload(task_id, epoch):
        asked.append((task_id, epoch))
        return next(answers)

    up(client.on_batch_reload(reload))
    for i, action in enumerate(["reloading", "skipping", "reloading", "skipping"], 1):
        fake.assign("w-1", {i: ["a"]})
        fake.wait_for(lambda _: len(actions(fake)) == i)
        assert actions(fake)[-1] == action and asked[-1] == (1, i)
    client.callbacks["on_batch_reload"] = None
    fake.reload("w-1")
    fake.wait_for(lambda _: actions(fake)[4:] == ["skipping"])


def test_update_sends_at_once_with_a_progress_and_a_message(client, fake):
    up(client)
    client.update_batch_status(1, "completed")
    client.update_batch_status(2, "running", "under way")
    client.update_batch_status(3, "error", message="no RPC")
    client.update_batch_status(4, "running", progress=30)
    assert client.batch_states == {
        1: {"status": "completed", "progress": 100},
        2: {"status": "running", "progress": 0},
        3: {"status": "error", "progress": 0},
        4: {"status": "running", "progress": 30},
    }
    fake.wait_for(lambda m: len(m.sent("w-1", "batch_status")) == 4, 2)
    said = {f["batch_id"]: (f["status"], f["progress"], f["message"]) for f in fake.sent("w-1", "batch_status")}
    assert said[1][:2] == ("completed", 100) and said[1][2]
    assert said[2] == ("running", 0, "under way") and said[3] == ("error", 0, "no RPC") and said[4][1] == 30


def test_every_heartbeat_reads_what_scripts_wrote(client, fake):
    up(client)
    client.batch_states[7] = {"status": "running", "progress": 37.5}
    client.batch_states["8"] = {}
    client.batch_states["nonsense"] = {"status": "?"}
    client.batch_states[9] = {"status": "running", "progress": "?"}
    client.batch_states[10] = None
    client.send_heartbeat()
    beat = fake.wait_for(lambda m: [b for b in m.sent("w-1", "heartbeat") if b["batches"]], 2)[-1]
    assert beat["batches"] == [
        {"batch_id": 7, "status": "running", "progress": 37.5},
        {"batch_id": 8, "status": "running", "progress": 0},
    ]
    assert "progressed_ago" not in beat
    client.batch_states = {1: {"status": "completed", "progress": 100}}
    client.alive()
    client.send_heartbeat()
    beat = fake.wait_for(lambda m: [b for b in m.sent("w-1", "heartbeat") if len(b["batches"]) == 1], 2)[-1]
    assert beat["progressed_ago"] < 5


def test_without_a_connection_it_only_warns_and_a_completion_is_not_lost(client, fake, caplog):
    up(client)
    fake.kill()
    wait_for(lambda: not client.connected)
    with caplog.at_level(logging.WARNING, "monitor_websocket"):
        for act in (lambda: client.send({"type": "ping"}), client.send_heartbeat):
            known = len(caplog.records)
            assert act() is None
            assert len(caplog.records) > known
        client.send({"type": "ping", "what": object()})
    client.update_batch_status(1, "completed")
    client.update_batch_status(1, "running")
    client.batch_states.clear()
    fake.start()
    fake.wait_for(lambda m: m.completed("w-1") == {1}, 20)


def test_a_connection_that_is_lost_or_half_open_is_made_again(client, fake, monkeypatch):
    monkeypatch.setattr(monitor_websocket, "SILENCE_TIMEOUT_S", 0.5)
    up(client)
    for fault in (fake.cut, fake.half_open):
        known = len(fake.sent("w-1", "register"))
        fault("w-1")
        fake.wait_for(lambda m: len(m.sent("w-1", "register")) > known, 20)
        wait_for(lambda: client.registered)


def test_who_is_replaced_does_not_fight(client, fake):
    up(client)
    with_same_id = MonitorWebSocketClient(fake.url, "w-1")
    up(with_same_id)
    wait_for(lambda: not client._link.reader.is_alive())
    assert not client.connected
    assert with_same_id.registered
    with_same_id.close()


def test_callbacks_that_fail_are_logged_and_end_nothing(client, fake, caplog):
    def failing(*_):
        raise RuntimeError("mine")

    up(client.on_connected(failing).on_batch_reload(failing).on_error(failing))
    fake.error("w-1", "INVALID_MESSAGE", "no")
    fake.assign("w-1", {1: ["a"]})
    fake.wait_for(lambda _: actions(fake) == ["skipping"])
    assert client.registered and caplog.text.count("mine") >= 3


def test_the_monitors_errors_come_as_they_are(client, fake):
    errors = []
    up(client.on_error(errors.append))
    fake.error("w-1", "RATE_LIMITED", "too fast")
    wait_for(lambda: errors == [{"type": "error", "code": "RATE_LIMITED", "message": "too fast"}])


def test_ws_is_what_scripts_know(client, fake):
    up(client)
    assert client.ws.sock.connected and client.ws.keep_running and client.ws.url == fake.url
    client.ws.send(json.dumps({"type": "ping", "timestamp": 77}))
    fake.wait_for(lambda m: [p for p in m.sent("w-1", "ping") if p["timestamp"] == 77])
    client.ws.close()
    assert client.ws.sock is None and not client.connected and not client.ws.keep_running
    with pytest.raises(websocket.WebSocketConnectionClosedException):
        client.ws.send("{}")
    assert client.connect() is True


def test_logs_go_out_only_where_the_script_asks_for_it(client, fake):
    handlers = list(logging.getLogger().handlers)
    fake.want_log("w-1")
    try:
        up(client.send_logs())
        logging.getLogger("mine").warning("of the script")
        fake.wait_for(lambda m: m.logs("w-1") == ["of the script"])
        assert fake.sent("w-1", "register")[0]["features"] == ["log"]
    finally:
        for handler in set(logging.getLogger().handlers) - set(handlers):
            logging.getLogger().removeHandler(handler)


def test_a_real_monitor_takes_it_for_a_consumer(monitor):
    monitor.task(TARGETS)
    client = MonitorWebSocketClient(monitor.url, "w-1").on_batch_reload(lambda *_: True)
    up(client)
    ids = wait_for(lambda: sorted(b["batch_id"] for b in monitor.batches("w-1")))
    client.update_batch_status(ids[0], "completed")
    client.batch_states[ids[1]] = {"status": "running", "progress": 37.5}
    client.send_heartbeat()
    wait_for(lambda: monitor.statuses("w-1") == {ids[0]: "completed", ids[1]: "running"})
    wait_for(lambda: (monitor.epoch, "reloading") in monitor.acks("w-1"))
    monitor.kill()
    wait_for(lambda: not client.connected)
    client.batch_states[ids[1]] = {"status": "error", "progress": 40}
    monitor.start()
    wait_for(lambda: monitor.statuses("w-1") == {ids[0]: "completed", ids[1]: "error"}, 30)
    client.close()
    assert monitor.state("w-1") is None
