"""The terms that run against the applicant (本人应遵守的期限): warnings with dates, never a decision about a right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from functions.domain.case.case import ApplicantTerm, Ledger
from functions.domain.catalogue.rules import Facts, Truth, facts_of, read
from functions.domain.clock import SHANGHAI, Calendar, Deadline, deadline, shanghai_date
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import ApplicantDeadline, FigureStatus
from schemas.codes import Urgency
from schemas.form.application import Application


@dataclass(frozen=True, slots=True)
class TermWarning:
    """One term of an item: until when, and from when on the applicant is warned. `place`: among the item's terms."""

    item: str
    place: int
    text: str
    note: str | None
    until: Deadline
    alert_on: date | None
    urgency: Urgency


def terms_of(application: Application, edition: Edition) -> tuple[ApplicantTerm, ...]:
    """The terms that the form's dates start, of the chosen items: what a case keeps from its opening."""
    chosen = (code for code in application.items if edition.has(code))
    return started_terms(chosen, facts_of(application), edition, (Truth.HOLDS,))


def started_terms(
    codes: Iterable[str], facts: Facts, edition: Edition, truths: tuple[Truth, ...]
) -> tuple[ApplicantTerm, ...]:
    """The items' terms that a known date starts, where the reading of their situation is one of `truths`."""
    found = []
    for code in codes:
        for place, term in enumerate(edition.item(code).deadlines):
            start = facts(term.counted_from) if term.counted_from else None
            if isinstance(start, date) and read(term.when, facts).truth in truths:
                found.append(ApplicantTerm(code, place, start))
    return tuple(found)


def warnings(ledger: Ledger, edition: Edition, now: datetime, calendar: Calendar) -> tuple[TermWarning, ...]:
    """Terms of items that are still open, the nearest first; what the edition does not have any more is left out."""
    open_items = {item.code for item in ledger.held if item.outcome is None}
    found = (one for one in running(ledger.case.terms, edition, now, calendar) if one.item in open_items)
    return tuple(sorted(found, key=lambda one: (one.until.at, one.item)))


def running(
    terms: Iterable[ApplicantTerm], edition: Edition, now: datetime, calendar: Calendar
) -> Iterator[TermWarning]:
    """Each term with its date, and after it those that begin where it ends."""
    for kept in terms:
        deadlines = edition.item(kept.item).deadlines if edition.has(kept.item) else ()
        start = datetime.combine(kept.start, datetime.min.time(), SHANGHAI)
        for place, term in enumerate(deadlines[kept.place :]):
            if term.value is None or term.status is not FigureStatus.CONFIRMED:
                break
            if place and not term.after_previous:
                break
            until = deadline(start, term.value, term.unit, calendar)
            yield _warning(ApplicantTerm(kept.item, kept.place + place, kept.start), term, start, until, now)
            start = until.at


def _warning(
    kept: ApplicantTerm, term: ApplicantDeadline, start: datetime, until: Deadline, now: datetime
) -> TermWarning:
    alert_on = shanghai_date(start) + timedelta(days=term.alert_day) if term.alert_day else None
    if now > until.at:
        urgency = Urgency.PASSED
    elif alert_on and shanghai_date(now) >= alert_on:
        urgency = Urgency.ALERT
    else:
        urgency = Urgency.RUNNING
    return TermWarning(kept.item, kept.place, term.text, term.note, until, alert_on, urgency)
