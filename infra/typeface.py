"""Makes the forms' typeface from its source: the characters it has now, and those of a text file if one is given.

    python -m infra.typeface NotoSerifSC_400Regular.ttf [characters.txt]

The source is Noto Serif SC (SIL Open Font License 1.1), as the npm package @expo-google-fonts/noto-serif-sc ships it.
What is kept: the 8,105 characters of 通用规范汉字表 (which were collected from registered names and place names), those
of GB/T 2312, the punctuation of both, and 〇 with what else stands in addresses. Outlines only: no hints, no layout
features, no composite glyphs, so that a document's own subset is a copy of whole glyphs (functions/printing/typeface.py).
"""

import lzma
import sys
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from functions.printing.typeface import EM

TYPEFACE = Path(__file__).parents[1] / "functions" / "printing" / "fonts" / "NotoSerifSC-subset.ttf.xz"
_UNUSED = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "STAT", "gasp"]


class CompositeGlyph(Exception):
    """A glyph made of other glyphs: a document's subset would lose its parts."""


def _make(source: Path, characters: str) -> None:
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += _UNUSED
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    # Rounded to a five-hundredth of an em, a fortieth of a point in print: a ninth less in the zip.
    scale_upem(font, EM)
    composites = [name for name in font.getGlyphOrder() if font["glyf"][name].isComposite()]
    if composites:
        raise CompositeGlyph(", ".join(composites[:10]))
    whole = BytesIO()
    font.save(whole)
    TYPEFACE.write_bytes(lzma.compress(whole.getvalue(), preset=9 | lzma.PRESET_EXTREME))


def opened_typeface() -> TTFont:
    return TTFont(BytesIO(lzma.decompress(TYPEFACE.read_bytes())))


def _present() -> str:
    if not TYPEFACE.exists():
        return ""
    return "".join(map(chr, opened_typeface().getBestCmap()))


def main(arguments: list[str]) -> None:
    source, *more = map(Path, arguments)
    _make(source, _present() + "".join(path.read_text("utf-8") for path in more))


if __name__ == "__main__":
    main(sys.argv[1:])
