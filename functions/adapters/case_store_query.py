"""What every case store means by a `CaseQuery`, kept once so that none of them can mean something else."""

from dataclasses import astuple

from functions.adapters.codec import stamp
from functions.domain.case import Case, CaseItem, Ledger
from functions.ports import CaseQuery
from schemas.codes import CaseStatus


def matches(query: CaseQuery, case: Case) -> bool:
    """Whether the query includes the case. Empty `cities` bounds nothing, as in an applicant's own list."""
    return (
        query.applicant in (None, case.applicant)
        and (not query.cities or case.city in query.cities)
        and query.county in (None, case.county)
        and query.status in (None, case.status)
        and query.reference in (None, case.reference)
    )


def is_bounded(query: CaseQuery) -> bool:
    """A query of neither an applicant nor cities lists nothing: whoever forgets the bound must not see the province."""
    return query.applicant is not None or bool(query.cities)


def cities(query: CaseQuery) -> tuple[str, ...]:
    """In the order of the list."""
    return tuple(sorted(set(query.cities)))


def statuses(query: CaseQuery) -> tuple[CaseStatus, ...]:
    return (query.status,) if query.status else tuple(CaseStatus)


def scope(query: CaseQuery) -> str:
    """Names the list that a cursor belongs to."""
    return f"cases{astuple(query)!r}"


def opened(case: Case) -> str:
    """The sort key of every list of cases: newest first is this one descending; the id settles ties."""
    return f"{stamp(case.opened_at)}#{case.id}"


def in_order(ledger: Ledger) -> tuple[CaseItem, ...]:
    """The order in which a ledger keeps its items: the service check, then as they were created."""
    return tuple(sorted(ledger.items, key=lambda item: not item.is_service_check))
