"""An invariant of design section 2 that did not hold."""


class Violation(BaseException):
    """No Exception: neither the engine nor a use case may take it for a failure of its own."""
