"""An item handed to another place's office, on its staff's pages."""

from dataclasses import replace
from datetime import timedelta

from tests.support.fakes.offices import FakeOffices
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import ANNE, BELLA, HOUSEHOLD, MODES
from tests.support.pages import Site

WHY = "户籍不在本辖区"


def desk() -> Desk:
    made = Desk()
    offices = FakeOffices(modes=MODES, without=frozenset({"440300"}))
    made.world.deps = replace(made.world.deps, offices=offices)
    return made.claimed()


def test_what_is_claimed_is_handed_on_with_a_reason_and_leaves_the_list() -> None:
    here = desk()
    site = here.site()
    page = site.get(here.open().link("移送本部门其他机构"))

    done = site.submit(page, {"region": "440300", "reason": WHY})
    again = site.submit(page, {"region": "440300", "reason": WHY})

    assert "办理期限接着算" in page.words
    assert "已经移送深圳市公安部门" in done.words
    assert again.words == done.words
    assert site.get(done.address).words == done.words
    assert here.reference not in site.get("/office").words


def test_an_address_alone_says_of_nothing_that_it_was_handed_on() -> None:
    here = desk()
    unsaid = here.site().get(f"{here.address}/transfer?done=1")
    site = here.site()
    done = site.submit(site.get(f"{here.address}/transfer"), {"region": "440300", "reason": WHY})
    later = here.world.deps.clock() + timedelta(minutes=31)

    colleague = here.site(BELLA).get(done.address)
    afterwards = Site(replace(here.world.deps, clock=lambda: later)).signed_in(ANNE).get(done.address)

    assert ("移送以后，贵单位不能再答复" in unsaid.words, "已经移送" in unsaid.words) == (True, False)
    assert (done.status, colleague.status, afterwards.status) == (200, 404, 404)


def test_what_is_missing_or_leads_back_here_is_told_at_its_field() -> None:
    here = desk()
    site = here.site()
    page = site.get(f"{here.address}/transfer")

    empty = site.submit(page, {})
    same = site.submit(page, {"region": "440106", "reason": WHY})

    assert (empty.status, len(empty.errors)) == (422, 2)
    assert (same.status, same.errors) == (422, ["请填写本部门另一个办理机构，或者由另一个机构办理的地方。"])
    assert "440106" not in same.words


def test_an_accepted_item_offers_no_transfer() -> None:
    here = desk()
    here.world.answered(here.case_id, HOUSEHOLD, "accepted")

    page = here.site().get(f"{here.address}/transfer")

    assert "移送本部门其他机构" not in here.open().words
    assert "现在不能移送" in page.words
