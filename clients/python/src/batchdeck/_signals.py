"""SIGTERM and SIGINT, for all consumers of a process at once (CL-8)."""

import asyncio
import os
import signal
import threading
from types import FrameType
from typing import Any, Dict, List, Optional, Protocol, Set

NUMBERS = (signal.SIGTERM, signal.SIGINT)


class Stoppable(Protocol):
    def stop(self) -> None: ...


class _Signals:
    """Which consumers want to be stopped, and what was done about a signal before there were any."""

    def __init__(self) -> None:
        self._stoppable: List[Stoppable] = []
        self._before: Dict[int, Any] = {}
        self._was_asked = False
        self._mask: "Optional[Set[Any]]" = None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=self._forking, after_in_parent=self._unmask, after_in_child=self._forked)

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

    def _forking(self) -> None:
        # A signal that is for the child waits until it does there what it did before.
        if self._before:
            self._mask = signal.pthread_sigmask(signal.SIG_BLOCK, NUMBERS)

    def _forked(self) -> None:
        """A worker of a pool is ended by SIGTERM like any other process (CL-11)."""
        self._stoppable.clear()
        if self._before:
            # asyncio's is the parent's, which would take our signals for its own.
            signal.set_wakeup_fd(-1)
        self._restore(None)
        self._unmask()

    def _unmask(self) -> None:
        mask, self._mask = self._mask, None
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)

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
