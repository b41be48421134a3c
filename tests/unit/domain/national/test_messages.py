"""Events that no office says, as messages of 统一申办受理."""

from typing import Any

import pytest

from functions.domain.case.case import Event
from functions.domain.national.messages import messages_for
from functions.domain.national.numbers import NationalCodes
from functions.domain.national.owed_messages import TELLS, ToldPlatform, owed_marks
from schemas.codes import EventKind
from schemas.national.messages import CaseMessage
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.make import REFERENCE
from tests.support.world import World

ITEM = "discharge_report"


def steps(*events: tuple[EventKind, dict[str, Any]]) -> list[tuple[str, str | None]]:
    world = World()
    case_id = world.submitted(ITEM)
    history = [
        Event(case_id, f"event/{number}", START, kind, ITEM, detail=detail)
        for number, (kind, detail) in enumerate(events)
    ]
    told = messages_for(ToldPlatform.ACCEPTANCE, world.ledger(case_id), history, NationalCodes())
    return [
        (one.message.step_name, one.message.state) for one in told if isinstance(one.message, CaseMessage)
    ]


@each(
    "kind, said",
    [
        (EventKind.DEEMED_ACCEPTED, [("预受理", "1"), ("受理", "1")]),
        (EventKind.CORRECTED, [("补交受理", None)]),
        (EventKind.COLLECTED, [("领取登记", None)]),
        (EventKind.LAPSED, [("办结", "5")]),
        (EventKind.WITHDRAWN, [("办结", "2")]),
        (EventKind.ABANDONED, [("办结", None)]),
        (EventKind.SILENT, []),
        (EventKind.DISPATCHED, []),
    ],
)
def test_each_event_is_the_messages_of_its_kind(kind: EventKind, said: list[tuple[str, str | None]]) -> None:
    assert steps((kind, {})) == said


def test_an_extension_is_granted_as_it_is_told() -> None:
    longer = {"answer": {"type": "extended", "at": START.isoformat(), "working_days": 5}}

    assert steps((EventKind.ANSWERED, longer)) == [("特别程序申请", "1"), ("特别程序结果", "1")]


def test_what_was_deemed_accepted_is_not_accepted_again() -> None:
    accepted = {"answer": {"type": "accepted", "at": START.isoformat()}}

    found = steps((EventKind.DEEMED_ACCEPTED, {}), (EventKind.ANSWERED, accepted))

    assert found == [("预受理", "1"), ("受理", "1")]


def test_after_the_acceptance_a_correction_is_no_step_of_the_acceptance() -> None:
    asked = {"answer": {"type": "correction_requested", "at": START.isoformat(), "missing": []}}

    assert steps((EventKind.DEEMED_ACCEPTED, {}), (EventKind.ANSWERED, asked))[2:] == [("补交告知", None)]


PAPER = {"document": "登记证明", "number": "示例1号", "delivery": "window"}
NO = {"reason": "不符合条件", "legal_basis": "《示例条例》第一条"}


@each(
    "outcome, told",
    [
        ("granted", {"result": PAPER}),
        ("granted", {"result": {"document": "登记"}}),
        ("refused", NO),
        ("not_accepted", NO),
    ],
)
def test_what_an_operator_entered_is_told_as_the_offices_own_answer(
    outcome: str, told: dict[str, Any]
) -> None:
    answer = {
        "type": outcome,
        "reference": REFERENCE,
        "item": ITEM,
        "round": 1,
        "at": START.isoformat(),
        **told,
    }
    entered = {"after": {"outcome": outcome}, "decision": {"outcome": outcome, **told}}

    said = steps((EventKind.ANSWERED, {"answer": answer}))

    assert steps((EventKind.SETTLED, entered)) == said
    assert len(said) >= 2


def test_a_paper_that_takes_the_place_of_a_refusal_is_told_as_a_paper() -> None:
    refused = {"after": {"outcome": "refused"}, "decision": {"outcome": "refused", **NO}}
    righted = {"after": {"outcome": "granted"}, "decision": {"outcome": "granted", "result": PAPER}}

    found = steps((EventKind.SETTLED, refused), (EventKind.OVERRIDDEN, righted))

    assert found == [("预受理", "1"), ("受理", "1"), ("办结", "1"), ("办结", "0")]


@pytest.mark.parametrize("platform", ToldPlatform)
def test_whatever_is_told_is_owed_and_nothing_else(platform: ToldPlatform) -> None:
    for kind in EventKind:
        event = Event("case", "key", START, kind, ITEM)

        owed = list(owed_marks([event], frozenset({platform})))

        assert bool(owed) == (kind in TELLS[platform])


def test_what_is_written_together_is_owed_once() -> None:
    events = [Event("case", f"key/{n}", START, EventKind.CORRECTED, ITEM) for n in range(3)]

    assert len(list(owed_marks(events, frozenset(ToldPlatform)))) == 1
