"""PNG (ISO/IEC 15948): every chunk with its checksum, and as many lines of the picture as its header says."""

import struct
import zlib
from collections.abc import Iterable, Iterator

from functions.domain.intake.file_faults import MOST_PIXELS, FileFault

_SIGNATURE = 8
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Adam7: of each pass the first column and line, and the steps between them.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_AT_ONCE = 65536


class _Broken(Exception):
    """Not as the standard says."""


def fault_of_png(whole: bytes) -> FileFault | None:
    try:
        header, data = _read(whole)
        width, height, depth, colour, _, _, interlaced = struct.unpack(">LLBBBBB", header)
        if width * height > MOST_PIXELS:
            return FileFault.PICTURE_TOO_LARGE
        expected = _expected(width, height, depth * _CHANNELS[colour], interlaced=bool(interlaced))
        return None if _is_filled(data, expected) else FileFault.BROKEN
    except (_Broken, struct.error, zlib.error, KeyError):
        return FileFault.BROKEN


def _read(whole: bytes) -> tuple[bytes, list[bytes]]:
    """The header, and the parts of the picture."""
    header, data = b"", []
    for kind, content in _chunks(whole):
        if kind == b"IHDR":
            header = content
        elif kind == b"IDAT":
            data.append(content)
        elif kind == b"IEND":
            return header, data
    raise _Broken


def _chunks(whole: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _SIGNATURE
    while at < len(whole):
        length, kind = struct.unpack_from(">L4s", whole, at)
        content = whole[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">L", whole, at + 8 + length)
        if zlib.crc32(content, zlib.crc32(kind)) != checksum:
            raise _Broken
        yield kind, content
        at += 12 + length


def _expected(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """Bytes of all lines, each with the byte that names its filter."""
    if not width or not height:
        raise _Broken
    sizes = [(width, height)]
    if interlaced:
        sizes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in _PASSES]
    return sum(lines * (1 + -(-columns * bits // 8)) for columns, lines in sizes if columns > 0 and lines > 0)


def _is_filled(data: Iterable[bytes], expected: int) -> bool:
    """Nothing is kept of what is unpacked."""
    unpacking, found = zlib.decompressobj(), 0
    for part in data:
        rest = part
        while rest and found < expected and not unpacking.eof:
            found += len(unpacking.decompress(rest, _AT_ONCE))
            rest = unpacking.unconsumed_tail
    return found >= expected
