"""The terms that run against the applicant (本人应遵守的期限): warnings with dates, never a decision about a right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from functions.domain.case.case import ApplicantTerm, Ledger
from functions.domain.catalogue.rules import Facts, Truth, facts_of, read_rules
from functions.domain.clock import SHANGHAI, Calendar, Deadline, deadline, shanghai_date
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import ApplicantDeadline, FigureStatus
from schemas.codes import Urgency
from schemas.form.application import Application


@dataclass(frozen=True, slots=True)
class TermWarning:
    """One term of an item: until when, and from when on the applicant is warned. `place`: among the item's terms.

    `late`: what to do now that it has passed. `by_submission`: whoever has applied by then has kept it.
    """

    item: str
    place: int
    text: str
    note: str | None
    until: Deadline
    alert_on: date | None
    urgency: Urgency
    late: str | None = None
    by_submission: bool = False

    def kept_at(self, submitted_at: datetime) -> bool:
        return self.by_submission and submitted_at <= self.until.at


@dataclass(frozen=True, slots=True)
class LateTerm:
    """A term that had passed when the applicant applied: its last day, and how many days ago that was."""

    text: str
    until: date
    days: int


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
            if isinstance(start, date) and read_rules(term.when, facts).truth in truths:
                found.append(ApplicantTerm(code, place, start))
    return tuple(found)


def warnings(ledger: Ledger, edition: Edition, now: datetime, calendar: Calendar) -> tuple[TermWarning, ...]:
    """Terms of items that are still open, the nearest first; what the edition does not have any more is left out, and what
    was kept by applying in time.
    """
    open_items = {item.code for item in ledger.held if item.outcome is None}
    found = (one for one in running(ledger.case.terms, edition, now, calendar) if one.item in open_items)
    return nearest_first(_applied(one, edition) for one in found if not one.kept_at(ledger.case.opened_at))


def _applied(one: TermWarning, edition: Edition) -> TermWarning:
    """Whoever has applied is not told to apply."""
    after = edition.item(one.item).deadlines[one.place].late_applied
    return replace(one, late=after) if one.late and after else one


def nearest_first(found: Iterable[TermWarning]) -> tuple[TermWarning, ...]:
    """The nearest first."""
    return tuple(sorted(found, key=lambda one: (one.until.at, one.item)))


def late_terms(ledger: Ledger, code: str, edition: Edition, calendar: Calendar) -> tuple[LateTerm, ...]:
    """Of an item those that its applicant did not keep: the office is told, and decides what follows; nothing is refused."""
    applied = shanghai_date(ledger.case.opened_at)
    own = (term for term in ledger.case.terms if term.item == code)
    found = running(own, edition, ledger.case.opened_at, calendar)
    return tuple(
        LateTerm(one.text, shanghai_date(one.until.at), (applied - shanghai_date(one.until.at)).days)
        for one in found
        if one.by_submission and one.urgency is Urgency.PASSED
    )


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
    late = term.late if urgency is Urgency.PASSED else None
    return TermWarning(
        kept.item, kept.place, term.text, term.note, until, alert_on, urgency, late, term.by_submission
    )
