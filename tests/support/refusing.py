"""Whether something is refused, for tests that go over many and name each that is not."""

from collections.abc import Callable


def is_refused(error: type[Exception], act: Callable[[], object]) -> bool:
    """Any other error is the caller's."""
    try:
        act()
    except error:
        return True
    return False
