from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from functions.domain.case.facts import Rating
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.parts import Incident, Limit, Override, Trouble
from functions.domain.conflicts import ActOutOfPlace
from functions.domain.office.circuit import Circuit
from functions.domain.operator.acts import abandoned, retried, settled
from functions.domain.operator.known import Known, Why
from functions.domain.operator.reasons import INCIDENTS, REASONS
from functions.domain.operator.why_item import why_item
from schemas.catalogue.figures import Unit
from schemas.codes import Department, ItemStatus, Outcome
from schemas.codes_citizen import RatingLevel
from schemas.office.routes import OfficeMode
from tests.support import make
from tests.support.each import each

NOW = make.NOW + timedelta(hours=1)
CODE = "discharge_report"


@dataclass(frozen=True)
class Place:
    id: str = "office-1"
    name: str = "示例机关"
    mode: OfficeMode = "api"
    telephone: str | None = "020-00000000"
    unreadable: bool = False


def known(item: CaseItem, *others: CaseItem, mode: OfficeMode = "api", **beside: Any) -> Known:
    check = item if item.is_service_check else None
    held = (item, *others) if check is None else others
    return Known(
        ledger=make.ledger(*held, check=check),
        now=beside.pop("now", NOW),
        offices={item.code: Place(mode=mode)},
        **beside,
    )


def asked(item: CaseItem, *others: CaseItem, **beside: Any) -> Why:
    found = why_item(item, known(item, *others, **beside))
    assert found is not None
    return found


def incident(error: str) -> CaseItem:
    told = Incident("Dispatch", error, "原因", make.NOW, "原话")
    return make.sent(status=ItemStatus.INCIDENT, incident=told, wait=make.waiting("AwaitOperator"))


TROUBLE = Trouble("DepartmentUnavailable", make.NOW, 3, NOW + timedelta(minutes=5), "HTTP 503")
CORRECTING: dict[str, Any] = {"status": ItemStatus.CORRECTING, "correct_by": NOW + timedelta(days=15)}


OPEN: list[tuple[CaseItem, str, str]] = [
    (make.item(status=ItemStatus.READY, round=1, since=NOW), "being-sent", "system"),
    (make.item(status=ItemStatus.READY, round=1, trouble=TROUBLE), "office-unreachable", "office"),
    (make.item(status=ItemStatus.READY, round=1, ordered="alone", since=NOW), "ordered-anew", "system"),
    (make.sent(), "office-unanswered", "office"),
    (make.sent(status=ItemStatus.RECEIVED), "office-received", "office"),
    (make.sent(status=ItemStatus.ACCEPTED), "office-decides", "office"),
    (
        make.sent(status=ItemStatus.ACCEPTED, visit=True, accepted_at=make.NOW),
        "applicant-comes",
        "applicant",
    ),
    (make.sent(status=ItemStatus.SUSPENDED, due_at=make.NOW), "office-suspended", "office"),
    (make.sent(silent_since=make.NOW), "office-silent", "office"),
    (make.sent(due_at=make.NOW), "office-over-watch", "office"),
    (
        make.sent(overdue_since=make.NOW, limit=Limit(5, Unit.WORKING_DAY)),
        "office-overdue",
        "office",
    ),
    (make.sent(**CORRECTING), "applicant-corrects", "applicant"),
    (make.sent(**CORRECTING, untold_since=make.NOW), "applicant-untold", "operator"),
    (make.sent(**CORRECTING | {"correct_by": make.NOW}), "term-just-passed", "system"),
    (
        make.sent(SERVICE_CHECK, **CORRECTING | {"status": ItemStatus.CONTESTABLE}),
        "applicant-may-contest",
        "applicant",
    ),
    (make.sent(withdrawal_at=make.NOW), "withdrawal-untold", "system"),
    (make.sent(withdrawal_at=make.NOW, withdrawal_sent=NOW), "withdrawal-unanswered", "office"),
    (incident("DepartmentProblem"), "office-reported-problem", "operator"),
    (incident("ValueError"), "stopped-unexpectedly", "operator"),
]


def test_an_open_item_says_for_whom_it_waits() -> None:
    found = [(item, why.code, why.reason.whom) for item, why in ((item, asked(item)) for item, *_ in OPEN)]

    assert found == OPEN
    assert {asked(item).office for item, *_ in OPEN} == {Place()}


def test_a_withdrawal_that_nobody_knows_whom_to_tell_waits_for_the_damaged_route() -> None:
    item = make.sent(withdrawal_at=make.NOW)

    found = why_item(item, replace(known(item), offices={CODE: Place(unreadable=True)}))

    assert found
    assert found.code == "route-unreadable"


@pytest.mark.slow
def test_every_status_and_every_incident_has_its_reason_whatever_else_stands_on_the_item() -> None:
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"trouble": TROUBLE},
        {"withdrawal_at": make.NOW},
        {"silent_since": make.NOW},
        {"round": 0},
    )
    errors = (None, *INCIDENTS, "SomethingElse")

    for status, change, error in product(ItemStatus, changes, errors):
        told = Incident("Dispatch", error, "原因", make.NOW) if error else None
        item = make.sent(**{"status": status, "incident": told, **change})
        assert asked(item).code in REASONS, (status, change, error)


def test_what_to_do_names_no_act_that_would_be_refused() -> None:
    named = {"重新分发": "retry", "改派": "reroute", "登记结果": "settle", "终止办理": "abandon"}
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"trouble": TROUBLE},
        {"silent_since": make.NOW},
        {"due_at": make.NOW},
        {"overdue_since": make.NOW},
        {"overdue_since": make.NOW, "limit": Limit(5, Unit.WORKING_DAY)},
    )

    for status, change in product(set(ItemStatus) - {ItemStatus.DONE}, changes):
        found = asked(make.sent(**{"status": status, **change}))
        todo = found.reason.todo_with(found.acts)
        assert [act for word, act in named.items() if word in todo and act not in found.acts] == [], (
            status,
            change,
            todo,
        )


def test_what_is_offered_would_be_taken() -> None:
    decision = make.answer("granted")
    acts: dict[str, Any] = {
        "retry": lambda item: retried(item, NOW),
        "settle": lambda item: settled(item, decision, NOW),
        "abandon": lambda item: abandoned(item, "理由", NOW),
    }
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"trouble": TROUBLE},
        {"silent_since": make.NOW},
        {"overdue_since": make.NOW},
    )

    for status, change in product(set(ItemStatus) - {ItemStatus.DONE}, changes):
        item = make.sent(**{"status": status, **change})
        for act in set(asked(item).acts) & set(acts):
            try:
                acts[act](item)
            except ActOutOfPlace:
                pytest.fail(f"{act} of {status} with {change}")


def test_an_item_waits_for_the_first_of_those_before_it_that_has_no_outcome() -> None:
    item = make.item("identity_card", after=("household_registration",))
    before = make.sent("household_registration")

    assert (asked(item, before).code, asked(item, before).behind) == (
        "prerequisite-open",
        "household_registration",
    )
    passed = make.done("household_registration", since=NOW)
    assert asked(item, passed).code == "about-to-be-owed"
    assert asked(item, passed, now=NOW + timedelta(hours=2)).code == "round-unsent"
    refused = make.done("household_registration", Outcome.REFUSED)
    assert asked(item, refused).code == "block-unrecorded"


def test_an_item_that_needs_the_service_check_waits_for_it() -> None:
    item = make.item()
    check = make.sent(SERVICE_CHECK, department=Department.MOBILIZATION)
    ledger = make.ledger(item, check=check)

    found = why_item(item, Known(ledger=ledger, now=NOW))

    assert found is not None
    assert (found.code, found.behind) == ("service-check-open", SERVICE_CHECK)


def test_an_office_that_is_left_alone_is_told_with_its_next_try() -> None:
    item = make.item(status=ItemStatus.READY, round=1, since=NOW)
    until = NOW + timedelta(minutes=4)
    circuit = Circuit(7, make.NOW, "DepartmentUnavailable", until)

    found = asked(item, circuits={"office-1": circuit})

    assert (found.code, found.since, found.until) == ("office-resting", make.NOW, until)
    assert asked(item, circuits={"office-2": circuit}).code == "being-sent"


def test_a_round_that_nobody_sends_for_long_is_our_own_fault() -> None:
    item = make.item(status=ItemStatus.READY, round=1)

    found = asked(item, now=NOW + timedelta(hours=1))

    assert (found.code, found.reason.whom, found.acts) == ("round-unsent", "system", ("continue",))


@each(
    "mode, claimed_by, code",
    [
        ("worklist", None, "desk-unclaimed"),
        ("worklist", "staff-1", "desk-working"),
        ("exchange", None, "exchange-unanswered"),
    ],
)
def test_an_office_without_a_system_is_told_as_what_it_is(
    mode: OfficeMode, claimed_by: str | None, code: str
) -> None:
    assert asked(make.sent(claimed_by=claimed_by), mode=mode).code == code


def test_an_item_with_its_outcome_tells_only_what_was_left_undone() -> None:
    rating = Rating(RatingLevel.VERY_DISSATISFIED, (), make.NOW, make.NOW, visit_due=NOW, visit_overdue=True)
    proposed = Override(Outcome.REFUSED, "更正", "operator-1", NOW)

    assert why_item(make.done(), known(make.done())) is None
    assert asked(make.done(rating=rating)).code == "visit-overdue"
    assert asked(make.done(untold_since=NOW)).code == "applicant-untold"
    assert asked(make.done(override=proposed)).code == "override-unconfirmed"
