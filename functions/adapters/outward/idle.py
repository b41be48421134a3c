"""Connections that nobody uses just now, kept for the next call to the same place."""

from threading import Lock
from time import monotonic
from weakref import finalize

from functions.adapters.outward.wire import WireSocket

# Scheme, host, port.
Peer = tuple[str, str, int]
# What stood idle for longer may be dead without a word, behind whatever stands in between.
IDLE_SECONDS = 20.0


class Idle:
    """At most `most` a place."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._wires: dict[Peer, list[tuple[WireSocket, float]]] = {}
        self._lock = Lock()
        finalize(self, _close, self._wires)

    def take(self, place: Peer) -> WireSocket | None:
        while True:
            with self._lock:
                idle = self._wires.get(place)
                if not idle:
                    return None
                wire, since = idle.pop()
            if monotonic() - since < IDLE_SECONDS and wire.is_quiet():
                return wire
            wire.close()

    def put(self, place: Peer, wire: WireSocket) -> None:
        with self._lock:
            idle = self._wires.setdefault(place, [])
            if len(idle) < self._most:
                idle.append((wire, monotonic()))
                return
        wire.close()

    def close(self) -> None:
        with self._lock:
            _close(self._wires)


def _close(wires: dict[Peer, list[tuple[WireSocket, float]]]) -> None:
    for kept in wires.values():
        for wire, _ in kept:
            wire.close()
    wires.clear()
