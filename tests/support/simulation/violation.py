"""An invariant of docs/architecture.md (what must always be true) that did not hold."""


class Violation(BaseException):
    """No Exception: neither the engine nor a use case may take it for a failure of its own."""
