"""What can go wrong for good. A connection that is lost is none of it: it is made again."""


class BatchdeckError(Exception):
    """Everything this package raises on purpose."""


class Refused(BatchdeckError):
    """The monitor refuses this consumer, and would refuse it again.

    ``code`` is the monitor's own, for example ``UNAUTHORIZED``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} ({code})" if message else code)
        self.code = code


class Unauthorized(Refused):
    """The token is missing, wrong, or not one for this consumer."""


class Replaced(Refused):
    """Another process has registered the same consumer id: one of the two has to end."""


class Closed(BatchdeckError):
    """The consumer was closed; nothing can be asked of it any more."""


class Silence(OSError):
    """Nothing came for too long (CL-3): the connection is made again. No program sees it."""
