from pathlib import Path

import pytest

from schemas.catalogue.edition import CURRENT, CatalogueError, load_edition
from schemas.catalogue.publicity import (
    PUBLICITY_FOLDER,
    PUBLICITY_KINDS,
    PublicText,
    load_publicity,
    read_publicity,
)

PUBLICITY = load_publicity(CURRENT)
OF_EDITION = load_edition(CURRENT).sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in PUBLICITY_FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.mark.parametrize("one", [*PUBLICITY.entries()], ids=lambda one: one.title)
def test_every_entry_has_a_source_that_is_known_and_a_date(one: PublicText) -> None:
    assert one.source
    assert set(one.source) <= set(PUBLICITY.sources)
    assert one.date[:2] == "20" or one.date[:2] == "19"


def test_there_is_something_of_every_kind_and_something_for_single_cities() -> None:
    assert all(getattr(PUBLICITY, kind) for kind in PUBLICITY_KINDS)
    assert {one.city for one in PUBLICITY.policies} > {None, "440100", "442000"}


def test_no_source_of_its_own_stands_in_for_one_of_the_edition_or_is_never_cited() -> None:
    own = set(PUBLICITY.sources) - set(OF_EDITION)
    cited = {key for one in PUBLICITY.entries() for key in one.source}

    assert own
    assert own <= cited


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('source = ["L-AZ"]', 'source = ["L-NONE"]', "L-NONE"),
        ('source = ["L-AZ"]', "source = []", "source"),
        ('date = "2024-09-01"', 'date = "2024-09-31"', "policies.toml"),
        ('date = "2024-09-01"\n', "", "date"),
        ('city = "440500"', 'city = "449900"', "449900"),
        ("退役时的职业技能培训免费", "入伍时户口没有注销的，不用恢复", "重复"),
    ],
)
def test_a_fault_is_named_by_its_file_and_entry(folder: Path, old: str, new: str, told: str) -> None:
    file = folder / "policies.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(CatalogueError, match=told):
        read_publicity(folder, OF_EDITION)
