from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from functions.domain.case.item import CaseItem, with_clock, with_dispatch
from functions.domain.office.manifest import Believed, Difference, as_of, compare
from schemas.codes import ItemStatus, Outcome
from schemas.office.manifest import ManifestItem
from tests.support.each import each
from tests.support.make import NOW, REFERENCE, done, sent

EVENING = NOW + timedelta(hours=8)


def theirs(status: str = "received", **changes: Any) -> ManifestItem:
    whole = {"reference": REFERENCE, "item": "discharge_report", "round": 1, "status": status}
    return ManifestItem.model_validate({**whole, **changes}, strict=False)


def differences(
    ours: CaseItem | None, listed: ManifestItem | None, *, at: datetime = EVENING
) -> list[Difference]:
    believed = [Believed(REFERENCE, ours)] if ours else []
    return list(compare({one.place: one for one in believed}, [listed] if listed else [], at=at))


def words(found: list[Difference]) -> list[tuple[str, str | None, str | None, bool]]:
    return [(one.kind, one.ours, one.theirs, one.needs_operator) for one in found]


received = sent(status=ItemStatus.RECEIVED)


@each(
    "ours, listed, expected",
    [
        (received, theirs("received"), []),
        (done(), theirs("done", outcome="granted"), []),
        (done(), None, []),
        (received, None, [("missing_there", "received", None, True)]),
        (None, theirs("accepted"), [("missing_here", None, "accepted", False)]),
        (received, theirs("received", round=2), [("round_differs", "1", "2", False)]),
        (received, theirs("accepted"), [("status_differs", "received", "accepted", False)]),
        (received, theirs("done", outcome="refused"), [("outcome_differs", "received", "refused", True)]),
        (done(), theirs("accepted"), [("outcome_differs", "granted", "accepted", False)]),
        (
            done(outcome=Outcome.REFUSED),
            theirs("done", outcome="granted"),
            [("outcome_differs", "refused", "granted", False)],
        ),
    ],
)
def test_what_the_two_sides_say_is_compared(
    ours: CaseItem | None, listed: ManifestItem | None, expected: list[Any]
) -> None:
    assert words(differences(ours, listed)) == expected


def test_what_moved_after_the_manifest_was_made_is_on_its_way() -> None:
    morning = NOW - timedelta(hours=1)

    assert differences(received, None, at=morning) == []
    assert differences(received, theirs("accepted"), at=morning) == []
    assert differences(done(), theirs("accepted"), at=morning) == []


def test_what_was_never_sent_from_here_is_shown_and_not_stopped_for_no_answer_of_it_could_be_taken() -> None:
    waiting = replace(with_dispatch(received, round=0, sent_at=None), status=ItemStatus.WAITING)

    found = differences(waiting, theirs("done", outcome="granted"))

    assert words(found) == [("outcome_differs", "waiting", "granted", False)]


def test_an_item_that_operators_look_at_already_is_not_reported_for_its_status() -> None:
    assert differences(sent(status=ItemStatus.INCIDENT), theirs("received")) == []


def test_an_item_deemed_accepted_by_law_does_not_differ_from_one_received() -> None:
    deemed = replace(with_clock(received, deemed_accepted=True), status=ItemStatus.ACCEPTED)

    assert differences(deemed, theirs("received")) == []
    assert words(differences(deemed, theirs("suspended"))) == [
        ("status_differs", "accepted", "suspended", False)
    ]


def test_without_a_time_a_manifest_speaks_of_the_days_beginning_in_china() -> None:
    assert as_of(date(2026, 11, 24), None) == datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert as_of(date(2026, 11, 24), NOW) == NOW


@each("changes", [{"status": "done"}, {"outcome": "granted"}, {"status": "waiting"}, {"outcome": "blocked"}])
def test_a_manifest_line_that_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        theirs(**{"status": "received", **changes})
