from dataclasses import replace
from datetime import date, datetime, timedelta

from functions.adapters.calendar import working_calendar
from functions.domain.case.case import ApplicantTerm, Ledger
from functions.domain.clock import SHANGHAI
from functions.domain.deadlines.terms import TermWarning, late_terms, terms_of, warnings
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Urgency
from tests.support import make
from tests.support.samples import application

EDITION = load_edition(CURRENT)
DISCHARGED = date(2026, 9, 1)
TERMS = (
    ApplicantTerm("discharge_report", 0, DISCHARGED),
    ApplicantTerm("medical_transfer", 0, DISCHARGED),
    ApplicantTerm("reserve_registration", 0, DISCHARGED),
)


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=SHANGHAI)


def shown(ledger: Ledger, day: str) -> tuple[TermWarning, ...]:
    return warnings(ledger, EDITION, at(day), working_calendar())


def whole() -> Ledger:
    items = (make.item(term.item) for term in TERMS)
    return make.ledger(*items, terms=TERMS)


def test_a_conscripts_terms_begin_with_the_discharge() -> None:
    assert terms_of(application(), EDITION) == TERMS


def test_an_officers_terms_are_not_counted_from_the_discharge() -> None:
    officer = application(service__rank_class="officer", service__placement_type="transfer")

    assert [term.item for term in terms_of(officer, EDITION)] == ["medical_transfer"]


def test_without_military_insurance_no_gap_begins_with_the_discharge() -> None:
    found = terms_of(application(insurance__medical_history="local"), EDITION)

    assert "medical_transfer" not in {term.item for term in found}


def test_the_terms_are_shown_with_their_dates_the_nearest_first() -> None:
    dates = [(one.item, one.until.at.date().isoformat()) for one in shown(whole(), "2026-09-02")]

    # What ends in the national holiday or on a Sunday ends with the next working day.
    assert dates == [
        ("discharge_report", "2026-10-08"),
        ("reserve_registration", "2026-10-12"),
        ("discharge_report", "2026-11-09"),
        ("medical_transfer", "2026-12-01"),
    ]


def test_the_medical_gap_is_an_alert_from_the_sixtieth_day() -> None:
    urgencies = {}
    for day in ("2026-10-30", "2026-10-31", "2026-12-01", "2026-12-02"):
        urgencies[day] = next(one.urgency for one in shown(whole(), day) if one.item == "medical_transfer")

    assert urgencies == {
        "2026-10-30": Urgency.RUNNING,
        "2026-10-31": Urgency.ALERT,
        "2026-12-01": Urgency.ALERT,
        "2026-12-02": Urgency.PASSED,
    }


def test_an_item_with_its_outcome_warns_no_more() -> None:
    ledger = whole().with_item(make.done("discharge_report"))

    assert "discharge_report" not in {one.item for one in shown(ledger, "2026-09-02")}


def test_a_term_that_the_edition_does_not_have_is_left_out() -> None:
    terms = (ApplicantTerm("old_item", 0, DISCHARGED), ApplicantTerm("discharge_report", 9, DISCHARGED))

    assert shown(make.ledger(make.item(), make.item("old_item"), terms=terms), "2026-09-02") == ()


def submitted(day: str) -> Ledger:
    found = whole()
    return replace(found, case=replace(found.case, opened_at=at(day)))


def late(ledger: Ledger, code: str) -> list[tuple[date, int]]:
    return [(one.until, one.days) for one in late_terms(ledger, code, EDITION, working_calendar())]


def test_a_term_that_applying_keeps_is_kept_by_the_day_of_the_application_however_late_it_is_decided() -> (
    None
):
    in_time = submitted("2026-09-20")

    assert [one.item for one in shown(in_time, "2026-12-20")] == ["medical_transfer"]
    assert late(in_time, "discharge_report") == []


def test_whoever_reports_late_reads_what_to_do_and_the_office_reads_by_how_many_days() -> None:
    thirteen_days = submitted("2026-10-21")

    first = next(one for one in shown(thirteen_days, "2026-10-21") if one.item == "discharge_report")

    assert first.urgency is Urgency.PASSED
    assert first.late is not None
    assert "您的申请已经提交" in first.late
    assert "请尽快提交申请" not in first.late
    assert late(thirteen_days, "discharge_report") == [(date(2026, 10, 8), 13)]
    assert late(thirteen_days, "reserve_registration") == [(date(2026, 10, 12), 9)]


def test_whoever_reports_after_both_terms_is_told_of_both_and_still_refused_nothing() -> None:
    both = late(submitted("2026-12-10"), "discharge_report")

    assert [days > 0 for _, days in both] == [True, True]


def test_the_day_that_a_term_ends_on_is_in_time_and_the_next_one_is_late() -> None:
    last_second = datetime(2026, 10, 8, 23, 59, 59, tzinfo=SHANGHAI)
    found = whole()

    def submitted_at(moment: datetime) -> list[tuple[date, int]]:
        return late(replace(found, case=replace(found.case, opened_at=moment)), "discharge_report")

    assert submitted_at(last_second) == []
    assert submitted_at(last_second + timedelta(seconds=2)) == [(date(2026, 10, 8), 1)]


def test_what_does_not_end_with_an_application_is_never_told_to_an_office_as_late() -> None:
    assert late(submitted("2027-03-01"), "medical_transfer") == []
