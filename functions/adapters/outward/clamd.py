"""Asks clamd (ClamAV's daemon) over its socket: one INSTREAM a file, with one deadline for the whole of it.

The protocol is four lines of clamd(8); the small libraries for it count their time by the read, and some send without any.
"""

import struct

from functions.adapters.outward.deadline import CallDeadline
from functions.adapters.outward.names import Names
from functions.adapters.outward.wire import WireSocket, connect_here, connect_wire
from functions.domain.errors import ScannerUnavailable
from functions.domain.intake.scanning import ScanVerdict

# Ten megabytes of a nested archive take some seconds; an applicant waits for it.
_SECONDS, _CONNECT_SECONDS = 15.0, 2.0
_CHUNK, _MOST_ANSWER = 128 * 1024, 4096
_LOCAL, _TCP = "unix:", "tcp:"


class Clamd:
    """`address`: `unix:/run/clamav/clamd.ctl` or `tcp:host:3310`."""

    def __init__(self, address: str, *, seconds: float = _SECONDS) -> None:
        """Raises ValueError for an address that is none."""
        host, _, port = address.removeprefix(_TCP).rpartition(":")
        is_local = address.startswith((f"{_LOCAL}/", f"{_LOCAL}@"))
        if not is_local and not (address.startswith(_TCP) and host and port.isdecimal()):
            raise ValueError(
                "clamd 的地址形如 unix:/路径 或 tcp:主机:端口。Its address is unix:/path or tcp:host:port."
            )
        self._address, self._is_local, self._seconds = address, is_local, seconds
        self._names = Names()

    def scan(self, key: str, whole: bytes) -> ScanVerdict:
        deadline = CallDeadline.after(self._seconds)
        try:
            wire = self._connected(deadline.within(_CONNECT_SECONDS))
            try:
                wire.used_until(deadline, most=_MOST_ANSWER)
                _send(wire, whole)
                return _verdict(_answer(wire))
            finally:
                wire.close()
        except OSError as error:
            raise ScannerUnavailable from error

    def _connected(self, deadline: CallDeadline) -> WireSocket:
        if self._is_local:
            return connect_here(self._address.removeprefix(_LOCAL), deadline)
        host, _, port = self._address.removeprefix(_TCP).rpartition(":")
        return connect_wire(self._names, host.strip("[]"), int(port), deadline, trust=None, public_only=False)


def _send(wire: WireSocket, whole: bytes) -> None:
    wire.sendall(b"zINSTREAM\0")
    for start in range(0, len(whole), _CHUNK):
        chunk = whole[start : start + _CHUNK]
        wire.sendall(struct.pack(">L", len(chunk)) + chunk)
    wire.sendall(struct.pack(">L", 0))


def _answer(wire: WireSocket) -> str:
    buffer, said = memoryview(bytearray(_MOST_ANSWER)), b""
    while b"\0" not in said and (count := wire.read_into(buffer)):
        said += bytes(buffer[:count])
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(said: str) -> ScanVerdict:
    """Raises ScannerUnavailable: an answer cut short, or an error of the daemon's own, says nothing of the file."""
    if said.endswith(" FOUND"):
        return ScanVerdict.INFECTED
    if said.endswith(": OK"):
        return ScanVerdict.CLEAN
    raise ScannerUnavailable
