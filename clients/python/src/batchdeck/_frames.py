"""What a monitor says, as far as a consumer has to know it."""

import json
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Union

from .errors import Refused, Replaced, Unauthorized

Frame = Dict[str, Any]

#: Codes that no further attempt gets past (CL-4).
_UNAUTHORIZED = ("UNAUTHORIZED", "FORBIDDEN")
_REFUSED = ("INVALID_CONSUMER_ID", "CONSUMER_MISMATCH")
_SESSION_REPLACED = 4409
_POLICY_VIOLATION = 1008


@dataclass(frozen=True)
class Connected:
    frame: Frame


@dataclass(frozen=True)
class Registered:
    #: Of each task its current epoch; None where the monitor does not say.
    tasks: Optional[Mapping[int, int]]


@dataclass(frozen=True)
class Reload:
    task_id: int
    epoch: int


@dataclass(frozen=True)
class Pong:
    timestamp: Any


@dataclass(frozen=True)
class LogWanted:
    wanted: bool


@dataclass(frozen=True)
class ServerError:
    frame: Frame
    #: Where it is of no use to go on.
    fatal: Optional[Refused]


Event = Union[Connected, Registered, Reload, Pong, LogWanted, ServerError]


def read(text: "str | bytes") -> Optional[Event]:
    """What a frame means; None where it means nothing (CL-10)."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict):
        return None
    kind = frame.get("type")
    if kind == "connected":
        return Connected(frame)
    if kind == "registered":
        return Registered(_epochs_in(frame.get("tasks")))
    if kind == "batch_reload":
        task_id, epoch = frame.get("task_id"), frame.get("epoch")
        if not isinstance(task_id, int) or not isinstance(epoch, int):
            return None
        return Reload(task_id, epoch)
    if kind == "pong":
        return Pong(frame.get("timestamp"))
    if kind == "log_wanted":
        return LogWanted(frame.get("wanted") is True)
    if kind == "error":
        return ServerError(frame, _fatal(frame))
    return None


def refusal_of(consumer_id: str, close_code: Optional[int], reason: str) -> Optional[Refused]:
    """Why a connection was ended for good; None where it may be made again."""
    if close_code == _SESSION_REPLACED:
        return Replaced("SESSION_REPLACED", reason or f"another process has registered {consumer_id}")
    if close_code == _POLICY_VIOLATION:
        for code in _UNAUTHORIZED:
            if code in reason:
                return Unauthorized(code, reason)
    return None


def _fatal(frame: Frame) -> Optional[Refused]:
    code, message = str(frame.get("code", "")), str(frame.get("message", ""))
    if code in _UNAUTHORIZED:
        return Unauthorized(code, message)
    if code in _REFUSED:
        return Refused(code, message)
    return None


def _epochs_in(tasks: Any) -> Optional[Dict[int, int]]:
    if not isinstance(tasks, list):
        return None
    return {
        task["task_id"]: task["epoch"]
        for task in tasks
        if isinstance(task, dict) and _is_number(task.get("task_id")) and _is_number(task.get("epoch"))
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
