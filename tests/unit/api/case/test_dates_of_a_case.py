"""The dates that an applicant sees: one promise for the case, their own terms, and what the law has deemed."""

from datetime import timedelta

from schemas.codes import ItemStatus
from tests.support.api_case import CASE, change_item, get, open_case
from tests.support.fakes.clock import START


def test_a_case_shows_one_promised_date_and_what_it_does_not_count() -> None:
    api, _, _ = open_case()

    promised = get(api, f"/v1/cases/{CASE}").json["promise"]

    # 2026-11-24: 25 natural days, as 天河 promises for the identity card, then one working day for the driving licence.
    assert promised["at"] == "2026-12-22T15:59:59Z"
    assert promised["provisional"] is False
    assert "discharge_report" in promised["uncounted"]
    assert "identity_card" not in promised["uncounted"]
    assert "待核定，未计入" in promised["text"]


def test_a_case_warns_of_the_applicants_own_terms() -> None:
    api, _, _ = open_case()

    shown = get(api, f"/v1/cases/{CASE}").json["warnings"]

    assert [(one["item"], one["until"][:10], one["urgency"]) for one in shown] == [
        ("discharge_report", "2026-10-08", "passed"),
        ("reserve_registration", "2026-10-12", "passed"),
        ("discharge_report", "2026-11-09", "passed"),
        ("medical_transfer", "2026-12-01", "alert"),
    ]
    assert shown[-1]["alert_on"] == "2026-10-31"
    assert shown[-1]["urgency_text"] == "期限临近"


def test_a_deemed_acceptance_is_shown_with_its_day_of_receipt() -> None:
    api, deps, _ = open_case()
    change_item(
        deps,
        "discharge_report",
        status=ItemStatus.ACCEPTED,
        deemed_accepted=True,
        accepted_at=START - timedelta(days=7),
    )

    item = get(api, f"/v1/cases/{CASE}").json["items"][0]

    assert (item["deemed_accepted"], item["accepted_at"]) == (True, "2026-11-17T01:00:00Z")


def test_only_dates_of_the_form_are_kept_on_the_case() -> None:
    _, deps, _ = open_case()

    terms = deps.store.ledger(CASE).case.terms

    assert {term.start.isoformat() for term in terms} == {"2026-09-01"}
