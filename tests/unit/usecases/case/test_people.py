from dataclasses import replace

from functions.domain.case.case import Change
from functions.ports.case_store import CaseQuery
from functions.usecases.case.lists import cases_of
from tests.support.fakes.damaged_places import damaged_world
from tests.support.world import APPLICANT


def test_a_case_that_cannot_be_read_hides_none_of_its_persons_others() -> None:
    world, store = damaged_world(by_person=True)
    damaged, at_the_window = world.submitted("discharge_report"), world.submitted("social_insurance")
    case = world.ledger(at_the_window).case
    store.commit(Change(case=replace(case, applicant="window/440106")))
    store.damaged_case = damaged

    page = cases_of(CaseQuery(), by=APPLICANT, limit=10, cursor=None, deps=world.deps)

    assert {one.id for one in page.entries} == {damaged, at_the_window}
