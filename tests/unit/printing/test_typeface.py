from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from functions.printing.typeface import EM, NOTDEF, typeface
from infra.typeface import TYPEFACE, opened_typeface


@pytest.mark.slow
def test_every_character_that_our_own_words_use_is_there() -> None:
    root = Path(__file__).parents[3]
    files = [
        *root.glob("schemas/**/*.toml"),
        *root.glob("schemas/**/*codes*.py"),
        *root.glob("functions/domain/**/*.py"),
    ]
    words = {c for file in files for c in file.read_text("utf-8") if "一" <= c <= "鿋" or "、" <= c <= "〕"}

    missing = {character for character in words if typeface().glyph(character) is None}

    assert not missing


def test_the_whole_of_gb_2312_is_there() -> None:
    every = (
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    )

    assert not [character for character in every if character and typeface().glyph(character) is None]


def test_what_addresses_are_written_with_beside_those_is_there() -> None:
    assert not [character for character in "二〇三室・甲‑2㎡" if typeface().glyph(character) is None]


@pytest.mark.slow
def test_a_subset_is_a_font_that_others_can_read() -> None:
    face = typeface()
    glyphs = [NOTDEF, *(face.glyph(character) or NOTDEF for character in "退役A")]

    subset = TTFont(BytesIO(face.subset(glyphs)))

    assert subset["maxp"].numGlyphs == 4
    assert [subset["hmtx"][name][0] for name in subset.getGlyphOrder()] == [face.width(g) for g in glyphs]
    whole = opened_typeface()
    name = whole.getBestCmap()[ord("退")]
    copied = subset["glyf"][subset.getGlyphOrder()[1]]
    assert copied.numberOfContours == whole["glyf"][name].numberOfContours > 0


@pytest.mark.slow
def test_the_prepared_file_is_what_the_reading_expects() -> None:
    font = opened_typeface()

    assert font["head"].unitsPerEm == EM
    assert font["head"].indexToLocFormat == 1
    assert not [name for name in font.getGlyphOrder() if font["glyf"][name].isComposite()]
    assert TYPEFACE.stat().st_size < 1_600_000


def test_its_licence_lies_beside_it() -> None:
    assert "SIL OPEN FONT LICENSE" in (TYPEFACE.parent / "OFL.txt").read_text("utf-8")
