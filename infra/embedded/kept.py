"""What was read last, kept for whoever reads it next, as long as all writes of it go through this process."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

_V = TypeVar("_V")


class Kept(Generic[_V]):
    """At most `most` values by their keys; the one not used for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[str, _V] = OrderedDict()
        self._changes = 0
        self._mutex = Lock()

    def get(self, key: str, read: Callable[[str], _V], *, worth: Callable[[_V], bool] = lambda _: True) -> _V:
        """The value kept, or what `read` reads; if anything was changed meanwhile it may be old news, and is not kept. Nor is
        what is not `worth` it.
        """
        with self._mutex:
            found, changes = self._values.get(key), self._changes
            if found is not None:
                self._values.move_to_end(key)
                return found
        value = read(key)
        with self._mutex:
            if changes == self._changes and worth(value):
                self._put(key, value)
        return value

    def peek(self, key: str) -> _V | None:
        """The value, if it is kept."""
        with self._mutex:
            return self._values.get(key)

    def keep(self, key: str, value: _V) -> None:
        """What was just written anew; to be called as `changed` is."""
        with self._mutex:
            self._changes += 1
            self._put(key, value)

    def _put(self, key: str, value: _V) -> None:
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def changed(self, key: str, rule: Callable[[_V], _V | None]) -> None:
        """To be called after a write and before anybody is told that it is done. None: it is to be read again."""
        with self._mutex:
            self._changes += 1
            found = self._values.pop(key, None)
            value = None if found is None else rule(found)
            if value is not None:
                self._values[key] = value
