"""Looks names up by a deadline, which the system's resolver knows nothing of."""

import socket
from collections.abc import Callable
from concurrent.futures import Future
from ipaddress import ip_address
from threading import Lock, Thread
from typing import Any

from functions.adapters.outward.deadline import CallDeadline

# Family, type, protocol, canonical name, address: as `socket.getaddrinfo` gives them.
_Found = list[tuple[Any, ...]]


class Names:
    """One look-up of a name at a time, in a thread of its own: a resolver that hangs holds that thread and no caller,
    and there are never more of them than names.
    """

    def __init__(self, look_up: "Callable[[str, int], _Found] | None" = None) -> None:
        self._look_up = look_up or _look_up
        self._under_way: dict[tuple[str, int], Future[_Found]] = {}
        self._lock = Lock()

    def find(self, host: str, port: int, deadline: CallDeadline) -> _Found:
        """Raises OSError, of which a TimeoutError is one."""
        if _is_address(host):
            return self._look_up(host, port)
        return self._asked((host, port)).result(deadline.left())

    def _asked(self, name: tuple[str, int]) -> "Future[_Found]":
        with self._lock:
            found = self._under_way.get(name)
            if found is None:
                found = Future()
                Thread(target=self._answer, args=(name, found), name="names", daemon=True).start()
                # Not before its thread is there: what nobody looks up would be under way for ever.
                self._under_way[name] = found
        return found

    def _answer(self, name: tuple[str, int], asked: "Future[_Found]") -> None:
        try:
            found = self._look_up(*name)
        except (OSError, UnicodeError) as error:
            self._forget(name)
            asked.set_exception(error if isinstance(error, OSError) else OSError("no such name"))
        else:
            self._forget(name)
            asked.set_result(found)

    def _forget(self, name: tuple[str, int]) -> None:
        with self._lock:
            del self._under_way[name]


def _look_up(host: str, port: int) -> _Found:
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
