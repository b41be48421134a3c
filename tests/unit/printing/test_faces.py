"""Where a character of a paper is found: in the typeface of every paper, in a block of the second, or nowhere."""

from pathlib import Path

from functions.printing.faces import Faces, packed_blocks, unpacked
from functions.printing.pdf import nowhere
from functions.printing.typeface import EM, typeface
from infra.rare_typeface import make
from tests.support.rare import source

# 頔 and 龑 are of the basic block; 𠀀 of extension B, 𱍐 of extension H.
RARE = "頔龑𠀀𱍐"


def blocks(tmp_path: Path, characters: str = RARE) -> dict[int, bytes]:
    make(tmp_path, [source(characters)])
    return {int(one.stem, 16): one.read_bytes() for one in (tmp_path / "typefaces").iterdir()}


def test_a_usual_character_is_the_first_typefaces_and_no_block_is_asked_for() -> None:
    asked: list[int] = []
    faces = Faces(typeface(), asked.append)

    assert faces.find("测") == (0, typeface().glyph("测"))
    assert asked == []


def test_a_rare_character_is_a_blocks_and_a_whole_square_wide_whatever_its_own_units_are(
    tmp_path: Path,
) -> None:
    faces = Faces(typeface(), blocks(tmp_path).get)

    found = [faces.find(one) for one in RARE]

    assert all(place is not None and place[0] > 0 for place in found)
    assert [faces.width(one) for one in RARE] == [EM] * 4


def test_a_block_is_asked_for_once_a_document() -> None:
    asked: list[int] = []
    faces = Faces(typeface(), asked.append)

    for _ in range(3):
        assert faces.width("頔") is None
        assert faces.find("頕") is None

    assert asked == [0x98]


def test_without_a_second_typeface_a_rare_character_is_nowhere() -> None:
    assert Faces(typeface(), nowhere).find("𠀀") is None


def test_a_damaged_block_is_none(tmp_path: Path) -> None:
    whole = blocks(tmp_path)[0x98]

    for damaged in (whole[:-1], whole[:40], b"", whole[:200] + b"x" + whole[201:]):
        assert Faces(typeface(), {0x98: damaged}.get).find("頔") is None


def test_what_is_packed_comes_out_again() -> None:
    assert list(unpacked(packed_blocks([b"one", b"", b"three"]))) == [b"one", b"", b"three"]
