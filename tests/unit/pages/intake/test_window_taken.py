"""What a window took for other places, as its clerks see it."""

from dataclasses import replace

from functions.domain.case.access import Principal
from functions.usecases.intake.submit import submit
from schemas.codes import Role
from tests.support.api_deps import house
from tests.support.fakes.cookies import PlainCookies
from tests.support.fakes.damaged_places import damaged_world
from tests.support.pages import Site
from tests.support.samples import application

CLERK = Principal("clerk-far", Role.CLERK, "445200")


def test_what_was_taken_for_another_place_is_listed_and_opens() -> None:
    deps = house()
    submission = submit(application(), by=CLERK, key="key-0001", deps=deps)
    site = Site(deps).signed_in(CLERK)

    page = site.get(site.get("/window").link("跨域收件"))
    case = site.get(page.link(submission.reference))
    receipt = site.get(f"/cases/{submission.case_id}/receipt")

    assert "广州市天河区" in page.words
    assert "clerk-far" in page.words
    assert (case.status, case.heading) == (200, "办件进度")
    assert "跨域收件，由安置地的机构办理" in receipt.words


def test_a_window_that_took_none_is_told_so() -> None:
    assert "还没有" in Site(house()).signed_in(CLERK).get("/window/taken").words


def test_where_one_cannot_be_read_nobody_is_told_that_none_was_taken() -> None:
    world, store = damaged_world()
    deps = replace(world.deps, cookies=PlainCookies())
    store.damaged_case = submit(application(), by=CLERK, key="key-0001", deps=deps).case_id

    page = Site(deps).signed_in(CLERK).get("/window/taken")

    assert "读不出，没有丢失" in page.words
    assert "还没有" not in page.words
