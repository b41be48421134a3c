"""Which law of procedure binds which item is data of the catalogue."""

import pytest

from functions.domain.catalogue.law import CITED, is_licence, is_licence_code, publishes_notice, under
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.item import Item, ItemKind
from schemas.catalogue.place_figures import NoticeKind
from tests.support.each import each

EDITION = load_edition(CURRENT)


@each("item", [*EDITION.items, EDITION.service_check])
def test_the_licence_act_binds_licences_and_nothing_else(item: Item) -> None:
    assert is_licence(item) is (item.kind is ItemKind.LICENCE)
    assert set(item.bound_by) <= set(EDITION.sources)


@pytest.mark.parametrize("key", CITED)
def test_a_law_that_we_name_has_the_name_of_its_source(key: str) -> None:
    assert f"《{EDITION.sources[key].title}》" == CITED[key]


def test_nothing_is_claimed_of_an_item_that_the_edition_does_not_have() -> None:
    assert is_licence_code("driving_licence", EDITION)
    assert not is_licence_code("old_item", EDITION)
    assert under("第四十二条", bound=True) == "依照《中华人民共和国行政许可法》第四十二条"
    assert under("第四十二条", bound=False).startswith("参照")


def test_only_of_whom_a_place_has_published_it_that_is_said() -> None:
    known = [item.code for item in EDITION.items if publishes_notice(item.code, EDITION)]

    assert known == [item.code for item in EDITION.items if item.notice is NoticeKind.PUBLISHED]
    assert not publishes_notice("old_item", EDITION)
