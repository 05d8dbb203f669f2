"""What becomes of a consumer in a process that ``fork`` made: nothing (CL-11).

Such a process has copies of the sockets, and none of the threads. It must not speak through them, nor keep them open when
the process that they belong to is killed.
"""

import logging
import os
import weakref
from typing import Protocol

log = logging.getLogger("batchdeck")


class Forked(Protocol):
    def forked(self) -> None:
        """It is a copy from now on."""


_watched: "weakref.WeakSet[Forked]" = weakref.WeakSet()


def watch(one: Forked) -> None:
    """Tells it when it becomes a copy."""
    _watched.add(one)


def _in_child() -> None:
    for one in list(_watched):
        one.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


class Home:
    """The process that something was made in."""

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._was_said = False

    @property
    def is_left(self) -> bool:
        return os.getpid() != self._pid

    def check_left(self) -> bool:
        """The same, and says so once."""
        if not self.is_left:
            return False
        if not self._was_said:
            self._was_said = True
            log.warning("a process that was forked has no connection to the monitor: nothing is sent from it")
        return True
