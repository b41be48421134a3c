"""移送: an office hands an item to another one of its department; the first one's word counts no more."""

from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import (
    AnswerOutOfPlace,
    ClaimFirst,
    KeyReused,
    TransferredAway,
    WebhookIdReused,
)
from functions.domain.office.refusals import TransferOutOfPlace, UnknownOffice
from functions.ports.offices import Office
from functions.shapes.words import event_text
from functions.usecases.case.wait import Task
from functions.usecases.office.claims import claim
from functions.usecases.office.desk import own_item
from functions.usecases.office.dispatch import dispatch
from functions.usecases.office.places import Place
from functions.usecases.office.staff_answers import answer
from functions.usecases.office.transfer import Transferred, transfer_at_desk, transfer_by_system
from functions.usecases.office.worklist import worklist
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Department, EventKind, ItemStatus, Outcome, Role
from schemas.office.routes import OfficeMode
from schemas.office.transfers import SignedTransfer, Transfer
from schemas.office.worklist import STAFF_ANSWER, Claim
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.fakes.offices import FakeOffices
from tests.support.offices_without_systems import (
    ANNE,
    HOUSEHOLD,
    MODES,
    POLICE,
    at_the_police,
    without_systems,
)
from tests.support.world import World

REPORT, VETERANS = "discharge_report", Department.VETERANS_AFFAIRS
THERE = Principal("chen", Role.DEPARTMENT_STAFF, "440300", POLICE)
ELSEWHERE = "veterans_affairs-440300"
WHY = "户籍不在本辖区"


def at_the_desk() -> tuple[World, Place]:
    world = without_systems()
    world.deps = replace(world.deps, offices=FakeOffices(modes=MODES, without=frozenset({"440300"})))
    _, place = at_the_police(world)
    claim(place, Claim(), by=ANNE, key="claim", deps=world.deps)
    return world, place


def hand_on(world: World, place: Place, region: str = "440300", key: str = "key-0001") -> Transferred:
    order = Transfer(region=region, reason=WHY)
    return transfer_at_desk(place, order, by=ANNE, key=key, deps=world.deps)


def at_the_system() -> tuple[World, str]:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT, token="first")
    return world, case_id


def signed(world: World, case_id: str, *, webhook_id: str = "m-1", **changes: Any) -> Transferred:
    reference = world.ledger(case_id).case.reference
    given = {
        "reference": reference,
        "item": REPORT,
        "round": 1,
        "office": ELSEWHERE,
        "reason": WHY,
        **changes,
    }
    order = SignedTransfer.model_validate(given)
    return transfer_by_system(VETERANS, order, webhook_id=webhook_id, deps=world.deps)


def sent_on(world: World, case_id: str, code: str, department: Department) -> None:
    """As the engine does once the wait has ended."""
    dispatch(Task(case_id, code, 1, "Dispatch", "second"), department, world.deps)


def test_it_goes_to_the_other_office_in_a_round_of_its_own_and_its_limit_goes_on() -> None:
    world, case_id = at_the_system()
    before = world.item(case_id, REPORT)

    done = signed(world, case_id)
    sent_on(world, case_id, REPORT, VETERANS)

    item = world.item(case_id, REPORT)
    assert (done.office, done.round) == (ELSEWHERE, 2)
    assert (item.status, item.dispatch.office, item.clock.due_at) == (
        ItemStatus.DISPATCHED,
        ELSEWHERE,
        before.clock.due_at,
    )
    last = world.gateway.sent[-1]
    assert (last.office.id, last.message.type, last.message.round) == (ELSEWHERE, "item.dispatched", 2)


class OfTheFile(FakeOffices):
    """A table whose office of 深圳 has an id that names no place."""

    def __init__(self, mode: OfficeMode) -> None:
        super().__init__(modes=MODES, without=frozenset({"440300"}))
        url = "https://sz.example/items" if mode == "api" else ""
        self._sz = Office(department=POLICE, id="sz-police", name="深圳市公安局", endpoint=url, mode=mode)

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        ours = department is POLICE and city == "440300"
        return self._sz if ours else super().office(department, city=city, county=county)

    def by_id(self, office_id: str) -> Office | None:
        return self._sz if office_id == "sz-police" else super().by_id(office_id)


@pytest.mark.parametrize("named", [{"region": "440300"}, {"office": "sz-police"}])
def test_an_office_of_the_file_of_routes_has_it_from_then_on_and_the_first_one_does_not(
    named: dict[str, str],
) -> None:
    world, place = at_the_desk()
    world.deps = replace(world.deps, offices=OfTheFile("worklist"))
    transfer_at_desk(place, Transfer(**named, reason=WHY), by=ANNE, key="key-0001", deps=world.deps)
    sent_on(world, place.case_id, HOUSEHOLD, POLICE)

    (theirs,) = worklist(POLICE, by=THERE, limit=9, cursor=None, deps=world.deps).entries
    claimed = claim(place, Claim(), by=THERE, key="their-claim", deps=world.deps)
    assert (theirs.item.code, claimed.desk.claimed_by) == (HOUSEHOLD, THERE.subject)
    assert not worklist(POLICE, by=ANNE, limit=9, cursor=None, deps=world.deps).entries
    with pytest.raises(TransferredAway):
        claim(place, Claim(), by=ANNE, key="again", deps=world.deps)


def test_of_an_office_of_the_file_with_a_system_its_own_staff_look_after_the_item() -> None:
    world, place = at_the_desk()
    world.deps = replace(world.deps, offices=OfTheFile("api"))
    hand_on(world, place)
    sent_on(world, place.case_id, HOUSEHOLD, POLICE)

    _, item = own_item(place, by=THERE, deps=world.deps)

    assert item.dispatch.office == "sz-police"
    with pytest.raises(ItemNotFound):
        own_item(place, by=ANNE, deps=world.deps)


def test_the_first_office_cannot_answer_any_more_and_the_second_one_decides() -> None:
    world, case_id = at_the_system()
    signed(world, case_id)
    sent_on(world, case_id, REPORT, VETERANS)

    with pytest.raises(TransferredAway):
        world.answered(case_id, REPORT, "granted", round=1)
    with pytest.raises(TransferredAway):
        signed(world, case_id, webhook_id="m-2")
    world.answered(case_id, REPORT, "granted", round=2)

    assert world.item(case_id, REPORT).outcome is Outcome.GRANTED


def test_the_applicant_reads_where_it_went_and_why() -> None:
    world, case_id = at_the_system()
    signed(world, case_id)

    (event,) = [
        one for one in world.store.events(case_id, limit=100).entries if one.kind is EventKind.TRANSFERRED
    ]

    words = event_text(event, world.item(case_id, REPORT), load_edition(CURRENT))
    assert words == (
        "退役军人事务部门已移送本部门其他机构办理：退役军人事务（测试）。"
        f"理由：{WHY}。办理期限接着算，不用重新申请。"
    )


def test_sent_twice_it_is_done_once_and_another_order_under_its_key_is_refused() -> None:
    world, case_id = at_the_system()

    first, again = signed(world, case_id), signed(world, case_id)

    assert first == again
    assert world.item(case_id, REPORT).dispatch.transfers == (1,)
    with pytest.raises(WebhookIdReused) as caught:
        signed(world, case_id, reason="别的理由")
    assert "留存" not in caught.value.detail


def test_an_order_of_a_round_to_come_is_refused_and_nobody_is_told_that_it_was_kept() -> None:
    world, case_id = at_the_system()
    before = world.kinds(case_id)

    with pytest.raises(AnswerOutOfPlace) as caught:
        signed(world, case_id, round=2)

    assert world.kinds(case_id) == before
    assert "留存" not in caught.value.detail


def test_a_correction_that_follows_is_the_first_of_its_rounds() -> None:
    world, case_id = at_the_system()
    rounds = world.item(case_id, REPORT).bounds.correction_rounds
    signed(world, case_id)
    sent_on(world, case_id, REPORT, VETERANS)
    item = world.item(case_id, REPORT)

    world.answered(case_id, REPORT, "correction_requested", missing=[{"name": "退役证", "reason": "看不清"}])

    assert rounds >= 1
    assert item.dispatch.round == 2
    assert world.item(case_id, REPORT).status is ItemStatus.CORRECTING


@pytest.mark.parametrize("kind", ["accepted", "granted"])
def test_what_was_accepted_or_decided_is_handed_to_nobody(kind: str) -> None:
    world, case_id = at_the_system()
    world.answered(case_id, REPORT, kind)

    with pytest.raises(TransferOutOfPlace):
        signed(world, case_id)


@each(
    "target",
    [
        {"office": "veterans_affairs-440106"},
        {"office": "public_security-440300"},
        {"office": "nobody"},
        {"office": None, "region": "449999"},
    ],
)
def test_it_goes_to_another_office_of_the_department_only(target: dict[str, Any]) -> None:
    world, case_id = at_the_system()

    with pytest.raises(UnknownOffice) as caught:
        signed(world, case_id, **target)

    assert caught.value.problems[0].pointer in ("/office", "/region")
    assert world.item(case_id, REPORT).dispatch.round == 1


def test_another_department_knows_nothing_of_it() -> None:
    world, case_id = at_the_system()
    reference = world.ledger(case_id).case.reference
    order = SignedTransfer(reference=reference, item=REPORT, round=1, office=ELSEWHERE, reason=WHY)

    with pytest.raises(ItemNotFound):
        transfer_by_system(POLICE, order, webhook_id="m-1", deps=world.deps)


def test_a_desk_hands_on_what_it_holds_and_the_other_places_staff_find_it() -> None:
    world, place = at_the_desk()

    done = hand_on(world, place)
    sent_on(world, place.case_id, HOUSEHOLD, POLICE)

    here = worklist(POLICE, by=ANNE, limit=10, cursor=None, deps=world.deps).entries
    there = worklist(POLICE, by=THERE, limit=10, cursor=None, deps=world.deps).entries
    assert done.office == "worklist-public_security-440300"
    assert here == ()
    assert [one.item.code for one in there] == [HOUSEHOLD]
    claim(place, Claim(), by=THERE, key="there", deps=world.deps)
    given = {"type": "accepted", "round": 2, "at": START.isoformat()}
    said = STAFF_ANSWER.validate_python(given, strict=False)
    assert answer(place, said, by=THERE, key="a-1", deps=world.deps).status is ItemStatus.ACCEPTED


def test_the_first_desk_is_told_that_it_went_away() -> None:
    world, place = at_the_desk()
    hand_on(world, place)
    given = {"type": "accepted", "round": 1, "at": START.isoformat()}
    said = STAFF_ANSWER.validate_python(given, strict=False)

    with pytest.raises(TransferredAway):
        answer(place, said, by=ANNE, key="late", deps=world.deps)
    with pytest.raises(TransferredAway):
        claim(place, Claim(), by=ANNE, key="late", deps=world.deps)
    with pytest.raises(KeyReused):
        transfer_at_desk(
            place, Transfer(region="440300", reason="别的理由"), by=ANNE, key="key-0001", deps=world.deps
        )
    assert hand_on(world, place).round == 2


def test_a_desk_hands_on_only_what_it_has_claimed() -> None:
    world = without_systems()
    _, place = at_the_police(world)

    with pytest.raises(ClaimFirst):
        hand_on(world, place)
