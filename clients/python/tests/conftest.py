"""A real monitor for each test, and a line to it that can be cut, frozen and half-opened."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import threading
import time
import urllib.request

import pytest

#: How the monitor is started, but for its flags.
SERVE = shlex.split(os.environ.get("BATCHDECK_SERVE", ""))


def wait_for(what, timeout=15.0, step=0.02):
    """What `what` says once it is true, which is waited for."""
    deadline = time.monotonic() + timeout
    while True:
        value = what()
        if value:
            return value
        assert time.monotonic() < deadline, f"it was not so within {timeout} s"
        time.sleep(step)


class Monitor:
    """`task_id` is the task of the test at hand."""

    task_id = 1

    def __init__(self, folder, *flags):
        self.folder = str(folder)
        self.flags = flags
        self.port = 0
        self.process = None
        self.start()

    def start(self):
        command = [*SERVE, "--port", str(self.port), "--data-dir", self.folder, *self.flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.process.stdout:
            found = re.match(r"Console: http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise AssertionError("the monitor did not start")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    @property
    def http(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}/websocket/monitor"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {} if data is None else {"content-type": "application/json"}
        request = urllib.request.Request(self.http + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def get(self, path):
        return self.call("GET", path)

    def task(self, targets):
        self.call("POST", "/api/tasks", {"task_id": self.task_id, "name": f"Task {self.task_id}"})
        self.put(targets)

    def put(self, targets):
        return self.call("PUT", f"/api/tasks/{self.task_id}/targets", {"targets": list(targets)})

    def reload(self):
        self.call("POST", f"/api/tasks/{self.task_id}/reload", {})

    @property
    def consumers(self):
        return {one["consumer_id"]: one for one in self.get("/api/consumers?limit=1000")["consumers"]}

    def consumer(self, consumer_id):
        return self.consumers.get(consumer_id)

    def state(self, consumer_id):
        consumer = self.consumer(consumer_id)
        return None if consumer is None else consumer["state"]

    def batches(self, consumer_id):
        return self.get(f"/api/tasks/{self.task_id}/batches?consumer_id={consumer_id}&limit=10000")["batches"]

    def statuses(self, consumer_id):
        return {batch["batch_id"]: batch["status"] for batch in self.batches(consumer_id)}

    @property
    def epoch(self):
        return self.get(f"/api/tasks/{self.task_id}")["epoch"]

    def is_settled(self, epoch):
        return self.get(f"/api/tasks/{self.task_id}/epochs/{epoch}")["state"] == "settled"

    def events(self, kind):
        """Of the test's task, the oldest first."""
        return self.get(f"/api/events?type={kind}&task_id={self.task_id}&limit=1000")["events"][::-1]

    def acks(self, consumer_id):
        """Of each epoch that it answered, how; the oldest first."""
        events = [e for e in self.events("reload_ack") if e["consumer_id"] == consumer_id]
        return [(e["data"]["epoch"], e["data"]["action"]) for e in events]


@pytest.fixture(scope="session")
def shared_monitor(tmp_path_factory):
    started = Monitor(tmp_path_factory.mktemp("monitor"), "--set", "monitor.liveness.member-debounce=0s")
    yield started
    started.thaw()
    started.kill()


@pytest.fixture
def monitor(shared_monitor):
    """As good as new: a task of its own, and no consumer of the test before."""
    shared_monitor.task_id += 1
    yield shared_monitor
    shared_monitor.thaw()
    if shared_monitor.process.poll() is not None:
        shared_monitor.start()
    for task in shared_monitor.get("/api/tasks")["tasks"]:
        shared_monitor.call("DELETE", f"/api/tasks/{task['task_id']}")
    wait_for(lambda: not shared_monitor.consumers)


class Line:
    """A way to the monitor that somebody else can break."""

    def __init__(self, port):
        self.target = port
        self.mode = "open"
        self.pairs = []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}/websocket/monitor"

    def cut(self):
        """Every connection ends at once."""
        with self.lock:
            pairs, self.pairs = self.pairs, []
        for pair in pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                end.close()

    def half_open(self):
        """Nothing comes and nothing goes, and nobody is told."""
        self.mode = "silent"

    def heal(self):
        self.mode = "open"

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.mode == "silent":
                with self.lock:
                    self.pairs.append((client, client))
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                client.close()
                continue
            with self.lock:
                self.pairs.append((client, server))
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source, sink):
        was_silent = False
        try:
            while True:
                data = source.recv(65536)
                if self.mode == "silent":
                    was_silent = True
                if was_silent:
                    # What was lost is not made up for: the rest of the stream means nothing.
                    if not data:
                        return
                    continue
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(data)
        except OSError:
            pass

    def close(self):
        self.listener.close()
        self.cut()


@pytest.fixture
def line(monitor):
    made = Line(monitor.port)
    yield made
    made.close()
