"""A consumer as deployed fleets run it: the websocket-client library, and the required fields of the protocol only.

Prints one JSON object a line for everything that happens. Takes commands on standard input, one a line:
    status BATCH_ID STATUS PROGRESS   report a batch now, and in each heartbeat from now on
    forget BATCH_ID                   speak of that batch no more
    heartbeat                         send one now
    target TARGET STATUS [MESSAGE]    in each heartbeat from now on, say how this target fares: an extension (WS-27)
"""

import argparse
import json
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request

import websocket


class Consumer:
    def __init__(self, arguments):
        self.url = arguments.url
        self.http = arguments.http.rstrip("/")
        self.consumer_id = arguments.consumer_id
        self.interval = arguments.interval
        self.retry = arguments.retry
        self.task = arguments.task
        self.ca = arguments.ca
        self.reported = {}
        self.targets = {}
        self.loaded = {}
        self.app = None
        self.is_registered = False
        self.sending = threading.Lock()

    def run(self):
        threading.Thread(target=self.beat, daemon=True).start()
        threading.Thread(target=self.obey, daemon=True).start()
        while True:
            self.app = websocket.WebSocketApp(self.url, on_message=self.receive)
            self.app.run_forever(sslopt={"ca_certs": self.ca} if self.ca else None)
            self.is_registered = False
            tell("disconnected")
            time.sleep(self.retry)

    def receive(self, _app, text):
        frame = json.loads(text)
        kind = frame["type"]
        if kind == "connected":
            tell("connected", session_id=frame["sessionId"])
            self.send(type="register", consumer_id=self.consumer_id)
        elif kind == "registered":
            self.is_registered = True
            tell("registered", consumer_id=frame["consumer_id"])
            self.heartbeat()
            if self.task is not None and self.task not in self.loaded:
                self.fetch(self.task)
        elif kind == "batch_reload":
            tell("reload", task_id=frame["task_id"], epoch=frame["epoch"], message=frame["message"])
            self.reload(frame["task_id"])
        elif kind == "pong":
            tell("pong", timestamp=frame["timestamp"])
        elif kind == "error":
            tell("error", code=frame["code"], message=frame["message"])

    def reload(self, task_id):
        has_changed = self.fetch(task_id)
        action = "reloading" if has_changed else "skipping"
        self.send(type="batch_reload_ack", task_id=task_id, consumer_id=self.consumer_id, action=action)
        tell("acked", task_id=task_id, action=action)

    def fetch(self, task_id):
        """Loads this consumer's batches; true where they are others than those it has."""
        etag, known = self.loaded.get(task_id, (None, None))
        path = f"/api/tasks/{task_id}/batches?consumer_id={self.consumer_id}"
        batches = []
        while path:
            request = urllib.request.Request(self.http + path)
            if etag:
                request.add_header("If-None-Match", etag)
            try:
                context = ssl.create_default_context(cafile=self.ca) if self.ca else None
                with urllib.request.urlopen(request, timeout=20, context=context) as response:
                    page = json.load(response)
                    new_etag = response.headers["ETag"]
            except urllib.error.HTTPError as error:
                if error.code != 304:
                    raise
                tell("fetched", task_id=task_id, status=304)
                return False
            etag = None
            batches += page["batches"]
            path = page.get("next")
        batches = [{"batch_id": batch["batch_id"], "targets": batch["targets"]} for batch in batches]
        self.loaded[task_id] = (new_etag, batches)
        tell("fetched", task_id=task_id, status=200, etag=new_etag, batches=batches)
        return batches != known

    def beat(self):
        while True:
            time.sleep(self.interval)
            self.heartbeat()

    def heartbeat(self):
        if not self.is_registered:
            return
        batches = [
            {"batch_id": batch_id, "status": status, "progress": progress}
            for batch_id, (status, progress) in list(self.reported.items())
        ]
        now = int(time.time() * 1000)
        more = {"targets": list(self.targets.values())} if self.targets else {}
        self.send(type="heartbeat", consumer_id=self.consumer_id, batches=batches, timestamp=now, **more)

    def obey(self):
        for line in sys.stdin:
            command, *words = line.split()
            if command == "status":
                batch_id, status, progress = int(words[0]), words[1], float(words[2])
                self.reported[batch_id] = (status, progress)
                self.send(type="batch_status", batch_id=batch_id, status=status, message=f"{progress:g} %")
                self.heartbeat()
            elif command == "forget":
                self.reported.pop(int(words[0]), None)
            elif command == "target":
                target, status, message = words[0], words[1], " ".join(words[2:])
                self.targets[target] = {"target": target, "status": status, "message": message}
                self.heartbeat()
            elif command == "heartbeat":
                self.heartbeat()

    def send(self, **frame):
        with self.sending:
            try:
                self.app.send(json.dumps(frame))
            except (websocket.WebSocketException, OSError) as error:
                tell("unsent", type=frame["type"], reason=str(error))


printing = threading.Lock()


def tell(event, **details):
    with printing:
        print(json.dumps({"event": event, **details}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="ws://HOST:PORT/websocket/monitor")
    parser.add_argument("http", help="http://HOST:PORT")
    parser.add_argument("consumer_id")
    parser.add_argument("--interval", type=float, default=30, help="seconds between heartbeats")
    parser.add_argument("--retry", type=float, default=0.5, help="seconds before it connects again")
    parser.add_argument("--ca", help="PEM file of who signed the certificate of wss and https")
    parser.add_argument("--task", type=int, help="a task whose batches it loads when it starts")
    try:
        Consumer(parser.parse_args()).run()
    except KeyboardInterrupt:
        pass
