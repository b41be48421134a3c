"""The faces of one document: the one of every document, and of the second what this document needs.

The second has all other Han of GB 18030. It is too large for the package and lies beside it, in blocks of 256 code points
(`infra/rare_typeface.py`): a document loads those of its own characters, and a character that is in none is told by its
code point in a box. A block is the SHA-256 of what follows, then typefaces, each behind its length.
"""

import struct
from collections.abc import Callable, Iterator
from hashlib import sha256

from functions.printing.typeface import Typeface

# The number of a block is the code point without its last eight bits.
ReadBlock = Callable[[int], bytes | None]
_DIGEST = 32


class Faces:
    def __init__(self, first: Typeface, block: ReadBlock) -> None:
        self._block = block
        self.faces = [first]
        # By block: where its faces stand.
        self._loaded: dict[int, range] = {}

    def width(self, character: str) -> int | None:
        """In units of which the em has EM; None: no face has it."""
        found = self.find(character)
        return self.faces[found[0]].width(found[1]) if found else None

    def find(self, character: str) -> tuple[int, int] | None:
        """The number of its face, and the glyph there."""
        glyph = self.faces[0].glyph(character)
        if glyph is not None:
            return 0, glyph
        for number in self._faces_of(ord(character) >> 8):
            glyph = self.faces[number].glyph(character)
            if glyph is not None:
                return number, glyph
        return None

    def _faces_of(self, block: int) -> range:
        if block not in self._loaded:
            begin = len(self.faces)
            self.faces += map(Typeface, unpacked(self._block(block) or b""))
            self._loaded[block] = range(begin, len(self.faces))
        return self._loaded[block]


def packed_blocks(files: list[bytes]) -> bytes:
    whole = b"".join(struct.pack(">L", len(file)) + file for file in files)
    return sha256(whole).digest() + whole


def unpacked(block: bytes) -> Iterator[bytes]:
    """Nothing, if it is not whole: half a block would print other characters."""
    digest, whole = block[:_DIGEST], block[_DIGEST:]
    if sha256(whole).digest() != digest:
        return
    at = 0
    while at < len(whole):
        (length,) = struct.unpack_from(">L", whole, at)
        yield whole[at + 4 : at + 4 + length]
        at += 4 + length
