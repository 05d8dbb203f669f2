"""The monitor's client as deployed scripts know it: the same names, on a connection that heals.

What they import and call keeps its meaning. New is what happens without them: a lost or half-open connection is noticed
and made again for as long as the process lives, acknowledgements and completions outlive a lost connection, and ``close()``
says goodbye.

New programs use :class:`batchdeck.Consumer`.
"""

import logging
import queue
import threading
import time
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

import websocket

from batchdeck._frames import Event, Frame, Registered, Reload, ServerError
from batchdeck._link import Link
from batchdeck._options import CLOSE_TIMEOUT_S, SILENCE_TIMEOUT_S
from batchdeck._said import text_of
from batchdeck._session import MAX_MESSAGE_LENGTH, Session
from batchdeck.batch import STATUSES
from batchdeck.errors import Refused
from batchdeck.logs import LogHandler, cut

__all__ = ["MonitorWebSocketClient"]

logger = logging.getLogger("monitor_websocket")

#: ``connect()`` blocks no longer than this.
CONNECT_WAIT_S = 5.0
GREETING_WAIT_S = 0.1

Callback = Callable[..., Any]


class MonitorWebSocketClient:
    """One consumer's connection to the monitor.

    ``callbacks`` has the keys ``on_connected``, ``on_batch_reload`` and ``on_error``. ``batch_states`` maps a batch id to
    ``{"status": …, "progress": …}``; each heartbeat reads it, and scripts write to it as well.
    """

    def __init__(self, url: str, consumer_id: str) -> None:
        self.url = url
        self.consumer_id = consumer_id
        self.ws: Optional["_App"] = None
        self.connected = False
        self.registered = False
        self.heartbeat_thread: Optional[threading.Thread] = None
        self.stop_event = threading.Event()
        self.callbacks: Dict[str, Optional[Callback]] = {
            "on_connected": None,
            "on_batch_reload": None,
            "on_error": None,
        }
        self.batch_states: Dict[Any, Dict[str, Any]] = {}
        self._session = _ScriptSession(self)
        self._link: Optional[Link] = None
        self._is_up = threading.Event()
        self._was_greeted = threading.Event()
        self._happened: "queue.SimpleQueue[Optional[Tuple[str, Tuple[Any, ...]]]]" = queue.SimpleQueue()
        #: Of each task the epochs of reloads that wait for the callback: one call answers them all.
        self._to_reload: Dict[int, List[int]] = {}
        self._lock = threading.Lock()

    # ---- what scripts call

    def connect(self) -> bool:
        """Begins to connect, and goes on for as long as it takes. Whether there is a connection within 5 seconds."""
        if self._link is None or not self._link.reader.is_alive():
            self._begin()
        if self._is_up.wait(CONNECT_WAIT_S):
            # Scripts find that their callback was called by then, unless it takes its time.
            self._was_greeted.wait(GREETING_WAIT_S)
        return self.connected

    def send(self, message: Mapping[str, Any]) -> None:
        """Sends a frame of one's own; without a connection it warns, and the frame is gone."""
        if self._session.home.check_left():
            return
        try:
            if self.connected and self._link is not None and self._link.send(message):
                return
        except TypeError as error:
            logger.error("not sent: %s", error)
            return
        logger.warning("not connected; not sent: %s", message.get("type"))

    def send_heartbeat(self) -> None:
        """Sends one now, with all of ``batch_states``."""
        self.send(self._session.heartbeat_frame() if self.connected else {"type": "heartbeat"})

    def update_batch_status(
        self, batch_id: int, status: str, message: Optional[str] = None, progress: Optional[float] = None
    ) -> None:
        """Notes how a batch is, and sends it at once. Without a connection it warns: a completion is sent with the next
        one, and the heartbeats of that have everything else."""
        percent = progress if progress is not None else 100 if status == "completed" else 0
        self.batch_states[batch_id] = {"status": status, "progress": percent}
        if self._session.home.check_left():
            return
        self._session.say(
            {
                "type": "batch_status",
                "batch_id": batch_id,
                "status": status,
                "progress": percent,
                "message": cut(text_of(message) or f"batch {batch_id}: {status}", MAX_MESSAGE_LENGTH),
                "timestamp": int(time.time() * 1000),
            }
        )
        if not self.connected:
            logger.warning("not connected; not sent yet: batch_status")

    def on_connected(self, callback: Callback) -> "MonitorWebSocketClient":
        """``callback()`` is called with each connection."""
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
        """Says goodbye and ends the connection; what must not be lost goes out first, which takes 5 seconds at most."""
        self._end(leave=True)

    # ---- what is new, for scripts that ask for it

    def send_logs(self, level: int = logging.INFO) -> "MonitorWebSocketClient":
        """Lets people read in the console what the script logs. Call it before ``connect()``."""
        self._session.has_log = True
        logging.getLogger().addHandler(LogHandler(self._session.log, level))
        return self

    def alive(self) -> None:
        """The script is getting on: heartbeats say since when it has not been, from the first call on."""
        self._session.alive()

    # ---- the connection

    def _begin(self) -> None:
        self.stop_event.clear()
        self._session.consumer_id = self.consumer_id
        self._link = Link(
            self._session,
            self.url,
            silence_timeout_s=SILENCE_TIMEOUT_S,
            closed=self.stop_event,
            log=logger,
            opened=self._opened,
            lost=self._lost,
            heard=self._heard,
            failed=lambda text: self._happened.put(("on_error", ({"error": text},))),
        )
        self.ws = _App(self.url, self._link, lambda: self._end(leave=False))
        self._happened = queue.SimpleQueue()
        with self._lock:
            self._to_reload.clear()
        threading.Thread(
            target=self._call_back, args=(self._happened,), name="monitor-callbacks", daemon=True
        ).start()
        self._link.start()
        self.heartbeat_thread = self._link.writer

    def _end(self, leave: bool) -> None:
        if self._link is not None and not self._session.home.is_left:
            self._link.close(leave, time.monotonic() + CLOSE_TIMEOUT_S)
        self.stop_event.set()
        self._happened.put(None)
        self._lost()

    def _opened(self) -> None:
        self.connected = True
        self._is_up.set()
        self._happened.put(("on_connected", ()))

    def _lost(self) -> None:
        self.connected = self.registered = False
        self._is_up.clear()
        self._was_greeted.clear()

    def _heard(self, event: Event) -> None:
        if isinstance(event, Registered):
            self.registered = True
        elif isinstance(event, Reload):
            with self._lock:
                waiting = self._to_reload.setdefault(event.task_id, [])
                waiting.append(event.epoch)
                is_first = len(waiting) == 1
            if is_first:
                self._happened.put(("on_batch_reload", (event.task_id, event.epoch)))
        elif isinstance(event, ServerError):
            logger.error("the monitor refused: %s", event.frame.get("message"))
            self._happened.put(("on_error", (event.frame,)))

    def _call_back(self, happened: "queue.SimpleQueue[Optional[Tuple[str, Tuple[Any, ...]]]]") -> None:
        while (one := happened.get()) is not None:
            name, arguments = one
            epochs: List[int] = []
            if name == "on_batch_reload":
                with self._lock:
                    epochs = self._to_reload.pop(arguments[0], [])
                if not epochs:
                    continue
                arguments = (arguments[0], max(epochs))
            callback = self.callbacks.get(name)
            answer: Any = None
            try:
                answer = callback(*arguments) if callback is not None else None
            except Exception:
                logger.exception("the callback %s has failed", name)
            if name == "on_connected":
                self._was_greeted.set()
            for epoch in epochs:
                self._session.acknowledge(arguments[0], epoch, "reloading" if answer else "skipping")


class _ScriptSession(Session):
    """Its batches are those that the script speaks of."""

    has_log = False

    def __init__(self, client: MonitorWebSocketClient) -> None:
        super().__init__(client.consumer_id)
        self._client = client

    @property
    def has_batches(self) -> bool:
        return bool(self._client.batch_states)

    def batch_list(self) -> List[Frame]:
        """What scripts have written, as far as it means something."""
        batches: List[Frame] = []
        states = self._client.batch_states
        for batch_id, state in list(states.items()) if isinstance(states, Mapping) else []:
            if not isinstance(state, Mapping):
                continue
            status, progress = state.get("status", "running"), state.get("progress", 0)
            try:
                number, percent = int(batch_id), min(100.0, max(0.0, float(progress)))
            except (TypeError, ValueError, OverflowError):
                continue
            if isinstance(status, str) and status in STATUSES:
                batches.append({"batch_id": number, "status": status, "progress": percent})
        return batches


class _App:
    """What scripts find in ``ws``: as much of ``websocket.WebSocketApp`` as makes sense from outside."""

    def __init__(self, url: str, link: Link, close: Callable[[], None]) -> None:
        self.url = url
        self._link = link
        self._close = close

    @property
    def sock(self) -> "Optional[websocket.WebSocket]":
        wire = self._link.wire
        return None if wire is None else wire.socket

    @property
    def keep_running(self) -> bool:
        return not self._link.closed.is_set()

    def send(self, data: Any, opcode: int = websocket.ABNF.OPCODE_TEXT) -> None:
        """Raises ``WebSocketConnectionClosedException`` where there is no connection."""
        sock = self.sock
        if sock is None:
            raise websocket.WebSocketConnectionClosedException("Connection is already closed.")
        sock.send(data, opcode)

    def close(self, **_options: Any) -> None:
        """Ends the connection, which is not made again until ``connect()``."""
        self._close()
