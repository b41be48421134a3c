import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.item import CaseItem, with_dispatch
from functions.domain.case.materials import checks_of
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.conflicts import CorrectionTooLate, KeyReused, NothingToCorrect, RoundSuperseded
from functions.domain.intake.refusals import ContradictsSource
from functions.usecases.applicant.correct import correct
from functions.usecases.case.wait import Task, park
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import Corrections
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.standing import Standing
from schemas.codes import ItemStatus, Outcome, Role
from schemas.office.dispatches import Dispatch
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.put_back import put_back, taken_for_another
from tests.support.sources import connected
from tests.support.world import APPLICANT, World, application
from tests.unit.usecases.upkeep.test_sweep import BrokenEngine

MISSING = [{"name": "户口簿", "reason": "缺首页"}]
SOON = timedelta(minutes=2)


def person(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = application().model_dump(mode="json")["person"]
    return {**whole, **changes}


def body(*items: tuple[str, int], sections: dict[str, Any] | None = None) -> Corrections:
    answered = [{"item": item, "round": round_, "note": "已补首页"} for item, round_ in items]
    return Corrections.model_validate_json(json.dumps({"items": answered, "sections": sections}))


def asked(world: World, *codes: str) -> str:
    """A case of which the named items wait for corrections, each in AwaitCorrection."""
    case_id = world.submitted()
    world.granted(case_id, "service_check", *({"discharge_report"} - set(codes)))
    for code in codes:
        world.dispatched(case_id, code, token=f"dispatch-{code}")
        world.answered(case_id, code, "correction_requested", missing=MISSING)
        park(Task(case_id, code, 1, "AwaitCorrection", f"correct-{code}"), world.deps)
    return case_id


def correct_now(
    world: World, case_id: str, given: Corrections, *, key: str = "key-0001", by: Principal = APPLICANT
) -> dict[str, int]:
    _, rounds = correct(case_id, given, by=by, key=key, deps=world.deps)
    return dict(rounds)


def test_some_open_corrections_are_answered_at_once_and_the_others_stay_open() -> None:
    world = World()
    case_id = asked(world, "household_registration", "social_insurance", "medical_insurance")

    rounds = correct_now(world, case_id, body(("household_registration", 1), ("social_insurance", 1)))

    assert rounds == {"household_registration": 2, "social_insurance": 2}
    statuses = {item.code: item.status for item in world.ledger(case_id).held}
    assert statuses["household_registration"] is statuses["social_insurance"] is ItemStatus.READY
    assert statuses["medical_insurance"] is ItemStatus.CORRECTING
    assert {"correct-household_registration", "correct-social_insurance"} <= set(world.executions.ended)
    assert "correct-medical_insurance" not in world.executions.ended


def test_what_is_corrected_once_more_after_the_ledger_was_put_back_comes_to_the_office() -> None:
    """The office keeps what it was told under the old key: what is said now is another message."""
    lost = World()
    case_id = asked(lost, "household_registration")
    backup = lost.copy()
    _sent_corrected(lost, case_id, "10000000008")

    world = put_back(lost, backup)
    _sent_corrected(world, case_id, "10000000009")

    last = list(world.gateway.effects.values())[-1]
    assert last.key == f"{case_id}/household_registration/2/restored-{world.deps.mark}"
    assert last.dispatch.fields["person"]["phone"] == "10000000009"
    assert taken_for_another(world) == []


def _sent_corrected(world: World, case_id: str, phone: str) -> None:
    sections = {"person": person(phone=phone)}
    correct_now(world, case_id, body(("household_registration", 1), sections=sections))
    world.dispatched(case_id, "household_registration", token=f"again-{phone}")


def test_the_next_round_carries_the_new_fields_and_the_note() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    sections = {"person": person(phone="10000000009")}

    correct_now(world, case_id, body(("household_registration", 1), sections=sections))
    item = world.dispatched(case_id, "household_registration", token="second")

    sent = world.gateway.sent[-1]
    message = sent.dispatch
    assert (message.type, message.round, message.note) == ("item.corrected", 2, "已补首页")
    assert message.fields["person"]["phone"] == "10000000009"
    assert sent.key == f"{case_id}/household_registration/2"
    assert (item.status, item.dispatch.sent_round, item.clock.due_at) == (
        ItemStatus.DISPATCHED,
        2,
        message.due_at,
    )


def test_an_item_dispatched_later_gets_the_corrected_form_and_no_note() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    sections = {"person": person(phone="10000000009")}

    correct_now(world, case_id, body(("household_registration", 1), sections=sections))
    world.dispatched(case_id, "social_insurance", token="other")

    sent = world.gateway.sent[-1]
    message = sent.dispatch
    assert (message.item, message.round, message.note) == ("social_insurance", 1, None)
    assert message.fields["person"]["phone"] == "10000000009"


def test_an_answer_to_the_corrected_round_decides_and_one_to_the_old_round_does_not() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    correct_now(world, case_id, body(("household_registration", 1)))
    world.dispatched(case_id, "household_registration", token="second")

    with pytest.raises(RoundSuperseded):
        world.answered(case_id, "household_registration", "refused", round=1)
    item = world.answered(case_id, "household_registration", "granted")

    assert (item.dispatch.round, item.outcome) == (2, Outcome.GRANTED)


def test_the_same_key_is_told_the_same_and_does_nothing_twice() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    given = body(("household_registration", 1))

    first = correct_now(world, case_id, given)
    after = world.ledger(case_id)
    again = correct_now(world, case_id, given)

    assert again == first
    assert world.ledger(case_id) == after
    assert world.kinds(case_id).count("corrected") == 1


def test_another_body_under_a_used_key_is_refused() -> None:
    world = World()
    case_id = asked(world, "household_registration", "social_insurance")
    correct_now(world, case_id, body(("household_registration", 1)))

    with pytest.raises(KeyReused):
        correct_now(world, case_id, body(("social_insurance", 1)))
    assert world.item(case_id, "social_insurance").status is ItemStatus.CORRECTING


def test_a_second_tab_with_another_key_finds_nothing_to_correct() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    correct_now(world, case_id, body(("household_registration", 1)))

    with pytest.raises(NothingToCorrect):
        correct_now(world, case_id, body(("household_registration", 1)), key="key-0002")
    assert world.item(case_id, "household_registration").dispatch.round == 2


def test_one_item_that_cannot_be_corrected_refuses_the_whole_and_writes_nothing() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    before = world.ledger(case_id)

    for other, refusal in (("social_insurance", NothingToCorrect), ("fishing_licence", ItemNotFound)):
        with pytest.raises(refusal):
            correct_now(world, case_id, body(("household_registration", 1), (other, 1)))

    assert world.ledger(case_id) == before


def test_a_correction_after_the_deadline_is_refused_before_and_after_the_lapse() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    by = world.item(case_id, "household_registration").clock.correct_by
    assert by is not None
    world.clock.advance(by - world.clock())

    with pytest.raises(CorrectionTooLate):
        correct_now(world, case_id, body(("household_registration", 1)))
    sweep(world.deps, everything=True)
    assert world.item(case_id, "household_registration").outcome is Outcome.LAPSED
    with pytest.raises(CorrectionTooLate):
        correct_now(world, case_id, body(("household_registration", 1)))


def test_the_person_stays_the_person() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    other = {"name": "测试乙", "id_number": "440106200301010037"}

    with pytest.raises(InvalidApplication) as refused:
        correct_now(world, case_id, body(("household_registration", 1), sections={"person": person(**other)}))

    pointers = {problem.pointer for problem in refused.value.problems}
    assert pointers == {"/sections/person/name", "/sections/person/id_number"}
    assert world.store.application(case_id) == application()


def test_the_merged_form_is_held_to_every_rule_of_a_submission() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    holder = {"bank": {"account": "6200000000000000001", "bank": "示例银行", "holder": "测试乙"}}

    with pytest.raises(InvalidApplication) as refused:
        correct_now(world, case_id, body(("household_registration", 1), sections=holder))

    assert [problem.pointer for problem in refused.value.problems] == ["/sections/bank/holder"]


def test_a_section_is_replaced_whole_and_the_others_stay() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    bank = {"account": "6200000000000000002", "bank": "另一银行", "holder": "测试甲"}

    correct_now(world, case_id, body(("household_registration", 1), sections={"bank": bank}))

    assert world.store.application(case_id) == application(bank=bank)


def test_strangers_find_no_case() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    stranger, far_clerk = Principal("stranger", Role.APPLICANT), Principal("clerk", Role.CLERK, "445200")

    for who in (stranger, far_clerk):
        with pytest.raises(CaseNotFound):
            correct_now(world, case_id, body(("household_registration", 1)), by=who)


def test_the_windows_clerk_and_the_applicant_may_use_the_same_key() -> None:
    world = World()
    case_id = asked(world, "household_registration", "social_insurance")
    clerk = Principal("clerk", Role.CLERK, "440106")

    correct_now(world, case_id, body(("household_registration", 1)))
    correct_now(world, case_id, body(("social_insurance", 1)), by=clerk)

    actors = [event.actor for event in world.store.events(case_id, limit=100).entries]
    assert {"applicant", "clerk"} <= set(actors)
    assert world.item(case_id, "social_insurance").dispatch.round == 2


def test_a_resume_lost_after_the_correction_is_done_by_the_sweep() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    working, world.deps = world.deps, replace(world.deps, executions=BrokenEngine(clock=world.clock))
    correct_now(world, case_id, body(("household_registration", 1)))
    world.deps = working
    world.clock.advance(SOON)

    report = sweep(world.deps)

    assert report.repairs["Resume"] == 1
    assert "correct-household_registration" in world.executions.ended


def test_a_correction_that_comes_before_the_wait_for_it_ends_it_as_it_begins() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report", token="dispatch")
    world.answered(case_id, "discharge_report", "correction_requested", missing=MISSING)

    correct_now(world, case_id, body(("discharge_report", 1)))
    park(Task(case_id, "discharge_report", 1, "AwaitCorrection", "late"), world.deps)

    assert "late" in world.executions.ended
    assert world.item(case_id, "discharge_report").dispatch.round == 2


class Overtaken(FakeCaseStore):
    """Somebody else writes the item between our reading it and our writing."""

    def __init__(self, store: FakeCaseStore, code: str) -> None:
        self.__dict__.update(vars(store))
        self._code, self._overtaken = code, False

    def commit(self, change: Change) -> Change:
        if not self._overtaken:
            self._overtaken = True
            item: CaseItem = self.ledger(change.items[0].case_id).item(self._code)
            super().commit(Change(items=(with_dispatch(item, receipt="收-1"),)))
        return super().commit(change)


def test_a_correction_that_is_overtaken_is_made_again_on_what_is_there_now() -> None:
    world = World()
    case_id = asked(world, "household_registration")
    world.deps = replace(world.deps, store=Overtaken(world.store, "household_registration"))

    rounds = correct_now(world, case_id, body(("household_registration", 1)))

    assert rounds == {"household_registration": 2}
    assert world.item(case_id, "household_registration").dispatch.receipt == "收-1"


def service(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = application().model_dump(mode="json")["service"]
    return {**whole, **changes}


def of_service(reasons: dict[str, str] | None = None, **changes: Any) -> Corrections:
    answered = [{"item": "discharge_report", "round": 1, "note": "已更正"}]
    whole = {"items": answered, "sections": {"service": service(**changes)}, "corrections": reasons or {}}
    return Corrections.model_validate_json(json.dumps(whole))


def test_what_a_source_locks_is_locked_in_a_correction_too() -> None:
    world, _ = connected()
    case_id = asked(world, "discharge_report")

    with pytest.raises(ContradictsSource) as caught:
        correct_now(world, case_id, of_service(merit="second_class"))

    assert [one.pointer for one in caught.value.problems] == ["/sections/service/merit"]


def test_with_a_reason_it_is_taken_and_is_verified_no_longer_and_the_office_reads_both() -> None:
    world, _ = connected()
    case_id = asked(world, "discharge_report")

    correct_now(world, case_id, of_service({"service.merit": "档案登记有误"}, merit="second_class"))
    message = world.dispatched(case_id, "discharge_report", token="again") and world.gateway.sent[-1].message

    assert isinstance(message, Dispatch)
    assert "service.merit" in message.unverified
    assert [(one.path, one.value, one.reason) for one in message.corrected] == [
        ("service.merit", "third_class", "档案登记有误")
    ]


def test_a_paper_whose_number_is_changed_is_the_offices_to_check_again() -> None:
    world, _ = connected()
    case_id = asked(world, "discharge_report")
    before = standing_of(world, case_id)

    correct_now(world, case_id, of_service(certificate_number="示例字第00000002号"))

    assert (before, standing_of(world, case_id)) == (Standing.VERIFIED, Standing.OFFICE_CHECKS)


def standing_of(world: World, case_id: str) -> Standing:
    form = world.store.application(case_id)
    checks = checks_of(world.ledger(case_id).case, "discharge_report", form, load_edition(CURRENT))
    return next(one.standing for one in checks if one.code == "discharge_certificate")


def test_of_several_lists_none_is_answered_by_what_only_another_office_is_given() -> None:
    """Two offices ask; the form is changed for one of them, and nothing is said to the other."""
    world = World()
    case_id = asked(world, "household_registration", "social_insurance")
    household = world.deps.store.application(case_id).household
    assert household is not None
    changed = household.model_dump(mode="json") | {"police_station": "天河区另一派出所"}
    both = [{"item": item, "round": 1} for item in ("household_registration", "social_insurance")]
    given = {"items": both, "sections": {"household": changed}}

    with pytest.raises(InvalidApplication) as refused:
        correct_now(world, case_id, Corrections.model_validate_json(json.dumps(given)))

    assert [one.pointer for one in refused.value.problems] == ["/items/1/note"]
    assert world.item(case_id, "household_registration").dispatch.round == 1
