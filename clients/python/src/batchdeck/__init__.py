"""Clients of Batchdeck: consumers that watch the batches a monitor gives them."""

from .batch import Assignment, Batch
from .consumer import Consumer
from .errors import BatchdeckError, Closed, Refused, Replaced, Unauthorized
from .logs import LogHandler
from .slots import slot_of
from .stats import Stats

__version__ = "0.1.0"

__all__ = [
    "Assignment",
    "AsyncConsumer",
    "Batch",
    "BatchdeckError",
    "Closed",
    "Consumer",
    "LogHandler",
    "Refused",
    "Replaced",
    "Stats",
    "Unauthorized",
    "slot_of",
]


def __getattr__(name: str) -> object:
    # Who does not use asyncio needs no `websockets`.
    if name == "AsyncConsumer":
        from .aio import AsyncConsumer

        return AsyncConsumer
    raise AttributeError(name)
