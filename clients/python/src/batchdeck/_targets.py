"""What there is to say of single targets (WS-27)."""

from typing import Any, Dict, Iterable, List

from ._said import json_of, text_of, value_of
from .logs import cut

#: The most of one frame: of items, and of bytes, where the monitor takes 1 MiB.
MAX_REPORTS = 10_000
MAX_BYTES = 512 * 1024
MAX_MESSAGE_LENGTH = 1024
MAX_VALUE_LENGTH = 256

Frame = Dict[str, Any]


class TargetNews:
    """The newest of each target, and which of these were not sent yet. It is not locked."""

    def __init__(self) -> None:
        self._said: Dict[str, Frame] = {}
        self._unsaid: Dict[str, Frame] = {}

    @property
    def are_there(self) -> bool:
        return bool(self._unsaid)

    def put(self, target: str, status: str, message: str, value: "float | str | None") -> None:
        said: Frame = {"target": target, "status": status}
        text, shown = text_of(message), value_of(value)
        if text:
            said["message"] = cut(text, MAX_MESSAGE_LENGTH)
        if shown is not None:
            said["value"] = cut(shown, MAX_VALUE_LENGTH) if isinstance(shown, str) else shown
        self._said[target] = said
        self._unsaid[target] = said

    def take(self) -> List[Frame]:
        """As many as one frame has room for; they count as sent."""
        taken: List[Frame] = []
        left = MAX_BYTES
        for said in self._unsaid.values():
            left -= len(json_of(said)) + 2
            if left < 0 or len(taken) == MAX_REPORTS:
                break
            taken.append(said)
        for said in taken:
            del self._unsaid[said["target"]]
        return taken

    def forget(self, targets: Iterable[str]) -> None:
        """They are somebody else's by now."""
        for target in targets:
            self._said.pop(target, None)
            self._unsaid.pop(target, None)

    def reconnected(self) -> None:
        """The monitor may have forgotten: everything is news again."""
        self._unsaid = dict(self._said)
