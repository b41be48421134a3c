"""申请更正 of what a source says."""

from dataclasses import replace

import pytest

from functions.ports.deps import Deps
from functions.usecases.intake.kept_drafts import draft_of
from tests.support.api_deps import house
from tests.support.draft_pages import SOLDIER, begun, soldier
from tests.support.fakes.shared_data import FakeSharedData
from tests.support.limits import exhaust
from tests.support.pages import Site
from tests.support.sources import people
from tests.support.unseen import UNSEEN


def sourced() -> Deps:
    return replace(house(), shared_data=FakeSharedData(people()))


def filled_in(site: Site) -> str:
    address = begun(site.deps)
    site.submit(site.get(address), action=f"{address}/prefill")
    return address


@pytest.mark.slow
def test_a_locked_value_is_shown_with_its_source_and_corrected_with_a_reason() -> None:
    site = soldier(sourced())
    address = filled_in(site)
    section = site.get(f"{address}/sections/person")
    assert section.soup.select_one('select[name="person.ethnicity"]') is None

    page = site.get(f"{address}/corrections/person.ethnicity")
    unsaid = site.submit(page, {"person.ethnicity": "壮族"}, action=address)
    unseen = site.submit(unsaid, {"reason": UNSEEN}, action=address)
    done = site.submit(unsaid, {"reason": "户口簿上是壮族"}, action=address)

    assert (unsaid.status, len(unsaid.errors)) == (422, 1)
    assert (unseen.status, "看不见的字符" in unseen.errors[0]) == (422, True)
    assert done.address == f"{address}/sections/person#person-ethnicity"
    assert "您申请更正了这一项：户口簿上是壮族。公安人口库提供的是“汉族”。" in done.words
    draft = draft_of(address.split("/")[2], by=SOLDIER, deps=site.deps).draft
    assert draft.form["person"]["ethnicity"] == "壮族"


def test_whoever_corrects_too_often_is_told_when_to_come_back_with_what_was_typed() -> None:
    site = soldier(sourced())
    address = filled_in(site)
    page = site.get(f"{address}/corrections/person.ethnicity")
    exhaust("draft", SOLDIER, site.deps)

    told = site.submit(page, {"person.ethnicity": "壮族", "reason": "户口簿上是壮族"}, action=address)

    assert (told.status, int(told.headers["retry-after"]) > 0) == (429, True)
    assert "分钟后再试" in told.words
    assert "户口簿上是壮族" in told.html


@pytest.mark.slow
def test_the_sources_own_value_again_ends_the_correction() -> None:
    site = soldier(sourced())
    address = filled_in(site)
    page = site.get(f"{address}/corrections/person.ethnicity")
    site.submit(page, {"person.ethnicity": "壮族", "reason": "户口簿上是壮族"}, action=address)

    again = site.get(f"{address}/corrections/person.ethnicity")
    back = site.submit(again, {"person.ethnicity": "汉族", "reason": ""}, action=address)

    assert "申请更正了这一项" not in back.words


@pytest.mark.slow
def test_who_signed_in_is_nothing_to_correct() -> None:
    site = soldier(sourced())
    address = filled_in(site)

    assert site.get(f"{address}/corrections/person.name").status == 404
    assert site.get(f"{address}/corrections/person.phone").status == 404
    assert site.get(f"{address}/corrections/nothing.here").status == 404
    assert "申请更正 姓名" not in site.get(f"{address}/sections/person").words
