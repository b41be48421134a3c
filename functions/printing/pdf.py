"""A paper as PDF 1.7: an embedded subset of each face that it needs, extractable text, nothing of the day it is printed."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC
from io import BytesIO
from itertools import groupby
from typing import Any

from functions.domain.applicant.paper import Paper
from functions.printing.faces import Faces, ReadBlock
from functions.printing.layout import Layout
from functions.printing.sheet import (
    BLACK,
    GREY,
    HEIGHT,
    WIDTH,
    SheetBox,
    SheetMark,
    SheetRing,
    Sheets,
    SheetText,
)
from functions.printing.text import BOXED_SCALE, Atom
from functions.printing.typeface import EM, NOTDEF, Typeface, typeface

_NAME = "/AAAAAA+NotoSerifSC-Regular"
HAIRLINE = 0.6
# A PDF counts in thousandths, whatever the typeface does.
PDF_EM = 1000
_HANDLE, _RED = 0.5523, "0.8 0.1 0.1"


def nowhere(_number: int) -> bytes | None:
    """There is no second typeface."""


def pdf(paper: Paper, block: ReadBlock = nowhere) -> bytes:
    """The same paper gives the same bytes. `block`: where rare characters come from. Raises what it raises."""
    faces = Faces(typeface(), block)
    return _document(paper, Layout(faces).set(paper), faces)


def _document(paper: Paper, sheets: Sheets, faces: Faces) -> bytes:
    import pydyf

    document = pydyf.PDF()
    codes = _codes(sheets, faces)
    named = {
        f"F{number}": _font(document, number, of_face, faces.faces[number])
        for number, of_face in sorted(codes.items())
    }
    fonts = pydyf.Dictionary({"Font": pydyf.Dictionary(named)})
    document.add_object(fonts)
    for sheet in sheets.sheets:
        content = pydyf.Stream([_operators(sheet, codes)], compress=True)
        document.add_object(content)
        page = {
            "Type": "/Page",
            "Parent": document.pages.reference,
            "Contents": content.reference,
            "MediaBox": pydyf.Array([0, 0, WIDTH, HEIGHT]),
            "Resources": fonts.reference,
        }
        document.add_page(pydyf.Dictionary(page))
    document.catalog["Lang"] = pydyf.String("zh-CN")
    document.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    document.info["Title"] = pydyf.String(f"{paper.title} {paper.reference}")
    document.info["CreationDate"] = pydyf.String(f"D:{paper.made_at.astimezone(UTC):%Y%m%d%H%M%S}Z")
    written = BytesIO()
    document.write(written, version=b"1.7", compress=True)
    return written.getvalue()


# By face, then each character of the document by its place in the face's subset; 0 is the glyph of no character.
_Codes = dict[int, dict[str, int]]


def _codes(sheets: Sheets, faces: Faces) -> _Codes:
    used = {c for sheet in sheets.sheets for mark in sheet for c in _characters(mark)}
    codes: _Codes = {0: {}}
    for character in sorted(used):
        number, _ = faces.find(character) or (0, NOTDEF)
        of_face = codes.setdefault(number, {})
        of_face[character] = len(of_face) + 1
    return codes


def _characters(mark: SheetMark) -> Iterable[str]:
    return "".join(atom.text for atom in mark.line) if isinstance(mark, SheetText) else ""


def _font(document: Any, number: int, codes: dict[str, int], face: Typeface) -> Any:
    """The reference of a composite font whose codes are glyphs (Identity-H), with the way back to text (ToUnicode)."""
    import pydyf

    name = _NAME if number == 0 else f"/AAAAA{chr(ord('A') + number % 26)}+LianbanRare{number}"
    glyphs = [NOTDEF, *(face.glyph(character) or NOTDEF for character in codes)]
    program = face.subset(glyphs)
    ascent, descent = _scaled(face.ascent), _scaled(face.descent)
    file = pydyf.Stream([zlib.compress(program, 9)], {"Length1": len(program), "Filter": "/FlateDecode"})
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 4,
            "FontBBox": pydyf.Array([-PDF_EM, descent, 2 * PDF_EM, ascent]),
            "ItalicAngle": 0,
            "Ascent": ascent,
            "Descent": descent,
            "CapHeight": ascent,
            "StemV": 80,
        }
    )
    widths = pydyf.Array([0, pydyf.Array([_scaled(face.width(glyph)) for glyph in glyphs])])
    descendant = pydyf.Dictionary({"Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": name})
    registry = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
    to_unicode = pydyf.Stream([_to_unicode(codes)], compress=True)
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type0", "BaseFont": name})
    for each in (file, descriptor, descendant, to_unicode, font):
        document.add_object(each)
    descriptor["FontFile2"] = file.reference
    descendant.update(
        {
            "CIDSystemInfo": pydyf.Dictionary(registry),
            "CIDToGIDMap": "/Identity",
            "FontDescriptor": descriptor.reference,
            "DW": PDF_EM,
            "W": widths,
        }
    )
    font.update(
        {
            "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([descendant.reference]),
            "ToUnicode": to_unicode.reference,
        }
    )
    return font.reference


def _scaled(length: int) -> int:
    return length * PDF_EM // EM


def _to_unicode(codes: dict[str, int]) -> str:
    entries = [f"<{place:04X}> <{c.encode('utf-16-be').hex().upper()}>" for c, place in codes.items()]
    # A block may hold a hundred entries at most.
    blocks = (entries[start : start + 100] for start in range(0, len(entries), 100))
    mapped = "\n".join(f"{len(b)} beginbfchar\n{chr(10).join(b)}\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{mapped}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    )


def _operators(sheet: list[SheetMark], codes: _Codes) -> str:
    return "\n".join(_drawn(mark, codes) for mark in sheet)


def _drawn(mark: SheetMark, codes: _Codes) -> str:
    if isinstance(mark, SheetText):
        return _text(mark, codes)
    return _box(mark) if isinstance(mark, SheetBox) else _ring(mark)


def _ring(ring: SheetRing) -> str:
    """Of four curves: their handles are so long that nobody sees that it is no circle."""
    x, y, r, k = ring.x, HEIGHT - ring.y, ring.radius, ring.radius * _HANDLE
    curves = (
        (r, k, k, r, 0, r),
        (-k, r, -r, k, -r, 0),
        (-r, -k, -k, -r, 0, -r),
        (k, -r, r, -k, r, 0),
    )
    drawn = " ".join(
        " ".join(f"{x + dx:.2f} {y + dy:.2f}" for dx, dy in zip(curve[::2], curve[1::2], strict=True)) + " c"
        for curve in curves
    )
    return f"[] 0 d 1.2 w {_RED} RG {x + r:.2f} {y:.2f} m {drawn} s"


def _box(box: SheetBox) -> str:
    frame = f"{box.x:.2f} {HEIGHT - box.y - box.height:.2f} {box.width:.2f} {box.height:.2f} re"
    if box.fill is not None:
        return f"{box.fill:g} g {frame} f"
    return f"{'[3 2]' if box.dashed else '[]'} 0 d {HAIRLINE} w {GREY if box.dashed else BLACK:g} G {frame} S"


def _text(text: SheetText, codes: _Codes) -> str:
    """Runs of plain characters in one string each; boxed code points smaller, each with its frame."""
    parts, run, x, start = [], "", text.x, text.x
    for atom in text.line:
        if atom.boxed:
            parts += [_run(text, run, start, text.size, codes), _boxed(text, atom, x, codes)]
            run = ""
        else:
            start = start if run else x
            run += atom.text
        x += atom.width * text.size / EM
    return "\n".join(filter(None, [*parts, _run(text, run, start, text.size, codes)]))


def _run(text: SheetText, run: str, x: float, size: float, codes: _Codes) -> str:
    if not run.strip(" 　"):
        return ""
    shown = " ".join(f"/F{number} {size:.2f} Tf <{text}> Tj" for number, text in _shown(run, codes))
    # There is one weight: bold is the same outline with a stroke around it.
    weight = f"2 Tr {size / 45:.2f} w [] 0 d" if text.bold else "0 Tr"
    colour = f"{text.grey:g} g {text.grey:g} G"
    return f"BT {colour} {weight} {x:.2f} {HEIGHT - text.y:.2f} Td {shown} ET"


def _shown(run: str, codes: _Codes) -> Iterator[tuple[int, str]]:
    """Parts of one face each, as codes."""
    for number, part in groupby(run, lambda character: next(n for n, of in codes.items() if character in of)):
        yield number, "".join(f"{codes[number][character]:04X}" for character in part)


def _boxed(text: SheetText, atom: Atom, x: float, codes: _Codes) -> str:
    width, pad = atom.width * text.size / EM, text.size * 0.06
    frame = SheetBox(x + pad, text.y - text.size * 0.78, width - 2 * pad, text.size * 0.94)
    inset = text.size * 0.13
    return f"{_box(frame)}\n{_run(text, atom.text, x + inset, text.size * BOXED_SCALE, codes)}"
