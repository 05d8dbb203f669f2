"""SIGTERM and SIGINT, for all consumers of a process at once (CL-8)."""

import asyncio
import signal
import threading
from types import FrameType
from typing import Any, Dict, List, Optional, Protocol

from . import _forks

NUMBERS = (signal.SIGTERM, signal.SIGINT)


class Stoppable(Protocol):
    def stop(self) -> None: ...


class _Signals:
    """Which consumers want to be stopped, and what was done about a signal before there were any."""

    def __init__(self) -> None:
        self._stoppable: List[Stoppable] = []
        self._before: Dict[int, Any] = {}
        self._was_asked = False
        _forks.watch(self)

    def enter(self, one: Stoppable, loop: Optional[asyncio.AbstractEventLoop] = None) -> None:
        """From now on a signal stops it. Only the main thread can ask for that; elsewhere nothing happens."""
        if threading.current_thread() is not threading.main_thread():
            return
        if not self._stoppable:
            self._was_asked = False
            # What is ignored stays so (nohup), and so does what is none of Python's.
            handlers = {number: signal.getsignal(number) for number in NUMBERS}
            self._before = {n: h for n, h in handlers.items() if h is not None and h is not signal.SIG_IGN}
        self._stoppable.append(one)
        for number in self._before:
            if loop is None:
                signal.signal(number, self._came)
            else:
                try:
                    loop.add_signal_handler(number, self._came, number)
                except NotImplementedError:
                    signal.signal(number, self._came)

    def leave(self, one: Stoppable, loop: Optional[asyncio.AbstractEventLoop] = None) -> None:
        """It is over; after the last one signals do what they did before."""
        if one not in self._stoppable:
            return
        self._stoppable.remove(one)
        if not self._stoppable:
            self._restore(loop)

    def forked(self) -> None:
        """A worker of a pool is ended by SIGTERM like any other process."""
        self._stoppable.clear()
        if self._before:
            # asyncio's is the parent's, which would take our signals for its own.
            signal.set_wakeup_fd(-1)
        self._restore(None)

    def _restore(self, loop: Optional[asyncio.AbstractEventLoop]) -> None:
        for number, handler in self._before.items():
            if loop is not None:
                try:
                    loop.remove_signal_handler(number)
                except NotImplementedError:
                    pass
            signal.signal(number, handler)
        self._before = {}

    def _came(self, number: int, _frame: Optional[FrameType] = None) -> None:
        if self._was_asked and number == signal.SIGINT:
            # Asked twice: who waits for a batch that does not end wants out.
            raise KeyboardInterrupt
        self._was_asked = True
        for one in list(self._stoppable):
            one.stop()


signals = _Signals()
