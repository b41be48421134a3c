from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.applicant.refusals import FeedbackNotFound
from functions.domain.case.access import Principal
from functions.domain.catalogue.refusals import UnknownRegion
from functions.domain.conflicts import FeedbackClosed, KeyReused
from functions.domain.refusals import BadCursor
from functions.ports.case_store import Record
from functions.usecases.applicant.feedback import feedback_list, feedback_of, is_closed, reply, send
from functions.usecases.record_kinds.applicant import FEEDBACK_CLOSED, FEEDBACK_OPEN
from schemas.applicant.feedback import FeedbackOrder, FeedbackReply
from schemas.codes import Role
from schemas.codes_citizen import FeedbackKind
from tests.support.world import APPLICANT, World

OPERATOR = Principal("operator-1", Role.OPERATOR, "440100")
PROVINCE = Principal("operator-2", Role.OPERATOR, "440000")
COUNTY = Principal("operator-3", Role.OPERATOR, "440106")
STRANGER = Principal("applicant-2", Role.APPLICANT)
FAULT = FeedbackOrder(city="440100", kind=FeedbackKind.FAULT, text="上传材料时页面没有反应")
ANSWER, END = FeedbackReply(answer="已修复，请刷新后再试"), FeedbackReply(close="已解决")


def said(world: World, *, key: str = "key-00001", order: FeedbackOrder = FAULT) -> str:
    return send(order, by=APPLICANT, key=key, deps=world.deps)


def listed(world: World, by: Principal, status: str = "open", city: str | None = None) -> list[str]:
    page = feedback_list(status, city=city, by=by, limit=10, cursor=None, deps=world.deps)  # type: ignore[arg-type]
    return [one.key for one in page.entries]


def answered(world: World, feedback_id: str, given: FeedbackReply, *, key: str = "reply-0001") -> Record:
    return reply(feedback_id, given, by=OPERATOR, key=key, deps=world.deps)


def test_the_same_key_is_the_same_feedback_and_another_text_under_it_is_refused() -> None:
    world = World()

    first = said(world)
    world.clock.advance(timedelta(hours=1))
    again = said(world)

    assert first == again
    assert listed(world, OPERATOR) == [first]
    with pytest.raises(KeyReused):
        said(world, order=FAULT.model_copy(update={"text": "另一个问题需要反馈"}))


def test_a_crash_between_key_and_feedback_loses_nothing_once_it_is_sent_again() -> None:
    world = World()
    first = said(world)
    kept = world.store.record(f"{FEEDBACK_OPEN}#440100", first)
    assert kept is not None
    world.store.delete(kept)

    again = said(world)

    assert again == first
    assert listed(world, OPERATOR) == [first]


def test_what_is_written_is_sealed_and_its_place_names_nobody() -> None:
    world = World()
    feedback_id = said(world)

    kept = world.store.record(f"{FEEDBACK_OPEN}#440100", feedback_id)

    assert kept is not None
    assert kept.sealed
    assert APPLICANT.subject not in kept.key


def test_operators_of_the_city_and_of_the_province_see_it_and_no_others() -> None:
    world = World()
    first = said(world)
    world.clock.advance(timedelta(minutes=1))
    second = said(world, key="key-00002")

    assert listed(world, OPERATOR) == listed(world, PROVINCE) == [first, second]
    assert listed(world, replace(OPERATOR, region="440300")) == listed(world, COUNTY) == []
    assert listed(world, PROVINCE, city="440300") == []
    with pytest.raises(BadCursor):
        feedback_list("open", city=None, by=OPERATOR, limit=10, cursor="nowhere", deps=world.deps)


def test_only_whoever_sent_it_and_its_operators_can_read_it() -> None:
    world = World()
    feedback_id = said(world)

    assert feedback_of(feedback_id, by=APPLICANT, deps=world.deps).body["text"] == FAULT.text
    assert feedback_of(feedback_id, by=OPERATOR, deps=world.deps).key == feedback_id
    for nobody in (STRANGER, COUNTY):
        with pytest.raises(FeedbackNotFound):
            feedback_of(feedback_id, by=nobody, deps=world.deps)


def test_an_answer_stays_open_and_an_end_moves_it_to_the_closed_list() -> None:
    world = World()
    feedback_id = said(world)

    open_still = answered(world, feedback_id, ANSWER)
    ended = answered(world, feedback_id, END, key="reply-0002")

    assert [is_closed(open_still), is_closed(ended)] == [False, True]
    assert [line["said"] for line in ended.body["answers"]] == [
        {"answer": "已修复，请刷新后再试"},
        {"close": "已解决"},
    ]
    assert (listed(world, OPERATOR), listed(world, OPERATOR, "closed")) == ([], [feedback_id])


def test_the_same_reply_twice_is_said_once_and_another_under_its_key_is_refused() -> None:
    world = World()
    feedback_id = said(world)

    for _ in range(2):
        found = answered(world, feedback_id, ANSWER)

    assert len(found.body["answers"]) == 1
    with pytest.raises(KeyReused):
        answered(world, feedback_id, END)


def test_what_is_closed_takes_no_further_reply_but_the_end_said_again() -> None:
    world = World()
    feedback_id = said(world)
    answered(world, feedback_id, END)

    again = answered(world, feedback_id, END)

    assert is_closed(again)
    with pytest.raises(FeedbackClosed):
        answered(world, feedback_id, ANSWER, key="reply-0002")


def test_a_crash_in_the_middle_of_closing_is_finished_by_closing_again() -> None:
    world = World()
    feedback_id = said(world)
    found = world.store.record(f"{FEEDBACK_OPEN}#440100", feedback_id)
    assert found is not None
    line = {"at": world.clock().isoformat(), "act": "operator-1/reply-0001", "said": {"close": "已解决"}}
    left = world.store.put(replace(found, body={**found.body, "answers": [line]}))
    world.store.put(Record(f"{FEEDBACK_CLOSED}#440100", feedback_id, left.body, sealed=True))

    answered(world, feedback_id, END)

    assert (listed(world, OPERATOR), listed(world, OPERATOR, "closed")) == ([], [feedback_id])


def test_so_it_is_by_whoever_comes_next() -> None:
    world = World()
    feedback_id = said(world)
    found = world.store.record(f"{FEEDBACK_OPEN}#440100", feedback_id)
    assert found is not None
    line = {"at": world.clock().isoformat(), "act": "operator-1/reply-0001", "said": {"close": "已解决"}}
    world.store.put(replace(found, body={**found.body, "answers": [line]}))

    with pytest.raises(FeedbackClosed):
        reply(feedback_id, ANSWER, by=PROVINCE, key="reply-0002", deps=world.deps)

    assert (listed(world, OPERATOR), listed(world, OPERATOR, "closed")) == ([], [feedback_id])


def test_a_city_that_is_none_of_ours_is_refused() -> None:
    world = World()

    with pytest.raises(UnknownRegion):
        said(world, order=FAULT.model_copy(update={"city": "449900"}))
