"""The monitor's client as deployed scripts know it: the same names, on a connection that heals.

What they import and call keeps its meaning. New is what happens without them: a lost or half-open connection is noticed
and made again for as long as the process lives, batches are reported with their progress, acknowledgements and completions
outlive a lost connection, and ``close()`` says goodbye.

New programs use :class:`batchdeck.Consumer`.
"""

import inspect
import json
import logging
import os
import queue
import socket
import struct
import threading
import time
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

import websocket

from batchdeck._backoff import Backoff
from batchdeck._options import CLOSE_TIMEOUT_S, CONNECT_TIMEOUT_S, PING_INTERVAL_S, SILENCE_TIMEOUT_S
from batchdeck._outbox import Outbox
from batchdeck.batch import STATUSES

__all__ = ["MonitorWebSocketClient"]

logger = logging.getLogger("monitor_websocket")

HEARTBEAT_INTERVAL_S = 30.0
#: ``connect()`` blocks no longer than this.
CONNECT_WAIT_S = 5.0

Callback = Callable[..., Any]


class MonitorWebSocketClient:
    """One consumer's connection to the monitor.

    ``callbacks`` has the keys ``on_connected``, ``on_batch_reload`` and ``on_error``. ``batch_states`` maps a batch id to
    ``{"status": …, "progress": …}``; each heartbeat reads it, and scripts write to it as well.
    """

    def __init__(self, url: str, consumer_id: str) -> None:
        self.url = url
        self.consumer_id = consumer_id
        self.ws: Optional[websocket.WebSocket] = None
        self.connected = False
        self.registered = False
        self.stop_event = threading.Event()
        self.heartbeat_thread: Optional[threading.Thread] = None
        self.callbacks: Dict[str, Optional[Callback]] = {
            "on_connected": None,
            "on_batch_reload": None,
            "on_error": None,
        }
        self.batch_states: Dict[Any, Dict[str, Any]] = {}
        self._outbox = Outbox()
        self._lock = threading.Lock()
        self._is_up = threading.Event()
        self._beat_now = threading.Event()
        self._happened: "queue.Queue[Optional[Tuple[str, Tuple[Any, ...]]]]" = queue.Queue()
        self._network: Optional[threading.Thread] = None
        self._caller: Optional[threading.Thread] = None
        self._last_timestamp = 0

    # ---- what scripts call

    def connect(self) -> bool:
        """Begins to connect, and goes on for as long as it takes. Whether there is a connection within 5 seconds."""
        if self._network is None or not self._network.is_alive():
            self.stop_event.clear()
            self._network = self._thread("network", self._stay_connected)
            self._caller = self._thread("callbacks", self._call_back)
            self.heartbeat_thread = self._thread("heartbeat", self._beat)
        self._is_up.wait(CONNECT_WAIT_S)
        return self.connected

    def send(self, message: Mapping[str, Any]) -> None:
        """Sends a frame of one's own; without a connection it warns, and the frame is gone."""
        if not self.connected or not self._write(message):
            logger.warning("not connected; not sent: %s", message.get("type"))

    def send_heartbeat(self) -> None:
        """Sends one now, with all of ``batch_states``."""
        if self.connected:
            self._write(self._heartbeat())
        else:
            logger.warning("not connected; not sent: heartbeat")

    def update_batch_status(self, batch_id: int, status: str, message: Optional[str] = None) -> None:
        """Notes how a batch is, and sends it at once. A completion that finds no connection is sent with the next one."""
        progress = 100 if status == "completed" else 0
        self.batch_states[batch_id] = {"status": status, "progress": progress}
        frame = {
            "type": "batch_status",
            "batch_id": batch_id,
            "status": status,
            "progress": progress,
            "message": message if message is not None else f"batch {batch_id}: {status}",
        }
        if status == "completed":
            self._keep(("done", batch_id), frame)
        else:
            self.send(frame)

    def on_connected(self, callback: Callback) -> "MonitorWebSocketClient":
        self.callbacks["on_connected"] = callback
        return self

    def on_batch_reload(self, callback: Callback) -> "MonitorWebSocketClient":
        """``callback(task_id, epoch)``: true where it loads its batches anew, false where it leaves it."""
        self.callbacks["on_batch_reload"] = callback
        return self

    def on_error(self, callback: Callback) -> "MonitorWebSocketClient":
        """Gets the monitor's error frame, or ``{"error": text}`` where the connection fails."""
        self.callbacks["on_error"] = callback
        return self

    def close(self) -> None:
        """Says goodbye and ends the connection; what must not be lost goes out first."""
        if self.stop_event.is_set():
            return
        if self.registered:
            deadline = time.monotonic() + CLOSE_TIMEOUT_S
            self._flush()
            self._write(self._ping())
            while time.monotonic() < deadline and self.registered and self._outbox.unproven > 0:
                time.sleep(0.01)
            self._write({"type": "leave"})
        self.stop_event.set()
        self._beat_now.set()
        self._shut()
        self._happened.put(None)
        for thread in (self._network, self.heartbeat_thread, self._caller):
            if thread is not None and thread is not threading.current_thread():
                thread.join(CLOSE_TIMEOUT_S)
        self.connected = self.registered = False

    # ---- the connection

    def _stay_connected(self) -> None:
        backoff = Backoff()
        while not self.stop_event.is_set():
            began = time.monotonic()
            code: Optional[int] = None
            try:
                code, reason = self._converse()
                if code is not None and not self.stop_event.is_set():
                    logger.info("the monitor closed the connection: %s %s", code, reason)
            except (OSError, websocket.WebSocketException, ValueError) as error:
                if not self.stop_event.is_set():
                    said = f"{type(error).__name__}: {error}".split("?", 1)[0]
                    logger.warning("no connection to the monitor: %s", said)
                    self._happened.put(("on_error", ({"error": said},)))
            self.connected = self.registered = False
            self._is_up.clear()
            with self._lock:
                self._outbox.reconnected()
            backoff.succeeded(time.monotonic() - began)
            self.stop_event.wait(backoff.next_s(code))

    def _converse(self) -> Tuple[Optional[int], str]:
        connection = websocket.create_connection(self.url, timeout=CONNECT_TIMEOUT_S, enable_multithread=True)
        try:
            connection.settimeout(SILENCE_TIMEOUT_S)
            self.ws = connection
            self.connected = not self.stop_event.is_set()
            self._is_up.set()
            while self.connected:
                opcode, data = connection.recv_data(control_frame=True)
                if opcode == websocket.ABNF.OPCODE_CLOSE:
                    code = struct.unpack("!H", data[:2])[0] if len(data) >= 2 else None
                    return code, data[2:].decode(errors="replace")
                if opcode in (websocket.ABNF.OPCODE_TEXT, websocket.ABNF.OPCODE_BINARY):
                    self._receive(data)
            return None, ""
        finally:
            self._shut()

    def _receive(self, data: bytes) -> None:
        try:
            frame = json.loads(data)
        except ValueError:
            return
        if not isinstance(frame, dict):
            return
        kind = frame.get("type")
        if kind == "connected":
            self._write(
                {
                    "type": "register",
                    "consumer_id": self.consumer_id,
                    "hostname": socket.gethostname()[:256],
                    "pid": os.getpid(),
                    "heartbeat_interval": HEARTBEAT_INTERVAL_S,
                }
            )
            self._happened.put(("on_connected", (frame,)))
        elif kind == "registered":
            self.registered = True
            self._beat_now.set()
        elif kind == "batch_reload":
            self._happened.put(("on_batch_reload", (frame.get("task_id"), frame.get("epoch"))))
        elif kind == "pong":
            with self._lock:
                self._outbox.answered(frame.get("timestamp"))
        elif kind == "error":
            logger.warning("the monitor refused: %s", frame.get("message"))
            self._happened.put(("on_error", (frame,)))

    def _beat(self) -> None:
        beat_at = 0.0
        while not self.stop_event.is_set():
            self._beat_now.wait(PING_INTERVAL_S)
            is_asked = self._beat_now.is_set()
            self._beat_now.clear()
            if not self.registered or self.stop_event.is_set():
                continue
            now = time.monotonic()
            if is_asked or now >= beat_at:
                beat_at = now + HEARTBEAT_INTERVAL_S
                self._write(self._heartbeat())
                self._flush()
                self._write(self._ping())
            else:
                self._write(self._ping())

    def _call_back(self) -> None:
        while True:
            happened = self._happened.get()
            if happened is None:
                return
            name, arguments = happened
            try:
                self._call(name, arguments)
            except Exception:
                logger.exception("the callback %s has failed", name)
                if name == "on_batch_reload":
                    self._acknowledge(arguments[0], arguments[1], "skipping")

    def _call(self, name: str, arguments: Tuple[Any, ...]) -> None:
        callback = self.callbacks.get(name)
        if name == "on_batch_reload":
            loads = bool(callback(*arguments)) if callback else False
            self._acknowledge(arguments[0], arguments[1], "reloading" if loads else "skipping")
        elif callback:
            callback(*arguments[: _wanted(callback)])

    # ---- what goes out

    def _acknowledge(self, task_id: Any, epoch: Any, action: str) -> None:
        frame = {
            "type": "batch_reload_ack",
            "task_id": task_id,
            "consumer_id": self.consumer_id,
            "action": action,
            "epoch": epoch,
        }
        self._keep(("ack", task_id, epoch), frame)

    def _keep(self, key: Any, frame: Dict[str, Any]) -> None:
        with self._lock:
            self._outbox.put(key, frame, keep=True)
        if self.registered:
            self._flush()
            self._write(self._ping())

    def _flush(self) -> None:
        while self.connected:
            with self._lock:
                frame = self._outbox.take()
            if frame is None or not self._write(frame):
                return

    def _heartbeat(self) -> Dict[str, Any]:
        return {
            "type": "heartbeat",
            "consumer_id": self.consumer_id,
            "batches": _batches_in(self.batch_states),
            "timestamp": self._timestamp(),
        }

    def _ping(self) -> Dict[str, Any]:
        timestamp = self._timestamp()
        with self._lock:
            self._outbox.asked(timestamp)
        return {"type": "ping", "timestamp": timestamp}

    def _timestamp(self) -> int:
        """Each one later than the last, whatever the clock does."""
        with self._lock:
            self._last_timestamp = max(int(time.time() * 1000), self._last_timestamp + 1)
            return self._last_timestamp

    def _write(self, frame: Mapping[str, Any]) -> bool:
        connection = self.ws
        if connection is None:
            return False
        try:
            connection.send(json.dumps(frame))
            return True
        except (OSError, websocket.WebSocketException):
            self._shut()
            return False

    def _shut(self) -> None:
        connection = self.ws
        if connection is None:
            return
        try:
            if connection.sock is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        try:
            connection.shutdown()
        except (OSError, websocket.WebSocketException):
            pass

    def _thread(self, name: str, run: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=run, name=f"monitor-{name}", daemon=True)
        thread.start()
        return thread


def _batches_in(states: Mapping[Any, Mapping[str, Any]]) -> List[Dict[str, Any]]:
    """What scripts have written, as far as it means something."""
    batches: List[Dict[str, Any]] = []
    for batch_id, state in list(states.items()):
        status = state.get("status") if isinstance(state, Mapping) else None
        progress = state.get("progress", 0) if isinstance(state, Mapping) else 0
        if status not in STATUSES or isinstance(progress, bool) or not isinstance(progress, (int, float)):
            continue
        try:
            number = int(batch_id)
        except (TypeError, ValueError):
            continue
        batches.append({"batch_id": number, "status": status, "progress": min(100, max(0, progress))})
    return batches


def _wanted(callback: Callback) -> int:
    """How many of the arguments a callback takes: old ones take none."""
    try:
        signature = inspect.signature(callback)
    except (TypeError, ValueError):
        return 1
    kinds = [parameter.kind for parameter in signature.parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return 1
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return min(1, sum(kind in positional for kind in kinds))
