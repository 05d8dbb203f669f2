"""Keeps a session connected, for programs that block: one thread reads, one writes, whatever the program does."""

import logging
import ssl
import threading
import time
from typing import Any, Callable, Mapping, Optional

from . import _forks
from ._backoff import Backoff
from ._frames import Event, ServerError, refusal_of
from ._options import CLOSE_TIMEOUT_S, GOODBYE_S, shown
from ._said import said
from ._session import Session
from ._wire import ERRORS, Ended, Wire
from .errors import Refused


class Link:
    """``opened`` and ``lost`` are called with each connection, ``heard`` gets every event, ``failed`` a text where a connection
    could not be made or broke, ``ended`` the reason why there will be none any more; all in the thread that reads. ``closed``
    ends it from outside as well."""

    def __init__(
        self,
        session: Session,
        url: str,
        *,
        silence_timeout_s: float,
        context: Optional[ssl.SSLContext] = None,
        token: Optional[str] = None,
        closed: Optional[threading.Event] = None,
        log: logging.Logger,
        opened: Callable[[], None] = lambda: None,
        lost: Callable[[], None] = lambda: None,
        heard: Callable[[Event], None],
        failed: Callable[[str], None] = lambda _text: None,
        ended: Callable[[Refused], None] = lambda _refusal: None,
    ) -> None:
        self._session = session
        self._url = url
        self._shown_url = shown(url)
        self._silence_timeout_s = silence_timeout_s
        self._context = context
        self._token = token
        self._log = log
        self._opened = opened
        self._lost = lost
        self._heard = heard
        self._failed = failed
        self._ended = ended
        self.closed = closed if closed is not None else threading.Event()
        self.wire: Optional[Wire] = None
        self._news = threading.Event()
        session.news = self._news.set
        self.reader = threading.Thread(target=self._stay_connected, name="batchdeck-reader", daemon=True)
        self.writer = threading.Thread(target=self._write, name="batchdeck-writer", daemon=True)
        _forks.watch(self)

    def start(self) -> None:
        """Begins to connect; returns at once."""
        self.reader.start()
        self.writer.start()

    def send(self, frame: Mapping[str, Any]) -> bool:
        """Whether it went out, now."""
        wire = self.wire
        return wire is not None and wire.send(frame)

    def close(self, leave: bool, deadline: float) -> None:
        """Sends what waits and says goodbye, where that is wanted; ends the connection and the threads."""
        if not self.closed.is_set():
            self._session.ask()
            # Also where there is no connection now: there may be one in a moment.
            while not self._session.is_said and self.reader.is_alive() and time.monotonic() < deadline:
                time.sleep(0.01)
        # From here on nobody connects again.
        self.closed.set()
        self._news.set()
        wire = self.wire
        if wire is not None:
            says_goodbye = leave and self._session.is_registered and wire.send({"type": "leave"})
            if says_goodbye and self.reader is not threading.current_thread():
                # The monitor closes it then; whoever goes first may take its last word back.
                self.reader.join(GOODBYE_S)
            wire.shut()
        for thread in (self.reader, self.writer):
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(max(0.1, deadline - time.monotonic()))

    def forked(self) -> None:
        """Lets go of the socket, which is the parent's."""
        if self.wire is not None:
            self.wire.let_go()
            self.wire = None
        self._session.forked()

    def _stay_connected(self) -> None:
        backoff = Backoff()
        while not self.closed.is_set():
            refusal: Optional[Refused] = None
            end = Ended(None, "")
            began = time.monotonic()
            try:
                end = self._converse()
            except Refused as refused:
                refusal = refused
            except ERRORS as error:
                if not self.closed.is_set():
                    text = said(error, self._token)
                    self._log.warning("no connection to %s: %s", self._shown_url, text)
                    self._failed(text)
            except Exception:
                # Nothing but a refusal ends it (CL-4).
                self._log.exception("the connection was given up for a reason that is none of its own")
            was_registered = self._session.is_registered
            self._session.disconnected()
            self._lost()
            if was_registered:
                backoff.succeeded(time.monotonic() - began)
            refusal = refusal or refusal_of(self._session.consumer_id, end.code, end.reason)
            if refusal is not None:
                self._log.error("the monitor does not let %s in: %s", self._session.consumer_id, refusal)
                self._ended(refusal)
                return
            wait_s = backoff.next_s(end.code)
            if end.code is not None and not self.closed.is_set():
                self._log.info("closed by the monitor (%s %s); again in %.1f s", end.code, end.reason, wait_s)
            self.closed.wait(wait_s)

    def _converse(self) -> Ended:
        """One connection, from its beginning to its end. Raises ``Refused`` where there is no use in another."""
        wire = Wire(self._url, self._context, self._silence_timeout_s)
        try:
            self.wire = wire
            if self.closed.is_set():
                return Ended(None, "")
            wire.send(self._session.register_frame())
            self._opened()
            while True:
                text = wire.receive()
                if isinstance(text, Ended):
                    return text
                event = self._session.received(text)
                if event is not None:
                    self._heard(event)
                    if isinstance(event, ServerError) and event.fatal is not None:
                        raise event.fatal
        finally:
            self.wire = None
            wire.shut()

    def _write(self) -> None:
        while not self.closed.is_set():
            self._news.clear()
            frames, wait_s = self._session.due()
            if not all(self.send(frame) for frame in frames):
                # What must not be lost is sent again on the next connection, which is news.
                wait_s = CLOSE_TIMEOUT_S
            self._news.wait(wait_s)
