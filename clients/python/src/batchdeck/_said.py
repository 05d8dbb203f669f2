"""What is said: of errors, by programs, and in frames. Whatever it is, it has a form that can be sent."""

import json
import math
import operator
import re
from typing import Any, Mapping, Optional, Union

_LIMIT = 300
#: The query of an address.
_QUERY = re.compile(r"\?[^\s'\"]*")


def said(error: BaseException, token: Optional[str] = None) -> str:
    """One line about an error, without secrets (CL-1)."""
    # websocket-client appends headers and body of an answer that is no handshake.
    text = str(error).split(" -+-+- ", 1)[0]
    return f"{type(error).__name__}: {hidden(' '.join(_QUERY.sub('', text).split()), token)[:_LIMIT]}"


def hidden(text: str, token: Optional[str]) -> str:
    return text.replace(token, "(hidden)") if token else text


def text_of(message: Any) -> str:
    """A message as a program gives it: an exception as well, and nothing."""
    if message is None:
        return ""
    return str(message) or type(message).__name__ if isinstance(message, BaseException) else str(message)


def value_of(value: Any) -> Union[int, float, str, None]:
    """A number or a text; of ``Decimal``, numpy and the like the number that it is. None where it is no number."""
    if value is None or isinstance(value, str):
        return value
    plain = _plain(value)
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def _plain(value: Any) -> Union[int, float, str]:
    if isinstance(value, bool):
        return str(value)
    try:
        return operator.index(value)
    except TypeError:
        pass
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)


def json_of(frame: Mapping[str, Any]) -> str:
    """A frame as it is sent. What JSON does not know (a script may have written anything) goes as a number or a text."""
    return json.dumps(frame, default=_plain, skipkeys=True)
