"""A source of rare characters as registries have them, with shapes that nobody can take for another's: made here."""

from collections.abc import Sequence
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

EM = 1024


def source(characters: str, *, short_offsets: bool = False) -> bytes:
    """Each character is a block of ink over half of its square, and the first stands highest."""
    names = [".notdef", *(f"u{ord(one):05X}" for one in characters)]
    built = FontBuilder(EM, isTTF=True)
    built.setupGlyphOrder(names)
    built.setupCharacterMap({ord(one): name for one, name in zip(characters, names[1:], strict=True)})
    built.setupGlyf({name: _glyph(place) for place, name in enumerate(names)})
    built.setupHorizontalMetrics(dict.fromkeys(names, (EM, 64)))
    built.setupHorizontalHeader(ascent=900, descent=-124)
    built.setupNameTable({"familyName": "Rare"})
    built.setupOS2()
    built.setupPost()
    built.font["head"].indexToLocFormat = 0 if short_offsets else 1
    written = BytesIO()
    built.font.save(written)
    return _with_whole_table(written.getvalue(), [ord(one) for one in characters], short=short_offsets)


def _glyph(place: int) -> object:
    pen = TTGlyphPen(None)
    corners = [(64, 0), (64, 800 - 20 * place), (960, 800 - 20 * place), (960, 0)]
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def _with_whole_table(raw: bytes, codes: Sequence[int], *, short: bool) -> bytes:
    """fontTools chooses the tables' formats by what would do; large typefaces have the large ones."""
    import struct

    from functions.printing.typeface import file_of, tables
    from infra.rare_typeface import found_by

    parts = dict(tables(raw))
    if short:
        return raw
    if struct.unpack_from(">h", parts["head"], 50) == (0,):
        offsets = struct.unpack(f">{len(parts['loca']) // 2}H", parts["loca"])
        parts["loca"] = struct.pack(f">{len(offsets)}L", *(2 * one for one in offsets))
        parts["head"] = parts["head"][:50] + b"\0\1" + parts["head"][52:]
    return file_of({**parts, "cmap": found_by(list(codes))})
