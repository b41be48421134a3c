"""Text in few bytes. DynamoDB bills a write by the kilobyte, and a row that waits holds a task token of half a kilobyte.

A row's text names the same fields and codes again and again: deflate is given them beforehand (a preset dictionary,
RFC 1950), and the ids that stand in the row's key as well.
"""

import zlib

from functions.adapters.packing_words import WORDS_1, WORDS_2
from functions.domain.errors import RecordUnreadable

_EDITIONS = {b"\x01": WORDS_1, b"\x02": WORDS_2}
_PRESENT = b"\x02"
_RAW_DEFLATE, _BEST = -15, 9


def pack(text: str, *, known: str = "") -> bytes:
    """`known`: what the reader knows as well, as the ids in the row's key; the same must be given to unpack."""
    packer = zlib.compressobj(_BEST, zlib.DEFLATED, _RAW_DEFLATE, zdict=_words(_PRESENT, known))
    return _PRESENT + packer.compress(text.encode()) + packer.flush()


def unpack(packed: bytes, *, known: str = "") -> str:
    """Raises RecordUnreadable for what no edition wrote."""
    if packed[:1] not in _EDITIONS:
        raise RecordUnreadable
    unpacker = zlib.decompressobj(_RAW_DEFLATE, zdict=_words(packed[:1], known))
    try:
        return (unpacker.decompress(packed[1:]) + unpacker.flush()).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise RecordUnreadable from error


def _words(edition: bytes, known: str) -> bytes:
    return (_EDITIONS[edition] + known).encode()
