"""What one closed case adds: its days on the clock, its limits, its corrections, its materials, its trips."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.domain.case.case import CaseMaterial, Event
from functions.domain.case.parts import ClockWord, Limit
from functions.domain.clock import SHANGHAI
from functions.domain.numbers.contribution import ClosedCase, added, contribution, differing, less, month_of
from functions.domain.numbers.figures import partitions_of
from functions.domain.numbers.packed import packed_counts, unpacked_counts
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import Unit
from schemas.codes import AnswerType, CaseStatus, EventKind, Outcome
from tests.support import make
from tests.support.make import CALENDAR, CASE_ID

REPORT = "discharge_report"
# A Tuesday; in China it is ten in the morning.
SENT = make.NOW
CLOSED = SENT + timedelta(days=14, hours=1)
LATER = CLOSED + timedelta(days=3)


def event(kind: EventKind, at: datetime, item: str | None = REPORT, **detail: Any) -> Event:
    return Event(CASE_ID, f"{kind}/{item}/{at.isoformat()}", at, kind, item, detail=detail)


def said(kind: str, at: datetime, *, told: datetime | None = None, **fields: Any) -> Event:
    """`at`: when it arrived; `told`: the time that the office names."""
    answer = {"type": kind, "round": 1, "at": (told or at).isoformat(), **fields}
    return event(EventKind.ANSWERED, at, answer=answer)


GRANTED = said("granted", CLOSED - timedelta(hours=1), result={"document": "报到记录", "delivery": "window"})
HISTORY = (
    event(EventKind.SUBMITTED, SENT, None),
    event(EventKind.DISPATCHED, SENT, round=1),
    GRANTED,
)


def closed(*events: Event, **changes: Any) -> ClosedCase:
    fields = {
        "limit": Limit(20, Unit.WORKING_DAY),
        "due_at": SENT + timedelta(days=28),
        "decided_at": GRANTED.at,
        **changes,
    }
    item = make.done(REPORT, **fields)
    ledger = make.ledger(item, status=CaseStatus.CLOSED, closed_at=CLOSED, not_needed=())
    return ClosedCase(ledger, events or HISTORY, load_edition(CURRENT), CALENDAR)


def row(one: ClosedCase, until: datetime = LATER, code: str = REPORT) -> Counter[str]:
    return contribution(one, until)[code]


def test_before_its_closing_a_case_adds_nothing() -> None:
    assert contribution(closed(), CLOSED - timedelta(seconds=1)) == {}


def test_days_run_from_the_first_dispatch_to_the_decision() -> None:
    found = row(closed())
    assert (found["days"], found["used_working"], found["timed_working"]) == (10, 10, 1)
    assert (found["in_statute"] + found["in_promise"], found["granted"]) == (1, 1)


def test_the_clock_begins_with_the_acceptance_and_leaves_out_what_it_stood() -> None:
    stopped, on = SENT + timedelta(days=6), SENT + timedelta(days=9)
    words = (ClockWord(AnswerType.SUSPENDED, stopped), ClockWord(AnswerType.RESUMED, on))
    found = row(closed(accepted_at=SENT + timedelta(days=1), clock_words=words))
    assert (found["days"], found["used_working"]) == (10, 6)


def test_a_clock_that_stood_at_the_decision_counts_until_it_stopped() -> None:
    words = (ClockWord(AnswerType.SUSPENDED, SENT + timedelta(days=3)),)
    found = row(closed(accepted_at=SENT, clock_words=words, due_at=SENT + timedelta(days=5)))
    assert (found["used_working"], found["in_statute"] + found["in_promise"]) == (3, 1)


def test_a_limit_in_natural_days_is_counted_in_them() -> None:
    found = row(closed(limit=Limit(10, Unit.NATURAL_DAY), due_at=SENT + timedelta(days=10)))
    assert (found["used_natural"], found["timed_natural"], found["used_working"]) == (14, 1, 0)
    assert found["over_statute"] + found["over_promise"] == 1


def test_the_last_second_of_the_last_day_is_in_time_and_the_next_days_first_is_not() -> None:
    ends = datetime(2026, 12, 7, 23, 59, 59, tzinfo=SHANGHAI)
    for decided, figure in ((ends + timedelta(seconds=0.9), "in"), (ends + timedelta(seconds=1), "over")):
        granted = said("granted", decided, result={"document": "报到记录", "delivery": "window"})
        found = row(closed(*HISTORY[:2], granted, due_at=ends, decided_at=decided))
        assert found[f"{figure}_statute"] + found[f"{figure}_promise"] == 1


def test_without_a_known_limit_nothing_is_compared() -> None:
    found = row(closed(limit=None))
    assert (found["unlimited"], found["in_statute"], found["days"]) == (1, 0, 10)


def test_what_no_office_decided_has_no_days() -> None:
    lapsed = event(EventKind.LAPSED, GRANTED.at)
    found = row(closed(*HISTORY[:2], lapsed, outcome=Outcome.LAPSED))
    assert (found["lapsed"], found["untimed"], found["unlimited"], found["days"]) == (1, 1, 1, 0)


def test_corrections_incidents_and_visits_are_counted_until_the_decision() -> None:
    asked = said("correction_requested", SENT + timedelta(days=1), missing=[])
    trouble = event(EventKind.INCIDENT, SENT + timedelta(days=2))
    came = event(EventKind.ATTENDED, SENT + timedelta(days=3))
    vain = said("correction_requested", CLOSED + timedelta(hours=1), missing=[])
    found = row(closed(*HISTORY[:2], asked, trouble, came, GRANTED, vain))
    assert (found["corrections"], found["corrected"], found["uncorrected"]) == (1, 1, 0)
    assert (found["incidents"], found["troubled"], found["visits"], found["attended"]) == (1, 1, 1, 1)


def test_a_result_at_a_window_is_a_trip_and_so_is_a_window_that_submitted() -> None:
    at_window = event(EventKind.SUBMITTED, SENT, None, how="in_person")
    found = contribution(closed(at_window, *HISTORY[1:]), LATER)
    assert (found["case"]["window"], found["case"]["trips"], found[REPORT]["fetched"]) == (1, 2, 1)


def test_a_word_that_arrives_after_the_closing_changes_nothing_that_was_counted() -> None:
    told = SENT + timedelta(days=5)
    late = said("accepted", CLOSED + timedelta(days=1), told=told)
    before, after = closed(), closed(*HISTORY, late, accepted_at=told, due_at=told + timedelta(days=28))
    assert contribution(before, CLOSED) == contribution(after, LATER)


def test_neither_does_a_stop_that_was_told_too_late() -> None:
    stopped, on = SENT + timedelta(days=2), SENT + timedelta(days=4)
    words = (ClockWord(AnswerType.SUSPENDED, stopped), ClockWord(AnswerType.RESUMED, on))
    late = [
        said(kind.value, CLOSED + timedelta(days=1, hours=hour), told=at, reason="等待")
        for hour, (kind, at) in enumerate(((AnswerType.SUSPENDED, stopped), (AnswerType.RESUMED, on)))
    ]
    before = closed(accepted_at=SENT)
    after = closed(*HISTORY, *late, accepted_at=SENT, clock_words=words, due_at=SENT + timedelta(days=40))
    assert contribution(before, CLOSED) == contribution(after, LATER)


def test_a_rating_counts_from_when_it_was_given_and_the_last_one_stands() -> None:
    first = event(EventKind.RATED, CLOSED + timedelta(days=1), level="neutral")
    last = event(EventKind.RATED, CLOSED + timedelta(days=2), level="satisfied")
    one = closed(*HISTORY, first, last)
    levels = [row(one, CLOSED + timedelta(days=days)) for days in (0, 1, 2)]
    assert [(found["unrated"], found["neutral"], found["satisfied"]) for found in levels] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]


def test_the_critical_path_is_the_longest_chain_and_the_sum_takes_all() -> None:
    """The report waits for the check, insurance for nothing: two days and ten, and three beside them."""
    report = make.done(REPORT, limit=Limit(20, Unit.WORKING_DAY), due_at=SENT + timedelta(days=28))
    insurance = make.done("social_insurance", unchecked=True)
    ledger = make.ledger(report, insurance, status=CaseStatus.CLOSED, closed_at=CLOSED, not_needed=())
    times = (("service_check", 2), ("social_insurance", 3))
    others = [
        one
        for code, days in times
        for one in (
            event(EventKind.DISPATCHED, SENT, code),
            replace(said("granted", SENT + timedelta(days=days)), item=code),
        )
    ]
    one = ClosedCase(ledger, (*HISTORY, *others), load_edition(CURRENT), CALENDAR)
    found = contribution(one, LATER)["case"]
    assert (found["elapsed"], found["path"], found["item_days"]) == (10, 12, 15)


def test_a_month_is_one_of_china() -> None:
    assert month_of(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == "2026-12"


def test_what_is_kept_is_read_as_it_was() -> None:
    counts = contribution(closed(), LATER)
    assert unpacked_counts(packed_counts(counts)) == added(counts)
    assert sum(len(line) for line in packed_counts(counts).values()) < 400


def test_a_difference_names_row_and_figure() -> None:
    counts = contribution(closed(), LATER)
    other = added(counts, {REPORT: Counter({"granted": 2})})
    assert list(differing(other, counts)) == [(REPORT, "granted", 3, 1)]
    assert less(counts, counts) == {}


def test_every_partition_of_a_row_adds_up_to_the_same() -> None:
    for code, figures in contribution(closed(), LATER).items():
        sums = {sum(figures[one] for one in partition) for partition in partitions_of(code)}
        assert sums == {1}, code


def test_a_material_that_was_brought_counts_with_its_item_and_with_the_case() -> None:
    file = CaseMaterial("file-1", REPORT, "discharge_certificate", "application/pdf", 9, "0" * 64, SENT)
    one = closed()
    whole = replace(one.ledger, case=replace(one.ledger.case, materials=(file, replace(file, id="file-2"))))

    counts = contribution(replace(one, ledger=whole), LATER)

    assert (counts[REPORT]["uploaded"], counts["case"]["uploaded"]) == (1, 1)


def test_an_item_that_was_not_needed_adds_no_row() -> None:
    one = closed()
    idle = make.done("identity_card", Outcome.NOT_NEEDED)
    whole = replace(one.ledger, items=(*one.ledger.items, idle))

    assert "identity_card" not in contribution(replace(one, ledger=whole), LATER)
