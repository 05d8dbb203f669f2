"""What is said of errors: never with a token in it, and never a whole page of a proxy."""

import re
from typing import Optional

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
