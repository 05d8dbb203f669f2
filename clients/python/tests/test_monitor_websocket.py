"""The names and meanings that deployed scripts rely on."""

import logging
import socket
import threading
import time

from conftest import wait_for
from monitor_websocket import MonitorWebSocketClient

TARGETS = [f"t-{i}" for i in range(150)]


def test_has_what_scripts_use(monitor):
    client = MonitorWebSocketClient(monitor.url, "w-1")
    assert (client.url, client.consumer_id) == (monitor.url, "w-1")
    assert client.connected is False and client.registered is False
    assert isinstance(client.stop_event, threading.Event)
    assert set(client.callbacks) == {"on_connected", "on_batch_reload", "on_error"}
    assert client.batch_states == {}
    assert client.on_connected(print).on_batch_reload(print).on_error(print) is client


def test_connects_registers_and_beats_at_once(monitor):
    connected = []
    client = MonitorWebSocketClient(monitor.url, "w-1").on_connected(lambda: connected.append(True))
    assert client.connect() is True
    wait_for(lambda: client.registered and monitor.state("w-1") == "online")
    assert client.ws is not None and client.heartbeat_thread is not None and client.heartbeat_thread.is_alive()
    wait_for(lambda: connected)
    client.close()
    wait_for(lambda: monitor.state("w-1") is None)
    assert client.stop_event.is_set() and not client.connected


def test_says_no_within_five_seconds_and_comes_in_when_the_monitor_does(monitor):
    monitor.kill()
    errors = []
    client = MonitorWebSocketClient(monitor.url, "w-1").on_error(errors.append)
    began = time.monotonic()
    assert client.connect() is False
    assert time.monotonic() - began < 6
    wait_for(lambda: errors and "error" in errors[0])
    monitor.start()
    assert client.connect() in (True, False)
    wait_for(lambda: client.registered, 30)
    client.close()


def test_an_address_where_nothing_answers_does_not_block():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = MonitorWebSocketClient(f"ws://127.0.0.1:{silent.getsockname()[1]}/websocket/monitor", "w-1")
        began = time.monotonic()
        assert client.connect() is False
        assert time.monotonic() - began < 6
        client.close()


def test_answers_a_reload_by_what_its_callback_says(monitor):
    monitor.task(TARGETS)
    asked = []
    answers = iter([True, False])

    def reload(task_id, epoch):
        asked.append((task_id, epoch))
        return next(answers)

    client = MonitorWebSocketClient(monitor.url, "w-1").on_batch_reload(reload)
    client.connect()
    actions = lambda: [e["data"]["action"] for e in monitor.events("reload_ack")][::-1]
    wait_for(lambda: actions() == ["reloading"])
    monitor.call("POST", "/api/tasks/1/reload", {})
    wait_for(lambda: sorted(actions()) == ["reloading", "skipping"])
    assert asked[0][0] == 1 and isinstance(asked[0][1], int)
    client.callbacks["on_batch_reload"] = None
    monitor.call("POST", "/api/tasks/1/reload", {})
    wait_for(lambda: actions().count("skipping") == 2)
    client.close()


def test_reports_batches_and_repeats_what_scripts_note(monitor):
    monitor.task(TARGETS)
    client = MonitorWebSocketClient(monitor.url, "w-1").on_batch_reload(lambda *_: True)
    client.connect()
    ids = wait_for(lambda: sorted(b["batch_id"] for b in monitor.batches("w-1")))
    client.update_batch_status(ids[0], "completed")
    client.update_batch_status(ids[1], "running", "under way")
    assert client.batch_states == {
        ids[0]: {"status": "completed", "progress": 100},
        ids[1]: {"status": "running", "progress": 0},
    }
    client.batch_states[ids[1]] = {"status": "running", "progress": 37.5}
    client.batch_states["nonsense"] = {"status": "?"}
    client.send_heartbeat()
    shown = lambda: {b["batch_id"]: (b["status"], b["progress"]) for b in monitor.batches("w-1")}
    wait_for(lambda: shown() == {ids[0]: ("completed", 100), ids[1]: ("running", 37.5)})
    client.close()


def test_a_completion_without_a_connection_is_not_lost(monitor):
    monitor.task(TARGETS)
    client = MonitorWebSocketClient(monitor.url, "w-1").on_batch_reload(lambda *_: True)
    client.connect()
    ids = wait_for(lambda: sorted(b["batch_id"] for b in monitor.batches("w-1")))
    monitor.kill()
    wait_for(lambda: not client.connected)
    client.update_batch_status(ids[0], "completed")
    client.batch_states.clear()
    monitor.start()
    wait_for(lambda: any(b["status"] == "completed" for b in monitor.batches("w-1")), 40)
    client.close()


def test_sending_without_a_connection_only_warns(caplog):
    client = MonitorWebSocketClient("ws://127.0.0.1:1/websocket/monitor", "w-1")
    with caplog.at_level(logging.WARNING):
        client.send({"type": "ping"})
        client.send_heartbeat()
    assert len(caplog.records) == 2


def test_callbacks_that_fail_end_nothing(monitor):
    monitor.task(TARGETS)

    def failing(*_):
        raise RuntimeError("mine")

    client = MonitorWebSocketClient(monitor.url, "w-1")
    client.on_connected(failing).on_batch_reload(failing).on_error(failing)
    client.connect()
    wait_for(lambda: [e for e in monitor.events("reload_ack") if e["data"]["action"] == "skipping"])
    client.send({"type": "nonsense"})
    monitor.call("POST", "/api/tasks/1/reload", {})
    wait_for(lambda: len(monitor.events("reload_ack")) == 2)
    assert client.registered
    client.close()


def test_the_monitors_errors_come_as_they_are(monitor):
    errors = []
    client = MonitorWebSocketClient(monitor.url, "not an id").on_error(errors.append)
    client.connect()
    wait_for(lambda: any(e.get("code") == "INVALID_CONSUMER_ID" for e in errors))
    client.close()
