"""JPEG (ITU-T T.81): its segments up to the end of the image, and at least a bit for each part of the picture."""

import re
import struct

from functions.domain.intake.file_faults import MOST_PIXELS, FileFault

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
# Within a scan: what is neither a stuffed byte nor a restart.
_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
# The largest part that may share one bit, in pixels; in bytes, eight times that.
_PIXELS_A_BYTE = 32 * 32 * 8


def fault_of_jpeg(whole: bytes) -> FileFault | None:
    try:
        return _fault(whole)
    except (struct.error, IndexError):
        return FileFault.BROKEN


def _fault(whole: bytes) -> FileFault | None:
    at, pixels, scanned = 2, 0, 0
    while (found := _MARKER.match(whole, at)) is not None:
        marker = found[1][0]
        if marker == _END:
            return None if pixels and scanned > pixels // _PIXELS_A_BYTE else FileFault.BROKEN
        (length,) = struct.unpack_from(">H", whole, found.end())
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", whole, found.end() + 3)
            pixels = max(pixels, height * width)
        if pixels > MOST_PIXELS:
            return FileFault.PICTURE_TOO_LARGE
        at = found.end() + length
        if marker == _SCAN:
            begun, at = at, _after_scan(whole, at)
            scanned += at - begun
    return FileFault.BROKEN


def _after_scan(whole: bytes, at: int) -> int:
    found = _MARKER.search(whole, at)
    return found.start() if found else len(whole)
