"""The second typeface is cut from sources of which the first that has a character is taken."""

from pathlib import Path

import pytest

from functions.printing.faces import Faces, unpacked
from functions.printing.typeface import typeface
from infra.embedded.typefaces import FolderTypefaces
from infra.rare_typeface import SourceRefused, gb_18030, main, make
from tests.support.rare import source


def test_the_han_of_the_national_standard_are_as_many_as_it_says() -> None:
    assert len(gb_18030()) == 87_887


@pytest.mark.slow
def test_a_character_that_the_first_typeface_has_is_not_made_again(tmp_path: Path) -> None:
    known = make(tmp_path, [source("测頔")])

    assert {ord("测"), ord("頔")} <= known
    assert [one.name for one in (tmp_path / "typefaces").iterdir()] == ["098.ttfs"]


@pytest.mark.slow
def test_of_two_sources_the_first_that_has_a_character_is_asked(tmp_path: Path) -> None:
    make(tmp_path, [source("頔"), source("頔頕")])

    block = FolderTypefaces(tmp_path).block(0x98) or b""
    faces = Faces(typeface(), FolderTypefaces(tmp_path).block)

    assert len(list(unpacked(block))) == 2
    assert (faces.find("頔"), faces.find("頕")) == ((1, 1), (2, 1))


def test_a_source_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused):
        make(tmp_path, [source("頔", short_offsets=True)])


@pytest.mark.slow
def test_it_says_how_many_can_be_printed_and_how_many_are_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rare.ttf"
    file.write_bytes(source("頔"))

    assert main(["--out", str(tmp_path), str(file)]) == 0

    assert "GB 18030 中还缺" in capsys.readouterr().out


def test_a_source_that_is_not_there_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = main(["--out", str(tmp_path), str(tmp_path / "none.ttf")])

    assert ended == 1
    assert "none.ttf" in capsys.readouterr().err
