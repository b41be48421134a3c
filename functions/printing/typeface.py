"""A typeface: which characters it has, how wide they are, and a subset of it for one document.

The file of every document's is prepared by `infra/typeface.py`, those of rare characters by `infra/rare_typeface.py`:
TrueType outlines without composites or hints, a format 12 `cmap`, long `loca`. A subset is therefore a copy of whole
glyphs: no font library is needed at run time, where fontTools alone would weigh more than the typeface (5.5 MB of wheel,
0.3 s to import).
"""

import lzma
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

EM = 500
NOTDEF = 0
_LONG_LOCA = 1


class Typeface:
    def __init__(self, raw: bytes) -> None:
        self._tables = tables(raw)
        self._glyphs = _characters(self._tables["cmap"])
        (count,) = struct.unpack_from(">H", self._tables["maxp"], 4)
        self._offsets = struct.unpack(f">{count + 1}L", self._tables["loca"])
        self._metrics = _metrics(self._tables, count)
        self._em: int
        (self._em,) = struct.unpack_from(">H", self._tables["head"], 18)
        _, _, ascent, descent = struct.unpack_from(">HHhh", self._tables["hhea"])
        self.ascent, self.descent = self._scaled(ascent), self._scaled(descent)

    def glyph(self, character: str) -> int | None:
        return self._glyphs.get(ord(character))

    def width(self, glyph: int) -> int:
        """In units of which the em has EM."""
        return self._scaled(self._metrics[glyph][0])

    def _scaled(self, length: int) -> int:
        return length * EM // self._em

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A font file with exactly these glyphs, numbered by their place; the first should be NOTDEF."""
        outlines = [self._outline(glyph) for glyph in glyphs]
        ends = [0]
        for outline in outlines:
            ends.append(ends[-1] + len(outline))
        hmtx = b"".join(struct.pack(">Hh", *self._metrics[glyph]) for glyph in glyphs)
        head = bytearray(self._tables["head"])
        struct.pack_into(">L", head, 8, 0)
        struct.pack_into(">h", head, 50, _LONG_LOCA)
        return file_of(
            {
                "glyf": b"".join(outlines),
                "head": bytes(head),
                "hhea": self._tables["hhea"][:34] + struct.pack(">H", len(glyphs)),
                "hmtx": hmtx,
                "loca": struct.pack(f">{len(ends)}L", *ends),
                "maxp": self._tables["maxp"][:4] + struct.pack(">H", len(glyphs)) + self._tables["maxp"][6:],
            }
        )

    def _outline(self, glyph: int) -> bytes:
        outline = self._tables["glyf"][self._offsets[glyph] : self._offsets[glyph + 1]]
        return outline + b"\0" * (-len(outline) % 4)


@cache
def typeface() -> Typeface:
    """Read at the first document. Packed by xz: a fifth less of the zip than as the zip packs it, for 0.1 s here."""
    file = resources.files("functions.printing") / "fonts" / "NotoSerifSC-subset.ttf.xz"
    return Typeface(lzma.decompress(file.read_bytes()))


def tables(raw: bytes) -> Mapping[str, bytes]:
    (count,) = struct.unpack_from(">H", raw, 4)
    entries = (struct.unpack_from(">4sLLL", raw, 12 + 16 * place) for place in range(count))
    return {tag.decode("ascii"): raw[offset : offset + length] for tag, _, offset, length in entries}


def _characters(cmap: bytes) -> Mapping[int, int]:
    """Code point to glyph, from the subtable of format 12."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    offsets = (struct.unpack_from(">HHL", cmap, 4 + 8 * place)[2] for place in range(count))
    start = next(offset for offset in offsets if struct.unpack_from(">H", cmap, offset) == (12,))
    (groups,) = struct.unpack_from(">L", cmap, start + 12)
    found: dict[int, int] = {}
    for first, last, glyph in struct.iter_unpack(">LLL", cmap[start + 16 : start + 16 + 12 * groups]):
        found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return found


def _metrics(tables: Mapping[str, bytes], count: int) -> list[tuple[int, int]]:
    """Advance and left side bearing of every glyph; those after the last advance share it."""
    (full,) = struct.unpack_from(">H", tables["hhea"], 34)
    metrics: list[tuple[int, int]] = list(struct.iter_unpack(">Hh", tables["hmtx"][: 4 * full]))
    bearings = struct.unpack_from(f">{count - full}h", tables["hmtx"], 4 * full)
    return metrics + [(metrics[-1][0], bearing) for bearing in bearings]


def file_of(tables: Mapping[str, bytes]) -> bytes:
    """An sfnt: its directory, then the tables, each padded to four bytes."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">LHHHH", 0x00010000, count, 16 << power, power, count * 16 - (16 << power))
    offset = len(header) + 16 * count
    directory, body = [], []
    for tag, table in sorted(tables.items()):
        padded = table + b"\0" * (-len(table) % 4)
        directory.append(struct.pack(">4sLLL", tag.encode("ascii"), _checksum(padded), offset, len(table)))
        body.append(padded)
        offset += len(padded)
    return header + b"".join(directory) + b"".join(body)


def _checksum(padded: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF
