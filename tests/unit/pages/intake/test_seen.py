"""A draft whose edition is not shipped any more, as its pages show it; and one that cannot be read."""

from dataclasses import replace

import pytest

from functions.ports.deps import Deps
from functions.usecases.intake.submit_draft import submit_draft
from schemas.catalogue.edition import Edition
from tests.support.api_deps import house
from tests.support.draft_pages import SOLDIER, TWO, begun, soldier, whole
from tests.support.each import each
from tests.support.editions import lacking
from tests.support.fakes.damaged_draft import DamagedDraft
from tests.support.pages import Site

RESERVE = "reserve_registration"
PAGES = ("", "/items", "/check", "/materials", "/sections/person", "/consents", "/code", "/deletion")


def released(deps: Deps, edition: Edition) -> Deps:
    """With a release that ships that edition alone."""
    shipped = {edition.name: edition}
    return replace(deps, editions=shipped.__getitem__, current_edition=edition.name)


def before(address_of: str = "whole") -> tuple[Site, str]:
    """A draft of the edition before; all of it, or of one item."""
    deps = house()
    address = whole(deps) if address_of == "whole" else begun(deps, (RESERVE,))
    return soldier(released(deps, lacking(RESERVE))), address


@pytest.mark.slow
@each("page", PAGES)
def test_a_draft_of_an_edition_that_had_more_items_opens(page: str) -> None:
    site, address = before()

    assert site.get(f"{address}{page}").status == 200


def test_of_an_item_that_is_offered_no_more_the_draft_says_so_and_the_rest_is_submitted() -> None:
    site, address = before()

    page = site.get(address)
    case_id = submit_draft(address.split("/")[2], by=SOLDIER, key="key-00009", deps=site.deps).case_id

    assert "原来选的事项有 1 个已经不在现行的事项目录里" in page.words
    assert "申请的事项（11 个）" in page.words
    assert len(site.deps.store.ledger(case_id).held) == 11


def test_a_draft_of_which_nothing_is_offered_any_more_is_none_and_keeps_no_list_from_being_shown() -> None:
    site, address = before("one item")

    opened, listed = site.get(address), site.get("/my")

    assert opened.status == 404
    assert "都已经不在现行的事项目录里" in opened.words
    assert listed.status == 200
    assert address not in listed.html


def test_one_draft_that_cannot_be_read_hides_neither_the_others_nor_the_cases() -> None:
    deps = house()
    store = DamagedDraft(deps.clock)
    site = soldier(replace(deps, store=store))
    case = submit_draft(whole(site.deps).split("/")[2], by=SOLDIER, key="key-00009", deps=site.deps)
    readable, damaged = begun(site.deps, TWO, "key-00002"), begun(site.deps, TWO, "key-00003")
    store.draft = damaged.split("/")[2]

    page = site.get("/my")

    assert page.status == 200
    assert case.reference in page.words
    assert page.link("继续填写") == readable
    assert "有 1 份草稿暂时读不出" in page.words
