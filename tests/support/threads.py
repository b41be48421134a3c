"""A machine that has no room for another thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# More than any address space has.
_TOO_MUCH = 1 << 46


@contextmanager
def no_more_threads() -> Iterator[None]:
    """Whoever begins one reads RuntimeError, as where the system has given out all it gives."""
    before = threading.stack_size(_TOO_MUCH)
    try:
        yield
    finally:
        threading.stack_size(before)
