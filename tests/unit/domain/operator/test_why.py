from datetime import timedelta
from typing import Any

from functions.domain.case.item import CaseItem
from functions.domain.case.parts import Incident
from functions.domain.operator.known import Known, SweepStopped
from functions.domain.operator.why import why
from schemas.codes import CaseStatus, ItemStatus
from tests.support import make

NOW = make.NOW + timedelta(hours=1)
STUCK = make.sent(
    "social_insurance",
    status=ItemStatus.INCIDENT,
    incident=Incident("Dispatch", "DepartmentProblem", "原因", make.NOW),
)


def known(*items: CaseItem, **changes: Any) -> Known:
    beside: dict[str, Any] = {name: changes.pop(name) for name in ("running", "setback") if name in changes}
    return Known(ledger=make.ledger(*items, **changes), now=NOW, **beside)


def test_a_case_waits_for_what_presses_most() -> None:
    found = why(known(make.sent(), STUCK, make.item("economic_subsidy", after=("discharge_report",))))

    assert (found.case.code, found.case.item) == ("office-reported-problem", "social_insurance")
    assert [one.code for one in found.items] == [
        "office-unanswered",
        "office-reported-problem",
        "prerequisite-open",
    ]


def test_of_two_alike_the_older_one_is_told() -> None:
    found = why(known(make.sent(since=NOW), make.sent("social_insurance", since=make.NOW)))

    assert found.case.item == "social_insurance"


def test_a_run_that_the_engine_does_not_run_is_our_own_trouble() -> None:
    lost = why(known(make.sent(), running=False))

    assert (lost.case.code, lost.case.acts) == ("run-lost", ("continue",))
    assert why(known(make.sent(), running=True)).case.code == "office-unanswered"
    assert why(known(make.sent())).case.code == "office-unanswered"


def test_a_case_that_the_sweep_cannot_look_at_says_so_first() -> None:
    setback = SweepStopped("RecordUnreadable", make.NOW, aside=False)

    found = why(known(STUCK, setback=setback)).case

    assert (found.code, found.error, found.acts) == (
        "case-stops-sweep",
        "RecordUnreadable",
        ("set_aside", "continue"),
    )
    aside = SweepStopped("RecordUnreadable", make.NOW, aside=True)
    assert why(known(STUCK, setback=aside)).case.code == "case-set-aside"


def test_a_case_whose_items_are_all_done_is_closing_or_late_with_it() -> None:
    assert why(known(make.done())).case.code == "closing-late"
    assert why(known(make.done(since=NOW))).case.code == "being-closed"
    closed = why(known(make.done(), status=CaseStatus.CLOSED, closed_at=NOW)).case
    assert (closed.code, closed.since, closed.acts) == ("case-closed", NOW, ())


def test_what_was_left_undone_in_a_closed_case_is_told_before_that_it_is_closed() -> None:
    untold = make.done(untold_since=NOW)

    found = why(known(untold, status=CaseStatus.CLOSED, closed_at=NOW))

    assert (found.case.code, found.case.acts) == ("applicant-untold", ("notify", "told"))


def test_a_case_of_which_a_sweep_found_items_lost_says_so_first() -> None:
    setback = SweepStopped("SilentlyLost", make.NOW, aside=False)

    found = why(known(STUCK, setback=setback)).case

    assert (found.code, found.acts) == ("items-silently-lost", ("continue", "set_aside"))
