"""The terms that run against the applicant (本人应遵守的期限): warnings with dates, never a decision about a right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from functions.domain.case import ApplicantTerm, Case, Ledger
from functions.domain.clock import SHANGHAI, Calendar, Deadline, deadline, shanghai_date
from functions.domain.plan import first_failing
from schemas.codes import Urgency
from schemas.edition import Edition
from schemas.figures import ApplicantDeadline, FigureStatus
from schemas.form import Application
from schemas.form_paths import value_at


@dataclass(frozen=True, slots=True)
class TermWarning:
    """One term of an item without an outcome: until when, and from when on the applicant is warned."""

    item: str
    text: str
    note: str | None
    until: Deadline
    alert_on: date | None
    urgency: Urgency


def terms_of(application: Application, edition: Edition) -> tuple[ApplicantTerm, ...]:
    """The terms that the form's dates start, of the chosen items: what a case keeps from its opening."""
    found = []
    for code in application.items:
        for place, term in enumerate(edition.item(code).deadlines if edition.has(code) else ()):
            start = value_at(application, term.counted_from) if term.counted_from else None
            if isinstance(start, date) and first_failing(term.when, application) is None:
                found.append(ApplicantTerm(code, place, start))
    return tuple(found)


def warnings(ledger: Ledger, edition: Edition, now: datetime, calendar: Calendar) -> tuple[TermWarning, ...]:
    """Terms of items that are still open, the nearest first; what the edition does not have any more is left out."""
    open_items = {item.code for item in ledger.held if item.outcome is None}
    found = (one for one in _running(ledger.case, edition, now, calendar) if one.item in open_items)
    return tuple(sorted(found, key=lambda one: (one.until.at, one.item)))


def _running(case: Case, edition: Edition, now: datetime, calendar: Calendar) -> Iterator[TermWarning]:
    for kept in case.terms:
        deadlines = edition.item(kept.item).deadlines if edition.has(kept.item) else ()
        start = datetime.combine(kept.start, datetime.min.time(), SHANGHAI)
        for place, term in enumerate(deadlines[kept.place :]):
            if term.value is None or term.status is not FigureStatus.CONFIRMED:
                break
            if place and not term.after_previous:
                break
            until = deadline(start, term.value, term.unit, calendar)
            yield _warning(kept.item, term, start, until, now)
            start = until.at


def _warning(
    item: str, term: ApplicantDeadline, start: datetime, until: Deadline, now: datetime
) -> TermWarning:
    alert_on = shanghai_date(start) + timedelta(days=term.alert_day) if term.alert_day else None
    if now > until.at:
        urgency = Urgency.PASSED
    elif alert_on and shanghai_date(now) >= alert_on:
        urgency = Urgency.ALERT
    else:
        urgency = Urgency.RUNNING
    return TermWarning(item, term.text, term.note, until, alert_on, urgency)
